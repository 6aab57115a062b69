/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/event.h"

#include <libvirt/libvirt.h>

Event *
event_new(int id, const GuestName *guest)
{
    Event *event = g_new0(Event, 1);

    event->id = id;
    event->guest = *guest;
    event->guest.name = g_strdup(guest->name);
    return event;
}

void
event_free(Event *event)
{
    if (event == NULL)
        return;
    g_free(event->guest.name);
    g_free(event->device);
    g_free(event->text);
    g_free(event->other_text);
    g_free(event);
}

Event *
event_new_lifecycle(const GuestName *guest, int kind, int detail)
{
    Event *event = event_new(VIR_DOMAIN_EVENT_ID_LIFECYCLE, guest);

    event->kind = kind;
    event->detail = detail;
    return event;
}
