/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The status of a running guest, from which a restarted daemon takes it over, and its form on disk:
 * an XML document that contains the live definition.
 */
typedef struct {
    char *name;
    char *uuid;
    int id;                  /* from 1 */
    int state;               /* virDomainState */
    int reason;              /* of that state */
    pid_t pid;               /* of QEMU */
    uint64_t pid_start_time; /* detached_start_time(pid): detects a reused pid */
    char *folder;            /* (nullable) the run's folder, absolute */
    bool is_persistent;
    GHashTable *facts; /* (nullable) further facts by name: char * -> char * */
    char *live_xml;    /* the live <domain> */
} GuestStatus;

/* Returns: (owned) an empty status. */
GuestStatus *guest_status_new(void);
void guest_status_free(GuestStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestStatus, guest_status_free)

/* Sets the fact @name to @value, both copied; an empty @value counts as none. */
void guest_status_set_fact(GuestStatus *status, const char *name, const char *value);

/* Returns: (borrowed, nullable) the value of the fact @name. */
const char *guest_status_fact(const GuestStatus *status, const char *name);

/* Returns: (owned, nullable) @status as a document.  Errors: XML_ERROR when it is too large to be
 * read again. */
char *guest_status_format(const GuestStatus *status, GError **error);

/* Returns: (owned, nullable) the status in a document of guest_status_format().  Its live_xml is
 * equivalent to the original, not the same text.  Errors: XML_ERROR. */
GuestStatus *guest_status_parse(const char *text, size_t n_bytes, GError **error);
