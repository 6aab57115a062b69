/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/sockets.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "daemon/pid_file.h"
#include "daemon/service.h"
#include "host/file_owner.h"

typedef struct {
    int fd;
    bool is_read_only;
    bool is_virtqemud;
    char *path;       /* NULL: systemd's */
    struct stat file; /* identifies the socket that we created at @path */
} Listener;

struct Sockets {
    GArray *listeners;
    PidFile *lock;           /* nullable: the sockets are systemd's */
    PidFile *virtqemud_lock; /* nullable: we do not serve virtqemud's */
};

static bool
set_system_error(GError **error, const char *path)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot serve the socket '%s': %s"),
                path, g_strerror(errno));
    return false;
}

/* Do not remove the path if another file is there now. */
static void
listener_clear(Listener *listener)
{
    struct stat now;

    if (listener->path != NULL && stat(listener->path, &now) == 0 &&
        now.st_dev == listener->file.st_dev && now.st_ino == listener->file.st_ino)
        unlink(listener->path);
    if (listener->fd >= 0)
        close(listener->fd);
    g_free(listener->path);
}

static bool
make_address(const char *path, struct sockaddr_un *address, GError **error)
{
    size_t length = strlen(path);

    if (length >= sizeof(address->sun_path)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("the path of a socket has at most %zu bytes; '%s' has %zu"),
                    sizeof(address->sun_path) - 1, path, length);
        return false;
    }
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path, path, length);
    return true;
}

/* Sets the error for a path that is in use: by systemd for one of our units, or by a program that
 * takes no lock. */
static bool
set_served(GError **error, int fd, const char *path)
{
    struct ucred peer = {.pid = 0};
    socklen_t length = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid > 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("another process (pid %d) already serves '%s'"), (int)peer.pid, path);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("another process already serves '%s'"), path);
    return false;
}

/* Removes the socket that a dead daemon left at @path; we hold the lock. */
static bool
remove_stale(const char *path, const struct sockaddr_un *address, GError **error)
{
    struct stat file;
    int fd = -1;
    bool is_served = false;

    if (lstat(path, &file) < 0)
        return errno == ENOENT || set_system_error(error, path);
    if (!S_ISSOCK(file.st_mode)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("'%s' is in the way of the socket and is no socket itself"), path);
        return false;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return set_system_error(error, path);
    /* EAGAIN: there is a listener with a full backlog. */
    is_served =
        connect(fd, (const struct sockaddr *)(const void *)address, sizeof(*address)) == 0 ||
        errno == EAGAIN;
    if (is_served)
        set_served(error, fd, path);
    close(fd);
    if (is_served)
        return false;
    return unlink(path) == 0 || errno == ENOENT || set_system_error(error, path);
}

/* Nobody can connect before listen(), so the mode is set before that. */
static bool
bind_listener(Listener *listener, const struct sockaddr_un *address, mode_t mode, gid_t group)
{
    const FileMade made = {.type = S_IFSOCK, .user = (uid_t)-1, .group = group, .rights = mode};
    mode_t mask = umask(0177);
    int status =
        bind(listener->fd, (const struct sockaddr *)(const void *)address, sizeof(*address));
    int reason = errno;

    umask(mask);
    errno = reason;
    if (status < 0 || stat(address->sun_path, &listener->file) < 0)
        return false;
    listener->path = g_strdup(address->sun_path);
    return file_owner_settle(listener->path, &made) && listen(listener->fd, SOMAXCONN) == 0;
}

static bool
open_listener(Sockets *sockets, const SocketsRequest *request, const char *path, bool is_read_only,
              GError **error)
{
    mode_t mode = is_read_only ? request->read_only_mode : request->mode;
    struct sockaddr_un address;
    Listener *listener = NULL;

    if (!make_address(path, &address, error) || !remove_stale(path, &address, error))
        return false;
    g_array_set_size(sockets->listeners, sockets->listeners->len + 1);
    listener = &g_array_index(sockets->listeners, Listener, sockets->listeners->len - 1);
    listener->is_read_only = is_read_only;
    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener->fd < 0 || !bind_listener(listener, &address, mode, request->group))
        return set_system_error(error, path);
    return true;
}

/* @read_only_path: nullable. */
static bool
open_pair(Sockets *sockets, const SocketsRequest *request, const char *path,
          const char *read_only_path, GError **error)
{
    return open_listener(sockets, request, path, false, error) &&
           (read_only_path == NULL || open_listener(sockets, request, read_only_path, true, error));
}

/* Adds systemd's sockets, if there are any.  Returns: false on an error. */
static bool
take_given(Sockets *sockets, GError **error)
{
    g_autoptr(GArray) given = g_array_new(FALSE, TRUE, sizeof(ServiceSocket));
    bool is_taken = service_take_sockets(given, error);

    for (unsigned i = 0; i < given->len; i++) {
        const ServiceSocket *socket = &g_array_index(given, ServiceSocket, i);
        Listener listener = {
            .fd = socket->fd,
            .is_read_only = socket->is_read_only,
            .is_virtqemud = socket->is_virtqemud,
        };

        g_array_append_val(sockets->listeners, listener);
    }
    return is_taken;
}

static bool
is_given(const Sockets *sockets, bool is_virtqemud)
{
    for (unsigned i = 0; i < sockets->listeners->len; i++)
        if (g_array_index(sockets->listeners, Listener, i).is_virtqemud == is_virtqemud)
            return true;
    return false;
}

static bool
open_own(Sockets *sockets, const SocketsRequest *request, GError **error)
{
    g_autofree char *lock = g_strconcat(request->path, ".lock", NULL);
    struct sockaddr_un address;

    if (!make_address(request->path, &address, error))
        return false;
    sockets->lock = pid_file_take(lock, "virtpseriesd", request->path, error);
    return sockets->lock != NULL &&
           open_pair(sockets, request, request->path, request->read_only_path, error);
}

/* A virtqemud that runs has its pid file locked; one that systemd starts at its first client does
 * not, but somebody listens for it.  With the lock ours, a virtqemud that starts later ends. */
static bool
open_virtqemud(Sockets *sockets, const SocketsRequest *request, bool is_open, GError **error)
{
    const char *path = request->virtqemud_path;

    sockets->virtqemud_lock =
        pid_file_take(request->virtqemud_pid_file, "virtqemud",
                      path != NULL ? path : request->virtqemud_pid_file, error);
    if (sockets->virtqemud_lock != NULL &&
        (is_open || open_pair(sockets, request, path, request->virtqemud_read_only_path, error)))
        return true;
    g_prefix_error(error, _("cannot serve virtqemud's sockets in its place: "));
    return false;
}

Sockets *
sockets_open(const SocketsRequest *request, GError **error)
{
    g_autoptr(Sockets) sockets = g_new0(Sockets, 1);
    bool has_virtqemud = false;

    sockets->listeners = g_array_new(FALSE, TRUE, sizeof(Listener));
    g_array_set_clear_func(sockets->listeners, (GDestroyNotify)listener_clear);
    if (!take_given(sockets, error))
        return NULL;
    has_virtqemud = is_given(sockets, true);
    if (!is_given(sockets, false) && !open_own(sockets, request, error))
        return NULL;
    if ((has_virtqemud || request->virtqemud_path != NULL) &&
        !open_virtqemud(sockets, request, has_virtqemud, error))
        return NULL;
    return g_steal_pointer(&sockets);
}

void
sockets_free(Sockets *sockets)
{
    if (sockets == NULL)
        return;
    g_array_unref(sockets->listeners);
    pid_file_free(sockets->lock);
    pid_file_free(sockets->virtqemud_lock);
    g_free(sockets);
}

unsigned
sockets_n(const Sockets *sockets)
{
    return sockets->listeners->len;
}

int
sockets_fd(const Sockets *sockets, unsigned i)
{
    return g_array_index(sockets->listeners, Listener, i).fd;
}

bool
sockets_is_read_only(const Sockets *sockets, unsigned i)
{
    return g_array_index(sockets->listeners, Listener, i).is_read_only;
}
