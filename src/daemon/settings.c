/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/settings.h"

#include <glib/gi18n-lib.h>
#include <grp.h>
#include <libvirt/virterror.h>
#include <pwd.h>

#include "base/error.h"

enum { MS_PER_SECOND = 1000, BYTES_PER_MIB = 1024 * 1024 };

/* As in libvirt, "+107" is always an id, never a name.  Returns: false if @name has another
 * form. */
static bool
parse_number(const char *name, unsigned *number)
{
    uint64_t value = 0;

    if (*name != '+' || !g_ascii_string_to_unsigned(name + 1, 10, 0, UINT32_MAX - 1, &value, NULL))
        return false;
    *number = (unsigned)value;
    return true;
}

static bool
set_unknown(GError **error, const char *key, const char *name)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("there is no '%s' on this host: set '%s' in the configuration, to a name or to "
                  "'+' and a number"),
                name, key);
    return false;
}

static bool
find_user(const char *key, const char *name, uid_t *user, gid_t *group, GError **error)
{
    const struct passwd *entry = NULL;
    unsigned number = 0;
    bool is_number = parse_number(name, &number);

    entry = is_number ? getpwuid(number) : getpwnam(name);
    if (entry == NULL && !is_number)
        return set_unknown(error, key, name);
    *user = entry != NULL ? entry->pw_uid : number;
    *group = entry != NULL ? entry->pw_gid : number;
    return true;
}

static bool
find_group(const char *key, const char *name, gid_t *group, GError **error)
{
    const struct group *entry = NULL;
    unsigned number = 0;

    if (parse_number(name, &number)) {
        *group = number;
        return true;
    }
    entry = getgrnam(name);
    if (entry == NULL)
        return set_unknown(error, key, name);
    *group = entry->gr_gid;
    return true;
}

/* Sets swtpm's user, which should differ from QEMU's, so that QEMU cannot read what a guest has
 * sealed.  @user and @group are QEMU's before. */
static bool
find_swtpm_user(const Config *config, uid_t *user, gid_t *group, GError **error)
{
    bool is_known = config->swtpm_user != NULL || getpwnam(SWTPM_USER) != NULL;
    const char *name = config->swtpm_user != NULL ? config->swtpm_user : SWTPM_USER;

    return (!is_known || find_user("swtpm_user", name, user, group, error)) &&
           (config->swtpm_group == NULL ||
            find_group("swtpm_group", config->swtpm_group, group, error));
}

bool
settings_driver(const Config *config, const Paths *paths, DriverConfig *driver, GError **error)
{
    uid_t user = 0;
    gid_t group = 0;
    uid_t swtpm_user = 0;
    gid_t swtpm_group = 0;

    if (paths->is_system) {
        const char *name = config->user != NULL ? config->user : QEMU_USER;

        if (!find_user("user", name, &user, &group, error) ||
            (config->group != NULL && !find_group("group", config->group, &group, error)))
            return false;
        swtpm_user = user;
        swtpm_group = group;
        if (!find_swtpm_user(config, &swtpm_user, &swtpm_group, error))
            return false;
    }
    *driver = (DriverConfig){
        .is_system = paths->is_system,
        .config_directory = paths->config_directory,
        .run_directory = paths->run_directory,
        .log_directory = paths->log_directory,
        .cache_directory = paths->cache_directory,
        .memory_directory = paths->memory_directory,
        .state_directory = paths->state_directory,
        .sysfs = "/sys",
        .host_uuid = config->host_uuid,
        .user = user,
        .group = group,
        .swtpm_user = swtpm_user,
        .swtpm_group = swtpm_group,
        .owns_images = paths->is_system && config->dynamic_ownership != 0,
        .has_sandbox = config->seccomp_sandbox != 0,
        .verifies_guests = config->verify_guests != 0,
        .max_processes = (unsigned)config->max_processes,
        .max_files = (unsigned)config->max_files,
        .max_core_bytes = (uint64_t)config->max_core,
        .log_max_kib = (unsigned)config->log_max_kib,
        .call_timeout_ms = (unsigned)config->call_timeout * MS_PER_SECOND,
        .start_timeout_ms = (unsigned)config->start_timeout * MS_PER_SECOND,
        .max_workers = (unsigned)config->max_workers,
    };
    return true;
}

bool
settings_sockets(const Config *config, const Paths *paths, SocketsRequest *sockets, GError **error)
{
    gid_t group = (gid_t)-1;

    if (!paths->is_system) {
        *sockets = (SocketsRequest){
            .path = paths->socket,
            .virtqemud_path = paths->virtqemud_socket,
            .virtqemud_pid_file = paths->virtqemud_pid_file,
            .mode = 0700,
            .group = group,
        };
        return true;
    }
    if (config->unix_sock_group != NULL &&
        !find_group("unix_sock_group", config->unix_sock_group, &group, error))
        return false;
    *sockets = (SocketsRequest){
        .path = paths->socket,
        .read_only_path = paths->read_only_socket,
        .virtqemud_path = paths->virtqemud_socket,
        .virtqemud_read_only_path = paths->virtqemud_read_only_socket,
        .virtqemud_pid_file = paths->virtqemud_pid_file,
        .mode = (mode_t)config->unix_sock_rw_perms,
        .read_only_mode = (mode_t)config->unix_sock_ro_perms,
        .group = group,
    };
    return true;
}

static AccountLimits
account_limits(const Config *config)
{
    return (AccountLimits){
        .of_client =
            {
                [ACCOUNT_CLIENTS] = 1,
                [ACCOUNT_BYTES] = (size_t)config->max_client_mib * BYTES_PER_MIB,
                [ACCOUNT_DESCRIPTORS] = (size_t)config->max_user_descriptors,
                [ACCOUNT_CALLS] = (size_t)config->max_client_requests,
                [ACCOUNT_STREAMS] = (size_t)config->max_client_streams,
                [ACCOUNT_SUBSCRIPTIONS] = (size_t)config->max_client_callbacks,
            },
        .of_user =
            {
                [ACCOUNT_CLIENTS] = (size_t)config->max_user_clients,
                [ACCOUNT_BYTES] = (size_t)config->max_user_mib * BYTES_PER_MIB,
                [ACCOUNT_DESCRIPTORS] = (size_t)config->max_user_descriptors,
                [ACCOUNT_CALLS] = (size_t)config->max_user_requests,
                [ACCOUNT_STREAMS] = (size_t)config->max_user_streams,
                [ACCOUNT_SUBSCRIPTIONS] = (size_t)config->max_user_callbacks,
            },
    };
}

void
settings_server(const Config *config, ServerConfig *server)
{
    *server = (ServerConfig){
        .max_clients = (unsigned)config->max_clients,
        .max_anonymous_clients = (unsigned)config->max_anonymous_clients,
        .max_client_requests = (unsigned)config->max_client_requests,
        .keepalive_interval = (int)config->keepalive_interval,
        .keepalive_count = (unsigned)config->keepalive_count,
        .accounts = account_limits(config),
    };
}

void
settings_relay(const Config *config, const Paths *paths, RelayConfig *relay)
{
    *relay = (RelayConfig){
        .folder = paths->peer_directory,
        .is_system = paths->is_system,
        .starts_daemons = !paths->is_system && config->peer_directory == NULL,
    };
}
