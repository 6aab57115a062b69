/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/complete.h"

#include "domain/domain_walk.h"
#include "plan/order.h"

/* libvirt generates all aliases at each start, except those with its prefix for users. */
static void
drop_chosen_alias(Device *device)
{
    if (device->alias.name != NULL && !g_str_has_prefix(device->alias.name, "ua-"))
        g_clear_pointer(&device->alias.name, g_free);
}

void
complete_guest(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
               Report *report)
{
    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].complete != NULL)
            domain_sections[i].complete(domain, context, report);
    for (size_t i = 0; kinds[i] != NULL && !context->is_papr; i++)
        if (kinds[i]->add_implicit != NULL)
            kinds[i]->add_implicit(domain, context);
}

void
complete_devices(Domain *domain, GHashTable *planned, const DeviceKind *const *kinds,
                 const DomainContext *context, Report *report)
{
    /* What is added on the way is completed in its turn. */
    DOMAIN_EACH_DEVICE(Device, device, domain) {
        if (planned != NULL && g_hash_table_contains(planned, device))
            continue;
        drop_chosen_alias(device);
        if (device->kind->complete != NULL)
            device->kind->complete(device, domain, context, report);
    }
    order_devices(domain, kinds, false);
}
