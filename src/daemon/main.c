/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/thread_role.h"
#include "daemon/background.h"
#include "daemon/config.h"
#include "daemon/idle_watch.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/paths.h"
#include "daemon/pid_file.h"
#include "daemon/service.h"
#include "daemon/settings.h"
#include "daemon/sockets.h"
#include "driver/driver.h"
#include "driver/driver_life.h"
#include "relay/relay.h"
#include "relay/service_calls.h"
#include "rpc/server.h"

enum { USAGE = 2, NO_COMMAND = -1 };

static int
fail(const char *message, int status)
{
    fprintf(stderr, "virtpseriesd: %s\n", message);
    return status;
}

static gboolean
quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

/* SIGHUP: there is no configuration to reload, and it must not end the daemon. */
static gboolean
stay(G_GNUC_UNUSED gpointer nothing)
{
    return G_SOURCE_CONTINUE;
}

static bool
is_idle(void *server)
{
    return server_is_idle(server);
}

static void
tell_ready(const Paths *paths, int command)
{
    service_tell_ready();
    if (command != NO_COMMAND) {
        g_autofree char *log = g_build_filename(paths->log_directory, "virtpseriesd.log", NULL);

        background_tell_ready(command, log);
    }
    g_info("ready: clients can connect to '%s'", paths->socket);
}

/* From now on signals are handled by the loop, once it runs. */
static GMainLoop *
loop_new(void)
{
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);

    g_unix_signal_add(SIGTERM, quit, loop);
    g_unix_signal_add(SIGINT, quit, loop);
    g_unix_signal_add(SIGHUP, stay, NULL);
    return loop;
}

static void
run(Server *server, GMainLoop *loop, int timeout_seconds)
{
    g_autoptr(IdleWatch) watch = NULL;

    if (timeout_seconds > 0)
        watch = idle_watch_new(loop, timeout_seconds, is_idle, server);
    thread_role_begin_serving();
    g_main_loop_run(loop);
    service_tell_stopping();
    server_close(server);
    thread_role_end_serving();
}

/* The order matters.  The pid file comes first: its holder owns the state.  Sockets are opened
 * before guests are autostarted, so that a path that cannot be served is found before; clients wait
 * in them meanwhile. */
static bool
serve(const Options *options, const Config *config, const Paths *paths, int command, GError **error)
{
    DriverConfig driver_config = {.is_system = false};
    ServerConfig server_config = {.max_clients = 0};
    RelayConfig relay_config = {.folder = NULL};
    const HostServices services = service_calls(&relay_config);
    SocketsRequest request = {.path = NULL};
    g_autoptr(GMainLoop) loop = loop_new();
    g_autoptr(PidFile) pid_file = NULL;
    g_autoptr(Sockets) sockets = NULL;
    g_autoptr(Driver) driver = NULL;
    g_autoptr(Server) server = NULL;

    settings_server(config, &server_config);
    settings_relay(config, paths, &relay_config);
    if (!settings_driver(config, paths, &driver_config, error) ||
        !settings_sockets(config, paths, &request, error) || !paths_make(paths, error))
        return false;
    pid_file = pid_file_take(paths->pid_file, "virtpseriesd", paths->run_directory, error);
    if (pid_file == NULL)
        return false;
    sockets = sockets_open(&request, error);
    if (sockets == NULL)
        return false;
    driver = driver_new(&driver_config, &services, g_main_context_default(), error);
    if (driver == NULL)
        return false;
    server = server_new(driver, &server_config, g_main_context_default());
    server_set_relay(server, relay_hooks(), &relay_config);
    for (unsigned i = 0; i < sockets_n(sockets); i++)
        server_listen(server, sockets_fd(sockets, i), sockets_is_read_only(sockets, i));
    driver_autostart(driver);
    tell_ready(paths, command);
    run(server, loop, options->timeout_seconds);
    return true;
}

/* Each client needs a descriptor, and the default soft limit is meant for programs that use
 * select(). */
static void
raise_file_limit(void)
{
    struct rlimit limit = {0};

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void
set_up_process(void)
{
    const char *directory = g_getenv("VIRT_PSERIES_LOCALEDIR");

    setlocale(LC_ALL, "");
    bindtextdomain(GETTEXT_PACKAGE, directory != NULL ? directory : LOCALEDIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    g_set_prgname("virtpseriesd");
    raise_file_limit();
    /* A client that disconnects is reported as a write error instead. */
    signal(SIGPIPE, SIG_IGN);
    umask(022);
}

int
main(int argc, char **argv)
{
    PathsBase base = paths_base();
    g_autoptr(GError) error = NULL;
    g_autoptr(Options) options = NULL;
    g_autoptr(Config) config = NULL;
    g_autoptr(Paths) paths = NULL;
    g_autofree char *file = NULL;
    int command = NO_COMMAND;
    int status = EXIT_SUCCESS;

    set_up_process();
    options = options_parse(argc, argv, &error);
    if (options == NULL)
        return fail(error->message, USAGE);
    if (options->wants_version)
        return printf("virtpseriesd %s\n", PACKAGE_VERSION) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    log_set_up();
    file = options->config != NULL ? g_strdup(options->config) : paths_config_file(&base);
    config = config_load(file, options->config != NULL, base.is_system, &error);
    if (config == NULL)
        return fail(error->message, EXIT_FAILURE);
    log_set_level((int)config->log_level);
    if (options->is_verbose && config->log_level > LOG_INFORMATION)
        log_set_level(LOG_INFORMATION);
    paths = paths_new(&base, config, options->socket);
    if (options->is_background && background_start(&command, &status, &error) == BACKGROUND_COMMAND)
        return status;
    if (error != NULL || !serve(options, config, paths, command, &error))
        return fail(error->message, EXIT_FAILURE);
    return EXIT_SUCCESS;
}
