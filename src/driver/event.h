/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdint.h>

/*
 * An event of a guest, for clients that have registered for it.
 *
 * The id is libvirt's virDomainEventID, or EVENT_OF_MONITOR for a QEMU event, which goes over
 * libvirt's separate QEMU program.  An event has one owner at a time; all functions here are for
 * any thread.
 */
enum { EVENT_OF_MONITOR = -1 };

/* The last id that a libvirt has, as of 12.8 (CHANNEL_LIFECYCLE, since 12.4): clients register for
 * events that are never sent here, too. */
enum { EVENT_NEWEST = 29 };

/* The three names by which clients refer to a guest. */
typedef struct {
    char *name;
    uint8_t uuid[16];
    int id; /* -1: it does not run */
} GuestName;

typedef struct {
    int id;
    GuestName guest;
    /* Their meaning depends on the id; members that an id does not use are zero. */
    int kind;         /* lifecycle: event; watchdog, io-error: action; tray, disk: reason;
                         metadata: type; agent: state; block job: type */
    int detail;       /* lifecycle: detail; agent: reason; block job: status */
    int64_t number;   /* rtc: offset; balloon: actual KiB; monitor: seconds */
    unsigned micros;  /* monitor */
    char *device;     /* alias, or block job: target */
    char *text;       /* io-error: path; disk: path before; metadata: namespace; monitor: name of
                         the event */
    char *other_text; /* io-error: reason; disk: path after; monitor: details */
} Event;

/* Returns: (owned) an event of @id for @guest (copied); the other members are for the caller to
 * set. */
Event *event_new(int id, const GuestName *guest);
void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/* Returns: (owned) a lifecycle event: @kind is a virDomainEventType, @detail the enum that belongs
 * to it. */
Event *event_new_lifecycle(const GuestName *guest, int kind, int detail);
