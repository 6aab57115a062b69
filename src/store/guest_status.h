/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What must be known of a running guest to take it over after a restart of the daemon, and its form
 * on disk: an XML document with the live definition in it.
 */
typedef struct {
    char *name;
    char *uuid;
    int id;                  /* from 1 */
    int state;               /* virDomainState */
    int reason;              /* of that state */
    pid_t pid;               /* of QEMU */
    uint64_t pid_start_time; /* detached_start_time(pid): a recycled pid has another */
    char *folder;            /* (nullable) the guest's own, absolute */
    bool is_persistent;
    GHashTable *facts; /* (nullable) further things that were chosen at start: char * -> char * */
    char *live_xml;    /* the <domain> that runs */
} GuestStatus;

/* Returns: (owned) an empty status. */
GuestStatus *guest_status_new(void);
void guest_status_free(GuestStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestStatus, guest_status_free)

/* Keeps @value under @name, both copied; an empty @value is as none. */
void guest_status_set_fact(GuestStatus *status, const char *name, const char *value);

/* Returns: (borrowed, nullable) what is kept under @name. */
const char *guest_status_fact(const GuestStatus *status, const char *name);

/* Returns: (owned, nullable) @status as a document.  Errors: XML_ERROR when it is larger than
 * a document may be, and so could not be read again. */
char *guest_status_format(const GuestStatus *status, GError **error);

/* Returns: (owned, nullable) the status in a document of guest_status_format().  The definitions in
 * it are XML of the same meaning, not of the same bytes.  Errors: XML_ERROR. */
GuestStatus *guest_status_parse(const char *text, size_t n_bytes, GError **error);
