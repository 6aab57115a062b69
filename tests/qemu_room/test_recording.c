/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/recording.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/capabilities_build.h"
#include "qemu/dialect.h"

static const char header[] = "{\"recording\":1,\"emulator\":\"/bin/qemu\"}\n";
static const char version[] =
    "{\"command\":\"query-version\",\"return\":{\"qemu\":{\"major\":6,\"minor\":1,\"micro\":2},"
    "\"package\":\"tiny\"}}\n";
static const char target[] = "{\"command\":\"query-target\",\"return\":{\"arch\":\"ppc64\"}}\n";
static const char machines[] =
    "{\"command\":\"query-machines\",\"return\":[{\"name\":\"pseries-6.1\",\"alias\":\"pseries\","
    "\"cpu-max\":7,\"default-cpu-type\":\"power9_v2.0-powerpc64-cpu\",\"is-default\":true},"
    "{\"name\":\"pseries-2.8\",\"cpu-max\":3},{\"name\":\"ref\"}]}\n";
static const char types[] =
    "{\"command\":\"qom-list-types\",\"arguments\":{\"implements\":\"conventional-pci-device\"},"
    "\"return\":[{\"name\":\"rtl\"},{\"name\":\"vnet\"}]}\n"
    "{\"command\":\"qom-list-types\",\"arguments\":{\"implements\":\"pci-express-device\"},"
    "\"return\":[{\"name\":\"vnet\"},{\"name\":\"e1\"}]}\n"
    "{\"command\":\"qom-list-types\",\"arguments\":{\"implements\":\"vio-spapr-device\"},"
    "\"return\":[{\"name\":\"vlan\"}]}\n"
    "{\"command\":\"qom-list-types\",\"return\":[{\"name\":\"rng\"},{\"name\":\"e1\"}]}\n"
    "{\"command\":\"query-kvm\",\"return\":{\"present\":true,\"enabled\":false}}\n"
    "{\"command\":\"query-cpu-definitions\",\"return\":[{\"name\":\"power9\",\"typename\":\"p9\"}]}"
    "\n"
    "{\"command\":\"device-list-properties\",\"arguments\":{\"typename\":\"spapr-pci-host-bridge\"}"
    ","
    "\"return\":[{\"name\":\"numa_node\",\"type\":\"uint32\"}]}\n";
#define PHB "{\"path\":\"/machine/unattached/device[9]\",\"property\":"
static const char facts[] =
    "{\"machine\":\"pseries-6.1\",\"command\":\"qom-list\",\"arguments\":{\"path\":\"/machine/"
    "unattached\"},\"return\":[{\"name\":\"x\",\"type\":\"y\"},{\"name\":\"device[9]\",\"type\":"
    "\"child<spapr-pci-host-bridge>\"}]}\n"
    "{\"machine\":\"pseries-6.1\",\"command\":\"qom-get\",\"arguments\":" PHB
    "\"pcie-extended-configuration-space\"},\"return\":false}\n"
    "{\"machine\":\"pseries-6.1\",\"command\":\"qom-get\",\"arguments\":" PHB
    "\"ddw\"},\"error\":\"no such property\"}\n"
    "{\"machine\":\"pseries-6.1\",\"command\":\"qom-get\",\"arguments\":" PHB
    "\"dynamic-reconfiguration\"},\"return\":true}\n";

static Capabilities *
parse(const char *text, GError **error)
{
    return recording_parse(text, strlen(text), "test", error);
}

static Capabilities *
tiny(void)
{
    g_autofree char *text = g_strconcat(header, version, target, machines, types, facts, NULL);
    g_autoptr(GError) error = NULL;
    Capabilities *capabilities = parse(text, &error);

    g_assert_no_error(error);
    return capabilities;
}

static void
test_answers(void)
{
    g_autoptr(Capabilities) capabilities = tiny();
    QemuVersion number = capabilities_version(capabilities);
    const MachineType *machine = capabilities_find_machine_type(capabilities, "pseries-6.1");

    g_assert_cmpuint(number.major_number * 100 + number.minor_number * 10 + number.micro_number, ==,
                     612);
    g_assert_cmpstr(capabilities_package(capabilities), ==, "tiny");
    g_assert_cmpstr(capabilities_target(capabilities), ==, "ppc64");
    g_assert_null(capabilities_emulator(capabilities));
    g_assert_true(capabilities_is_kvm_present(capabilities));
    g_assert_false(capabilities_is_kvm_enabled(capabilities));
    g_assert_cmpuint(capabilities_n_machines(capabilities), ==, 3);
    g_assert_cmpstr(machine->alias, ==, "pseries");
    g_assert_cmpuint(machine->cpu_max, ==, 7);
    g_assert_true(machine->is_default);
    g_assert_null(capabilities_find_machine_type(capabilities, "pseries"));
    g_assert_true(capabilities_has_cpu_model(capabilities, "POWER9"));
    g_assert_false(capabilities_has_cpu_model(capabilities, "POWER"));
    g_assert_cmpstr(capabilities_cpu_model(capabilities, 0)->type_name, ==, "p9");
    g_assert_true(capabilities_has_phb_property(capabilities, "numa_node"));
    g_assert_false(capabilities_has_phb_property(capabilities, "ddw"));
    g_assert_null(capabilities_warnings(capabilities)[0]);
}

static void
test_types(void)
{
    static const struct {
        const char *type;
        PciClass class;
        bool is_there, is_vio;
    } rows[] = {
        {"rtl", PCI_CLASS_CONVENTIONAL, true, false}, {"e1", PCI_CLASS_EXPRESS, true, false},
        {"vnet", PCI_CLASS_HYBRID, true, false},      {"rng", PCI_CLASS_ABSENT, true, false},
        {"vlan", PCI_CLASS_ABSENT, true, true},       {"none", PCI_CLASS_ABSENT, false, false},
        {NULL, PCI_CLASS_ABSENT, false, false},
    };
    g_autoptr(Capabilities) capabilities = tiny();
    g_autoptr(GPtrArray) hybrids = capabilities_pci_types(capabilities, PCI_CLASS_HYBRID);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpint(capabilities_pci_class(capabilities, rows[i].type), ==, rows[i].class);
        g_assert_cmpint(capabilities_has_type(capabilities, rows[i].type), ==, rows[i].is_there);
        g_assert_cmpint(capabilities_is_vio(capabilities, rows[i].type), ==, rows[i].is_vio);
    }
    g_assert_cmpuint(hybrids->len, ==, 1);
}

static void
test_resolve(void)
{
    g_autoptr(Capabilities) capabilities = tiny();
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(capabilities_resolve_machine(capabilities, "pseries", NULL), ==, "pseries-6.1");
    g_assert_cmpstr(capabilities_resolve_machine(capabilities, "ref", NULL), ==, "ref");
    g_assert_null(capabilities_resolve_machine(capabilities, "q35", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_cmpstr(error->message, ==,
                    "QEMU 6.1.2 for 'ppc64' has no machine type 'q35'; it has: pseries-2.8, "
                    "pseries-6.1");
}

static void
test_facts(void)
{
    g_autoptr(Capabilities) capabilities = tiny();
    g_autoptr(GError) error = NULL;
    const MachineFacts *known = capabilities_machine(capabilities, "pseries-6.1", NULL);
    const MachineFacts *guessed = NULL;

    g_assert_false(known->has_extended_config_space);
    g_assert_false(known->has_ddw);
    g_assert_true(known->has_dynamic_reconfiguration);
    g_assert_cmpuint(known->max_phb_index, ==, 30);
    g_assert_cmpstr(known->default_cpu, ==, "power9_v2.0");
    g_assert_true(machine_facts_is_at_least(known, 6, 1));
    g_assert_false(machine_facts_is_at_least(known, 6, 2));
    g_assert_true(machine_facts_is_at_least(known, 5, 9));
    g_assert_null(capabilities_warnings(capabilities)[0]);
    guessed = capabilities_machine(capabilities, "pseries-2.8", NULL);
    g_assert_false(guessed->has_extended_config_space);
    g_assert_cmpstr(guessed->default_cpu, ==, "power8_v2.0");
    g_assert_nonnull(strstr(capabilities_warnings(capabilities)[0], "pseries-2.8"));
    g_assert_null(capabilities_warnings(capabilities)[1]);
    g_assert_true(guessed == capabilities_machine(capabilities, "pseries-2.8", NULL));
    g_assert_false(capabilities_machine(capabilities, "ref", NULL)->is_pseries);
    g_assert_null(capabilities_machine(capabilities, "pseries", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* What each version takes JSON for. */
static void
test_json(void)
{
    static const struct {
        PartClass class;
        unsigned major_number, minor_number; /* the first version; 99: none */
    } rows[] = {{PART_OBJECT, 6, 0},   {PART_NETDEV, 7, 2}, {PART_DEVICE, 6, 2},
                {PART_CHARDEV, 99, 0}, {PART_FSDEV, 99, 0}, {PART_BLOCKDEV, 0, 0}};
    static const QemuVersion versions[] = {{2, 9, 0}, {5, 2, 0}, {6, 0, 0}, {6, 1, 9},
                                           {6, 2, 0}, {7, 1, 0}, {7, 2, 0}, {9, 0, 0}};

    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(rows); j++) {
            g_autoptr(Capabilities) capabilities = capabilities_new();

            capabilities_set_version(capabilities, versions[i], "");
            g_assert_cmpint(
                dialect_takes_json(capabilities, rows[j].class), ==,
                capabilities_is_at_least(capabilities, rows[j].major_number, rows[j].minor_number));
        }
}

/* A recording without what is not needed still gives capabilities, with warnings. */
static void
test_sparse(void)
{
    g_autofree char *text = g_strconcat(header, version, target, machines, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) capabilities = parse(text, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(g_strv_length((char **)capabilities_warnings(capabilities)), ==, 4);
}

#define MINIMUM                                                                                    \
    "{\"command\":\"query-version\",\"return\":{\"qemu\":{\"major\":6}}}\n"                        \
    "{\"command\":\"query-target\",\"return\":{\"arch\":\"ppc64\"}}\n"

static const struct {
    const char *name;
    const char *text;
    bool has_header;
} bad_rows[] = {
    {"empty", "", false},
    {"words", "This is a letter.\n", false},
    {"header-only", "", true},
    {"other-format", "{\"recording\":2}\n" MINIMUM, false},
    {"half-a-line", "{\"command\":\"query-ver", true},
    {"no-command", "{\"return\":{}}\n", true},
    {"no-answer", "{\"command\":\"query-version\"}\n", true},
    {"command-is-list", "{\"command\":[],\"return\":1}\n", true},
    {"arguments-are-a-list", "{\"command\":\"a\",\"arguments\":[],\"return\":1}\n", true},
    {"version-is-text", "{\"command\":\"query-version\",\"return\":\"7\"}\n", true},
    {"machines-is-object", MINIMUM "{\"command\":\"query-machines\",\"return\":{}}\n", true},
    {"no-machines", MINIMUM, true},
    {"xml", "<domain/>\n", false},
    {"replies-of-other-order", "{\"QMP\":{}}\n\n{\"return\":{}}\n\n{\"return\":{\"arch\":\"x\"}}\n",
     false},
    {"replies-too-few", "{\"QMP\":{}}\n\n{\"return\":{}}\n", false},
};

static void
test_bad(gconstpointer argument)
{
    size_t i = GPOINTER_TO_SIZE(argument);
    g_autofree char *text =
        g_strconcat(bad_rows[i].has_header ? header : "", bad_rows[i].text, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_null(parse(text, &error));
    g_assert_nonnull(error);
    g_assert_true(error->domain == PSERIES_ERROR);
    g_assert_nonnull(strstr(error->message, "test"));
}

/* Items of any shape are passed over. */
static void
test_odd_items(void)
{
    g_autofree char *text = g_strconcat(
        header, MINIMUM,
        "{\"command\":\"query-machines\",\"return\":[1,\"a\",null,[],{},{\"name\":3},{\"name\":"
        "\"pseries-6.1\",\"alias\":[],\"cpu-max\":\"x\"},{\"name\":\"b\",\"cpu-max\":-5}]}\n"
        "{\"command\":\"query-cpu-definitions\",\"return\":7}\n",
        NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) capabilities = parse(text, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(capabilities_n_machines(capabilities), ==, 2);
    g_assert_null(capabilities_machine_type(capabilities, 0)->alias);
    g_assert_cmpuint(capabilities_machine_type(capabilities, 1)->cpu_max, ==, 0);
}

/* libvirt's files of the time when they had answers alone: what stands where. */
static char *
make_replies(void)
{
    GString *text = g_string_new("{\n  \"QMP\": {}\n}\n\n{\n  \"return\": {}\n}\n\n");

    g_string_append(text, "{\n\"return\":\n{\"qemu\": {\"major\": 2, \"minor\": 6}}\n}\n\n"
                          "{\"return\": {\"arch\": \"ppc64\"}}\n\n"
                          "{\"return\": [{\"name\": \"quit\"}]}\n\n"
                          "{\"return\": {\"fd\": 3}}\n\n"
                          "{\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"none\"}}\n\n"
                          "{\"return\": {\"enabled\": true, \"present\": true}}\n\n"
                          "{\"return\": []}\n\n"
                          "{\"return\": [{\"name\": \"e1000e\"}, {\"name\": \"rtl8139\"},"
                          " {\"name\": \"spapr-vlan\"}, {\"name\": \"virtio-net-pci\"}]}\n\n");
    for (unsigned i = 0; i < 31; i++)
        g_string_append(text,
                        "{\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"none\"}}\n\n");
    g_string_append(text, "{\"return\": [{\"name\": \"index\"}]}\n\n"
                          "{\"return\": [{\"name\": \"pseries-2.6\", \"alias\": \"pseries\","
                          " \"cpu-max\": 255}]}\n\n"
                          "{\"return\": [{\"name\": \"POWER8\"}]}\n\n"
                          "{\"return\": [\"whatever\"]}\n");
    return g_string_free(text, FALSE);
}

static void
test_replies(void)
{
    g_autofree char *text = make_replies();
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) capabilities = parse(text, &error);

    g_assert_no_error(error);
    g_assert_true(capabilities_is_kvm_enabled(capabilities));
    g_assert_true(capabilities_has_phb_property(capabilities, "index"));
    g_assert_cmpint(capabilities_pci_class(capabilities, "e1000e"), ==, PCI_CLASS_EXPRESS);
    g_assert_cmpint(capabilities_pci_class(capabilities, "rtl8139"), ==, PCI_CLASS_CONVENTIONAL);
    g_assert_cmpint(capabilities_pci_class(capabilities, "virtio-net-pci"), ==, PCI_CLASS_HYBRID);
    g_assert_cmpint(capabilities_pci_class(capabilities, "nvme"), ==, PCI_CLASS_ABSENT);
    g_assert_true(capabilities_is_vio(capabilities, "spapr-vlan"));
    g_assert_true(capabilities_has_cpu_model(capabilities, "power8"));
    g_assert_cmpstr(capabilities_resolve_machine(capabilities, "pseries", NULL), ==, "pseries-2.6");
    g_assert_cmpuint(capabilities_machine(capabilities, "pseries-2.6", NULL)->max_phb_index, ==,
                     255);
    g_assert_cmpuint(g_strv_length((char **)capabilities_warnings(capabilities)), ==, 2);
}

/* Newer files have each question before its answer. */
static void
test_pairs(void)
{
    static const char text[] =
        "{\"QMP\": {}}\n\n"
        "{\n\"execute\": \"query-version\"\n}\n\n{\"return\": {\"qemu\": {\"major\": 4}}}\n\n"
        "{\"execute\": \"query-machines\"}\n\n{\"return\": [{\"name\": \"pseries-4.0\"}]}\n\n"
        "{\"execute\": \"device-list-properties\", \"arguments\": {\"typename\": "
        "\"spapr-pci-host-bridge\"}}\n\n{\"return\": [{\"name\": \"index\"}]}\n\n"
        "{\"execute\": \"query-target\"}\n\n{\"return\": {\"arch\": \"ppc64\"}}\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) capabilities = parse(text, &error);

    g_assert_no_error(error);
    g_assert_true(capabilities_has_phb_property(capabilities, "index"));
    g_assert_nonnull(capabilities_find_machine_type(capabilities, "pseries-4.0"));
}

/* The recording that other tests plan against: made by our own --record of a real QEMU. */
static void
test_stored(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) capabilities =
        recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);
    static const char *const names[] = {"pseries-7.2", "pseries-2.8", "pseries-2.12"};

    g_assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_cmpint(
            capabilities_machine(capabilities, names[i], NULL)->has_extended_config_space, ==,
            i != 1);
    g_assert_null(capabilities_warnings(capabilities)[0]);
}

static void
test_files(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(recording_load("/nonexistent/file", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_clear_error(&error);
    g_assert_null(recording_load("/dev/zero", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG);
    g_clear_error(&error);
    g_assert_null(recording_load("/", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG);
}

static int n_freed;

static void
counted_free(Conversation *conversation)
{
    (void)conversation;
    n_freed++;
}

/* Answers "yes" with true, refuses "no", and fails otherwise. */
static JsonNode *
fake_ask(Conversation *conversation, const Question *question, GError **error)
{
    (void)conversation;
    if (g_str_equal(question->command, "yes"))
        return json_node_init_boolean(json_node_alloc(), TRUE);
    g_set_error(error, PSERIES_ERROR,
                g_str_equal(question->command, "no") ? (int)CONVERSATION_REFUSED
                                                     : VIR_ERR_INTERNAL_ERROR,
                "words");
    return NULL;
}

static void
test_recorder(void)
{
    Conversation fake = {.ask = fake_ask, .free = counted_free};
    g_autofree char *directory = g_dir_make_tmp("pseries-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "r.json", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    static const char *const commands[] = {"yes", "no", "other"};

    {
        g_autoptr(Conversation) recorder = recorder_new(&fake, "/q");

        for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
            const Question question = {.machine = "m", .command = commands[i]};
            g_autoptr(JsonNode) answer = conversation_ask(recorder, &question, NULL);

            g_assert_cmpint(answer != NULL, ==, i == 0);
        }
        g_assert_true(recorder_save(recorder, path, &error));
        g_assert_no_error(error);
        g_assert_false(recorder_save(recorder, "/nonexistent/x", &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    }
    g_assert_cmpint(n_freed, ==, 1);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==,
                    "{\"recording\":1,\"emulator\":\"/q\"}\n"
                    "{\"machine\":\"m\",\"command\":\"yes\",\"return\":true}\n"
                    "{\"machine\":\"m\",\"command\":\"no\",\"error\":\"words\"}\n");
    g_unlink(path);
    g_rmdir(directory);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/recording/answers", test_answers);
    g_test_add_func("/recording/types", test_types);
    g_test_add_func("/recording/resolve", test_resolve);
    g_test_add_func("/recording/facts", test_facts);
    g_test_add_func("/recording/json", test_json);
    g_test_add_func("/recording/sparse", test_sparse);
    g_test_add_func("/recording/odd-items", test_odd_items);
    g_test_add_func("/recording/replies", test_replies);
    g_test_add_func("/recording/pairs", test_pairs);
    g_test_add_func("/recording/stored", test_stored);
    g_test_add_func("/recording/files", test_files);
    g_test_add_func("/recording/recorder", test_recorder);
    for (size_t i = 0; i < G_N_ELEMENTS(bad_rows); i++) {
        g_autofree char *path = g_strconcat("/recording/bad/", bad_rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_bad);
    }
    return g_test_run();
}
