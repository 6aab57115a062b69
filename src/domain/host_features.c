/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/host_features.h"

#include <string.h>

#include "qemu/kvm_needs.h"

static void
take_state(void *member, const char *value)
{
    FeatureState *feature = member;

    if (feature->state == TRISTATE_ABSENT)
        feature->state = g_str_equal(value, "on") ? TRISTATE_YES : TRISTATE_NO;
}

static void
take_mitigation(void *member, const char *value)
{
    FeatureMitigation *feature = member;
    int found = name_table_value(&feature_mitigations, value);

    if (feature->value == MITIGATION_NONE && found > 0)
        feature->value = (Mitigation)found;
}

/* @value: "4k" */
static void
take_page_size(void *member, const char *value)
{
    FeatureHpt *hpt = member;
    g_autofree char *number = g_strndup(value, strspn(value, G_CSET_DIGITS));
    guint64 kib = 0;

    if (!hpt->max_page_size.kib.is_set &&
        g_ascii_string_to_unsigned(number, 10, 1, G_MAXUINT32, &kib, NULL))
        hpt->max_page_size.kib = OPTIONAL_UINT(kib);
}

static const struct {
    const char *name;
    size_t offset;
    void (*take)(void *member, const char *value);
} rows[] = {
    {"cap-htm", offsetof(DomainFeatures, htm), take_state},
    {"cap-nested-hv", offsetof(DomainFeatures, nested_hv), take_state},
    {"cap-ccf-assist", offsetof(DomainFeatures, ccf_assist), take_state},
    {"cap-cfpc", offsetof(DomainFeatures, cfpc), take_mitigation},
    {"cap-sbbc", offsetof(DomainFeatures, sbbc), take_mitigation},
    {"cap-ibs", offsetof(DomainFeatures, ibs), take_mitigation},
    {"cap-hpt-max-page-size", offsetof(DomainFeatures, hpt), take_page_size},
};

static void
take(DomainFeatures *features, const KvmNeed *need)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].name, need->name) == 0)
            rows[i].take((char *)features + rows[i].offset, need->value);
}

void
host_features_take(Domain *domain, const DomainContext *context)
{
    const GPtrArray *needs = context->machine->kvm_needs;

    if (!context->takes_host_defaults || domain->type != VIRT_KVM)
        return;
    for (guint i = 0; needs != NULL && i < needs->len; i++)
        take(&domain->features, g_ptr_array_index(needs, i));
}
