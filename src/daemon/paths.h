/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "daemon/config.h"

/* The folders of the system daemon, and the sockets that libvirt's clients connect to. */
#define PATHS_SYSTEM_CONFIG "/etc/libvirt/pseries"
#define PATHS_SYSTEM_RUN "/run/libvirt/pseries"
#define PATHS_SYSTEM_LOG "/var/log/libvirt/pseries"
#define PATHS_SYSTEM_CACHE "/var/cache/libvirt-pseries"
#define PATHS_SYSTEM_MEMORY "/var/lib/libvirt/pseries/ram"
#define PATHS_SYSTEM_STATE "/var/lib/libvirt/pseries"
#define PATHS_SYSTEM_SOCKET "/run/libvirt/virtpseriesd-sock"
#define PATHS_SYSTEM_PEER "/run/libvirt"
#define PATHS_SYSTEM_PID_FILE "/run/virtpseriesd.pid"
#define PATHS_SYSTEM_VIRTQEMUD_SOCKET "/run/libvirt/virtqemud-sock"
#define PATHS_SYSTEM_VIRTQEMUD_PID_FILE "/run/virtqemud.pid"
#define PATHS_SYSTEM_CONFIG_FILE "/etc/libvirt/virtpseriesd.conf"

/* What all paths are derived from.  Strings are borrowed. */
typedef struct {
    bool is_system;
    const char *config_home;  /* "$XDG_CONFIG_HOME" */
    const char *cache_home;   /* "$XDG_CACHE_HOME" */
    const char *data_home;    /* "$XDG_DATA_HOME" */
    const char *runtime_home; /* (nullable) "$XDG_RUNTIME_DIR" */
} PathsBase;

/* All absolute. */
typedef struct {
    bool is_system;
    char *config_directory;
    char *run_directory;
    char *log_directory;
    char *cache_directory;
    char *memory_directory;
    char *state_directory;
    char *socket;
    char *read_only_socket;           /* NULL in a session, which only its owner uses */
    char *virtqemud_socket;           /* nullable: the configuration does not ask for it */
    char *virtqemud_read_only_socket; /* nullable: as that, and in a session */
    char *virtqemud_pid_file;
    char *pid_file;
    char *peer_directory; /* of the sockets of stock daemons */
} Paths;

/* Returns: the base by the environment: the system daemon for root, else the user's session. */
PathsBase paths_base(void);

/* Returns: (owned) the path of the default configuration file. */
char *paths_config_file(const PathsBase *base);

/* Returns: (owned) the paths; folders set in @config and @socket (nullable) replace the defaults,
 * but virtqemud's sockets are where clients look for them.
 * One daemon serves one run folder, whatever its socket is, so the pid file locks the run folder
 * and is inside it when that folder was set.  The same holds for the memory folder. */
Paths *paths_new(const PathsBase *base, const Config *config, const char *socket);
void paths_free(Paths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paths, paths_free)

/* Creates missing folders, including those of the sockets and the pid file, and checks that files
 * can be created in each.  Blocks on the disk; before clients are served.  Errors: SYSTEM_ERROR. */
bool paths_make(const Paths *paths, GError **error);
