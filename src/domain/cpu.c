/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/cpu.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/cpu_core.h"
#include "domain/domain.h"

static const char *const mode_names[] = {
    [CPU_MODE_CUSTOM] = "custom",
    [CPU_MODE_HOST_MODEL] = "host-model",
    [CPU_MODE_HOST_PASSTHROUGH] = "host-passthrough",
};
static const NameTable modes = NAME_TABLE(mode_names);

static const char *const match_names[] = {
    [CPU_MATCH_EXACT] = "exact",
    [CPU_MATCH_MINIMUM] = "minimum",
    [CPU_MATCH_STRICT] = "strict",
};
static const NameTable matches = NAME_TABLE(match_names);

static const char *const check_names[] = {
    [CPU_CHECK_NONE] = "none",
    [CPU_CHECK_PARTIAL] = "partial",
    [CPU_CHECK_FULL] = "full",
};
static const NameTable checks = NAME_TABLE(check_names);

static const char *const fallback_names[] = {
    [CPU_FALLBACK_ALLOW] = "allow",
    [CPU_FALLBACK_FORBID] = "forbid",
};
static const NameTable fallbacks = NAME_TABLE(fallback_names);

static const char *const placement_names[] = {
    [VCPU_PLACEMENT_STATIC] = "static",
    [VCPU_PLACEMENT_AUTO] = "auto",
};
static const NameTable placements = NAME_TABLE(placement_names);

static const XmlField model_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("fallback", CpuModelName, fallback, fallbacks),
    XML_REFUSE_ATTR("vendor_id", N_("QEMU's POWER processors have no such property")),
    XML_TEXT(CpuModelName, name, xml_type_string, ),
    XML_END,
};
static const XmlBinding model_binding = {"model", sizeof(CpuModelName), model_fields};

#define REQUIRED_ROW(name, member)                                                                 \
    XML_ATTR(name, CpuTopology, member, xml_type_uint, .min = 1, .max = G_MAXUINT16,               \
             .is_required = true)

static const XmlField topology_fields[] = {
    REQUIRED_ROW("sockets", sockets),
    XML_ATTR_UINT("dies", CpuTopology, dies, 1, 1),
    XML_ATTR_UINT("clusters", CpuTopology, clusters, 1, 1),
    REQUIRED_ROW("cores", cores),
    REQUIRED_ROW("threads", threads),
    XML_END,
};
static const XmlBinding topology_binding = {"topology", sizeof(CpuTopology), topology_fields};

#define NO_HMAT N_("a guest is told of it by ACPI, which pseries has not: see <distances>")

static const XmlField cell_fields[] = {
    XML_ATTR_UINT("id", CpuCell, id, 0, 127),
    XML_ATTR("cpus", CpuCell, cpus, xml_type_cpu_set, ),
    XML_ATTR("memory", CpuCell, memory_kib, xml_type_size_kib, .argument = "unit",
             .is_required = true),
    XML_ATTR_ENUM("memAccess", CpuCell, access, memory_accesses),
    XML_ATTR_YES_NO("discard", CpuCell, discard),
    XML_CHILD("distances", CpuCell, distances, numa_distances_binding),
    XML_REFUSE_ELEMENT("cache", NO_HMAT),
    XML_END,
};
const XmlBinding cpu_cell_binding = {"cell", sizeof(CpuCell), cell_fields};

static const XmlField numa_fields[] = {
    XML_LINE(CpuNuma, line),
    XML_LIST("cell", CpuNuma, cells, cpu_cell_binding),
    XML_REFUSE_ELEMENT("interconnects", NO_HMAT),
    XML_END,
};
static const XmlBinding numa_binding = {"numa", sizeof(CpuNuma), numa_fields};

static const char *const policy_names[] = {
    [CPU_POLICY_FORCE] = "force",       [CPU_POLICY_REQUIRE] = "require",
    [CPU_POLICY_OPTIONAL] = "optional", [CPU_POLICY_DISABLE] = "disable",
    [CPU_POLICY_FORBID] = "forbid",
};
static const NameTable policies = NAME_TABLE(policy_names);

static const XmlField feature_fields[] = {
    XML_LINE(CpuFeature, line),
    XML_ATTR_ENUM("policy", CpuFeature, policy, policies),
    XML_ATTR("name", CpuFeature, name, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding feature_binding = {"feature", sizeof(CpuFeature), feature_fields};

static const XmlField cpu_fields[] = {
    XML_LINE(DomainCpu, line),
    XML_ATTR_ENUM("mode", DomainCpu, mode, modes),
    XML_ATTR_ENUM("match", DomainCpu, match, matches),
    XML_ATTR_ENUM("check", DomainCpu, check, checks),
    XML_REFUSE_ATTR("migratable", N_("QEMU's POWER processors have no such property")),
    XML_REFUSE_ATTR("deprecated_features", N_("it is a feature of s390 processors")),
    XML_INLINE("model", DomainCpu, model, model_binding),
    XML_LEAF_STRING("vendor", DomainCpu, vendor),
    XML_INLINE("topology", DomainCpu, topology, topology_binding),
    XML_REFUSE_ELEMENT("cache maxphysaddr",
                       N_("QEMU's POWER processors have no such property: it is for x86")),
    XML_LIST("feature", DomainCpu, features, feature_binding),
    XML_INLINE("numa", DomainCpu, numa, numa_binding),
    XML_END,
};
const XmlBinding cpu_binding = {"cpu", sizeof(DomainCpu), cpu_fields};

static const XmlField vcpu_fields[] = {
    XML_LINE(DomainVcpu, line),
    XML_ATTR_ENUM("placement", DomainVcpu, placement, placements),
    XML_ATTR("cpuset", DomainVcpu, cpuset, xml_type_cpu_set, ),
    XML_ATTR_UINT("current", DomainVcpu, current, 1, G_MAXUINT16),
    XML_TEXT(DomainVcpu, count, xml_type_uint, .min = 1, .max = G_MAXUINT16, .is_required = true),
    XML_END,
};
const XmlBinding vcpu_binding = {"vcpu", sizeof(DomainVcpu), vcpu_fields};

/* libvirt's names of POWER CPUs, by QEMU's names of their models. */
static const struct {
    const char *prefix;
    const char *name;
} default_models[] = {
    {"power11", "POWER11"}, {"power10", "POWER10"}, {"power9", "POWER9"},
    {"power8", "POWER8"},   {"power7", "POWER7"},
};

unsigned
cpu_n_known_models(void)
{
    return G_N_ELEMENTS(default_models);
}

const char *
cpu_known_model(unsigned i)
{
    return default_models[i].name;
}

/* Returns: (nullable) libvirt's name of the model that QEMU calls @model; NULL: it may not know it.
 */
static const char *
known_name(const char *model)
{
    for (size_t i = 0; i < G_N_ELEMENTS(default_models); i++)
        if (g_str_has_prefix(model, default_models[i].prefix))
            return default_models[i].name;
    return NULL;
}

/* Returns: (nullable) the model that is the host's own with KVM; NULL: it is not known. */
static const char *
host_model(const Capabilities *capabilities)
{
    for (unsigned i = 0; i < capabilities_n_cpu_models(capabilities); i++) {
        const CpuModel *model = capabilities_cpu_model(capabilities, i);

        if (model->type_name != NULL && g_str_has_prefix(model->type_name, "host-") &&
            known_name(model->name) != NULL)
            return known_name(model->name);
    }
    return NULL;
}

static bool
is_papr_with_kvm(VirtType type, const DomainContext *context)
{
    return type == VIRT_KVM && context->rules->has_papr;
}

/* Returns: (nullable) the model of a guest whose document has none, as libvirt has it: with KVM the
 * host's, which is the machine's default then; NULL: QEMU is not told one, so it takes its own:
 * there is none, it is not known, or a POWER processor that libvirt may not know. */
static const char *
default_model(VirtType type, const DomainContext *context)
{
    const char *model = context->machine->default_cpu;

    if (is_papr_with_kvm(type, context))
        return host_model(context->capabilities);
    if (model == NULL || !g_str_equal(context->rules->target, "ppc64"))
        return model;
    return known_name(model);
}

/* A PAPR guest with KVM whose host's model is not known has it all the same. */
static bool
has_host_cpu(const DomainCpu *cpu, VirtType type, const DomainContext *context)
{
    return is_papr_with_kvm(type, context) && host_model(context->capabilities) == NULL &&
           cpu->model.name == NULL && cpu->vendor == NULL && cpu->mode <= CPU_MODE_CUSTOM;
}

static void
complete_model(DomainCpu *cpu, VirtType type, const DomainContext *context)
{
    bool has_model = cpu->model.name != NULL;
    bool has_name = has_model || cpu->vendor != NULL;

    if (has_host_cpu(cpu, type, context))
        cpu->mode = CPU_MODE_HOST_PASSTHROUGH;
    if (cpu->mode == CPU_MODE_NONE && (has_name || default_model(type, context) != NULL))
        cpu->mode = CPU_MODE_CUSTOM;
    if (cpu->mode == CPU_MODE_HOST_MODEL && cpu->check == CPU_CHECK_ABSENT)
        cpu->check = CPU_CHECK_PARTIAL;
    if (cpu->mode == CPU_MODE_HOST_PASSTHROUGH && cpu->check == CPU_CHECK_ABSENT)
        cpu->check = CPU_CHECK_NONE;
    for (unsigned i = 0; cpu->features != NULL && i < cpu->features->len; i++) {
        CpuFeature *feature = g_ptr_array_index(cpu->features, i);

        if (feature->policy == CPU_POLICY_NONE)
            feature->policy = CPU_POLICY_REQUIRE;
    }
    if (cpu->mode != CPU_MODE_HOST_PASSTHROUGH && has_model &&
        cpu->model.fallback == CPU_FALLBACK_NONE)
        cpu->model.fallback = CPU_FALLBACK_ALLOW;
    if (cpu->mode != CPU_MODE_CUSTOM) {
        cpu->match = CPU_MATCH_NONE;
        return;
    }
    if (!has_name && default_model(type, context) != NULL) {
        cpu->model.name = g_strdup(default_model(type, context));
        cpu->model.fallback = CPU_FALLBACK_FORBID;
        cpu->match = CPU_MATCH_EXACT;
        cpu->check = CPU_CHECK_NONE;
    }
    if (cpu->match == CPU_MATCH_NONE)
        cpu->match = CPU_MATCH_EXACT;
    if (cpu->check == CPU_CHECK_ABSENT)
        cpu->check = is_papr_with_kvm(type, context) ? CPU_CHECK_PARTIAL : CPU_CHECK_NONE;
}

void
cpu_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainVcpu *vcpu = &domain->vcpu;
    DomainCpu *cpu = NULL;

    if (domain->cpu == NULL)
        domain->cpu = xml_binding_new(&cpu_binding);
    cpu = domain->cpu;
    if (cpu->numa.line != 0 && cpu->numa.cells == NULL)
        report_error(report, VIR_ERR_XML_ERROR, cpu->numa.line,
                     _("NUMA topology defined without NUMA cells: <numa> needs a <cell>"));
    if (cpu->features != NULL && cpu->model.name == NULL && cpu->mode <= CPU_MODE_CUSTOM)
        report_error(report, VIR_ERR_XML_ERROR, cpu->line,
                     _("Non-empty feature list specified without CPU model: add a <model>, or "
                       "leave <feature> out"));
    complete_model(cpu, domain->type, context);
    if (cpu->topology.sockets.is_set && !cpu->topology.dies.is_set)
        cpu->topology.dies = OPTIONAL_UINT(1);
    if (cpu->topology.sockets.is_set && !cpu->topology.clusters.is_set)
        cpu->topology.clusters = OPTIONAL_UINT(1);
    if (!vcpu->count.is_set)
        vcpu->count = OPTIONAL_UINT(1);
    if (vcpu->placement == VCPU_PLACEMENT_NONE)
        vcpu->placement = VCPU_PLACEMENT_STATIC;
    if (vcpu->placement == VCPU_PLACEMENT_AUTO)
        g_clear_pointer(&vcpu->cpuset, g_free);
    if (vcpu->current.value == vcpu->count.value)
        vcpu->current = (OptionalUint){0, false};
}

/* QEMU says: "Property 'power9_v2.0-powerpc64-cpu.altivec' not found". */
static void
check_features(const DomainCpu *cpu, Report *report)
{
    for (unsigned i = 0; cpu->features != NULL && i < cpu->features->len; i++) {
        const CpuFeature *feature = g_ptr_array_index(cpu->features, i);

        if (feature->policy != CPU_POLICY_OPTIONAL)
            report_error(
                report, VIR_ERR_CONFIG_UNSUPPORTED, feature->line,
                _("the CPU feature '%s' cannot have the policy '%s': POWER processors have "
                  "no features to choose from; 'optional' is possible, and <features> has "
                  "what the machine offers"),
                feature->name, policy_names[feature->policy]);
    }
}

static void
check_host(const Domain *domain, Report *report)
{
    const DomainCpu *cpu = domain->cpu;

    if (domain->type == VIRT_KVM)
        return;
    if (cpu->mode == CPU_MODE_HOST_PASSTHROUGH)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, cpu->line,
                     _("CPU mode 'host-passthrough' is only possible with <domain type='kvm'>: use "
                       "'custom' and a <model>"));
    if (cpu->mode == CPU_MODE_HOST_MODEL)
        report_warning(
            report, cpu->line,
            _("CPU mode 'host-model' needs <domain type='kvm'>: QEMU will not start, use "
              "'custom' and a <model>"));
}

void
cpu_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainVcpu *vcpu = &domain->vcpu;
    const DomainCpu *cpu = domain->cpu;
    const MachineType *machine =
        capabilities_find_machine_type(context->capabilities, context->machine->name);

    if (vcpu->current.value > vcpu->count.value)
        report_error(report, VIR_ERR_XML_ERROR, vcpu->line,
                     _("current vcpus '%" PRIu64 "' are more than the maximum of '%" PRIu64 "'"),
                     vcpu->current.value, vcpu->count.value);
    if (machine != NULL && machine->cpu_max != 0 && vcpu->count.value > machine->cpu_max)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, vcpu->line,
                     _("Maximum CPUs greater than specified machine type limit %u"),
                     machine->cpu_max);
    check_host(domain, report);
    check_features(cpu, report);
    if (cpu->mode == CPU_MODE_CUSTOM && cpu->model.name != NULL &&
        !capabilities_has_cpu_model(context->capabilities, cpu->model.name))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, cpu->line,
                     _("this QEMU has no CPU model '%s': use one such as 'POWER8', 'POWER9'"),
                     cpu->model.name);
    if (cpu->vendor != NULL && cpu->model.name == NULL)
        report_error(report, VIR_ERR_XML_ERROR, cpu->line,
                     _("CPU vendor specified without CPU model"));
    cpu_topology_check(domain, context, report);
}

/* Returns: (owned, nullable) the CPU that the host's must look like. */
static char *
compatible_with(const DomainCpu *cpu)
{
    if (cpu->mode != CPU_MODE_HOST_MODEL || cpu->model.name == NULL)
        return NULL;
    return g_ascii_strdown(cpu->model.name, -1);
}

/* From 2.10 on the machine limits its CPUs; the older CPU property is deprecated. */
static bool
is_limited_by_machine(const DomainContext *context)
{
    return capabilities_is_at_least(context->capabilities, 2, 10);
}

char *
cpu_compatibility(const Domain *domain, const DomainContext *context)
{
    return is_limited_by_machine(context) ? compatible_with(domain->cpu) : NULL;
}

void
cpu_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DomainCpu *cpu = domain->cpu;
    g_autoptr(KeyValue) pairs = key_value_new();
    g_autofree char *compatible = compatible_with(cpu);
    const char *model = cpu->mode <= CPU_MODE_CUSTOM ? cpu->model.name : "host";
    g_autofree char *version = NULL;

    if (model == NULL)
        return;
    if (cpu->mode <= CPU_MODE_CUSTOM)
        version = cpu_core_recorded(model, context);
    key_value_add_first(pairs, "model", version != NULL ? version : model);
    if (!is_limited_by_machine(context))
        key_value_add(pairs, "compat", compatible);
    argv_add_key_value(argv, "-cpu", pairs);
}
