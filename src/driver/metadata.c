/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/metadata.h"

#include <libvirt/libvirt.h>

#include "driver/amend.h"
#include "driver/flags.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

static bool
change(Domain *domain, void *user, GError **error)
{
    return metadata_set(domain, user, error);
}

bool
set_guest_metadata(Driver *driver, Guest *guest, const Metadata *metadata, unsigned flags,
                   GError **error)
{
    Metadata wanted = *metadata;
    g_auto(GuestName) name = {0};
    Event *event = NULL;

    if (!flags_check(flags, AFFECT_FLAGS, "qemuDomainSetMetadata", error) ||
        !metadata_check(metadata, error) || !amend_resolve(guest, &flags, error) ||
        !amend(driver, guest, flags, &(Amendment){.make = change, .user = &wanted}, error))
        return false;
    name = guest_name(guest);
    event = event_new(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, &name);
    event->kind = metadata->type;
    event->text = g_strdup(metadata->uri);
    driver_emit(driver, event);
    return true;
}

char *
get_guest_metadata(Guest *guest, int type, const char *uri, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = NULL;

    if (!flags_check(flags, AFFECT_FLAGS, "qemuDomainGetMetadata", error) ||
        !amend_resolve(guest, &flags, error))
        return NULL;
    definition = flags & VIR_DOMAIN_AFFECT_CONFIG ? guest_next(guest) : guest_current(guest);
    return metadata_get(definition_domain(definition), type, uri, error);
}
