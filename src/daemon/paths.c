/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/paths.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* QEMU's user must reach its guest's folder and swtpm's user its own, but not list others, so these
 * folders are only searchable.  The folders above them and the sockets' folder are libvirt's, with
 * libvirt's modes. */
enum { MODE_PRIVATE = 0700, MODE_PASSABLE = 0711, MODE_SHARED = 0755 };

PathsBase
paths_base(void)
{
    const char *runtime_home = g_getenv("XDG_RUNTIME_DIR");

    return (PathsBase){
        .is_system = geteuid() == 0,
        .config_home = g_get_user_config_dir(),
        .cache_home = g_get_user_cache_dir(),
        .data_home = g_get_user_data_dir(),
        .runtime_home = runtime_home != NULL && *runtime_home == '/' ? runtime_home : NULL,
    };
}

char *
paths_config_file(const PathsBase *base)
{
    return base->is_system
               ? g_strdup(PATHS_SYSTEM_CONFIG_FILE)
               : g_build_filename(base->config_home, "libvirt", "virtpseriesd.conf", NULL);
}

static void
set_system(Paths *paths)
{
    paths->config_directory = g_strdup(PATHS_SYSTEM_CONFIG);
    paths->run_directory = g_strdup(PATHS_SYSTEM_RUN);
    paths->log_directory = g_strdup(PATHS_SYSTEM_LOG);
    paths->cache_directory = g_strdup(PATHS_SYSTEM_CACHE);
    paths->memory_directory = g_strdup(PATHS_SYSTEM_MEMORY);
    paths->state_directory = g_strdup(PATHS_SYSTEM_STATE);
    paths->socket = g_strdup(PATHS_SYSTEM_SOCKET);
    paths->pid_file = g_strdup(PATHS_SYSTEM_PID_FILE);
    paths->virtqemud_socket = g_strdup(PATHS_SYSTEM_VIRTQEMUD_SOCKET);
    paths->virtqemud_pid_file = g_strdup(PATHS_SYSTEM_VIRTQEMUD_PID_FILE);
    paths->peer_directory = g_strdup(PATHS_SYSTEM_PEER);
}

/* Without a run folder libvirt's client library looks for the socket in the cache folder. */
static void
set_session(Paths *paths, const PathsBase *base)
{
    const char *run = base->runtime_home != NULL ? base->runtime_home : base->cache_home;

    paths->config_directory = g_build_filename(base->config_home, "libvirt", "pseries", NULL);
    paths->run_directory =
        base->runtime_home != NULL
            ? g_build_filename(base->runtime_home, "libvirt", "pseries", NULL)
            : g_build_filename(base->cache_home, "libvirt", "pseries", "run", NULL);
    paths->log_directory = g_build_filename(base->cache_home, "libvirt", "pseries", "log", NULL);
    paths->cache_directory = g_build_filename(base->cache_home, "libvirt-pseries", NULL);
    paths->memory_directory = g_build_filename(base->data_home, "libvirt", "pseries", "ram", NULL);
    paths->state_directory = g_build_filename(base->data_home, "libvirt", "pseries", NULL);
    paths->socket = g_build_filename(run, "libvirt", "virtpseriesd-sock", NULL);
    paths->pid_file = g_build_filename(run, "libvirt", "virtpseriesd.pid", NULL);
    paths->virtqemud_socket = g_build_filename(run, "libvirt", "virtqemud-sock", NULL);
    paths->virtqemud_pid_file = g_build_filename(run, "libvirt", "virtqemud.pid", NULL);
    paths->peer_directory = g_build_filename(run, "libvirt", NULL);
}

static void
replace(char **path, const char *replacement)
{
    if (replacement == NULL)
        return;
    g_free(*path);
    *path = g_canonicalize_filename(replacement, NULL);
}

Paths *
paths_new(const PathsBase *base, const Config *config, const char *socket)
{
    Paths *paths = g_new0(Paths, 1);

    paths->is_system = base->is_system;
    if (base->is_system)
        set_system(paths);
    else
        set_session(paths, base);
    replace(&paths->config_directory, config->config_directory);
    replace(&paths->run_directory, config->run_directory);
    replace(&paths->log_directory, config->log_directory);
    replace(&paths->cache_directory, config->cache_directory);
    replace(&paths->state_directory, config->state_directory);
    replace(&paths->peer_directory, config->peer_directory);
    replace(&paths->socket, socket);
    if (config->serve_virtqemud_sockets == 0)
        g_clear_pointer(&paths->virtqemud_socket, g_free);
    if (base->is_system) {
        paths->read_only_socket = g_strconcat(paths->socket, "-ro", NULL);
        if (paths->virtqemud_socket != NULL)
            paths->virtqemud_read_only_socket = g_strconcat(paths->virtqemud_socket, "-ro", NULL);
    }
    if (config->run_directory != NULL) {
        g_free(paths->pid_file);
        paths->pid_file = g_build_filename(paths->run_directory, "virtpseriesd.pid", NULL);
        g_free(paths->memory_directory);
        paths->memory_directory = g_build_filename(paths->run_directory, "ram", NULL);
    }
    replace(&paths->memory_directory, config->memory_backing_dir);
    return paths;
}

void
paths_free(Paths *paths)
{
    if (paths == NULL)
        return;
    g_free(paths->config_directory);
    g_free(paths->run_directory);
    g_free(paths->log_directory);
    g_free(paths->cache_directory);
    g_free(paths->memory_directory);
    g_free(paths->state_directory);
    g_free(paths->socket);
    g_free(paths->read_only_socket);
    g_free(paths->virtqemud_socket);
    g_free(paths->virtqemud_read_only_socket);
    g_free(paths->virtqemud_pid_file);
    g_free(paths->pid_file);
    g_free(paths->peer_directory);
    g_free(paths);
}

static bool
make_folder(const char *folder, int mode, GError **error)
{
    if (g_mkdir_with_parents(folder, mode) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot make the folder '%s': %s"),
                folder, g_strerror(errno));
    return false;
}

static bool
make_parent(const Paths *paths, const char *file, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(file);

    return make_folder(parent, paths->is_system ? MODE_SHARED : MODE_PRIVATE, error);
}

/* Parents may be libvirt's folders, which others must be able to pass through; this one is ours. */
static bool
make_own(const Paths *paths, const char *folder, int mode, GError **error)
{
    if (!make_parent(paths, folder, error) || !make_folder(folder, mode, error))
        return false;
    if (access(folder, W_OK | X_OK) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot make files in the folder '%s': %s"), folder, g_strerror(errno));
    return false;
}

bool
paths_make(const Paths *paths, GError **error)
{
    /* QEMU's user must pass through it, and swtpm's user through the last. */
    int open_mode = paths->is_system ? MODE_PASSABLE : MODE_PRIVATE;

    return make_own(paths, paths->config_directory, MODE_PRIVATE, error) &&
           make_own(paths, paths->run_directory, open_mode, error) &&
           make_own(paths, paths->log_directory, MODE_PRIVATE, error) &&
           make_own(paths, paths->cache_directory, MODE_PRIVATE, error) &&
           /* The default memory folder is in this one. */
           make_own(paths, paths->state_directory, open_mode, error) &&
           make_own(paths, paths->memory_directory, open_mode, error) &&
           make_parent(paths, paths->pid_file, error) && make_parent(paths, paths->socket, error) &&
           (paths->virtqemud_socket == NULL || make_parent(paths, paths->virtqemud_socket, error));
}
