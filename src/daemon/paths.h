/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "daemon/config.h"

/* The folders of the system's daemon, and the sockets where libvirt's clients look for them. */
#define PATHS_SYSTEM_CONFIG "/etc/libvirt/pseries"
#define PATHS_SYSTEM_RUN "/run/libvirt/pseries"
#define PATHS_SYSTEM_LOG "/var/log/libvirt/pseries"
#define PATHS_SYSTEM_CACHE "/var/cache/libvirt-pseries"
#define PATHS_SYSTEM_MEMORY "/var/lib/libvirt/pseries/ram"
#define PATHS_SYSTEM_STATE "/var/lib/libvirt/pseries"
#define PATHS_SYSTEM_SOCKET "/run/libvirt/virtpseriesd-sock"
#define PATHS_SYSTEM_PID_FILE "/run/virtpseriesd.pid"
#define PATHS_SYSTEM_CONFIG_FILE "/etc/libvirt/virtpseriesd.conf"

/* What all paths follow from.  Borrowed strings. */
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
    char *read_only_socket; /* NULL in a session: everything is its owner's */
    char *pid_file;
} Paths;

/* Returns: what the environment says: the system for root, else the user's session. */
PathsBase paths_base(void);

/* Returns: (owned) the configuration file that is read when none is named. */
char *paths_config_file(const PathsBase *base);

/* Returns: (owned) the paths; @config has the folders that were set, and @socket (nullable) takes
 * the place of the usual one.  The pid file stands for the run folder, and is in it when that was
 * set: one daemon serves one run folder, whatever its socket is.  So is the memory's folder, which
 * one daemon serves as well. */
Paths *paths_new(const PathsBase *base, const Config *config, const char *socket);
void paths_free(Paths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paths, paths_free)

/* Makes the folders that are missing, those of the sockets and the pid file too, and checks that
 * files can be made in each of the five.  Errors: SYSTEM_ERROR. */
bool paths_make(const Paths *paths, GError **error);
