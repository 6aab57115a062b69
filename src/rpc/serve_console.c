/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/flags.h"
#include "plan/live.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/stream.h"
#include "rpc/wire.h"

/* The console that a stream uses.  One stream at a time: two would each get a part of what the
 * guest writes. */
typedef struct {
    GHashTable *consoles; /* path of the pseudo terminal -> Stream (both borrowed) */
    char *path;
} ConsoleUse;

static void
leave_console(void *user)
{
    g_autofree ConsoleUse *use = user;
    g_autofree char *path = use->path;

    g_hash_table_remove(use->consoles, path);
}

/* Returns: (borrowed, nullable) the path of the pseudo terminal of the console @name (nullable: the
 * first).  Errors: INTERNAL_ERROR when there is none. */
static const char *
find_terminal(const Domain *domain, const char *name, GError **error)
{
    const char *path = live_pty_of(domain, name);

    if (path == NULL && name != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("cannot find character device %s"), name);
    else if (path == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("cannot find console device"));
    return path;
}

/* Makes sure that no other stream uses the terminal @path: with VIR_DOMAIN_CONSOLE_FORCE it is
 * ended. Errors: OPERATION_FAILED when it is in use. */
static bool
take_over_console(GHashTable *consoles, const char *path, unsigned flags, GError **error)
{
    Stream *other = g_hash_table_lookup(consoles, path);
    g_autoptr(GError) why = NULL;

    if (other == NULL)
        return true;
    if (!(flags & VIR_DOMAIN_CONSOLE_FORCE)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                            _("Active console session exists for this domain"));
        return false;
    }
    why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_ABORTED,
                              _("another client has taken over the console"));
    stream_end(other, why);
    return true;
}

/* Returns: whether @fd is a pseudo terminal of QEMU's user.  A QEMU that lies may have named the
 * terminal of another user. */
static bool
is_of_qemu(const DriverConfig *config, int fd)
{
    uid_t user = config->is_system ? config->user : geteuid();
    struct stat file = {0};

    return fstat(fd, &file) == 0 && file.st_uid == user && isatty(fd) == 1;
}

/* Returns: (owned) a descriptor of the terminal @path; -1 on an error.  Does not block. */
static int
open_terminal(const DriverConfig *config, const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot open '%s': %s"), path,
                    g_strerror(errno));
    } else if (!is_of_qemu(config, fd)) {
        close(fd);
        fd = -1;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("'%s' is not a terminal of the guest's QEMU"), path);
    }
    return fd;
}

SERVE(domain_open_console)
{
    const domain_open_console_args *wanted = args;
    GHashTable *consoles = connection_setup(call->connection)->consoles;
    g_autoptr(Definition) live = NULL;
    const char *path = NULL;
    ConsoleUse *use = NULL;
    int fd = -1;

    (void)ret;
    if (!flags_check(wanted->flags, VIR_DOMAIN_CONSOLE_SAFE | VIR_DOMAIN_CONSOLE_FORCE,
                     "qemuDomainOpenConsole", error) ||
        !guest_check_active(call->guest, error))
        return false;
    live = guest_current(call->guest);
    path = find_terminal(definition_domain(live), wire_text_or_null(wanted->dev_name), error);
    if (path == NULL || !take_over_console(consoles, path, wanted->flags, error))
        return false;
    fd = open_terminal(call->driver->config, path, error);
    if (fd < 0)
        return false;
    use = g_new0(ConsoleUse, 1);
    use->consoles = consoles;
    use->path = g_strdup(path);
    call->stream = stream_new(fd, STREAM_DOWN | STREAM_UP, leave_console, use);
    g_hash_table_insert(consoles, g_strdup(path), call->stream);
    return true;
}
