/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/interrogation.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/fallback.h"
#include "qemu/interrogation_properties.h"
#include "qemu/qmp_member.h"

static const char phb_type[] = "spapr-pci-host-bridge";

/* libvirt's version numbers have three digits per part. */
enum { MAX_VERSION_NUMBER = 999 };

static unsigned
version_number(JsonObject *numbers, const char *name)
{
    return (unsigned)qmp_member_int(numbers, name, 0, MAX_VERSION_NUMBER, 0);
}

static bool
take_version(Capabilities *capabilities, JsonNode *answer)
{
    JsonObject *whole = qmp_value_object(answer);
    JsonObject *numbers = qmp_member_object(whole, "qemu");
    const char *package = qmp_member_name(whole, "package");
    QemuVersion version = {.major_number = version_number(numbers, "major"),
                           .minor_number = version_number(numbers, "minor"),
                           .micro_number = version_number(numbers, "micro")};

    capabilities_set_version(capabilities, version, package != NULL ? package : "");
    return version.major_number > 0;
}

static bool
take_target(Capabilities *capabilities, JsonNode *answer)
{
    const char *target = qmp_member_name(qmp_value_object(answer), "arch");

    if (target != NULL)
        capabilities_set_target(capabilities, target);
    return target != NULL;
}

static bool
take_kvm(Capabilities *capabilities, JsonNode *answer)
{
    JsonObject *whole = qmp_value_object(answer);

    capabilities_set_kvm(capabilities, qmp_member_bool(whole, "present", false),
                         qmp_member_bool(whole, "enabled", false));
    return whole != NULL;
}

/* Calls @take for each item of the list. */
static bool
take_items(Capabilities *capabilities, JsonNode *answer,
           void (*take)(Capabilities *capabilities, JsonObject *item, const char *name))
{
    JsonArray *list = qmp_value_array(answer);

    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        JsonObject *item = qmp_value_object_element(list, i);
        const char *name = qmp_member_name(item, "name");

        if (name != NULL)
            take(capabilities, item, name);
    }
    return list != NULL;
}

static void
take_machine(Capabilities *capabilities, JsonObject *item, const char *name)
{
    const MachineType machine = {
        .name = name,
        .alias = qmp_member_name(item, "alias"),
        .default_cpu = qmp_member_name(item, "default-cpu-type"),
        .default_ram_id = qmp_member_name(item, "default-ram-id"),
        .cpu_max = (unsigned)qmp_member_int(item, "cpu-max", 0, G_MAXINT, 0),
        .is_default = qmp_member_bool(item, "is-default", false),
        .is_deprecated = qmp_member_bool(item, "deprecated", false),
        .has_hotpluggable_cpus = qmp_member_bool(item, "hotpluggable-cpus", false),
        .has_numa_mem = qmp_member_bool(item, "numa-mem-supported", false),
    };

    capabilities_add_machine_type(capabilities, &machine);
}

static bool
take_machines(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_machine);
}

static void
take_cpu_model(Capabilities *capabilities, JsonObject *item, const char *name)
{
    capabilities_add_cpu_model(capabilities, name, qmp_member_name(item, "typename"));
}

static bool
take_cpu_models(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_cpu_model);
}

static void
take_conventional_type(Capabilities *capabilities, JsonObject *item, const char *name)
{
    (void)item;
    capabilities_add_type(capabilities, name, PCI_CLASS_CONVENTIONAL);
}

static bool
take_conventional(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_conventional_type);
}

static void
take_express_type(Capabilities *capabilities, JsonObject *item, const char *name)
{
    (void)item;
    capabilities_add_type(capabilities, name, PCI_CLASS_EXPRESS);
}

static bool
take_express(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_express_type);
}

static void
take_vio_type(Capabilities *capabilities, JsonObject *item, const char *name)
{
    (void)item;
    capabilities_add_vio_type(capabilities, name);
}

static bool
take_vio(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_vio_type);
}

static void
take_type(Capabilities *capabilities, JsonObject *item, const char *name)
{
    (void)item;
    capabilities_add_type(capabilities, name, PCI_CLASS_ABSENT);
}

static bool
take_types(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_type);
}

static void
take_phb_property(Capabilities *capabilities, JsonObject *item, const char *name)
{
    (void)item;
    capabilities_add_property(capabilities, phb_type, name);
}

static bool
take_phb_properties(Capabilities *capabilities, JsonNode *answer)
{
    return take_items(capabilities, answer, take_phb_property);
}

static bool
take_chardev_options(Capabilities *capabilities, JsonNode *answer)
{
    JsonArray *list = qmp_value_array(answer);
    JsonArray *options =
        qmp_value_array(qmp_member(qmp_value_object_element(list, 0), "parameters"));

    for (unsigned n = 0; n < qmp_value_n_elements(options); n++) {
        const char *name = qmp_member_name(qmp_value_object_element(options, n), "name");

        if (name != NULL)
            capabilities_add_chardev_option(capabilities, name);
    }
    return list != NULL;
}

/* The questions, in the order in which they are asked. */
static const struct {
    const char *command;
    const char *argument, *value; /* nullable */
    bool (*take)(Capabilities *capabilities,
                 JsonNode *answer); /* Returns: false when it has the wrong shape */
    const char *warning; /* N_(), the warning when it is not answered; NULL: then it is no QEMU; "":
                            no warning, since another question or a table replaces it */
} questions[] = {
    {"query-version", NULL, NULL, take_version, NULL},
    {"query-target", NULL, NULL, take_target, NULL},
    {"query-machines", NULL, NULL, take_machines, NULL},
    {"query-kvm", NULL, NULL, take_kvm,
     N_("this QEMU does not say whether it can use KVM; it is taken as unable to")},
    {"query-cpu-definitions", NULL, NULL, take_cpu_models,
     N_("this QEMU does not say which CPU models it has")},
    {"qom-list-types", "implements", "conventional-pci-device", take_conventional, ""},
    {"qom-list-types", "implements", "pci-express-device", take_express, ""},
    {"qom-list-types", "implements", "vio-spapr-device", take_vio, ""},
    {"qom-list-types", NULL, NULL, take_types,
     N_("this QEMU does not say which types of devices it has")},
    {"device-list-properties", "typename", phb_type, take_phb_properties,
     N_("this QEMU does not say which options a PCI host bridge has")},
    {"query-command-line-options", "option", "chardev", take_chardev_options, ""},
};

/* A refusal is an answer, and so is a recording's silence.  A QEMU that has ended may have what it
 * could not tell any more. */
static bool
is_answer(const GError *problem)
{
    return problem->code == CONVERSATION_REFUSED || problem->code == CONVERSATION_UNKNOWN;
}

static bool
ask_row(Conversation *conversation, size_t row, Capabilities *capabilities, GError **error)
{
    const Question question = {.command = questions[row].command};
    g_autoptr(GError) problem = NULL;
    g_autoptr(JsonNode) answer = NULL;

    /* The target is known by now; a QEMU without pseries has no such device. */
    if (questions[row].value == phb_type &&
        !g_str_equal(capabilities_target(capabilities), "ppc64"))
        return true;
    answer = conversation_ask_with(conversation, &question, questions[row].argument,
                                   questions[row].value, &problem);
    if (answer != NULL && questions[row].take(capabilities, answer))
        return true;
    if (problem != NULL && (questions[row].warning == NULL || !is_answer(problem))) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (questions[row].warning == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("the answer to '%s' is not that of a QEMU"), questions[row].command);
        return false;
    }
    if (problem != NULL)
        g_debug("question %s %s not answered: %s", questions[row].command,
                questions[row].value != NULL ? questions[row].value : "", problem->message);
    if (questions[row].warning[0] != '\0')
        capabilities_add_warning(capabilities, _(questions[row].warning));
    return true;
}

typedef struct {
    GPtrArray *types; /* borrowed names */
    bool has_pci, has_vio;
} Survey;

static void
survey_type(void *user, const char *type, PciClass class, bool is_vio)
{
    Survey *survey = user;

    g_ptr_array_add(survey->types, g_strdup(type));
    survey->has_pci |= class != PCI_CLASS_ABSENT;
    survey->has_vio |= is_vio;
}

/* Adds PCI and VIO classes from the fallback tables when QEMU did not answer. */
static void
fill_in(Capabilities *capabilities)
{
    g_autoptr(GPtrArray) types = g_ptr_array_new_with_free_func(g_free);
    Survey survey = {.types = types};
    bool is_filled = false;

    capabilities_visit_types(capabilities, survey_type, &survey);
    for (unsigned i = 0; i < types->len; i++) {
        const char *type = g_ptr_array_index(types, i);
        PciClass class = survey.has_pci ? PCI_CLASS_ABSENT : fallback_pci_class(type);

        if (class != PCI_CLASS_ABSENT) {
            capabilities_add_type(capabilities, type, class);
            is_filled = true;
        }
        if (!survey.has_vio && fallback_is_vio(type))
            capabilities_add_vio_type(capabilities, type);
    }
    if (is_filled)
        capabilities_add_warning(
            capabilities, _("this QEMU does not say which PCI devices are PCI Express; a table of "
                            "QEMU 7.2's devices stands in"));
}

static void
take_emulated_cpu(Capabilities *capabilities, JsonObject *item, const char *name)
{
    capabilities_set_emulated_cpu(capabilities, name, qmp_member_name(item, "default-cpu-type"));
}

/* With KVM the default processor of a machine may be the host's, and QEMU does not say what it is
 * without KVM.  A QEMU that cannot emulate does not start. */
static void
ask_without_kvm(Conversation *conversation, Capabilities *capabilities)
{
    const Question question = {.command = "query-machines", .is_emulated = true};
    g_autoptr(GError) problem = NULL;
    g_autoptr(JsonNode) answer = NULL;

    if (!capabilities_is_kvm_enabled(capabilities))
        return;
    answer = conversation_ask(conversation, &question, &problem);
    if (answer != NULL)
        take_items(capabilities, answer, take_emulated_cpu);
    else
        g_debug("machines without KVM not known: %s", problem->message);
}

Capabilities *
interrogation_run(Conversation *conversation, GError **error)
{
    g_autoptr(Capabilities) capabilities = capabilities_new();

    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
        if (!ask_row(conversation, i, capabilities, error))
            return NULL;
    if (!interrogation_properties(conversation, capabilities, error))
        return NULL;
    fill_in(capabilities);
    ask_without_kvm(conversation, capabilities);
    return g_steal_pointer(&capabilities);
}
