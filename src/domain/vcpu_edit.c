/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/vcpu_edit.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "domain/number_set.h"

static IndividualVcpu *
vcpu_at(const GPtrArray *list, uint64_t id)
{
    return g_ptr_array_index(list, id);
}

/* Returns: the number of vCPUs that are on. */
static uint64_t
n_enabled(const Domain *domain)
{
    OptionalUint current = domain->vcpu.current;

    return current.is_set ? current.value : domain->vcpu.count.value;
}

static void
set_enabled(Domain *domain, uint64_t n)
{
    bool is_all = n >= domain->vcpu.count.value;

    domain->vcpu.current = is_all ? (OptionalUint){0, false} : OPTIONAL_UINT(n);
}

/* After a change the order of plugging may be wrong. */
static void
forget_order(const GPtrArray *list)
{
    for (unsigned i = 0; list != NULL && i < list->len; i++)
        vcpu_at(list, i)->order = (OptionalUint){0, false};
}

/* Returns: (borrowed) the vCPUs one by one; a guest that only gives their number gets a list. */
static GPtrArray *
need_list(Domain *domain)
{
    for (uint64_t id = 0; domain->vcpus.list == NULL || id < domain->vcpu.count.value; id++) {
        IndividualVcpu *vcpu = NULL;

        if (domain->vcpus.list != NULL && id < domain->vcpus.list->len)
            continue;
        vcpu = g_new0(IndividualVcpu, 1);
        vcpu->id = OPTIONAL_UINT(id);
        vcpu->enabled = id < n_enabled(domain) ? TRISTATE_YES : TRISTATE_NO;
        vcpu->hotpluggable = vcpu->enabled == TRISTATE_YES ? TRISTATE_NO : TRISTATE_YES;
        xml_list_append(&domain->vcpus.list, vcpu);
    }
    return domain->vcpus.list;
}

/* vCPUs that cannot be unplugged come before all others. */
static void
switch_on(const GPtrArray *list, uint64_t n, bool are_hotpluggable)
{
    for (unsigned i = 0; i < list->len && n > 0; i++) {
        IndividualVcpu *vcpu = vcpu_at(list, i);

        if (vcpu->enabled == TRISTATE_YES) {
            are_hotpluggable = are_hotpluggable || vcpu->hotpluggable == TRISTATE_YES;
            continue;
        }
        vcpu->enabled = TRISTATE_YES;
        vcpu->hotpluggable = are_hotpluggable ? TRISTATE_YES : TRISTATE_NO;
        n--;
    }
}

static void
switch_off(const GPtrArray *list, uint64_t n)
{
    for (unsigned i = list->len; i > 0 && n > 0; i--) {
        IndividualVcpu *vcpu = vcpu_at(list, i - 1);

        if (vcpu->enabled != TRISTATE_YES)
            continue;
        vcpu->enabled = TRISTATE_NO;
        vcpu->hotpluggable = TRISTATE_YES;
        n--;
    }
}

bool
vcpu_edit_count(Domain *domain, uint64_t n, bool are_hotpluggable, const char *which,
                GError **error)
{
    uint64_t n_before = n_enabled(domain);

    if (n > domain->vcpu.count.value) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("requested vcpus is greater than max allowable vcpus for the %s domain: "
                      "%" PRIu64 " > %" PRIu64),
                    which, n, domain->vcpu.count.value);
        return false;
    }
    forget_order(domain->vcpus.list);
    if (n > n_before && are_hotpluggable)
        need_list(domain);
    if (domain->vcpus.list != NULL && n > n_before)
        switch_on(domain->vcpus.list, n - n_before, are_hotpluggable);
    if (domain->vcpus.list != NULL && n < n_before)
        switch_off(domain->vcpus.list, n_before - n);
    set_enabled(domain, n);
    return true;
}

/* ---- the maximum */

static uint64_t
n_in_topology(const Domain *domain)
{
    const CpuTopology *topology = &domain->cpu->topology;
    uint64_t dies = topology->dies.is_set ? topology->dies.value : 1;

    return topology->sockets.value * dies * topology->cores.value * topology->threads.value;
}

static uint64_t
n_in_cells(const Domain *domain)
{
    uint64_t n = 0;

    for (unsigned i = 0; i < numa_n_cells(domain); i++) {
        g_autoptr(GArray) vcpus = number_set_list(numa_cell_at(domain, i)->cpus);

        n += vcpus->len;
    }
    return n;
}

static bool
check_maximum(const Domain *domain, uint64_t n, GError **error)
{
    const char *flaw = NULL;

    if (domain->cpu == NULL)
        return true;
    if (n_in_cells(domain) > n)
        flaw = _("Number of CPUs in <numa> exceeds the desired maximum vcpu count");
    else if (domain->cpu->topology.sockets.is_set && n_in_topology(domain) != n)
        flaw = _("CPU topology doesn't match the desired vcpu count");
    if (flaw != NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, flaw);
    return flaw == NULL;
}

bool
vcpu_edit_maximum(Domain *domain, uint64_t n, GError **error)
{
    uint64_t n_on = 0;
    GPtrArray *list = domain->vcpus.list;

    if (!check_maximum(domain, n, error))
        return false;
    n_on = n_enabled(domain);
    domain->vcpu.count = OPTIONAL_UINT(n);
    forget_order(list);
    for (unsigned i = 0; list != NULL && i < list->len;) {
        IndividualVcpu *vcpu = vcpu_at(list, i);

        if (i < n) {
            i++;
            continue;
        }
        n_on -= vcpu->enabled == TRISTATE_YES;
        g_free(vcpu);
        g_ptr_array_remove_index(list, i);
    }
    set_enabled(domain, n_on);
    return true;
}

/* ---- single vCPUs */

/* Those that stay as they are must not be on and not hotpluggable behind @first. */
static bool
check_followers(const GPtrArray *list, const GArray *numbers, GError **error)
{
    guint first = g_array_index(numbers, guint, 0);

    for (guint id = first + 1; id < list->len; id++) {
        const IndividualVcpu *vcpu = vcpu_at(list, id);

        if (vcpu->enabled != TRISTATE_YES || vcpu->hotpluggable != TRISTATE_NO ||
            number_set_has(numbers, id))
            continue;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("vcpu '%u' can't be modified as it is followed by non-hotpluggable online "
                      "vcpus"),
                    first);
        return false;
    }
    return true;
}

static bool
check_numbers(const Domain *domain, const GArray *numbers, bool is_on, const char *which,
              GError **error)
{
    guint last = g_array_index(numbers, guint, numbers->len - 1);

    if (last >= domain->vcpu.count.value)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("vcpu %u is not present in %s config"), last, which);
    else if (!is_on && number_set_has(numbers, 0))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("vCPU '%d' can't be modified"), 0);
    else
        return true;
    return false;
}

bool
vcpu_edit_state(Domain *domain, const char *text, bool is_on, const char *which, GError **error)
{
    g_autofree char *set = number_set_read(text, error);
    g_autoptr(GArray) numbers = number_set_list(set);
    uint64_t n_on = n_enabled(domain);
    const GPtrArray *list = NULL;

    if (set == NULL || !check_numbers(domain, numbers, is_on, which, error))
        return false;
    list = need_list(domain);
    if (!check_followers(list, numbers, error))
        return false;
    forget_order(list);
    for (guint i = 0; i < numbers->len; i++) {
        IndividualVcpu *vcpu = vcpu_at(list, g_array_index(numbers, guint, i));

        n_on += (vcpu->enabled != TRISTATE_YES && is_on);
        n_on -= (vcpu->enabled == TRISTATE_YES && !is_on);
        vcpu->enabled = is_on ? TRISTATE_YES : TRISTATE_NO;
        vcpu->hotpluggable = TRISTATE_YES;
    }
    set_enabled(domain, n_on);
    return true;
}
