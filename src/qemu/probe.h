/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"
#include "qemu/other_user.h"

/*
 * Finds the capabilities of a QEMU: from the cache, or by running that QEMU once without a guest.
 */
typedef struct {
    const char *emulator;        /* path, or a name to be looked for in $PATH */
    const char *cache_directory; /* nullable: neither read nor written */
    bool refreshes;              /* ask even if the cache has it */
    const char *record_file;     /* nullable: write the whole conversation there, facts about every
                                    pseries machine included; implies that the cache is not read */
    int timeout_ms;              /* for each step; 0: the default */
    const OtherUser *other_user; /* nullable: the user that QEMU runs as; must outlive the result,
                                    which runs QEMU again later */
} ProbeRequest;

enum { PROBE_DEFAULT_TIMEOUT_MS = 10000 };

/* Blocks: for threads that may.  Returns: (owned, nullable) the capabilities; apart from other_user
 * they do not refer to @request.  Errors: CONFIG_UNSUPPORTED when @emulator is no QEMU or cannot be
 * run, OPERATION_TIMEOUT when it hangs, OPERATION_FAILED when the recording cannot be written. */
Capabilities *probe(const ProbeRequest *request, GError **error);

/* Returns: (owned) the folder for ProbeRequest.cache_directory: /var/cache/libvirt-pseries for
 * root, else
 * ~/.cache/libvirt-pseries (as $XDG_CACHE_HOME has it). */
char *probe_default_cache_directory(void);
