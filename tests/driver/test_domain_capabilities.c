/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/domain_capabilities.h"

#include <string.h>

#include "base/error.h"
#include "caps_case.h"
#include "devices/device_kinds.h"

static Capabilities *recorded;

static const Capabilities *
find_recorded(void *user, const char *emulator, GError **error)
{
    (void)user;
    (void)emulator;
    (void)error;
    return recorded;
}

static Planner
planner(void)
{
    return (Planner){
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = TESTS "/sysfs",
        .state_root = "/run/libvirt-pseries/qemu",
        .capabilities = find_recorded,
    };
}

static char *
ask(const CapabilityTrialRequest *request, GError **error)
{
    Planner with = planner();

    return domain_capabilities_xml(&with, "/", request, error);
}

static void
test_document(void)
{
    static const struct {
        const char *path, *wanted;
    } rows[] = {
        {"//path", "/usr/bin/qemu-system-ppc64"},
        {"//domain", "qemu"},
        {"//machine", "pseries-7.2"},
        {"//arch", "ppc64"},
        {"//vcpu/@max", "4096"},
        {"//iothreads/@supported", "yes"},
        {"//mode[@supported='yes']/@name", "custom"},
        {"//mode/model", "POWER10 POWER9 POWER8 POWER7"},
        {"//disk/enum[@name='bus']/value", "virtio scsi usb sata"},
        {"//disk/enum[@name='diskDevice']/value", "disk cdrom lun"},
        {"//video/enum/value", "vga cirrus bochs virtio none vmvga"},
        {"//hostdev/enum[@name='subsysType']/value", "pci usb mdev"},
        {"//hostdev/enum[@name='capsType']/value", ""},
        {"//rng/enum[@name='backendModel']/value", "random builtin egd"},
        {"//filesystem/enum/value", "path virtiofs"},
        {"//devices/*[@supported='no' and enum]", ""},
    };
    const CapabilityTrialRequest request = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *xml = ask(&request, &error);

    g_assert_no_error(error);
    caps_case_assert_valid(xml, "domaincaps.rng");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        caps_case_assert(xml, rows[i].path, rows[i].wanted);
}

static void
test_asked_for(void)
{
    const CapabilityTrialRequest request = {
        .architecture = "ppc64le", .machine = "pseries", .type = "qemu"};
    g_autofree char *xml = ask(&request, NULL);

    caps_case_assert(xml, "//arch", "ppc64le");
    caps_case_assert(xml, "//machine", "pseries-7.2");
}

/* A definition that says each listed value, one at a time, in a guest that is written as a person
 * would: what it needs beside the value is here. */
static const struct {
    const char *path, *device;
} guests[] = {
    {"//disk/enum[@name='bus']/value",
     "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a.img'/>"
     "<target dev='vda' bus='%'/></disk>"},
    {"//disk/enum[@name='diskDevice']/value",
     "<disk type='block' device='%'><source dev='/dev/a'/><target dev='sda' bus='scsi'/></disk>"},
    {"//disk/enum[@name='model']/value",
     "<disk type='file' model='%'><source file='/a.img'/><target dev='vda'/></disk>"},
    {"//video/enum/value", "<graphics type='vnc'/><video><model type='%'/></video>"},
    {"//graphics/enum/value[.!='dbus']", "<graphics type='%'/>"},
    {"//graphics/enum/value[.='dbus']", "<graphics type='%' p2p='yes'/>"},
    {"//rng/enum[@name='model']/value", "<rng model='%'><backend model='random'/></rng>"},
    {"//rng/enum[@name='backendModel']/value[.!='egd']",
     "<rng model='virtio'><backend model='%'/></rng>"},
    {"//rng/enum[@name='backendModel']/value[.='egd']",
     "<rng model='virtio'><backend model='%' type='udp'><source mode='connect' service='9'/>"
     "</backend></rng>"},
    {"//tpm/enum[@name='model']/value",
     "<tpm model='%'><backend type='passthrough'><device path='/dev/tpmrm0'/></backend></tpm>"},
};

static void
assert_plans(const char *device, const char *value)
{
    g_auto(GStrv) around = g_strsplit(device, "%", -1);
    g_autofree char *devices = g_strjoinv(value, around);
    g_autofree char *text = g_strdup_printf(
        "<domain type='qemu'><name>a</name><memory unit='GiB'>1</memory><vcpu>2</vcpu><os><type "
        "arch='ppc64' machine='pseries-7.2'>hvm</type></os><devices>%s</devices></domain>",
        devices);
    Planner with = planner();
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = plan_document(&with, text, strlen(text), report);

    if (plan == NULL)
        g_test_message("%s: %s", text, report_problem(report, 0)->message);
    g_assert_nonnull(plan);
}

static void
test_facts(void)
{
    const CapabilityTrialRequest request = {0};
    g_autofree char *xml = ask(&request, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(guests); i++) {
        g_autofree char *found = caps_case_find(xml, guests[i].path);
        g_auto(GStrv) values = g_strsplit(found, " ", -1);

        g_assert_cmpuint(g_strv_length(values), >, 0);
        for (size_t k = 0; values[k] != NULL; k++)
            assert_plans(guests[i].device, values[k]);
    }
}

static void
test_refused(void)
{
    static const struct {
        CapabilityTrialRequest request;
        int code;
        const char *message;
    } rows[] = {
        {{.type = "foo"}, VIR_ERR_INVALID_ARG, "unknown virttype: foo"},
        {{.type = ""}, VIR_ERR_INVALID_ARG, "unknown virttype: "},
        {{.architecture = "foo"}, VIR_ERR_INVALID_ARG, "unknown architecture: foo"},
        {{.architecture = "x86_64"},
         VIR_ERR_CONFIG_UNSUPPORTED,
         "unable to find any emulator to serve 'x86_64' architecture"},
        {{.architecture = "x86_64", .emulator = "/bin/sh"},
         VIR_ERR_INVALID_ARG,
         "architecture from emulator 'ppc64' doesn't match given architecture 'x86_64'"},
        {{.architecture = "ppc", .emulator = "/bin/sh"},
         VIR_ERR_INVALID_ARG,
         "Emulator '/bin/sh' does not support arch 'ppc'"},
        {{.emulator = "/nonexistent/a"},
         VIR_ERR_SYSTEM_ERROR,
         "Cannot check QEMU binary /nonexistent/a: No such file or directory"},
        {{.type = "kvm", .emulator = "/bin/sh"},
         VIR_ERR_INVALID_ARG,
         "the accel 'kvm' is not supported by '/bin/sh' on this host"},
        {{.type = "xen", .emulator = "/bin/sh"},
         VIR_ERR_INVALID_ARG,
         "the accel 'tcg' is not supported by '/bin/sh' on this host"},
        {{.machine = "nope", .emulator = "/bin/sh"},
         VIR_ERR_INVALID_ARG,
         "the machine 'nope' is not supported by emulator '/bin/sh'"},
        /* QEMU has it; the planner refuses it. */
        {{.machine = "powernv", .emulator = "/bin/sh"},
         VIR_ERR_INVALID_ARG,
         "the machine 'powernv' is not supported by emulator '/bin/sh'"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *xml = ask(&rows[i].request, &error);

        g_assert_null(xml);
        g_assert_error(error, PSERIES_ERROR, rows[i].code);
        g_assert_cmpstr(error->message, ==, rows[i].message);
    }
}

int
main(int argc, char **argv)
{
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    recorded = caps_case_recorded();
    g_test_add_func("/domain-capabilities/document", test_document);
    g_test_add_func("/domain-capabilities/asked-for", test_asked_for);
    g_test_add_func("/domain-capabilities/facts", test_facts);
    g_test_add_func("/domain-capabilities/refused", test_refused);
    status = g_test_run();
    capabilities_free(recorded);
    return status;
}
