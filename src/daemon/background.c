/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/background.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

static BackgroundRole
fail(GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot go into the background: %s"),
                g_strerror(errno));
    return BACKGROUND_FAILED;
}

/* The daemon writes one byte when it is ready; if it fails before, the pipe is closed without
 * one. */
static int
wait_for_daemon(int daemon, pid_t between)
{
    char byte = 0;
    ssize_t n_read = 0;

    while (waitpid(between, NULL, 0) < 0 && errno == EINTR)
        continue;
    do
        n_read = read(daemon, &byte, 1);
    while (n_read < 0 && errno == EINTR);
    close(daemon);
    return n_read == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}

BackgroundRole
background_start(int *command, int *status, GError **error)
{
    int ends[2] = {-1, -1};
    pid_t child = -1;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return fail(error);
    child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return fail(error);
    }
    if (child > 0) {
        close(ends[1]);
        *status = wait_for_daemon(ends[0], child);
        return BACKGROUND_COMMAND;
    }
    close(ends[0]);
    /* Fork again: opening a terminal, as the daemon does for consoles, gives a session leader a
     * controlling terminal. */
    if (setsid() < 0 || (child = fork()) < 0) {
        close(ends[1]);
        return fail(error);
    }
    if (child > 0)
        _exit(EXIT_SUCCESS);
    *command = ends[1];
    return BACKGROUND_DAEMON;
}

static void
redirect(const char *path, int flags, const int *to, size_t n_to)
{
    int fd = open(path, flags | O_CLOEXEC | O_NOCTTY, 0600);

    for (size_t i = 0; i < n_to && fd >= 0; i++)
        dup2(fd, to[i]);
    if (fd > STDERR_FILENO)
        close(fd);
}

void
background_tell_ready(int command, const char *log)
{
    static const int input[] = {STDIN_FILENO};
    static const int outputs[] = {STDOUT_FILENO, STDERR_FILENO};

    /* Close the terminal and the caller's pipes: some callers wait for their end. */
    redirect("/dev/null", O_RDWR, input, G_N_ELEMENTS(input));
    redirect("/dev/null", O_RDWR, outputs, G_N_ELEMENTS(outputs));
    redirect(log, O_WRONLY | O_APPEND | O_CREAT, outputs, G_N_ELEMENTS(outputs));
    if (chdir("/") < 0 || write(command, "", 1) != 1)
        g_warning("the command that started the daemon does not learn of it: %s",
                  g_strerror(errno));
    close(command);
}
