/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdint.h>

/*
 * What happened to a guest, for whoever asked to be told.
 *
 * The id is libvirt's (virDomainEventID), but for what QEMU itself said, which is a protocol of its
 * own there.  An event does not change once it is made; several connections share it.
 */
enum { EVENT_OF_MONITOR = -1 };

/* A guest as clients name it. */
typedef struct {
    char *name;
    uint8_t uuid[16];
    int id; /* -1: it does not run */
} GuestName;

typedef struct {
    gatomicrefcount references;
    int id;
    GuestName guest;
    /* By id; what has no use in one is zero. */
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

/* Returns: (owned) a copy of @guest's name in an event of @id. */
Event *event_new(int id, const GuestName *guest);
Event *event_ref(Event *event);
void event_unref(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_unref)

/* Returns: (owned) the most frequent one: @kind is of virDomainEventType, @detail of what goes with
 * it. */
Event *event_new_lifecycle(const GuestName *guest, int kind, int detail);
