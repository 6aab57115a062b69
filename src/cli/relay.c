/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/terminal.h"

/* How long to wait for a guest's last output. */
enum { LAST_WORDS_MS = 50 };

struct Relay {
    int fd;
    Terminal *terminal; /* our input, in raw mode; NULL: it is no terminal */
    RelayEnded ended;
    void *user;
    Escape escape;
    GString *pending;   /* input that the guest has not taken yet */
    guint input, guest; /* sources; 0: none */
};

static bool
is_passing(int problem)
{
    return problem == EINTR || problem == EAGAIN;
}

static bool
write_all(int fd, const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        struct pollfd writable = {.fd = fd, .events = POLLOUT};
        ssize_t n = write(fd, bytes, n_bytes);

        if (n < 0 && !is_passing(errno))
            return false;
        if (n < 0)
            poll(&writable, 1, -1);
        n = MAX(n, 0);
        bytes += n;
        n_bytes -= (size_t)n;
    }
    return true;
}

/* Returns: false when there is no more output from the guest, or nobody to read it. */
static bool
pass_output(Relay *relay)
{
    char bytes[4096];
    ssize_t n = read(relay->fd, bytes, sizeof(bytes));

    if (n <= 0)
        return n < 0 && is_passing(errno);
    if (write_all(STDOUT_FILENO, bytes, (size_t)n))
        return true;
    relay->ended(RELAY_UNREAD, relay->user);
    return false;
}

static gboolean
on_guest(gint fd, GIOCondition condition, gpointer user)
{
    Relay *relay = user;

    (void)fd;
    (void)condition;
    if (pass_output(relay))
        return G_SOURCE_CONTINUE;
    relay->guest = 0;
    return G_SOURCE_REMOVE;
}

/* Writes what the guest takes now.  Input that it can never take is dropped. */
static void
flush(Relay *relay)
{
    ssize_t n = relay->fd < 0 ? (ssize_t)relay->pending->len
                              : write(relay->fd, relay->pending->str, relay->pending->len);

    if (n < 0 && !is_passing(errno))
        n = (ssize_t)relay->pending->len;
    g_string_erase(relay->pending, 0, MAX(n, 0));
}

static gboolean
on_input(gint fd, GIOCondition condition, gpointer user)
{
    Relay *relay = user;
    char bytes[1024];
    ssize_t n = 0;

    (void)condition;
    /* The guest's buffer is full: it must read first. */
    if (relay->pending->len > 0) {
        struct pollfd room = {.fd = relay->fd, .events = POLLOUT};

        poll(&room, 1, 10);
        flush(relay);
        return G_SOURCE_CONTINUE;
    }
    n = read(fd, bytes, sizeof(bytes));
    if (n < 0 && is_passing(errno))
        return G_SOURCE_CONTINUE;
    if (n > 0 && !escape_filter(&relay->escape, bytes, (size_t)n, relay->pending)) {
        flush(relay);
        return G_SOURCE_CONTINUE;
    }
    relay->input = 0;
    if (n > 0)
        relay->ended(RELAY_LEFT, relay->user);
    return G_SOURCE_REMOVE;
}

Relay *
relay_new(int fd, RelayEnded ended, void *user)
{
    Relay *relay = g_new0(Relay, 1);

    relay->fd = fd;
    relay->terminal = terminal_new_raw(STDIN_FILENO);
    relay->ended = ended;
    relay->user = user;
    relay->pending = g_string_new(NULL);
    relay->input = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, relay);
    if (fd >= 0) {
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
        relay->guest = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_guest, relay);
    }
    return relay;
}

void
relay_free(Relay *relay)
{
    struct pollfd readable = {.events = POLLIN};

    if (relay == NULL)
        return;
    readable.fd = relay->fd;
    while (relay->guest != 0 && poll(&readable, 1, LAST_WORDS_MS) > 0 && pass_output(relay))
        ;
    if (relay->input != 0)
        g_source_remove(relay->input);
    if (relay->guest != 0)
        g_source_remove(relay->guest);
    if (relay->fd >= 0)
        close(relay->fd);
    terminal_free(relay->terminal);
    g_string_free(relay->pending, TRUE);
    g_free(relay);
}
