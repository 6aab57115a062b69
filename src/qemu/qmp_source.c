/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_source.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>

#include "base/error.h"
#include "qemu/qmp_reader.h"

/* The most bytes that are read in a turn. */
enum { READ_BYTES = 16 * 1024, READS_A_TURN = 4 };

/* After a turn with more than MESSAGES_A_TURN messages, the server rests for REST_FACTOR times the
 * turn's duration, at most MAX_REST_US. */
enum { MESSAGES_A_TURN = 32, REST_FACTOR = 19, MAX_REST_US = 1000 * 1000 };

typedef struct {
    GSource source;
    QmpSourceHandlers handlers;
    int fd;
    gpointer tag; /* of fd in the source; NULL: resting */
    QmpReader *reader;
} QmpSource;

/* Returns: the number of bytes, 0: no more just now, -1: the end, with @error. */
static ssize_t
read_some(QmpSource *qmp, GError **error)
{
    char bytes[READ_BYTES];
    ssize_t n_bytes = recv(qmp->fd, bytes, sizeof bytes, MSG_DONTWAIT);

    if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n_bytes <= 0) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("End of file from qemu monitor"));
        return -1;
    }
    return qmp_reader_feed(qmp->reader, bytes, (size_t)n_bytes, error) ? n_bytes : -1;
}

/* Reads for one turn and delivers the messages, also those before the end.  Returns: false at the
 * end, with @error. */
static bool
read_turn(QmpSource *qmp, void *user, unsigned *n_messages, GError **error)
{
    ssize_t n_bytes = 1;

    for (unsigned i = 0; i < READS_A_TURN && n_bytes > 0 && *n_messages <= MESSAGES_A_TURN; i++) {
        JsonObject *message = NULL;

        n_bytes = read_some(qmp, error);
        for (; (message = qmp_reader_next(qmp->reader)) != NULL; (*n_messages)++)
            qmp->handlers.message(message, user);
    }
    return n_bytes >= 0;
}

static void
watch(QmpSource *qmp)
{
    qmp->tag = g_source_add_unix_fd(&qmp->source, qmp->fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
    g_source_set_ready_time(&qmp->source, -1);
}

/* Stops reading for a while after a turn that began at @since. */
static void
rest(QmpSource *qmp, gint64 since)
{
    gint64 now = g_get_monotonic_time();

    g_source_remove_unix_fd(&qmp->source, qmp->tag);
    qmp->tag = NULL;
    g_source_set_ready_time(&qmp->source, now + MIN((now - since) * REST_FACTOR, MAX_REST_US));
}

static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
    QmpSource *qmp = (QmpSource *)source;
    g_autoptr(GError) error = NULL;
    gint64 since = g_get_monotonic_time();
    unsigned n_messages = 0;

    (void)callback;
    if (qmp->tag == NULL)
        watch(qmp);
    if (!read_turn(qmp, user, &n_messages, &error)) {
        qmp->handlers.ended(error, user);
        return G_SOURCE_REMOVE;
    }
    if (n_messages > MESSAGES_A_TURN && !g_source_is_destroyed(source))
        rest(qmp, since);
    return G_SOURCE_CONTINUE;
}

static void
finalize(GSource *source)
{
    qmp_reader_free(((QmpSource *)source)->reader);
}

GSource *
qmp_source_new(int fd, const QmpSourceHandlers *handlers, void *user)
{
    static GSourceFuncs functions = {.dispatch = dispatch, .finalize = finalize};
    GSource *source = g_source_new(&functions, sizeof(QmpSource));
    QmpSource *qmp = (QmpSource *)source;

    qmp->handlers = *handlers;
    qmp->fd = fd;
    qmp->reader = qmp_reader_new(QMP_READER_MAX_LINE_BYTES);
    watch(qmp);
    g_source_set_callback(source, NULL, user, handlers->free);
    return source;
}
