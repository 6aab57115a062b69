/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What the driver is told at its start and never changes.  All strings are borrowed, for the life
 * of the driver; the folders are absolute and are made when they are missing.
 */
typedef struct {
    bool is_system;               /* "pseries:///system"; else one user's session */
    const char *config_directory; /* definitions, NAME.xml; those started with us in autostart/ */
    const char *run_directory;    /* live state; a folder for each running guest */
    const char *log_directory;    /* NAME.log */
    const char *cache_directory;  /* what probing found */
    const char *memory_directory; /* memory in files; a folder for each running guest, named as its
                                     other one */
    const char *state_directory;  /* what guests keep between two runs: tpm/UUID/ */
    const char *sysfs;            /* "/sys" */
    const char *host_uuid;        /* in place of the machine's own; nullable */
    uid_t user;                   /* whom QEMU runs as, when is_system; 0: as we do */
    gid_t group;
    uid_t swtpm_user; /* the same for swtpm, which is a guest's TPM */
    gid_t swtpm_group;
    bool owns_images;          /* images are given to that user at start, and back at stop */
    bool has_sandbox;          /* QEMU's seccomp sandbox is on */
    unsigned max_processes;    /* of QEMU's user; 0: as we have it */
    unsigned max_files;        /* open in one QEMU; 0: as we have it */
    uint64_t max_core_bytes;   /* of QEMU's core file */
    unsigned log_max_kib;      /* of one log file; older text is cut off */
    unsigned call_timeout_ms;  /* how long a call waits for another on the same guest */
    unsigned start_timeout_ms; /* for QEMU's first answer */
    unsigned max_workers;      /* threads for calls that may block */
} DriverConfig;
