/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/vcpus.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

static const XmlField individual_fields[] = {
    XML_LINE(IndividualVcpu, line),
    XML_ATTR("id", IndividualVcpu, id, xml_type_uint, .max = G_MAXUINT16, .is_required = true),
    XML_ATTR("enabled", IndividualVcpu, enabled, xml_type_yes_no, .is_required = true),
    XML_ATTR_YES_NO("hotpluggable", IndividualVcpu, hotpluggable),
    XML_ATTR_UINT("order", IndividualVcpu, order, 1, G_MAXUINT16),
    XML_END,
};
static const XmlBinding individual_binding = {"vcpu", sizeof(IndividualVcpu), individual_fields};

static const XmlField vcpus_fields[] = {
    XML_LIST("vcpu", DomainVcpus, list, individual_binding),
    XML_END,
};
const XmlBinding vcpus_binding = {"vcpus", sizeof(DomainVcpus), vcpus_fields};

static int
compare_ids(gconstpointer a, gconstpointer b)
{
    const IndividualVcpu *one = *(IndividualVcpu *const *)a;
    const IndividualVcpu *other = *(IndividualVcpu *const *)b;

    return (one->id.value > other->id.value) - (one->id.value < other->id.value);
}

static bool
starts(const IndividualVcpu *vcpu)
{
    return vcpu->enabled == TRISTATE_YES && vcpu->hotpluggable != TRISTATE_YES;
}

uint64_t
vcpus_n_at_start(const Domain *domain)
{
    const DomainVcpu *vcpu = &domain->vcpu;
    const GPtrArray *list = domain->vcpus.list;
    uint64_t n = 0;

    if (list == NULL)
        return vcpu->current.is_set ? vcpu->current.value : vcpu->count.value;
    for (unsigned i = 0; i < list->len; i++)
        n += starts(g_ptr_array_index(list, i));
    return n;
}

/* vCPUs that the document does not list are off. */
static void
add_missing(GPtrArray *list, uint64_t n)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < list->len; i++) {
        const IndividualVcpu *vcpu = g_ptr_array_index(list, i);

        g_hash_table_add(seen, GSIZE_TO_POINTER(vcpu->id.value));
    }
    for (uint64_t id = 0; id < n; id++) {
        IndividualVcpu *vcpu = NULL;

        if (g_hash_table_contains(seen, GSIZE_TO_POINTER(id)))
            continue;
        vcpu = g_new0(IndividualVcpu, 1);
        vcpu->id = OPTIONAL_UINT(id);
        vcpu->enabled = TRISTATE_NO;
        g_ptr_array_add(list, vcpu);
    }
}

void
vcpus_complete(Domain *domain, const DomainContext *context, Report *report)
{
    GPtrArray *list = domain->vcpus.list;
    uint64_t n_enabled = 0;

    (void)context;
    (void)report;
    if (list == NULL)
        return;
    add_missing(list, domain->vcpu.count.value);
    g_ptr_array_sort(list, compare_ids);
    for (unsigned i = 0; i < list->len; i++) {
        IndividualVcpu *vcpu = g_ptr_array_index(list, i);

        n_enabled += vcpu->enabled == TRISTATE_YES;
        if (vcpu->hotpluggable == TRISTATE_ABSENT)
            vcpu->hotpluggable = vcpu->enabled == TRISTATE_YES ? TRISTATE_NO : TRISTATE_YES;
    }
    domain->vcpu.current =
        n_enabled == domain->vcpu.count.value ? (OptionalUint){0, false} : OPTIONAL_UINT(n_enabled);
}

static void
check_vcpu(const IndividualVcpu *vcpu, const Domain *domain, Report *report)
{
    uint64_t id = vcpu->id.value;

    if (id >= domain->vcpu.count.value)
        report_error(
            report, VIR_ERR_XML_ERROR, vcpu->line,
            _("vcpu id '%" PRIu64 "' is out of range of the maximum vcpu count '%" PRIu64 "'"), id,
            domain->vcpu.count.value);
    if (vcpu->enabled == TRISTATE_NO && vcpu->hotpluggable == TRISTATE_NO)
        report_error(report, VIR_ERR_XML_ERROR, vcpu->line,
                     _("vcpu '%" PRIu64 "' is both offline and not hotpluggable"), id);
    if (id == 0 && !starts(vcpu))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, vcpu->line,
                     _("vcpu '%d' must be enabled='%s' and hotpluggable='%s'"), 0, "yes", "no");
    if (vcpu->enabled == TRISTATE_YES && vcpu->hotpluggable == TRISTATE_YES)
        report_warning(report, vcpu->line,
                       _("vcpu '%" PRIu64 "' is hotpluggable: it is not on the command "
                         "line but has to be plugged in after the start"),
                       id);
}

/* Hotplug works on whole cores. */
static void
check_cores(const Domain *domain, Report *report)
{
    const GPtrArray *list = domain->vcpus.list;
    uint64_t threads =
        domain->cpu->topology.threads.is_set ? domain->cpu->topology.threads.value : 1;
    const IndividualVcpu *first = NULL;

    for (unsigned i = 0; threads > 1 && i < list->len; i++) {
        const IndividualVcpu *vcpu = g_ptr_array_index(list, i);

        if (i % threads == 0)
            first = vcpu;
        else if (vcpu->enabled != first->enabled || vcpu->hotpluggable != first->hotpluggable)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, vcpu->line,
                         _("vcpus '%" PRIu64 "' and '%" PRIu64
                           "' are in the same hotplug group but differ in configuration"),
                         first->id.value, vcpu->id.value);
    }
}

/* The order of plugging: given for all vCPUs that are on, or for none. vCPUs of one core may share
 * a number. */
static void
check_order(const GPtrArray *list, Report *report)
{
    const IndividualVcpu *first = g_ptr_array_index(list, 0);
    unsigned n_enabled = 0;
    unsigned n_ordered = 0;

    for (unsigned i = 0; i < list->len; i++) {
        const IndividualVcpu *vcpu = g_ptr_array_index(list, i);

        n_enabled += vcpu->enabled == TRISTATE_YES;
        n_ordered += vcpu->enabled == TRISTATE_YES && vcpu->order.is_set;
    }
    if (n_ordered != 0 && n_ordered != n_enabled)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, first->line,
                     _("all vcpus must have either set or unset order"));
}

/* The same for guests that only give the number of initial vCPUs. */
static void
check_whole_cores(const Domain *domain, Report *report)
{
    OptionalUint threads = domain->cpu->topology.threads;

    if (domain->vcpu.current.is_set && threads.is_set && threads.value > 0 &&
        domain->vcpu.current.value % threads.value != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->vcpu.line,
                     _("vCPUs count must be a multiple of the vCPU hotplug granularity (%" PRIu64
                       "): current='%" PRIu64 "' is not"),
                     threads.value, domain->vcpu.current.value);
}

void
vcpus_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *list = domain->vcpus.list;
    g_autoptr(GHashTable) ids = g_hash_table_new(NULL, NULL);

    (void)context;
    for (unsigned i = 0; list != NULL && i < list->len; i++) {
        const IndividualVcpu *vcpu = g_ptr_array_index(list, i);

        check_vcpu(vcpu, domain, report);
        if (!g_hash_table_add(ids, GSIZE_TO_POINTER(vcpu->id.value)))
            report_error(report, VIR_ERR_XML_ERROR, vcpu->line,
                         _("vcpu '%" PRIu64 "' appears more than once in <vcpus>"), vcpu->id.value);
    }
    if (list == NULL) {
        check_whole_cores(domain, report);
        return;
    }
    check_cores(domain, report);
    check_order(list, report);
}
