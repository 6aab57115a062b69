/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/workers.h"
#include "qemu/qmp_answer.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_source.h"
#include "qemu/socket_send.h"

/* The id under which messages without one are kept: the greeting, answers to nothing of ours. */
enum { GREETING_ID = 0 };

struct Monitor {
    gatomicrefcount references;
    int fd;
    MonitorHandlers handlers;
    void *user;
    GSource *input;
    gint is_closed; /* atomic: no handler is called any more */
    int wake_fd; /* readable once there is a problem, for threads that wait to write; may be -1 */
    GMutex lock; /* guards what follows */
    GCond changed;
    bool is_writing; /* one thread at a time: a command's bytes stay together */
    int64_t last_id;
    GHashTable *answers; /* id (int64_t *) -> JsonObject (owned), NULL until it has come */
    GError *problem;     /* nullable: why the connection is broken */
};

Monitor *
monitor_ref(Monitor *monitor)
{
    g_atomic_ref_count_inc(&monitor->references);
    return monitor;
}

void
monitor_unref(Monitor *monitor)
{
    if (!g_atomic_ref_count_dec(&monitor->references))
        return;
    close(monitor->fd);
    if (monitor->wake_fd >= 0)
        close(monitor->wake_fd);
    g_source_unref(monitor->input);
    g_hash_table_unref(monitor->answers);
    g_clear_error(&monitor->problem);
    g_cond_clear(&monitor->changed);
    g_mutex_clear(&monitor->lock);
    g_free(monitor);
}

/* Only the first problem counts.  Returns: true when this is it. */
static bool
fail_all(Monitor *monitor, const GError *why)
{
    bool is_first = false;

    g_mutex_lock(&monitor->lock);
    is_first = monitor->problem == NULL;
    if (is_first) {
        monitor->problem = g_error_copy(why);
        eventfd_write(monitor->wake_fd, 1);
    }
    g_cond_broadcast(&monitor->changed);
    g_mutex_unlock(&monitor->lock);
    return is_first;
}

void
monitor_interrupt(Monitor *monitor, const GError *why)
{
    fail_all(monitor, why);
}

/* Hands an answer (owned) to the thread that waits for it, with its only reference: references of a
 * JsonObject are not atomic. */
static void
take_answer(Monitor *monitor, JsonObject *answer)
{
    int64_t id = qmp_member_int(answer, "id", GREETING_ID + 1, INT64_MAX, GREETING_ID);
    bool is_awaited = false;

    g_mutex_lock(&monitor->lock);
    is_awaited = g_hash_table_contains(monitor->answers, &id);
    if (is_awaited) {
        g_hash_table_insert(monitor->answers, g_memdup2(&id, sizeof id), answer);
        g_cond_broadcast(&monitor->changed);
    }
    g_mutex_unlock(&monitor->lock);
    if (!is_awaited)
        json_object_unref(answer);
}

static void
answer_unref(gpointer answer)
{
    g_clear_pointer(&answer, json_object_unref);
}

/* A handler may have closed the monitor while more events are queued. */
static void
take_message(JsonObject *message, void *user)
{
    Monitor *monitor = user;

    if (qmp_member(message, "event") == NULL) {
        take_answer(monitor, message);
        return;
    }
    if (!g_atomic_int_get(&monitor->is_closed))
        monitor->handlers.event(message, monitor->user);
    json_object_unref(message);
}

static void
on_end(const GError *why, void *user)
{
    Monitor *monitor = user;

    fail_all(monitor, why);
    if (!g_atomic_int_get(&monitor->is_closed))
        monitor->handlers.closed(why, monitor->user);
}

/* The source is gone: no handler is called any more. */
static void
on_source_gone(gpointer user)
{
    Monitor *monitor = user;

    if (monitor->handlers.free != NULL)
        monitor->handlers.free(monitor->user);
    monitor_unref(monitor);
}

Monitor *
monitor_new(int fd, GMainContext *context, const MonitorHandlers *handlers, void *user)
{
    static const QmpSourceHandlers input_handlers = {
        .message = take_message, .ended = on_end, .free = on_source_gone};
    Monitor *monitor = g_new0(Monitor, 1);
    int64_t *greeting = g_new(int64_t, 1);

    *greeting = GREETING_ID;
    g_atomic_ref_count_init(&monitor->references);
    g_mutex_init(&monitor->lock);
    g_cond_init(&monitor->changed);
    monitor->fd = fd;
    monitor->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    monitor->handlers = *handlers;
    monitor->user = user;
    monitor->answers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, answer_unref);
    g_hash_table_insert(monitor->answers, greeting, NULL);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    monitor->input = qmp_source_new(fd, &input_handlers, monitor_ref(monitor));
    g_source_attach(monitor->input, context);
    return monitor;
}

void
monitor_close(Monitor *monitor)
{
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                                                _("the monitor of QEMU is closed"));

    fail_all(monitor, why);
    g_atomic_int_set(&monitor->is_closed, TRUE);
    g_source_destroy(monitor->input);
    /* The descriptor stays open until the last reference is gone; shutdown() tells QEMU now. */
    shutdown(monitor->fd, SHUT_RDWR);
}

static bool
set_timeout(GError **error)
{
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                        _("QEMU's monitor did not answer in time"));
    return false;
}

/* Called with the lock held. */
static bool
is_usable(const Monitor *monitor, GError **error)
{
    if (monitor->problem != NULL)
        g_propagate_error(error, g_error_copy(monitor->problem));
    return monitor->problem == NULL;
}

static bool
has_no_problem(Monitor *monitor, GError **error)
{
    bool is_well = false;

    g_mutex_lock(&monitor->lock);
    is_well = is_usable(monitor, error);
    g_mutex_unlock(&monitor->lock);
    return is_well;
}

/* Waits for the answer to @id and takes it.  Returns: (owned, nullable) the answer. */
static JsonObject *
await_answer(Monitor *monitor, int64_t id, gint64 deadline, GError **error)
{
    JsonObject *answer = NULL;
    gpointer key = NULL;

    g_mutex_lock(&monitor->lock);
    while ((answer = g_hash_table_lookup(monitor->answers, &id)) == NULL &&
           monitor->problem == NULL)
        if (!g_cond_wait_until(&monitor->changed, &monitor->lock, deadline)) {
            answer = g_hash_table_lookup(monitor->answers, &id);
            break;
        }
    if (answer == NULL && is_usable(monitor, error))
        set_timeout(error);
    g_hash_table_steal_extended(monitor->answers, &id, &key, NULL);
    g_mutex_unlock(&monitor->lock);
    g_free(key);
    return answer;
}

/* Waits until the socket is writable, at most until @deadline.  Returns: false on a problem or a
 * timeout. */
static bool
await_room(Monitor *monitor, gint64 deadline, GError **error)
{
    struct pollfd ends[] = {{.fd = monitor->fd, .events = POLLOUT},
                            {.fd = monitor->wake_fd, .events = POLLIN}};
    gint64 left_us = deadline - g_get_monotonic_time();

    if (left_us <= 0)
        return set_timeout(error);
    poll(ends, G_N_ELEMENTS(ends), (int)MIN(left_us / 1000 + 1, G_MAXINT));
    return has_no_problem(monitor, error);
}

/* Returns: how many bytes were sent, less than all on an error. */
static size_t
write_all(Monitor *monitor, const char *text, int fd, gint64 deadline, GError **error)
{
    const char *start = text;
    size_t length = strlen(text);

    while (length > 0) {
        ssize_t n_bytes = socket_send(monitor->fd, text, length, fd);

        if (n_bytes > 0) {
            fd = -1;
            text += n_bytes;
            length -= (size_t)n_bytes;
        } else if (n_bytes < 0 && errno != EAGAIN && errno != EINTR) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                        _("Unable to write to monitor: %s"), g_strerror(errno));
            break;
        } else if (!await_room(monitor, deadline, error)) {
            break;
        }
    }
    return (size_t)(text - start);
}

/* Waits for our turn to write; the current writer may be stuck with a QEMU that does not read. */
static bool
begin_writing(Monitor *monitor, gint64 deadline, GError **error)
{
    bool is_ours = false;

    g_mutex_lock(&monitor->lock);
    while (monitor->is_writing && monitor->problem == NULL)
        if (!g_cond_wait_until(&monitor->changed, &monitor->lock, deadline))
            break;
    if (is_usable(monitor, error))
        is_ours = !monitor->is_writing || set_timeout(error);
    monitor->is_writing |= is_ours;
    g_mutex_unlock(&monitor->lock);
    return is_ours;
}

static void
end_writing(Monitor *monitor)
{
    g_mutex_lock(&monitor->lock);
    monitor->is_writing = false;
    g_cond_broadcast(&monitor->changed);
    g_mutex_unlock(&monitor->lock);
}

/* Sends @text, one message or several.  A partly sent command breaks the connection; a command of
 * which nothing was sent does not. */
static bool
send_text(Monitor *monitor, const char *text, int fd, gint64 deadline, GError **error)
{
    g_autoptr(GError) problem = NULL;
    size_t n_bytes = 0;

    if (!begin_writing(monitor, deadline, error))
        return false;
    n_bytes = write_all(monitor, text, fd, deadline, &problem);
    /* Set before the next thread writes. */
    if (problem != NULL && (n_bytes > 0 || problem->code != VIR_ERR_OPERATION_TIMEOUT))
        fail_all(monitor, problem);
    end_writing(monitor);
    if (problem == NULL)
        return true;
    /* The first problem is the cause of this one. */
    if (has_no_problem(monitor, error))
        g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* Makes room for the answers to @n commands.  Returns: the id of the first; the others follow. */
static int64_t
expect_answers(Monitor *monitor, unsigned n)
{
    int64_t first = 0;

    g_mutex_lock(&monitor->lock);
    first = monitor->last_id + 1;
    for (unsigned i = 0; i < n; i++) {
        int64_t *id = g_new(int64_t, 1);

        *id = ++monitor->last_id;
        g_hash_table_insert(monitor->answers, id, NULL);
    }
    g_mutex_unlock(&monitor->lock);
    return first;
}

/* Answers to these that come from now on do no harm. */
static void
forget_answers(Monitor *monitor, int64_t first, unsigned n)
{
    g_mutex_lock(&monitor->lock);
    for (int64_t id = first; id < first + n; id++)
        g_hash_table_remove(monitor->answers, &id);
    g_mutex_unlock(&monitor->lock);
}

static JsonObject *
send_and_await(Monitor *monitor, JsonObject *message, int fd, gint64 deadline, GError **error)
{
    int64_t id = expect_answers(monitor, 1);
    g_autoptr(JsonNode) node = NULL;
    g_autofree char *text = NULL;
    g_autofree char *line = NULL;

    json_object_set_int_member(message, "id", id);
    node = json_node_init_object(json_node_alloc(), message);
    text = json_to_string(node, FALSE);
    line = g_strconcat(text, "\r\n", NULL);
    if (send_text(monitor, line, fd, deadline, error))
        return await_answer(monitor, id, deadline, error);
    forget_answers(monitor, id, 1);
    return NULL;
}

/* The same for all commands of @batch. */
static bool
send_and_await_batch(Monitor *monitor, QmpBatch *batch, gint64 deadline, GError **error)
{
    unsigned n = qmp_batch_n(batch);
    int64_t first = expect_answers(monitor, n);
    g_autofree char *text = qmp_batch_text(batch, first);
    bool is_well = send_text(monitor, text, -1, deadline, error);

    for (unsigned i = 0; i < n && is_well; i++) {
        g_autoptr(JsonObject) answer = await_answer(monitor, first + i, deadline, error);

        is_well = answer != NULL;
        if (is_well)
            qmp_batch_take_answer(batch, i, answer);
    }
    forget_answers(monitor, first, n);
    return is_well;
}

static void
interrupt_wait(const GError *why, void *monitor)
{
    fail_all(monitor, why);
}

/* Sends @message under an id of ours and waits for the answer.  While it waits, the pool may run
 * another worker. */
static JsonObject *
converse(Monitor *monitor, JsonObject *message, int fd, int timeout_ms, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    WorkerWait wait = {interrupt_wait, monitor};
    JsonObject *answer = NULL;

    workers_begin_wait(&wait);
    answer = send_and_await(monitor, message, fd, deadline, error);
    workers_end_wait(&wait);
    return answer;
}

bool
monitor_execute_batch(Monitor *monitor, QmpBatch *batch, int timeout_ms, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    WorkerWait wait = {interrupt_wait, monitor};
    bool is_well = false;

    workers_begin_wait(&wait);
    is_well = send_and_await_batch(monitor, batch, deadline, error);
    workers_end_wait(&wait);
    return is_well;
}

static JsonNode *
execute(Monitor *monitor, const MonitorCommand *command, int fd, QmpRefusal *refusal,
        GError **error)
{
    g_autoptr(JsonObject) message = json_object_new();
    g_autoptr(JsonObject) answer = NULL;

    *refusal = QMP_REFUSAL_NONE;
    json_object_set_string_member(message, "execute", command->name);
    if (command->arguments != NULL)
        json_object_set_object_member(message, "arguments", json_object_ref(command->arguments));
    answer = converse(monitor, message, fd, command->timeout_ms, error);
    return answer != NULL ? qmp_answer_result(answer, command->name, refusal, error) : NULL;
}

JsonNode *
monitor_try(Monitor *monitor, const MonitorCommand *command, QmpRefusal *refusal, GError **error)
{
    return execute(monitor, command, -1, refusal, error);
}

JsonNode *
monitor_execute_with_fd(Monitor *monitor, const MonitorCommand *command, int fd, GError **error)
{
    QmpRefusal refusal = QMP_REFUSAL_NONE;

    return execute(monitor, command, fd, &refusal, error);
}

JsonNode *
monitor_execute(Monitor *monitor, const char *command, JsonObject *arguments, int timeout_ms,
                GError **error)
{
    const MonitorCommand whole = {command, arguments, timeout_ms};

    return monitor_execute_with_fd(monitor, &whole, -1, error);
}

JsonObject *
monitor_execute_raw(Monitor *monitor, JsonObject *message, int timeout_ms, GError **error)
{
    JsonNode *id = qmp_member(message, "id");
    g_autoptr(JsonNode) own_id = id != NULL ? json_node_copy(id) : NULL;
    JsonObject *answer = converse(monitor, message, -1, timeout_ms, error);

    if (answer == NULL)
        return NULL;
    json_object_remove_member(answer, "id");
    if (own_id != NULL)
        json_object_set_member(answer, "id", g_steal_pointer(&own_id));
    return answer;
}

bool
monitor_open(Monitor *monitor, int timeout_ms, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    g_autoptr(JsonObject) greeting = NULL;
    g_autoptr(JsonNode) answer = NULL;
    WorkerWait wait = {interrupt_wait, monitor};
    int left_ms = 0;

    workers_begin_wait(&wait);
    greeting = await_answer(monitor, GREETING_ID, deadline, error);
    workers_end_wait(&wait);
    left_ms = (int)((deadline - g_get_monotonic_time()) / 1000);
    if (greeting == NULL)
        return false;
    if (qmp_member_object(greeting, "QMP") == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("this is not the greeting of a QEMU monitor"));
        return false;
    }
    answer = monitor_execute(monitor, "qmp_capabilities", NULL, MAX(left_ms, 1), error);
    return answer != NULL;
}
