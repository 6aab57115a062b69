/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/monitor.h"

#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "monitor_bench.h"

/*
 * What comes unasked: events and ends of all kinds.
 */

/* Those that wait are woken, and those to come do not wait. */
static void
test_end(Bench *bench, gconstpointer user)
{
    const char *last_words = user;
    const char *why = last_words != NULL ? "" : "End of file from qemu monitor";
    Call calls[3] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};

    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        call_start(&calls[i], bench);
        peer_take_command(bench, calls[i].name);
    }
    peer_say(bench, "{\"event\": \"SHUTDOWN\"}\r\n");
    if (last_words != NULL)
        peer_say(bench, "%s", last_words);
    else
        peer_close(bench);
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        call_expect_error(&calls[i], VIR_ERR_INTERNAL_ERROR, why);
        call_clear(&calls[i]);
    }
    bench_await(bench, &bench->n_closed);
    bench_await(bench, &bench->n_freed);
    bench_await_events(bench, "SHUTDOWN ");
    g_assert_nonnull(strstr(bench->why, why));
    bench_expect_failure(bench, VIR_ERR_INTERNAL_ERROR, why);
}

/* An answer that came just before the end is an answer. */
static void
test_last_answer(Bench *bench, gconstpointer user)
{
    g_auto(Call) call = {.name = "quit"};

    (void)user;
    call_start(&call, bench);
    peer_answer(bench, peer_take_command(bench, "quit"), "bye");
    peer_close(bench);
    bench_await(bench, &bench->n_closed);
    call_expect(&call, "bye");
}

static void
test_interrupt(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, "enough");
    g_autoptr(GError) second = g_error_new_literal(PSERIES_ERROR, VIR_ERR_NO_DOMAIN, "second");
    g_auto(Call) call = {.name = "waits"};

    (void)user;
    call_start(&call, bench);
    peer_take_command(bench, "waits");
    monitor_interrupt(bench->monitor, why);
    monitor_interrupt(bench->monitor, second);
    call_expect_error(&call, VIR_ERR_OPERATION_FAILED, "enough");
    bench_expect_failure(bench, VIR_ERR_OPERATION_FAILED, "enough");
    /* It still hears what QEMU has to say, and of its end. */
    peer_say(bench, "{\"event\": \"SHUTDOWN\"}\r\n");
    bench_await_events(bench, "SHUTDOWN ");
    g_assert_cmpuint(bench_n_closed(bench), ==, 0);
    peer_close(bench);
    bench_await(bench, &bench->n_closed);
    bench_expect_failure(bench, VIR_ERR_OPERATION_FAILED, "enough");
}

/* QEMU hangs and has read nothing for long: one thread is in the middle of its command, and others
 * wait for their turn to write. */
static void
test_interrupt_writers(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, "enough");
    g_autofree char *name = g_strnfill(8 * 1024 * 1024, 'x');
    Call calls[] = {{.name = name, .timeout_ms = G_MAXINT},
                    {.name = "second", .timeout_ms = G_MAXINT},
                    {.name = "third", .timeout_ms = G_MAXINT}};

    (void)user;
    call_start(&calls[0], bench);
    /* The rest cannot follow before somebody reads more. */
    g_assert_cmpint(fgetc(bench->input), ==, '{');
    call_start(&calls[1], bench);
    call_start(&calls[2], bench);
    monitor_interrupt(bench->monitor, why);
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        call_expect_error(&calls[i], VIR_ERR_OPERATION_FAILED, "enough");
        call_clear(&calls[i]);
    }
    bench_expect_failure(bench, VIR_ERR_OPERATION_FAILED, "enough");
}

/* In their order, between answers, in pieces and many at once. */
static void
test_events(Bench *bench, gconstpointer user)
{
    g_auto(Call) call = {.name = "cont"};
    int64_t id = 0;

    (void)user;
    call_start(&call, bench);
    id = peer_take_command(bench, "cont");
    peer_say(bench, "{\"event\": \"A\"}\r\n{\"event\": \"B\", \"data\": {\"id\": 1}}\r\n{\"ev");
    bench_await_events(bench, "A B ");
    peer_say(bench, "ent\": \"C\", \"id\": %" G_GINT64_FORMAT "}\r", id);
    peer_say(bench, "\n");
    peer_answer(bench, id, "done");
    call_expect(&call, "done");
    peer_say(bench, "{\"event\": \"D\"}\n");
    bench_await_events(bench, "A B C D ");
}

static gboolean
take_turn(gpointer user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    bench->n_turns++;
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
    return G_SOURCE_REMOVE;
}

/* A QEMU that never stops talking does not keep the main thread from others: as each event makes
 * the next, there is always one more to be read. */
static void
test_flood(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->echoes = true;
    peer_say(bench, "{\"event\": \"A\"}\r\n");
    bench_await_events(bench, NULL);
    g_main_context_invoke(bench->context, take_turn, bench);
    bench_await(bench, &bench->n_turns);
    g_assert_cmpuint(bench_n_closed(bench), ==, 0);
}

/* A handler that closes the monitor is not called again, though more is there already. */
static void
test_close_in_event(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->closes_at_event = true;
    /* At once: after the first of them there may be nobody left to send to. */
    peer_say(bench, "{\"event\": \"A\"}\r\n{\"event\": \"B\"}\r\n{\"event\": \"C\"}\r\n");
    bench_await(bench, &bench->n_freed);
    g_assert_cmpstr(bench->events->str, ==, "A ");
    g_assert_cmpuint(bench_n_closed(bench), ==, 0);
    bench_expect_failure(bench, VIR_ERR_INTERNAL_ERROR, "closed");
}

/* QEMU sees the end though somebody still holds the monitor. */
static void
test_close(Bench *bench, gconstpointer user)
{
    g_auto(Call) call = {.name = "waits"};

    (void)user;
    call_start(&call, bench);
    peer_take_command(bench, "waits");
    g_main_context_invoke(bench->context, bench_close_monitor, bench);
    call_expect_error(&call, VIR_ERR_INTERNAL_ERROR, "closed");
    g_assert_cmpint(fgetc(bench->input), ==, EOF);
    bench_await(bench, &bench->n_freed);
    g_assert_cmpuint(bench_n_closed(bench), ==, 0);
    bench_expect_failure(bench, VIR_ERR_INTERNAL_ERROR, "closed");
}

int
main(int argc, char **argv)
{
    static const char garbage[] = "this is no QMP\r\n";
    static const struct {
        const char *path;
        gconstpointer user;
        void (*set_up)(Bench *bench, gconstpointer user);
        void (*test)(Bench *bench, gconstpointer user);
    } tests[] = {
        {"/monitor-end/end", NULL, bench_set_up_open, test_end},
        {"/monitor-end/garbage", garbage, bench_set_up_open, test_end},
        {"/monitor-end/last-answer", NULL, bench_set_up_open, test_last_answer},
        {"/monitor-end/interrupt", NULL, bench_set_up_open, test_interrupt},
        {"/monitor-end/interrupt-writers", NULL, bench_set_up_open, test_interrupt_writers},
        {"/monitor-end/events", NULL, bench_set_up_open, test_events},
        {"/monitor-end/flood", NULL, bench_set_up_open, test_flood},
        {"/monitor-end/close-in-event", NULL, bench_set_up_open, test_close_in_event},
        {"/monitor-end/close", NULL, bench_set_up_open, test_close},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, tests[i].user, tests[i].set_up, tests[i].test,
                   bench_tear_down);
    return g_test_run();
}
