/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/features.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/domain_walk.h"
#include "domain/host_features.h"
#include "domain/machine_extension.h"

enum { KIB_PER_MIB = 1024 };

static const char *const resizing_names[] = {
    [HPT_RESIZING_ENABLED] = "enabled",
    [HPT_RESIZING_DISABLED] = "disabled",
    [HPT_RESIZING_REQUIRED] = "required",
};
static const NameTable resizings = NAME_TABLE(resizing_names);

static const char *const mitigation_names[] = {
    [MITIGATION_BROKEN] = "broken",       [MITIGATION_WORKAROUND] = "workaround",
    [MITIGATION_FIXED] = "fixed",         [MITIGATION_FIXED_IBS] = "fixed-ibs",
    [MITIGATION_FIXED_CCD] = "fixed-ccd", [MITIGATION_FIXED_NA] = "fixed-na",
};
const NameTable feature_mitigations = {.names = mitigation_names, .n_names = MITIGATION_FIXED + 1};
static const char *const ibs_names[] = {
    [MITIGATION_BROKEN] = "broken",       [MITIGATION_WORKAROUND] = "workaround",
    [MITIGATION_FIXED_IBS] = "fixed-ibs", [MITIGATION_FIXED_CCD] = "fixed-ccd",
    [MITIGATION_FIXED_NA] = "fixed-na",
};
static const NameTable ibs_mitigations = NAME_TABLE(ibs_names);

static const XmlField page_size_fields[] = {
    XML_TEXT(HptPageSize, kib, xml_type_size_kib, .argument = "unit"),
    XML_END,
};
static const XmlBinding page_size_binding = {"maxpagesize", sizeof(HptPageSize), page_size_fields};

static const XmlField hpt_fields[] = {
    XML_ATTR_ENUM("resizing", FeatureHpt, resizing, resizings),
    XML_INLINE("maxpagesize", FeatureHpt, max_page_size, page_size_binding),
    XML_END,
};
static const XmlBinding hpt_binding = {"hpt", sizeof(FeatureHpt), hpt_fields};

static const XmlField state_fields[] = {
    XML_ATTR("state", FeatureState, state, xml_type_on_off, .is_required = true),
    XML_END,
};
static const XmlBinding state_binding = {"state", sizeof(FeatureState), state_fields};

static const XmlField simple_fields[] = {
    XML_ATTR("value", FeatureMitigation, value, xml_type_enum, .argument = &feature_mitigations,
             .is_required = true),
    XML_END,
};
static const XmlBinding simple_binding = {"value", sizeof(FeatureMitigation), simple_fields};

static const XmlField ibs_fields[] = {
    XML_ATTR("value", FeatureMitigation, value, xml_type_enum, .argument = &ibs_mitigations,
             .is_required = true),
    XML_END,
};
static const XmlBinding ibs_binding = {"ibs", sizeof(FeatureMitigation), ibs_fields};

static const XmlField cache_fields[] = {
    XML_TEXT(TcgCache, kib, xml_type_size_kib, .argument = "unit"),
    XML_END,
};
static const XmlBinding cache_binding = {"tb-cache", sizeof(TcgCache), cache_fields};

static const XmlField tcg_fields[] = {
    XML_INLINE("tb-cache", FeatureTcg, cache, cache_binding),
    XML_END,
};
static const XmlBinding tcg_binding = {"tcg", sizeof(FeatureTcg), tcg_fields};

static const XmlField apic_fields[] = {
    XML_REFUSE_ATTR("eoi", XML_NOT_PSERIES),
    XML_END,
};
static const XmlBinding apic_binding = {"apic", sizeof(FeatureApic), apic_fields};

static const XmlField hap_fields[] = {
    XML_ATTR_ON_OFF("state", FeatureHap, state),
    XML_END,
};
static const XmlBinding hap_binding = {"hap", sizeof(FeatureHap), hap_fields};

static const char *const gic_texts[] = {
    [GIC_2] = "2",
    [GIC_3] = "3",
};
static const NameTable gic_names = NAME_TABLE(gic_texts);

static const XmlField gic_fields[] = {
    XML_ATTR_ENUM("version", FeatureGic, version, gic_names),
    XML_END,
};
static const XmlBinding gic_binding = {"gic", sizeof(FeatureGic), gic_fields};

static const XmlField teardown_fields[] = {
    XML_LINE(FeatureTeardown, line),
    XML_ATTR_YES_NO("enabled", FeatureTeardown, enabled),
    XML_END,
};
static const XmlBinding teardown_binding = {"async-teardown", sizeof(FeatureTeardown),
                                            teardown_fields};

static const XmlField features_fields[] = {
    XML_LINE(DomainFeatures, line),
    XML_FLAG("acpi", DomainFeatures, has_acpi),
    XML_CHILD("apic", DomainFeatures, apic, apic_binding),
    XML_FLAG("pae", DomainFeatures, has_pae),
    XML_CHILD("hap", DomainFeatures, hap, hap_binding),
    XML_FLAG("viridian", DomainFeatures, has_viridian),
    XML_FLAG("privnet", DomainFeatures, has_private_network),
    XML_CHILD("gic", DomainFeatures, gic, gic_binding),
    XML_INLINE("hpt", DomainFeatures, hpt, hpt_binding),
    XML_INLINE("htm", DomainFeatures, htm, state_binding),
    XML_INLINE("nested-hv", DomainFeatures, nested_hv, state_binding),
    XML_INLINE("ccf-assist", DomainFeatures, ccf_assist, state_binding),
    XML_INLINE("cfpc", DomainFeatures, cfpc, simple_binding),
    XML_INLINE("sbbc", DomainFeatures, sbbc, simple_binding),
    XML_INLINE("ibs", DomainFeatures, ibs, ibs_binding),
    XML_INLINE("tcg", DomainFeatures, tcg, tcg_binding),
    XML_INLINE("async-teardown", DomainFeatures, async_teardown, teardown_binding),
    XML_REFUSE_ELEMENT("hyperv kvm pvspinlock pmu vmport smm ioapic msrs ps2",
                       N_("it is a feature of x86 machines and their processors")),
    XML_REFUSE_ELEMENT("vmcoreinfo", N_("QEMU has no such device for pseries")),
    XML_REFUSE_ELEMENT("ras virtualization", N_("it is a feature of Arm machines")),
    XML_REFUSE_ELEMENT("aia", N_("it is a feature of RISC-V machines")),
    XML_REFUSE_ELEMENT("xen capabilities", N_("it is for other hypervisors")),
    XML_END,
};
const XmlBinding features_binding = {"features", sizeof(DomainFeatures), features_fields};

static void
complete_gic(DomainFeatures *features, const MachineDefaults *defaults)
{
    if (defaults->gic_version == 0)
        return;
    if (features->gic == NULL)
        features->gic = xml_binding_new(&gic_binding);
    if (features->gic->version == GIC_NONE)
        features->gic->version = (GicVersion)(defaults->gic_version - 2 + GIC_2);
}

void
features_complete(Domain *domain, const DomainContext *context, Report *report)
{
    FeatureHap *hap = domain->features.hap;
    FeatureTeardown *teardown = &domain->features.async_teardown;

    (void)report;
    if (hap != NULL && hap->state == TRISTATE_ABSENT)
        hap->state = TRISTATE_YES;
    if (teardown->line != 0 && teardown->enabled == TRISTATE_ABSENT)
        teardown->enabled = TRISTATE_YES;
    complete_gic(&domain->features, context->rules->defaults);
    host_features_take(domain, context);
}

static bool
is_power_of_two(uint64_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

/* PAPR features, and the first QEMU with the machine option of each; stable releases of 2.11 have
 * those of 2.12. */
static const struct {
    const char *element;
    size_t offset;
    const XmlBinding *binding;
    unsigned major_number, minor_number;
} papr_features[] = {
    {"hpt", offsetof(DomainFeatures, hpt), &hpt_binding, 2, 10},
    {"hpt/maxpagesize", offsetof(DomainFeatures, hpt.max_page_size), &page_size_binding, 3, 0},
    {"htm", offsetof(DomainFeatures, htm), &state_binding, 2, 11},
    {"nested-hv", offsetof(DomainFeatures, nested_hv), &state_binding, 3, 1},
    {"ccf-assist", offsetof(DomainFeatures, ccf_assist), &state_binding, 4, 0},
    {"cfpc", offsetof(DomainFeatures, cfpc), &simple_binding, 2, 11},
    {"sbbc", offsetof(DomainFeatures, sbbc), &simple_binding, 2, 11},
    {"ibs", offsetof(DomainFeatures, ibs), &ibs_binding, 2, 11},
};

static void
check_papr(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainFeatures *features = &domain->features;

    for (size_t i = 0; i < G_N_ELEMENTS(papr_features); i++) {
        const void *value = (const char *)features + papr_features[i].offset;

        if (!xml_binding_is_set(papr_features[i].binding, value))
            continue;
        if (!context->rules->has_papr)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, features->line,
                         _("The '%s' feature is not supported for architecture '%s' or machine "
                           "type '%s'"),
                         papr_features[i].element, context->rules->target, context->machine->name);
        else if (!capabilities_is_at_least(context->capabilities, papr_features[i].major_number,
                                           papr_features[i].minor_number))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, features->line,
                         _("'%s' of <features> needs QEMU %u.%u or later"),
                         papr_features[i].element, papr_features[i].major_number,
                         papr_features[i].minor_number);
    }
}

/* HTM is on by default on these machines, and TCG does not have it.  QEMU before 2.11 has no option
 * for it and does not require it. */
static void
warn_of_htm(const Domain *domain, const DomainContext *context, Report *report)
{
    const MachineFacts *machine = context->machine;

    if (domain->type == VIRT_KVM || domain->features.htm.state == TRISTATE_NO ||
        !capabilities_is_at_least(context->capabilities, 2, 11))
        return;
    if (machine_facts_is_at_least(machine, 2, 8) && !machine_facts_is_at_least(machine, 2, 12))
        report_warning(
            report, domain->features.line != 0 ? domain->features.line : domain->line,
            _("machine '%s' does not start under TCG, which has no transactional memory: "
              "add <htm state='off'/> to <features>"),
            machine->name);
}

/* QEMU 8.0 had an option of its own for it, which no stable release kept. */
static void
check_teardown(const Domain *domain, const DomainContext *context, Report *report)
{
    if (domain->features.async_teardown.enabled == TRISTATE_YES &&
        !capabilities_has_property(context->capabilities, "-run-with", "async-teardown"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->features.line,
                     _("<async-teardown enabled='yes'> in <features> cannot be used: this QEMU has "
                       "no '-run-with async-teardown=on'; leave it out"));
}

void
features_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const HptPageSize *size = &domain->features.hpt.max_page_size;

    if (size->kib.is_set && (!is_power_of_two(size->kib.value) || size->kib.value < 4))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->features.line,
                     _("<maxpagesize> of %" PRIu64 " KiB is not possible: it must be a "
                       "power of two, 4 KiB or more"),
                     size->kib.value);
    if (domain->features.tcg.cache.kib.value % KIB_PER_MIB != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->features.line,
                     _("tb-cache size must be an integer multiple of MiB"));
    if (domain->features.tcg.cache.kib.is_set && domain->type == VIRT_KVM)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->features.line,
                     _("<tcg> in <features> is only possible with <domain type='qemu'>"));
    if (domain->features.gic != NULL && context->rules->defaults->gic_version == 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->features.line,
                     _("the '%s' architecture has no <gic> in <features>, which is ARM's interrupt "
                       "controller: take it away"),
                     context->rules->target);
    if (domain->features.has_acpi && context->is_new && !context->rules->has_acpi)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->features.line,
                     _("machine type '%s' does not support ACPI: take <acpi/> out of <features>"),
                     domain->os.type.machine);
    check_teardown(domain, context, report);
    check_papr(domain, context, report);
    machine_extension_check(domain, context, report);
    warn_of_htm(domain, context, report);
}

static const char *
state_text(FeatureState feature)
{
    if (feature.state == TRISTATE_ABSENT)
        return NULL;
    return feature.state == TRISTATE_YES ? "on" : "off";
}

/* Visits what the machine had when QEMU placed its devices, but for @stated (names): another QEMU
 * may have other defaults. */
static void
visit_recorded(const DomainContext *context, GHashTable *stated, FeatureVisit visit, void *user)
{
    const GPtrArray *recorded = context->recorded != NULL ? context->recorded->capabilities : NULL;

    for (unsigned i = 0; recorded != NULL && i < recorded->len; i++) {
        const PlacementCapability *capability = g_ptr_array_index(recorded, i);
        const MachineOption *option = machine_facts_option(context->machine, capability->name);

        if (option != NULL && capability->value[0] != '\0' &&
            machine_option_takes(option, capability->value) &&
            !g_hash_table_contains(stated, capability->name))
            visit(capability->name, capability->value, user);
    }
}

void
features_visit_capabilities(const Domain *domain, const DomainContext *context, FeatureVisit visit,
                            void *user)
{
    const DomainFeatures *features = &domain->features;
    const GPtrArray *more = context->machine_capabilities;
    g_autoptr(GHashTable) stated = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *compatible = cpu_compatibility(domain, context);
    OptionalUint page_kib = features->hpt.max_page_size.kib;
    g_autofree char *page_size =
        page_kib.is_set ? g_strdup_printf("%" PRIu64 "k", page_kib.value) : NULL;
    const struct {
        const char *name, *value;
    } options[] = {
        {"resize-hpt", resizing_names[features->hpt.resizing]},
        {"cap-hpt-max-page-size", page_size},
        {"max-cpu-compat", compatible},
        {"cap-htm", state_text(features->htm)},
        {"cap-nested-hv", state_text(features->nested_hv)},
        {"cap-ccf-assist", state_text(features->ccf_assist)},
        {"cap-cfpc", mitigation_names[features->cfpc.value]},
        {"cap-sbbc", mitigation_names[features->sbbc.value]},
        {"cap-ibs", mitigation_names[features->ibs.value]},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        if (options[i].value != NULL && g_hash_table_add(stated, (gpointer)options[i].name))
            visit(options[i].name, options[i].value, user);
    for (unsigned i = 0; more != NULL && i < more->len; i++) {
        const MachineCapability *capability = g_ptr_array_index(more, i);

        if (g_hash_table_add(stated, capability->name))
            visit(capability->name, capability->value, user);
    }
    visit_recorded(context, stated, visit, user);
}

static void
add_pair(const char *name, const char *value, void *pairs)
{
    key_value_add(pairs, name, value);
}

static void
add_device_switches(const Domain *domain, KeyValue *pairs)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        const char *name = NULL;

        if (device->kind->machine_switch != NULL)
            name = device->kind->machine_switch(device);
        if (name != NULL && g_hash_table_add(seen, (gpointer)name))
            key_value_add_switch(pairs, name, true);
    }
}

void
features_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DomainFeatures *features = &domain->features;
    g_autoptr(KeyValue) pairs = key_value_new();

    key_value_add_first(pairs, "type", context->machine->name);
    key_value_add_switch(pairs, "usb", false);
    if (features->gic != NULL)
        key_value_add(pairs, "gic-version", gic_texts[features->gic->version]);
    features_visit_capabilities(domain, context, add_pair, pairs);
    key_value_add_switch(pairs, "dump-guest-core", domain->memory.size.dump_core == TRISTATE_YES);
    add_device_switches(domain, pairs);
    if (domain->memory.backing.has_no_shared_pages)
        key_value_add_switch(pairs, "mem-merge", false);
    if (domain->cpu->numa.cells == NULL)
        key_value_add(pairs, "memory-backend", memory_backend_id(context));
    if (context->rules->has_acpi)
        key_value_add_switch(pairs, "acpi", features->has_acpi);
    argv_add_key_value(argv, "-machine", pairs);
}

void
features_end_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    Tristate enabled = domain->features.async_teardown.enabled;

    if (enabled != TRISTATE_ABSENT &&
        capabilities_has_property(context->capabilities, "-run-with", "async-teardown"))
        argv_add(argv, "-run-with",
                 enabled == TRISTATE_YES ? "async-teardown=on" : "async-teardown=off");
}
