/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/event_body.h"

#include <libvirt/libvirt.h>
#include <string.h>

#include "rpc/body.h"
#include "rpc/packet.h"
#include "rpc/qemu_protocol.h"
#include "rpc/remote_protocol.h"

/* The reference that every body begins with; its strings are borrowed. */
static domain_ref
ref_of(const Event *event)
{
    domain_ref ref = {.name = event->guest.name, .id = event->guest.id};

    memcpy(ref.uuid, event->guest.uuid, sizeof ref.uuid);
    return ref;
}

static char *
text_or_empty(char *text)
{
    return text != NULL ? text : (char *)(uintptr_t)"";
}

static bool
encode_lifecycle(const Event *event, GByteArray *body)
{
    const lifecycle_event value = {ref_of(event), event->kind, event->detail};

    return body_encode((xdrproc_t)xdr_lifecycle_event, &value, body);
}

static bool
encode_name(const Event *event, GByteArray *body)
{
    const reboot_event value = {ref_of(event)};

    return body_encode((xdrproc_t)xdr_reboot_event, &value, body);
}

static bool
encode_rtc_change(const Event *event, GByteArray *body)
{
    const rtc_change_event value = {ref_of(event), event->number};

    return body_encode((xdrproc_t)xdr_rtc_change_event, &value, body);
}

static bool
encode_watchdog(const Event *event, GByteArray *body)
{
    const watchdog_event value = {ref_of(event), event->kind};

    return body_encode((xdrproc_t)xdr_watchdog_event, &value, body);
}

static bool
encode_io_error(const Event *event, GByteArray *body)
{
    const io_error_event value = {ref_of(event), text_or_empty(event->text),
                                  text_or_empty(event->device), event->kind};

    return body_encode((xdrproc_t)xdr_io_error_event, &value, body);
}

static bool
encode_io_error_reason(const Event *event, GByteArray *body)
{
    const io_error_reason_event value = {ref_of(event), text_or_empty(event->text),
                                         text_or_empty(event->device), event->kind,
                                         text_or_empty(event->other_text)};

    return body_encode((xdrproc_t)xdr_io_error_reason_event, &value, body);
}

static bool
encode_disk_change(const Event *event, GByteArray *body)
{
    char *before = event->text;
    char *after = event->other_text;
    const disk_change_event value = {ref_of(event), before != NULL ? &before : NULL,
                                     after != NULL ? &after : NULL, text_or_empty(event->device),
                                     event->kind};

    return body_encode((xdrproc_t)xdr_disk_change_event, &value, body);
}

static bool
encode_tray_change(const Event *event, GByteArray *body)
{
    const tray_change_event value = {ref_of(event), text_or_empty(event->device), event->kind};

    return body_encode((xdrproc_t)xdr_tray_change_event, &value, body);
}

static bool
encode_balloon_change(const Event *event, GByteArray *body)
{
    const balloon_change_event value = {ref_of(event), (uint64_t)event->number};

    return body_encode((xdrproc_t)xdr_balloon_change_event, &value, body);
}

static bool
encode_metadata_change(const Event *event, GByteArray *body)
{
    char *uri = event->text;
    const metadata_change_event value = {ref_of(event), event->kind, uri != NULL ? &uri : NULL};

    return body_encode((xdrproc_t)xdr_metadata_change_event, &value, body);
}

static bool
encode_agent_lifecycle(const Event *event, GByteArray *body)
{
    const agent_lifecycle_event value = {ref_of(event), event->kind, event->detail};

    return body_encode((xdrproc_t)xdr_agent_lifecycle_event, &value, body);
}

static bool
encode_monitor(const Event *event, GByteArray *body)
{
    char *details = event->other_text;
    const monitor_event value = {ref_of(event), event->text, event->number, event->micros,
                                 details != NULL ? &details : NULL};

    return body_encode((xdrproc_t)xdr_monitor_event, &value, body);
}

/* The procedure numbers of each event: plain in the older generation (0: none), callback in the
 * newer one. */
static const struct {
    int event;
    uint32_t program;
    int plain, callback;
    bool (*encode)(const Event *event, GByteArray *body);
} rows[] = {
    {VIR_DOMAIN_EVENT_ID_LIFECYCLE, PROGRAM_REMOTE, 107, 318, encode_lifecycle},
    {VIR_DOMAIN_EVENT_ID_REBOOT, PROGRAM_REMOTE, 169, 319, encode_name},
    {VIR_DOMAIN_EVENT_ID_RTC_CHANGE, PROGRAM_REMOTE, 170, 320, encode_rtc_change},
    {VIR_DOMAIN_EVENT_ID_WATCHDOG, PROGRAM_REMOTE, 171, 321, encode_watchdog},
    {VIR_DOMAIN_EVENT_ID_IO_ERROR, PROGRAM_REMOTE, 172, 322, encode_io_error},
    {VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, PROGRAM_REMOTE, 195, 324, encode_io_error_reason},
    {VIR_DOMAIN_EVENT_ID_DISK_CHANGE, PROGRAM_REMOTE, 248, 327, encode_disk_change},
    {VIR_DOMAIN_EVENT_ID_TRAY_CHANGE, PROGRAM_REMOTE, 268, 328, encode_tray_change},
    {VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, PROGRAM_REMOTE, 276, 331, encode_balloon_change},
    {VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, PROGRAM_REMOTE, 0, 379, encode_metadata_change},
    {VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, PROGRAM_REMOTE, 0, 348, encode_agent_lifecycle},
    {EVENT_OF_MONITOR, PROGRAM_QEMU, 0, 6, encode_monitor},
};

bool
event_body_has_plain(int event_id)
{
    /* libvirt has all events up to this one in both generations, whether we send them or not. */
    return event_id <= VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED;
}

GBytes *
event_body_packet(const Event *event, int callback_id)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) body = NULL;
        PacketHeader header = {.program = rows[i].program,
                               .version = PROGRAM_VERSION,
                               .procedure = callback_id < 0 ? rows[i].plain : rows[i].callback,
                               .type = PACKET_MESSAGE};
        uint8_t id[4];

        if (rows[i].event != event->id || header.procedure == 0)
            continue;
        body = g_byte_array_new();
        packet_write_word(id, (uint32_t)callback_id);
        if (callback_id >= 0)
            g_byte_array_append(body, id, sizeof id);
        return rows[i].encode(event, body) ? packet_new(&header, body->data, body->len) : NULL;
    }
    return NULL;
}
