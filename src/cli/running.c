/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/running.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/print.h"
#include "qemu/readback.h"

/* A QEMU that serves somebody else never greets us. */
enum { GREETING_TIMEOUT_MS = 10000, COMMAND_TIMEOUT_MS = 30000 };

/* ---- the command line ---- */

static bool
check_words(const char *command, char *const *words, unsigned n_needed, unsigned n_most)
{
    unsigned n = words != NULL ? g_strv_length((char **)words) : 0;

    if (n > n_most)
        print_complaint(_("'%s' does not take '%s'"), command, words[n_most]);
    return n >= n_needed && n <= n_most;
}

bool
running_parse(const CliOptions *options, const char *command, bool takes_document, Running *running)
{
    char *const *words = options->files;
    unsigned n = words != NULL ? g_strv_length(options->files) : 0;
    bool is_guest = options->connect != NULL;
    unsigned n_needed = is_guest || takes_document ? 1 : 0;
    unsigned n_most = (is_guest ? 1U : 0) + (takes_document ? 1U : 0);

    if (is_guest == (options->qmp != NULL)) {
        print_complaint(_("'%s' needs either --qmp or --connect"), command);
        return false;
    }
    if (n < n_needed && is_guest)
        print_complaint(_("'%s' needs the NAME of a guest with --connect"), command);
    else if (n < n_needed)
        print_complaint(_("'%s' needs a FILE, or '-' for standard input"), command);
    if (!check_words(command, words, n_needed, n_most))
        return false;
    *running = (Running){
        .socket = options->qmp,
        .guest = {options->connect, is_guest ? words[n - 1] : NULL},
        .document = n > (is_guest ? 1U : 0) ? words[0] : NULL,
    };
    return true;
}

/* ---- the QEMU at a socket ---- */

/* Returns: (owned) a connection, -1 on an error. */
static int
connect_to(const char *path, GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool fits =
        g_strlcpy(address.sun_path, path, sizeof address.sun_path) < sizeof address.sun_path;

    if (!fits)
        errno = ENAMETOOLONG;
    if (fd >= 0 && fits && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("cannot connect to '%s': %s"),
                path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static Placement *
read_socket(const char *path, GError **error)
{
    int fd = connect_to(path, error);
    g_autoptr(Qmp) qmp = fd >= 0 ? qmp_new(fd) : NULL;
    g_autoptr(GError) problem = NULL;

    if (qmp == NULL)
        return NULL;
    if (qmp_open(qmp, GREETING_TIMEOUT_MS, &problem))
        return readback_qmp(qmp, NULL, COMMAND_TIMEOUT_MS, error);
    if (problem->code == VIR_ERR_OPERATION_TIMEOUT)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("QEMU does not greet at '%s': it serves one client at a time"), path);
    else
        g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}

Placement *
running_read(const Running *running, GError **error)
{
    VirshGuest guest = running->guest;
    const ReadbackSource source = {virsh_ask, &guest};

    return running->socket != NULL ? read_socket(running->socket, error)
                                   : readback_run(&source, NULL, error);
}
