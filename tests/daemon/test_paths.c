/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/paths.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "daemon/settings.h"

static const PathsBase session = {
    .config_home = "/c", .cache_home = "/k", .data_home = "/d", .runtime_home = "/run/user/7"};
static const PathsBase session_without_run = {
    .config_home = "/c", .cache_home = "/k", .data_home = "/d"};
static const PathsBase root = {
    .is_system = true, .config_home = "/c", .cache_home = "/k", .data_home = "/d"};

static const struct {
    const char *name;
    const PathsBase *base;
    const char *config_directory;
    const char *run_directory;
    const char *log_directory;
    const char *cache_directory;
    const char *memory_directory;
    const char *state_directory;
    const char *socket;
    const char *read_only_socket;
    const char *pid_file;
    const char *config_file;
} rows[] = {
    {"system", &root, "/etc/libvirt/pseries", "/run/libvirt/pseries", "/var/log/libvirt/pseries",
     "/var/cache/libvirt-pseries", "/var/lib/libvirt/pseries/ram", "/var/lib/libvirt/pseries",
     "/run/libvirt/virtpseriesd-sock", "/run/libvirt/virtpseriesd-sock-ro", "/run/virtpseriesd.pid",
     "/etc/libvirt/virtpseriesd.conf"},
    {"session", &session, "/c/libvirt/pseries", "/run/user/7/libvirt/pseries",
     "/k/libvirt/pseries/log", "/k/libvirt-pseries", "/d/libvirt/pseries/ram", "/d/libvirt/pseries",
     "/run/user/7/libvirt/virtpseriesd-sock", NULL, "/run/user/7/libvirt/virtpseriesd.pid",
     "/c/libvirt/virtpseriesd.conf"},
    {"session-without-run", &session_without_run, "/c/libvirt/pseries", "/k/libvirt/pseries/run",
     "/k/libvirt/pseries/log", "/k/libvirt-pseries", "/d/libvirt/pseries/ram", "/d/libvirt/pseries",
     "/k/libvirt/virtpseriesd-sock", NULL, "/k/libvirt/virtpseriesd.pid",
     "/c/libvirt/virtpseriesd.conf"},
};

static void
test_row(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(Config) config = config_new();
    g_autoptr(Paths) paths = paths_new(rows[i].base, config, NULL);
    g_autofree char *config_file = paths_config_file(rows[i].base);

    g_assert_cmpint(paths->is_system, ==, rows[i].base->is_system);
    g_assert_cmpstr(paths->config_directory, ==, rows[i].config_directory);
    g_assert_cmpstr(paths->run_directory, ==, rows[i].run_directory);
    g_assert_cmpstr(paths->log_directory, ==, rows[i].log_directory);
    g_assert_cmpstr(paths->cache_directory, ==, rows[i].cache_directory);
    g_assert_cmpstr(paths->memory_directory, ==, rows[i].memory_directory);
    g_assert_cmpstr(paths->state_directory, ==, rows[i].state_directory);
    g_assert_cmpstr(paths->socket, ==, rows[i].socket);
    g_assert_cmpstr(paths->read_only_socket, ==, rows[i].read_only_socket);
    g_assert_cmpstr(paths->pid_file, ==, rows[i].pid_file);
    g_assert_cmpstr(config_file, ==, rows[i].config_file);
}

/* In libvirt's folder wherever our own socket is. */
static void
test_virtqemud(void)
{
    static const char text[] = "serve_virtqemud_sockets = 1\n";
    g_autoptr(Config) asked = config_parse(text, sizeof(text) - 1, "f", true, NULL);
    g_autoptr(Config) not_asked = config_new();
    g_autoptr(Paths) system = paths_new(&root, asked, "/elsewhere");
    g_autoptr(Paths) own = paths_new(&session, asked, NULL);
    g_autoptr(Paths) none = paths_new(&root, not_asked, NULL);

    g_assert_cmpstr(system->virtqemud_socket, ==, "/run/libvirt/virtqemud-sock");
    g_assert_cmpstr(system->virtqemud_read_only_socket, ==, "/run/libvirt/virtqemud-sock-ro");
    g_assert_cmpstr(system->virtqemud_pid_file, ==, "/run/virtqemud.pid");
    g_assert_cmpstr(own->virtqemud_socket, ==, "/run/user/7/libvirt/virtqemud-sock");
    g_assert_null(own->virtqemud_read_only_socket);
    g_assert_cmpstr(own->virtqemud_pid_file, ==, "/run/user/7/libvirt/virtqemud.pid");
    g_assert_null(none->virtqemud_socket);
    g_assert_null(none->virtqemud_read_only_socket);
    g_assert_cmpstr(none->virtqemud_pid_file, ==, "/run/virtqemud.pid");
}

static void
test_set(void)
{
    static const char text[] = "config_directory = \"/1\"\nrun_directory = \"/2/\"\n"
                               "log_directory = \"/3\"\ncache_directory = \"/4/../5\"\n"
                               "memory_backing_dir = \"/6\"\nstate_directory = \"/7\"\n";
    g_autoptr(Config) config = config_parse(text, sizeof(text) - 1, "f", true, NULL);
    g_autoptr(Paths) paths = paths_new(&root, config, "relative");
    g_autofree char *here = g_get_current_dir();
    g_autofree char *socket = g_build_filename(here, "relative", NULL);
    g_autofree char *read_only = g_strconcat(socket, "-ro", NULL);

    g_assert_cmpstr(paths->config_directory, ==, "/1");
    g_assert_cmpstr(paths->run_directory, ==, "/2");
    g_assert_cmpstr(paths->log_directory, ==, "/3");
    g_assert_cmpstr(paths->cache_directory, ==, "/5");
    g_assert_cmpstr(paths->memory_directory, ==, "/6");
    g_assert_cmpstr(paths->state_directory, ==, "/7");
    g_assert_cmpstr(paths->socket, ==, socket);
    g_assert_cmpstr(paths->read_only_socket, ==, read_only);
    g_assert_cmpstr(paths->pid_file, ==, "/2/virtpseriesd.pid");
}

static unsigned
mode_of(const char *path)
{
    struct stat file;

    g_assert_cmpint(stat(path, &file), ==, 0);
    return file.st_mode & 07777;
}

/* Makes everything below a folder of the test's, as the system or as a session has it. */
static void
check_made(bool is_system, unsigned run_mode, unsigned shared_mode)
{
    g_autofree char *top = g_dir_make_tmp("pseries-paths-XXXXXX", NULL);
    g_autofree char *run = g_build_filename(top, "a", "run", NULL);
    g_autofree char *parent = g_build_filename(top, "a", NULL);
    g_autofree char *socket = g_build_filename(top, "s", "sock", NULL);
    g_autofree char *socket_folder = g_build_filename(top, "s", NULL);
    const PathsBase base = {.is_system = is_system, .config_home = top, .cache_home = top};
    g_autoptr(Config) config = config_new();
    g_autoptr(Paths) paths = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *remove = g_strdup_printf("rm -r '%s'", top);

    config->run_directory = g_strdup(run);
    config->config_directory = g_build_filename(top, "config", NULL);
    config->log_directory = g_build_filename(top, "log", NULL);
    config->cache_directory = g_build_filename(top, "cache", NULL);
    config->state_directory = g_build_filename(top, "state", NULL);
    paths = paths_new(&base, config, socket);
    g_assert_true(paths_make(paths, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(mode_of(run), ==, run_mode);
    g_assert_cmpuint(mode_of(parent), ==, shared_mode);
    g_assert_cmpuint(mode_of(socket_folder), ==, shared_mode);
    g_assert_cmpuint(mode_of(paths->config_directory), ==, 0700);
    g_assert_cmpuint(mode_of(paths->log_directory), ==, 0700);
    g_assert_cmpuint(mode_of(paths->cache_directory), ==, 0700);
    g_assert_cmpstr(paths->memory_directory + strlen(run), ==, "/ram");
    g_assert_cmpuint(mode_of(paths->memory_directory), ==, run_mode);
    g_assert_cmpuint(mode_of(paths->state_directory), ==, run_mode);
    g_assert_true(paths_make(paths, &error));
    g_assert_true(g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL));
}

static void
test_make(void)
{
    umask(022);
    check_made(true, 0711, 0755);
    check_made(false, 0700, 0700);
}

/* By default memory is below the folder of states, which is passed through nevertheless. */
static void
test_make_nested(void)
{
    g_autofree char *top = g_dir_make_tmp("pseries-paths-XXXXXX", NULL);
    g_autofree char *socket = g_build_filename(top, "s", "sock", NULL);
    g_autofree char *state = g_build_filename(top, "state", NULL);
    g_autofree char *remove = g_strdup_printf("rm -r '%s'", top);
    g_autoptr(Config) config = config_new();
    g_autoptr(Paths) paths = NULL;
    g_autoptr(GError) error = NULL;

    umask(022);
    config->run_directory = g_build_filename(top, "run", NULL);
    config->config_directory = g_build_filename(top, "config", NULL);
    config->log_directory = g_build_filename(top, "log", NULL);
    config->cache_directory = g_build_filename(top, "cache", NULL);
    config->state_directory = g_strdup(state);
    config->memory_backing_dir = g_build_filename(state, "ram", NULL);
    paths = paths_new(&root, config, socket);
    g_assert_true(paths_make(paths, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(mode_of(state), ==, 0711);
    g_assert_cmpuint(mode_of(paths->memory_directory), ==, 0711);
    g_assert_true(g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL));
}

static void
test_in_the_way(void)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(Paths) paths = NULL;
    g_autoptr(GError) error = NULL;

    config->config_directory = g_strdup("/dev/null/config");
    paths = paths_new(&root, config, NULL);
    g_assert_false(paths_make(paths, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    g_assert_cmpstr(error->message, ==, "cannot make the folder '/dev/null': Not a directory");
}

/* swtpm's user is QEMU's only where neither the configuration nor the host has one for it. */
static void
test_swtpm_user(void)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(Paths) system_paths = paths_new(&root, config, NULL);
    g_autoptr(Paths) session_paths = paths_new(&session, config, NULL);
    const struct passwd *known = getpwnam(SWTPM_USER);
    uid_t known_user = known != NULL ? known->pw_uid : 12345;
    DriverConfig driver;
    g_autoptr(GError) error = NULL;

    config->user = g_strdup("+12345");
    g_assert_true(settings_driver(config, system_paths, &driver, &error));
    g_assert_cmpuint(driver.swtpm_user, ==, known_user);
    g_assert_cmpstr(driver.state_directory, ==, "/var/lib/libvirt/pseries");
    config->swtpm_user = g_strdup("+23456");
    config->swtpm_group = g_strdup("+34567");
    g_assert_true(settings_driver(config, system_paths, &driver, &error));
    g_assert_cmpuint(driver.user, ==, 12345);
    g_assert_cmpuint(driver.swtpm_user, ==, 23456);
    g_assert_cmpuint(driver.swtpm_group, ==, 34567);
    g_assert_true(settings_driver(config, session_paths, &driver, &error));
    g_assert_cmpuint(driver.swtpm_user, ==, 0);
    g_free(config->swtpm_user);
    config->swtpm_user = g_strdup("no-such-user");
    g_assert_false(settings_driver(config, system_paths, &driver, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, "'swtpm_user'"));
}

static void
test_settings(void)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(Paths) system_paths = paths_new(&root, config, NULL);
    g_autoptr(Paths) session_paths = paths_new(&session, config, NULL);
    DriverConfig driver = {.sysfs = "untouched"};
    ServerConfig server;
    SocketsRequest sockets;
    g_autoptr(GError) error = NULL;

    config->user = g_strdup("no-such-user");
    g_assert_false(settings_driver(config, system_paths, &driver, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, "'no-such-user'"));
    g_assert_cmpstr(driver.sysfs, ==, "untouched");
    g_clear_error(&error);
    g_assert_true(settings_driver(config, session_paths, &driver, &error));
    g_assert_false(driver.is_system || driver.owns_images);
    g_assert_cmpuint(driver.call_timeout_ms, ==, 30000);
    g_free(config->user);
    config->user = g_strdup("+12345");
    config->group = g_strdup("root");
    g_assert_true(settings_driver(config, system_paths, &driver, &error));
    g_assert_cmpuint(driver.user, ==, 12345);
    g_assert_cmpuint(driver.group, ==, 0);
    g_assert_true(driver.is_system && driver.owns_images && driver.has_sandbox);
    settings_server(config, &server);
    g_assert_cmpuint(server.max_clients, ==, 5000);
    g_assert_true(settings_sockets(config, session_paths, &sockets, &error));
    g_assert_cmpuint(sockets.mode, ==, 0700);
    g_assert_null(sockets.read_only_path);
    g_assert_true(settings_sockets(config, system_paths, &sockets, &error));
    g_assert_cmpuint(sockets.mode, ==, 0770);
    g_assert_cmpuint(sockets.read_only_mode, ==, 0777);
    config->unix_sock_group = g_strdup("no-such-group");
    g_assert_false(settings_sockets(config, system_paths, &sockets, &error));
    g_assert_nonnull(strstr(error->message, "'unix_sock_group'"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/paths/set", test_set);
    g_test_add_func("/paths/virtqemud", test_virtqemud);
    g_test_add_func("/paths/make", test_make);
    g_test_add_func("/paths/in-the-way", test_in_the_way);
    g_test_add_func("/paths/make-nested", test_make_nested);
    g_test_add_func("/settings/all", test_settings);
    g_test_add_func("/settings/swtpm-user", test_swtpm_user);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/paths/default/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    return g_test_run();
}
