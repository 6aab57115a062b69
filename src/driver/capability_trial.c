/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/capability_trial.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "host/architecture.h"
#include "host/kvm.h"

struct CapabilityTrial {
    Planner planner;
    const Capabilities *capabilities;
    const MachineType *machine;
    char *emulator;
    const char *architecture;
    const char *type;
};

/* libvirt's virtualization types, and the QEMU accelerator that each needs. */
static const struct {
    const char *name, *accelerator;
    bool is_ours;
} types[] = {
    {"qemu", "tcg", true},       {"kvm", "kvm", true},    {"kqemu", "tcg", false},
    {"xen", "tcg", false},       {"lxc", "tcg", false},   {"uml", "tcg", false},
    {"openvz", "tcg", false},    {"test", "tcg", false},  {"vmware", "tcg", false},
    {"hyperv", "tcg", false},    {"vbox", "tcg", false},  {"phyp", "tcg", false},
    {"parallels", "tcg", false}, {"bhyve", "tcg", false}, {"vz", "tcg", false},
    {"hvf", "hvf", false},
};

static size_t
find_type(const char *name)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(types) && !g_str_equal(types[i].name, name))
        i++;
    return i;
}

/* The checks that need no QEMU. */
static bool
check_names(const CapabilityTrialRequest *request, GError **error)
{
    const char *architecture = request->architecture;

    if (request->type != NULL && find_type(request->type) == G_N_ELEMENTS(types)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unknown virttype: %s"),
                    request->type);
        return false;
    }
    if (architecture == NULL || architecture_is_ours(architecture))
        return true;
    if (!architecture_is_known(architecture)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unknown architecture: %s"),
                    architecture);
        return false;
    }
    if (request->emulator == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("unable to find any emulator to serve '%s' architecture"), architecture);
    return request->emulator != NULL;
}

/* For an emulator that passed check_emulator(). */
static bool
check_architecture(const char *emulator, const char *architecture, GError **error)
{
    /* QEMU supports these; this driver does not. */
    bool is_related = g_str_has_prefix(architecture, "ppc");

    if (architecture_is_ours(architecture))
        return true;
    if (is_related)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("Emulator '%s' does not support arch '%s'"), emulator, architecture);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("architecture from emulator '%s' doesn't match given architecture '%s'"),
                    architecture_ours[0], architecture);
    return false;
}

static bool
check_emulator(const char *path, GError **error)
{
    int problem = 0;

    if (path == NULL || access(path, X_OK) == 0)
        return true;
    problem = errno;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("Cannot check QEMU binary %s: %s"),
                path, g_strerror(problem));
    return false;
}

static bool
choose_type(CapabilityTrial *trial, const char *name, GError **error)
{
    bool has_kvm = capabilities_is_kvm_enabled(trial->capabilities);
    size_t i = 0;

    trial->type = name != NULL ? name : has_kvm ? "kvm" : "qemu";
    i = find_type(trial->type);
    if (types[i].is_ours && (has_kvm || !g_str_equal(trial->type, "kvm")))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("the accel '%s' is not supported by '%s' on this host"), types[i].accelerator,
                trial->emulator);
    return false;
}

static const MachineType *
default_machine(const Capabilities *capabilities)
{
    for (unsigned i = 0; i < capabilities_n_machines(capabilities); i++)
        if (capabilities_machine_type(capabilities, i)->is_default)
            return capabilities_machine_type(capabilities, i);
    return NULL;
}

static bool
choose_machine(CapabilityTrial *trial, const char *name, GError **error)
{
    const char *own = NULL;

    if (name == NULL)
        trial->machine = default_machine(trial->capabilities);
    else if ((own = capabilities_resolve_machine(trial->capabilities, name, NULL)) != NULL)
        trial->machine = capabilities_find_machine_type(trial->capabilities, own);
    if (trial->machine != NULL &&
        machine_rules_find_served(trial->planner.machines, trial->machine->name) != NULL)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("the machine '%s' is not supported by emulator '%s'"),
                name != NULL ? name : "pseries", trial->emulator);
    return false;
}

CapabilityTrial *
capability_trial_new(const Planner *planner, const CapabilityTrialRequest *request, GError **error)
{
    g_autoptr(CapabilityTrial) trial = NULL;
    const Capabilities *capabilities = NULL;
    const char *found = NULL;

    if (!check_names(request, error) || !check_emulator(request->emulator, error))
        return NULL;
    capabilities = planner->capabilities(planner->user, request->emulator, error);
    if (capabilities == NULL)
        return NULL;
    found = request->emulator != NULL ? request->emulator : capabilities_emulator(capabilities);
    trial = g_new0(CapabilityTrial, 1);
    trial->planner = *planner;
    trial->capabilities = capabilities;
    /* A recorded QEMU has no path. */
    trial->emulator = g_strdup(found != NULL ? found : "/usr/bin/qemu-system-ppc64");
    trial->architecture =
        request->architecture != NULL ? request->architecture : architecture_ours[0];
    if (!check_architecture(trial->emulator, trial->architecture, error) ||
        !choose_type(trial, request->type, error) ||
        !choose_machine(trial, request->machine, error))
        return NULL;
    trial->planner.emulator = trial->emulator;
    trial->planner.machine = trial->machine->name;
    return g_steal_pointer(&trial);
}

void
capability_trial_free(CapabilityTrial *trial)
{
    if (trial == NULL)
        return;
    g_free(trial->emulator);
    g_free(trial);
}

const char *
capability_trial_emulator(const CapabilityTrial *trial)
{
    return trial->emulator;
}

const char *
capability_trial_architecture(const CapabilityTrial *trial)
{
    return trial->architecture;
}

const char *
capability_trial_type(const CapabilityTrial *trial)
{
    return trial->type;
}

const MachineType *
capability_trial_machine(const CapabilityTrial *trial)
{
    return trial->machine;
}

bool
capability_trial_has_kvm(const CapabilityTrial *trial)
{
    return g_str_equal(trial->type, "kvm");
}

unsigned
capability_trial_max_cpus(const CapabilityTrial *trial)
{
    /* 0: QEMU does not say; then only one is sure. */
    unsigned of_machine = MAX(trial->machine->cpu_max, 1);
    unsigned of_kvm = capability_trial_has_kvm(trial) ? host_kvm_max_cpus(NULL) : 0;

    return of_kvm != 0 ? MIN(of_machine, of_kvm) : of_machine;
}

/* Returns: (owned) @text with @value in place of VALUE. */
static char *
fill_in(const char *text, const char *value)
{
    g_auto(GStrv) around = g_strsplit(text, "VALUE", -1);

    return g_strjoinv(value, around);
}

bool
capability_trial_accepts(const CapabilityTrial *trial, const char *elements, const char *devices,
                         const char *value)
{
    g_autofree char *own_elements = fill_in(elements, value);
    g_autofree char *own_devices = fill_in(devices, value);
    g_autofree char *text =
        g_strdup_printf("<domain type='%s'><name>trial</name><memory>524288</memory>"
                        "<os><type arch='%s'>hvm</type></os>%s<devices>%s</devices></domain>",
                        trial->type, trial->architecture, own_elements, own_devices);
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = plan_document(&trial->planner, text, strlen(text), report);

    return plan != NULL;
}

static const XmlField *
find_field(const XmlBinding *binding, const char *name)
{
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if (field->name != NULL && g_str_equal(field->name, name))
            return field;
    return NULL;
}

static const XmlBinding *
find_kind(const DeviceTable *devices, const char *name)
{
    for (size_t i = 0; devices->kinds[i] != NULL; i++)
        if (g_str_equal(devices->kinds[i]->binding->element, name))
            return devices->kinds[i]->binding;
    return NULL;
}

const NameTable *
capability_trial_names(const CapabilityTrial *trial, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    const XmlBinding *binding = find_kind(trial->planner.devices, names[0]);
    const XmlField *field = NULL;

    for (size_t i = 1; binding != NULL && names[i] != NULL; i++) {
        field = find_field(binding, names[i]);
        binding = field != NULL ? field->binding : NULL;
    }
    return field != NULL && field->type == &xml_type_enum ? field->argument : NULL;
}
