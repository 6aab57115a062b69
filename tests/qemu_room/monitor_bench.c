/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "monitor_bench.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"

void
call_clear(Call *call)
{
    g_clear_pointer(&call->answer, json_node_unref);
    g_clear_pointer(&call->whole, json_object_unref);
    g_clear_pointer(&call->message, json_object_unref);
    g_clear_error(&call->error);
}

static gpointer
run_call(gpointer user)
{
    Call *call = user;
    Monitor *monitor = call->bench->monitor;

    if (call->message != NULL)
        call->whole = monitor_execute_raw(monitor, call->message, call->timeout_ms, &call->error);
    else if (call->name != NULL)
        call->answer = monitor_execute(monitor, call->name, NULL, call->timeout_ms, &call->error);
    else
        call->is_open = monitor_open(monitor, call->timeout_ms, &call->error);
    return NULL;
}

void
call_start(Call *call, Bench *bench)
{
    call->bench = bench;
    if (call->timeout_ms == 0)
        call->timeout_ms = LONG_MS;
    call->thread = g_thread_new("call", run_call, call);
}

void
call_wait(Call *call)
{
    g_thread_join(g_steal_pointer(&call->thread));
}

void
call_expect(Call *call, const char *answer)
{
    call_wait(call);
    g_assert_no_error(call->error);
    g_assert_cmpstr(json_node_get_string(call->answer), ==, answer);
}

void
call_expect_error(Call *call, int code, const char *words)
{
    call_wait(call);
    g_assert_null(call->answer);
    g_assert_null(call->whole);
    g_assert_false(call->is_open);
    g_assert_error(call->error, PSERIES_ERROR, code);
    g_assert_nonnull(strstr(call->error->message, words));
}

/* Returns: (owned) the next message that the peer gets. */
JsonObject *
peer_take(Bench *bench)
{
    char *line = NULL;
    size_t size = 0;
    g_autoptr(JsonNode) node = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(getline(&line, &size, bench->input), >, 0);
    node = json_from_string(line, &error);
    g_assert_no_error(error);
    free(line);
    return json_node_dup_object(node);
}

/* Takes a command, which must be @name.  Returns: its id. */
int64_t
peer_take_command(Bench *bench, const char *name)
{
    g_autoptr(JsonObject) message = peer_take(bench);

    g_assert_cmpstr(json_object_get_string_member(message, "execute"), ==, name);
    return json_object_get_int_member(message, "id");
}

void
peer_say(Bench *bench, const char *format, ...)
{
    va_list arguments;
    g_autofree char *text = NULL;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_assert_cmpint(send(bench->peer_fd, text, strlen(text), MSG_NOSIGNAL), ==,
                    (gint64)strlen(text));
}

void
peer_answer(Bench *bench, int64_t id, const char *answer)
{
    peer_say(bench, "{\"return\": \"%s\", \"id\": %" G_GINT64_FORMAT "}\r\n", answer, id);
}

void
peer_close(Bench *bench)
{
    fclose(g_steal_pointer(&bench->input));
}

unsigned
bench_n_closed(Bench *bench)
{
    unsigned n_closed = 0;

    g_mutex_lock(&bench->lock);
    n_closed = bench->n_closed;
    g_mutex_unlock(&bench->lock);
    return n_closed;
}

static void
note(Bench *bench)
{
    if (g_thread_self() != bench->main_thread)
        bench->is_elsewhere = true;
    g_cond_broadcast(&bench->changed);
}

static void
on_event(JsonObject *event, void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    g_string_append_printf(bench->events, "%s ", json_object_get_string_member(event, "event"));
    note(bench);
    g_mutex_unlock(&bench->lock);
    if (bench->echoes)
        peer_say(bench, "{\"event\": \"A\"}\r\n");
    if (bench->closes_at_event)
        monitor_close(bench->monitor);
}

static void
on_closed(const GError *why, void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    bench->n_closed++;
    g_free(bench->why);
    bench->why = g_strdup(why->message);
    note(bench);
    g_mutex_unlock(&bench->lock);
}

static void
on_free(void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    bench->n_freed++;
    note(bench);
    g_mutex_unlock(&bench->lock);
}

static gpointer
run_loop(gpointer user)
{
    Bench *bench = user;

    g_main_context_push_thread_default(bench->context);
    g_main_loop_run(bench->loop);
    g_main_context_pop_thread_default(bench->context);
    return NULL;
}

/* Waits until @counter is not 0. */
void
bench_await(Bench *bench, const unsigned *counter)
{
    gint64 deadline = g_get_monotonic_time() + LONG_MS * G_TIME_SPAN_MILLISECOND;

    g_mutex_lock(&bench->lock);
    while (*counter == 0)
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    g_mutex_unlock(&bench->lock);
}

void
bench_await_events(Bench *bench, const char *events)
{
    gint64 deadline = g_get_monotonic_time() + LONG_MS * G_TIME_SPAN_MILLISECOND;

    g_mutex_lock(&bench->lock);
    while (bench->events->len < (events != NULL ? strlen(events) : 1))
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    if (events != NULL)
        g_assert_cmpstr(bench->events->str, ==, events);
    g_mutex_unlock(&bench->lock);
}

gboolean
bench_close_monitor(gpointer user)
{
    Bench *bench = user;

    monitor_close(bench->monitor);
    return G_SOURCE_REMOVE;
}

void
bench_set_up(Bench *bench, gconstpointer user)
{
    static const MonitorHandlers handlers = {on_event, on_closed, on_free};
    int ends[2] = {-1, -1};

    (void)user;
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    g_mutex_init(&bench->lock);
    g_cond_init(&bench->changed);
    bench->events = g_string_new(NULL);
    bench->monitor_fd = ends[0];
    bench->peer_fd = ends[1];
    bench->input = fdopen(ends[1], "r");
    bench->context = g_main_context_new();
    bench->loop = g_main_loop_new(bench->context, FALSE);
    bench->monitor = monitor_new(ends[0], bench->context, &handlers, bench);
    g_mutex_lock(&bench->lock);
    bench->main_thread = g_thread_new("main", run_loop, bench);
    g_mutex_unlock(&bench->lock);
}

void
bench_set_up_open(Bench *bench, gconstpointer user)
{
    g_auto(Call) call = {0};

    bench_set_up(bench, user);
    call_start(&call, bench);
    peer_say(bench, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
    peer_answer(bench, peer_take_command(bench, "qmp_capabilities"), "");
    call_wait(&call);
    g_assert_no_error(call.error);
    g_assert_true(call.is_open);
}

void
bench_tear_down(Bench *bench, gconstpointer user)
{
    (void)user;
    g_main_context_invoke(bench->context, bench_close_monitor, bench);
    bench_await(bench, &bench->n_freed);
    g_main_loop_quit(bench->loop);
    g_thread_join(bench->main_thread);
    monitor_unref(bench->monitor);
    /* Nothing holds the descriptor any more. */
    g_assert_cmpint(fcntl(bench->monitor_fd, F_GETFD), ==, -1);
    g_assert_cmpuint(bench->n_freed, ==, 1);
    g_assert_cmpuint(bench->n_closed, <=, 1);
    g_assert_false(bench->is_elsewhere);
    if (bench->input != NULL)
        fclose(bench->input);
    g_main_loop_unref(bench->loop);
    g_main_context_unref(bench->context);
    g_string_free(bench->events, TRUE);
    g_free(bench->why);
    g_cond_clear(&bench->changed);
    g_mutex_clear(&bench->lock);
}

void
bench_expect_works(Bench *bench)
{
    g_auto(Call) call = {.name = "query-name"};

    call_start(&call, bench);
    peer_answer(bench, peer_take_command(bench, "query-name"), "guest");
    call_expect(&call, "guest");
}

void
bench_expect_failure(Bench *bench, int code, const char *words)
{
    g_auto(Call) call = {.name = "query-name"};

    call_start(&call, bench);
    call_expect_error(&call, code, words);
}
