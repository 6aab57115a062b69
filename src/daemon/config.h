/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The default user of swtpm, if the host has it; as in libvirt. */
#define SWTPM_USER "tss"

/*
 * The configuration file.
 *
 * One table of keys drives the parser, the man page and the commented default file.
 */
typedef struct {
    char *unix_sock_group;           /* nullable, as all strings: not given */
    int64_t unix_sock_ro_perms;      /* a mode */
    int64_t unix_sock_rw_perms;      /* a mode */
    int64_t serve_virtqemud_sockets; /* 0 or 1 */
    int64_t max_clients;             /* numbers have the names and meanings ... */
    int64_t max_anonymous_clients;   /* ... of those in ServerConfig and DriverConfig */
    int64_t max_workers;
    int64_t max_client_requests;
    int64_t max_client_streams;
    int64_t max_client_callbacks;
    int64_t max_client_mib;
    int64_t max_user_clients;
    int64_t max_user_requests;
    int64_t max_user_streams;
    int64_t max_user_callbacks;
    int64_t max_user_descriptors;
    int64_t max_user_mib;
    int64_t keepalive_interval; /* seconds */
    int64_t keepalive_count;
    int64_t log_level;     /* 1: all; 2: information; 3: warnings; 4: errors alone */
    int64_t call_timeout;  /* seconds */
    int64_t start_timeout; /* seconds */
    char *user;
    char *group;
    char *swtpm_user;
    char *swtpm_group;
    int64_t dynamic_ownership; /* 0 or 1 */
    int64_t seccomp_sandbox;   /* 0: off; -1 or 1: on */
    int64_t verify_guests;     /* 0 or 1 */
    int64_t max_processes;
    int64_t max_files;
    int64_t max_core; /* bytes */
    int64_t log_max_kib;
    char *config_directory;
    char *run_directory;
    char *log_directory;
    char *cache_directory;
    char *memory_backing_dir;
    char *state_directory;
    char *host_uuid;
    char *peer_directory;
} Config;

typedef enum {
    CONFIG_NUMBER,
    CONFIG_MODE,   /* a string of octal digits; a number in Config */
    CONFIG_NAME,   /* a string that is not empty */
    CONFIG_FOLDER, /* an absolute path */
    CONFIG_UUID,
} ConfigType;

typedef struct {
    const char *name;
    ConfigType type;
    size_t offset;         /* into Config */
    int64_t minimum;       /* of a number or mode */
    int64_t maximum;       /* INT64_MAX: no limit of ours */
    int64_t number;        /* default of a number or mode */
    const char *sample;    /* of a string: the value in the commented file */
    bool is_system_only;   /* ignored, with a warning, by a session's daemon */
    const char *otherwise; /* (nullable) N_(): the default, if it is not @sample */
    const char *text;      /* N_(): what it is for */
} ConfigKey;

extern const ConfigKey config_keys[]; /* up to one without a name */

/* Returns: (owned) the defaults. */
Config *config_new(void);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* Returns: (owned, nullable) the settings in @text; @file is only used in messages.  Errors:
 * CONF_SYNTAX, with file, line, key, value and what is right. */
Config *config_parse(const char *text, size_t length, const char *file, bool is_system,
                     GError **error);

/* The same of @file.  A missing one is an error only if it @is_required.
 * Errors: further OPEN_FAILED. */
Config *config_load(const char *file, bool is_required, bool is_system, GError **error);
