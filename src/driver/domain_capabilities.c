/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/domain_capabilities.h"

#include "host/architecture.h"
#include "host/cpu_model.h"
#include "xml/leaf_writer.h"

/* The values of one attribute. */
typedef struct {
    const char *name;      /* of the <enum> */
    const char *attribute; /* "disk/target/bus", from the kind of device on */
    /* Device elements with VALUE in place of the value; it counts when one of them is accepted. */
    const char *devices[6];
} ValueRow;

/* An element of <devices>, or of the document itself. */
typedef struct {
    const char *name;
    ValueRow rows[6]; /* up to one without a name */
} SectionRow;

#define FILE_SOURCE "<source file='/a'/>"
#define BIND_SOURCE "<source mode='bind' host='127.0.0.1' service='9'/>"
#define CONNECT_SOURCE "<source mode='connect' host='127.0.0.1' service='9'/>"
#define CHANNEL_TARGET "<target type='virtio' name='a'/></channel>"
#define SPICE "<graphics type='spice'/>"
#define HOST_ADDRESS "<source><address domain='0' bus='0' slot='1' function='0'/></source>"

/* In libvirt's order.  Elements that the planner never accepts have rows, too: they are listed as
 * unsupported. */
static const SectionRow devices[] = {
    {"disk",
     {{"diskDevice",
       "disk/device",
       {"<disk type='file' device='VALUE'>" FILE_SOURCE "<target dev='sda' bus='scsi'/></disk>",
        "<disk type='block' device='VALUE'><source dev='/a'/><target dev='sda' bus='scsi'/>"
        "</disk>"}},
      {"bus",
       "disk/target/bus",
       {"<disk type='file' device='disk'>" FILE_SOURCE "<target dev='sda' bus='VALUE'/></disk>",
        NULL}},
      {"model",
       "disk/model",
       {"<disk type='file' model='VALUE'>" FILE_SOURCE "<target dev='vda' bus='virtio'/></disk>",
        NULL}}}},
    {"graphics",
     {{"type",
       "graphics/type",
       {"<graphics type='VALUE'/>", "<graphics type='VALUE' p2p='yes'/>", NULL}}}},
    {"video", {{"modelType", "video/model/type", {"<video><model type='VALUE'/></video>", NULL}}}},
    {"hostdev",
     {{"mode",
       "hostdev/mode",
       {"<hostdev mode='VALUE' type='pci'>" HOST_ADDRESS "</hostdev>", NULL}},
      {"startupPolicy", "hostdev/source/startupPolicy", {NULL}},
      {"subsysType",
       "hostdev/type",
       {"<hostdev mode='subsystem' type='VALUE'>" HOST_ADDRESS "</hostdev>",
        "<hostdev mode='subsystem' type='VALUE'><source><address bus='1' device='1'/></source>"
        "</hostdev>",
        "<hostdev mode='subsystem' type='VALUE' model='vfio-pci'><source><address "
        "uuid='00000000-0000-4000-8000-000000000001'/></source></hostdev>",
        NULL}},
      {"capsType",
       "hostdev/type",
       {"<hostdev mode='capabilities' type='VALUE'>" HOST_ADDRESS "</hostdev>", NULL}},
      {"pciBackend",
       "hostdev/driver/name",
       {"<hostdev mode='subsystem' type='pci'><driver name='VALUE'/>" HOST_ADDRESS "</hostdev>",
        NULL}}}},
    {"rng",
     {{"model",
       "rng/model",
       {"<rng model='VALUE'><backend model='random'>/dev/urandom</backend></rng>", NULL}},
      {"backendModel",
       "rng/backend/model",
       {"<rng model='virtio'><backend model='VALUE'/></rng>",
        "<rng model='virtio'><backend model='VALUE' type='tcp'>" CONNECT_SOURCE "</backend></rng>",
        NULL}}}},
    {"filesystem",
     {{"driverType",
       "filesystem/driver/type",
       {"<filesystem><driver type='VALUE'/><source dir='/a'/><target dir='b'/></filesystem>",
        NULL}}}},
    {"tpm",
     {{"model",
       "tpm/model",
       {"<tpm model='VALUE'><backend type='passthrough'><device path='/a'/></backend></tpm>",
        NULL}},
      {"backendModel",
       "tpm/backend/type",
       {"<tpm model='spapr-tpm-proxy'><backend type='VALUE'><device path='/a'/></backend></tpm>",
        "<tpm model='tpm-spapr'><backend type='VALUE'><source type='unix' mode='connect' "
        "path='/a'/></backend></tpm>",
        "<tpm model='tpm-spapr'><backend type='VALUE'/></tpm>"}},
      {"backendVersion",
       "tpm/backend/version",
       {"<tpm model='tpm-spapr'><backend type='emulator' version='VALUE'/></tpm>", NULL}}}},
    {"redirdev", {{"bus", "redirdev/bus", {"<redirdev bus='VALUE' type='pty'/>", NULL}}}},
    {"channel",
     {{"type",
       "channel/type",
       {"<channel type='VALUE'>" CHANNEL_TARGET,
        "<channel type='VALUE'><source path='/a'/>" CHANNEL_TARGET,
        "<channel type='VALUE'>" BIND_SOURCE CHANNEL_TARGET,
        "<channel type='VALUE'>" BIND_SOURCE CONNECT_SOURCE CHANNEL_TARGET,
        "<channel type='VALUE'><source channel='a'/>" CHANNEL_TARGET SPICE,
        "<channel type='VALUE'><target type='virtio'/></channel>" SPICE}}}},
};

/* Depends on a program on the host. */
static const struct {
    const char *attribute, *value, *program;
} programs[] = {
    {"tpm/backend/type", "emulator", "swtpm"},
    {"tpm/backend/version", "2.0", "swtpm"},
};

/* Some devices need memory that QEMU shares with a helper process. */
static const char shared_memory[] = "<memoryBacking><access mode='shared'/></memoryBacking>";

/* Not possible for pseries guests, or not implemented yet. */
static const char *const absent_features[] = {
    "gic", "vmcoreinfo", "genid", "backingStoreInput", "backup", "sev", "sgx",
};

static const char *
yes_no(bool value)
{
    return value ? "yes" : "no";
}

static bool
has_program(const char *attribute, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        g_autofree char *path = NULL;

        if (!g_str_equal(programs[i].attribute, attribute) ||
            !g_str_equal(programs[i].value, value))
            continue;
        path = g_find_program_in_path(programs[i].program);
        if (path == NULL)
            return false;
    }
    return true;
}

/* Returns: (owned) the values (borrowed) of @row that the planner accepts. */
static GPtrArray *
accepted_values(const CapabilityTrial *trial, const ValueRow *row)
{
    GPtrArray *values = g_ptr_array_new();
    const NameTable *names = capability_trial_names(trial, row->attribute);

    for (int i = 0; names != NULL && i < names->n_names; i++) {
        bool is_accepted = false;

        for (size_t k = 0; k < G_N_ELEMENTS(row->devices) && names->names[i] != NULL; k++)
            is_accepted |=
                row->devices[k] != NULL &&
                capability_trial_accepts(trial, shared_memory, row->devices[k], names->names[i]);
        if (is_accepted && has_program(row->attribute, names->names[i]))
            g_ptr_array_add(values, (gpointer)(uintptr_t)names->names[i]);
    }
    return values;
}

static void
write_values(xmlTextWriterPtr writer, const char *name, const GPtrArray *values)
{
    leaf_writer_open(writer, "enum");
    leaf_writer_attribute(writer, "name", "%s", name);
    for (guint i = 0; i < values->len; i++)
        leaf_writer_leaf(writer, "value", g_ptr_array_index(values, i));
    leaf_writer_close(writer);
}

static void
write_section(xmlTextWriterPtr writer, const CapabilityTrial *trial, const SectionRow *section)
{
    g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    bool is_supported = false;

    for (const ValueRow *row = section->rows; row->name != NULL; row++) {
        GPtrArray *values = accepted_values(trial, row);

        g_ptr_array_add(lists, values);
        is_supported |= values->len > 0;
    }
    leaf_writer_open(writer, section->name);
    leaf_writer_attribute(writer, "supported", "%s", yes_no(is_supported));
    for (guint i = 0; is_supported && i < lists->len; i++)
        write_values(writer, section->rows[i].name, g_ptr_array_index(lists, i));
    leaf_writer_close(writer);
}

GPtrArray *
domain_capabilities_cpu_models(void)
{
    GPtrArray *models = g_ptr_array_new();

    for (unsigned i = cpu_n_known_models(); i > 0; i--)
        g_ptr_array_add(models, (gpointer)(uintptr_t)cpu_known_model(i - 1));
    return models;
}

static void
write_mode(xmlTextWriterPtr writer, const char *name, bool is_supported)
{
    leaf_writer_open(writer, "mode");
    leaf_writer_attribute(writer, "name", "%s", name);
    leaf_writer_attribute(writer, "supported", "%s", yes_no(is_supported));
}

/* What a guest of host-model is on this host. */
static void
write_host_model(xmlTextWriterPtr writer, const char *root)
{
    g_autofree char *model = host_cpu_model(root);

    if (model == NULL)
        return;
    leaf_writer_open(writer, "model");
    leaf_writer_attribute(writer, "fallback", "allow");
    xml_writer_text(writer, model);
    leaf_writer_close(writer);
    leaf_writer_leaf(writer, "vendor", HOST_CPU_VENDOR);
}

static void
write_cpu(xmlTextWriterPtr writer, const CapabilityTrial *trial, const char *root)
{
    static const char model[] = "<cpu mode='custom'><model>VALUE</model></cpu>";
    static const char mode[] = "<cpu mode='VALUE'/>";
    /* All three become QEMU's model "host", which only KVM has. */
    static const char host_model[] = "host-model";
    static const char *const modes[] = {"host-passthrough", "maximum", host_model};
    bool has_host = capability_trial_has_kvm(trial);

    leaf_writer_open(writer, "cpu");
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        bool is_possible = has_host && capability_trial_accepts(trial, mode, "", modes[i]);

        write_mode(writer, modes[i], is_possible);
        if (is_possible && modes[i] == host_model)
            write_host_model(writer, root);
        leaf_writer_close(writer);
    }
    write_mode(writer, "custom", true);
    for (unsigned i = 0; i < cpu_n_known_models(); i++) {
        const char *name = cpu_known_model(i);

        if (!capability_trial_accepts(trial, model, "", name))
            continue;
        leaf_writer_open(writer, "model");
        leaf_writer_attribute(writer, "usable", "unknown");
        leaf_writer_attribute(writer, "vendor", "IBM");
        xml_writer_text(writer, name);
        leaf_writer_close(writer);
    }
    leaf_writer_close(writer);
    leaf_writer_close(writer);
}

static void
write_os(xmlTextWriterPtr writer)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();

    /* QEMU always uses its own firmware for pseries: there is nothing to choose. */
    leaf_writer_open(writer, "os");
    leaf_writer_attribute(writer, "supported", "yes");
    write_values(writer, "firmware", none);
    leaf_writer_empty(writer, "loader", "supported", "no");
    leaf_writer_close(writer);
}

static void
write_memory_backing(xmlTextWriterPtr writer, const CapabilityTrial *trial)
{
    static const char backing[] = "<memoryBacking><source type='VALUE'/></memoryBacking>";
    static const char *const types[] = {"file", "anonymous", "memfd"};
    g_autoptr(GPtrArray) values = g_ptr_array_new();

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (capability_trial_accepts(trial, backing, "", types[i]))
            g_ptr_array_add(values, (gpointer)(uintptr_t)types[i]);
    leaf_writer_open(writer, "memoryBacking");
    leaf_writer_attribute(writer, "supported", "%s", yes_no(values->len > 0));
    if (values->len > 0)
        write_values(writer, "sourceType", values);
    leaf_writer_close(writer);
}

char *
domain_capabilities_xml(const Planner *planner, const char *root,
                        const CapabilityTrialRequest *request, GError **error)
{
    g_autoptr(CapabilityTrial) trial = capability_trial_new(planner, request, error);
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = NULL;

    if (trial == NULL)
        return NULL;
    writer = xml_writer_new(&buffer);
    leaf_writer_open(writer, "domainCapabilities");
    leaf_writer_leaf(writer, "path", capability_trial_emulator(trial));
    leaf_writer_leaf(writer, "domain", capability_trial_type(trial));
    leaf_writer_leaf(writer, "machine", capability_trial_machine(trial)->name);
    leaf_writer_leaf(writer, "arch", capability_trial_architecture(trial));
    leaf_writer_open(writer, "vcpu");
    leaf_writer_attribute(writer, "max", "%u", capability_trial_max_cpus(trial));
    leaf_writer_close(writer);
    leaf_writer_empty(
        writer, "iothreads", "supported",
        yes_no(capability_trial_accepts(trial, "<iothreads>VALUE</iothreads>", "", "1")));
    write_os(writer);
    write_cpu(writer, trial, root);
    write_memory_backing(writer, trial);
    leaf_writer_open(writer, "devices");
    for (size_t i = 0; i < G_N_ELEMENTS(devices); i++)
        write_section(writer, trial, &devices[i]);
    leaf_writer_close(writer);
    leaf_writer_open(writer, "features");
    for (size_t i = 0; i < G_N_ELEMENTS(absent_features); i++)
        leaf_writer_empty(writer, absent_features[i], "supported", "no");
    leaf_writer_close(writer);
    leaf_writer_close(writer);
    return xml_writer_finish(writer, buffer);
}
