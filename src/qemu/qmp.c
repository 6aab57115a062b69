/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/workers.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_reader.h"

enum { MAX_EVENTS = 1000, READ_BYTES = 64 * 1024 };

struct Qmp {
    int fd;
    QmpReader *reader;
    GQueue events; /* JsonObject */
    char *refusal_class;
    GError *problem;     /* nullable: found after messages that can still be taken */
    GError *interrupted; /* nullable: the interrupt's reason */
    bool is_broken;
    int drain_fd; /* -1: none */
    bool (*drain)(void *user);
    void *drain_user;
};

Qmp *
qmp_new(int fd)
{
    Qmp *qmp = g_new0(Qmp, 1);

    qmp->fd = fd;
    qmp->drain_fd = -1;
    qmp->reader = qmp_reader_new(QMP_READER_MAX_LINE_BYTES);
    g_queue_init(&qmp->events);
    return qmp;
}

void
qmp_free(Qmp *qmp)
{
    if (qmp == NULL)
        return;
    close(qmp->fd);
    qmp_reader_free(qmp->reader);
    g_queue_clear_full(&qmp->events, (GDestroyNotify)json_object_unref);
    g_clear_error(&qmp->problem);
    g_clear_error(&qmp->interrupted);
    g_free(qmp->refusal_class);
    g_free(qmp);
}

void
qmp_set_drain(Qmp *qmp, int fd, bool (*drain)(void *user), void *user)
{
    qmp->drain_fd = fd;
    qmp->drain = drain;
    qmp->drain_user = user;
}

bool
qmp_is_broken(const Qmp *qmp)
{
    return qmp->is_broken;
}

const char *
qmp_refusal_class(const Qmp *qmp)
{
    return qmp->refusal_class;
}

static gint64
deadline_in(int timeout_ms)
{
    return g_get_monotonic_time() + (gint64)timeout_ms * 1000;
}

static bool
fail_ended(GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("QEMU closed its monitor unexpectedly"));
    return false;
}

/* Polls until the socket is ready for @events, reading the other descriptor meanwhile. */
static bool
poll_for(Qmp *qmp, short events, gint64 deadline, GError **error)
{
    for (;;) {
        struct pollfd fds[] = {{.fd = qmp->fd, .events = events},
                               {.fd = qmp->drain_fd, .events = POLLIN}};
        gint64 left_us = deadline - g_get_monotonic_time();

        if (left_us <= 0 || poll(fds, 2, (int)(left_us / 1000) + 1) == 0) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                        _("QEMU's monitor did not answer in time"));
            return false;
        }
        if (fds[1].revents != 0 && !qmp->drain(qmp->drain_user))
            qmp->drain_fd = -1;
        if (fds[0].revents != 0)
            return true;
    }
}

static void
interrupt_wait(const GError *why, void *user)
{
    Qmp *qmp = user;

    if (qmp->interrupted == NULL)
        qmp->interrupted = g_error_copy(why);
    /* Shutting it down makes it ready for any event. */
    shutdown(qmp->fd, SHUT_RDWR);
}

static bool
wait_for(Qmp *qmp, short events, gint64 deadline, GError **error)
{
    WorkerWait wait = {interrupt_wait, qmp};
    g_autoptr(GError) problem = NULL;
    bool is_ready = false;

    workers_begin_wait(&wait);
    is_ready = poll_for(qmp, events, deadline, &problem);
    workers_end_wait(&wait);
    if (is_ready && qmp->interrupted == NULL)
        return true;
    g_propagate_error(error, qmp->interrupted != NULL ? g_error_copy(qmp->interrupted)
                                                      : g_steal_pointer(&problem));
    return false;
}

static bool
read_some(Qmp *qmp, GError **error)
{
    g_autofree char *bytes = g_malloc(READ_BYTES);
    ssize_t n_bytes = recv(qmp->fd, bytes, READ_BYTES, MSG_DONTWAIT);

    if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n_bytes <= 0)
        return fail_ended(error);
    return qmp_reader_feed(qmp->reader, bytes, (size_t)n_bytes, error);
}

/* Returns: (owned, nullable) the next message, whatever it is. */
static JsonObject *
read_message(Qmp *qmp, gint64 deadline, GError **error)
{
    JsonObject *message = qmp_reader_next(qmp->reader);

    while (message == NULL && qmp->problem == NULL && wait_for(qmp, POLLIN, deadline, error)) {
        read_some(qmp, &qmp->problem);
        message = qmp_reader_next(qmp->reader);
    }
    if (message == NULL && qmp->problem != NULL)
        g_propagate_error(error, g_steal_pointer(&qmp->problem));
    if (message == NULL)
        qmp->is_broken = true;
    return message;
}

static void
keep_event(Qmp *qmp, JsonObject *event)
{
    g_queue_push_tail(&qmp->events, event);
    if (qmp->events.length > MAX_EVENTS)
        json_object_unref(g_queue_pop_head(&qmp->events));
}

/* Returns: (owned, nullable) the next message that is no event. */
static JsonObject *
read_answer(Qmp *qmp, gint64 deadline, GError **error)
{
    JsonObject *message = read_message(qmp, deadline, error);

    while (message != NULL && qmp_member(message, "event") != NULL) {
        keep_event(qmp, message);
        message = read_message(qmp, deadline, error);
    }
    return message;
}

static bool
write_all(Qmp *qmp, const char *text, gint64 deadline, GError **error)
{
    size_t length = strlen(text);

    while (length > 0) {
        ssize_t n_bytes = 0;

        if (!wait_for(qmp, POLLOUT, deadline, error))
            return false;
        n_bytes = send(qmp->fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n_bytes < 0 && errno != EAGAIN && errno != EINTR)
            return fail_ended(error);
        text += MAX(n_bytes, 0);
        length -= (size_t)MAX(n_bytes, 0);
    }
    return true;
}

static char *
command_line(const char *command, JsonObject *arguments)
{
    g_autoptr(JsonObject) object = json_object_new();
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    g_autofree char *text = NULL;

    json_object_set_string_member(object, "execute", command);
    if (arguments != NULL)
        json_object_set_object_member(object, "arguments", json_object_ref(arguments));
    text = json_to_string(node, FALSE);
    return g_strconcat(text, "\n", NULL);
}

/* Returns: (owned, nullable) what @message says that the command returned. */
static JsonNode *
take_answer(Qmp *qmp, JsonObject *message, const char *command, GError **error)
{
    JsonObject *refusal = qmp_member_object(message, "error");
    JsonNode *returned = qmp_member(message, "return");

    if (returned != NULL)
        return json_node_copy(returned);
    if (refusal == NULL) {
        qmp->is_broken = true;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("QEMU's answer to '%s' is neither a result nor an error"), command);
        return NULL;
    }
    qmp->refusal_class = g_strdup(qmp_member_string(refusal, "class", ""));
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("QEMU refused '%s': %s"), command,
                qmp_member_string(refusal, "desc", ""));
    return NULL;
}

static bool
is_usable(const Qmp *qmp, GError **error)
{
    if (qmp->is_broken)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("the connection to QEMU's monitor is broken"));
    return !qmp->is_broken;
}

JsonNode *
qmp_execute(Qmp *qmp, const char *command, JsonObject *arguments, int timeout_ms, GError **error)
{
    gint64 deadline = deadline_in(timeout_ms);
    g_autofree char *line = command_line(command, arguments);
    g_autoptr(JsonObject) message = NULL;

    g_clear_pointer(&qmp->refusal_class, g_free);
    if (!is_usable(qmp, error))
        return NULL;
    if (!write_all(qmp, line, deadline, error)) {
        qmp->is_broken = true;
        return NULL;
    }
    message = read_answer(qmp, deadline, error);
    return message != NULL ? take_answer(qmp, message, command, error) : NULL;
}

bool
qmp_execute_batch(Qmp *qmp, QmpBatch *batch, int timeout_ms, GError **error)
{
    gint64 deadline = deadline_in(timeout_ms);
    g_autofree char *text = qmp_batch_text(batch, 0);

    g_clear_pointer(&qmp->refusal_class, g_free);
    if (!is_usable(qmp, error))
        return false;
    if (!write_all(qmp, text, deadline, error)) {
        qmp->is_broken = true;
        return false;
    }
    for (unsigned i = 0; i < qmp_batch_n(batch); i++) {
        g_autoptr(JsonObject) answer = read_answer(qmp, deadline, error);

        if (answer == NULL)
            return false;
        qmp_batch_take_answer(batch, i, answer);
    }
    return true;
}

bool
qmp_open(Qmp *qmp, int timeout_ms, GError **error)
{
    gint64 deadline = deadline_in(timeout_ms);
    g_autoptr(JsonObject) greeting = NULL;
    g_autoptr(JsonNode) answer = NULL;

    if (!is_usable(qmp, error))
        return false;
    greeting = read_message(qmp, deadline, error);
    if (greeting == NULL)
        return false;
    if (qmp_member_object(greeting, "QMP") == NULL) {
        qmp->is_broken = true;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("this is not the greeting of a QEMU monitor"));
        return false;
    }
    answer = qmp_execute(qmp, "qmp_capabilities", NULL,
                         (int)((deadline - g_get_monotonic_time()) / 1000), error);
    return answer != NULL;
}

JsonObject *
qmp_take_event(Qmp *qmp)
{
    return g_queue_pop_head(&qmp->events);
}

JsonObject *
qmp_wait_event(Qmp *qmp, int timeout_ms, GError **error)
{
    gint64 deadline = deadline_in(timeout_ms);
    JsonObject *event = qmp_take_event(qmp);
    GError *problem = NULL;

    if (event != NULL || !is_usable(qmp, error))
        return event;
    event = read_message(qmp, deadline, &problem);
    if (event == NULL) {
        /* A timeout here does not break the connection: no answer is outstanding. */
        qmp->is_broken = !g_error_matches(problem, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT);
        g_propagate_error(error, problem);
        return NULL;
    }
    if (qmp_member(event, "event") != NULL)
        return event;
    json_object_unref(event);
    qmp->is_broken = true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("QEMU answered what nobody asked"));
    return NULL;
}
