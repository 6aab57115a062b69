/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The driver's configuration, constant from its start on.  Strings are borrowed for the life of the
 * driver.  Folders are absolute paths and are created when missing.
 */
typedef struct {
    bool is_system;               /* "pseries:///system"; else one user's session */
    const char *config_directory; /* definitions, NAME.xml; autostart/ has links to those that start
                                     with the host */
    const char *run_directory;    /* live state, with a folder for each running guest */
    const char *log_directory;    /* NAME.log */
    const char *cache_directory;  /* results of probes */
    const char
        *memory_directory; /* memory files, with a folder of the same name for each running guest */
    const char *state_directory; /* state that survives a run: tpm/UUID/ */
    const char *sysfs;           /* "/sys" */
    const char *host_uuid;       /* nullable: replaces the machine's own */
    uid_t user;                  /* the user that QEMU runs as, when is_system; 0: the daemon's */
    gid_t group;
    uid_t swtpm_user; /* the same for swtpm, a guest's TPM */
    gid_t swtpm_group;
    bool owns_images;          /* images are given to that user at start and back at stop */
    bool has_sandbox;          /* QEMU's seccomp sandbox is on */
    unsigned max_processes;    /* RLIMIT_NPROC of QEMU's user; 0: unchanged */
    unsigned max_files;        /* RLIMIT_NOFILE of QEMU; 0: unchanged */
    bool verifies_guests;      /* each start compares what QEMU has with the plan */
    uint64_t max_core_bytes;   /* of QEMU's core file */
    unsigned log_max_kib;      /* of one log file */
    unsigned call_timeout_ms;  /* how long a call waits for the job of its guest */
    unsigned start_timeout_ms; /* for QEMU's first answer */
    unsigned max_workers;      /* threads for calls that may block */
} DriverConfig;
