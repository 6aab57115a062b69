/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Commands that are sent together.
 */
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "monitor_bench.h"

enum { SHORT_MS = 50, N_COMMANDS = 3, N_MANY = 20000 };

typedef struct {
    Bench *bench;
    QmpBatch *batch;
    int timeout_ms;
    bool is_well;
    GError *error;
    GThread *thread;
} Run;

static gpointer
run_batch(gpointer user)
{
    Run *run = user;

    run->is_well =
        monitor_execute_batch(run->bench->monitor, run->batch, run->timeout_ms, &run->error);
    return NULL;
}

static void
run_start(Run *run, Bench *bench, unsigned n, int timeout_ms)
{
    *run = (Run){.bench = bench, .batch = qmp_batch_new(), .timeout_ms = timeout_ms};
    for (unsigned i = 0; i < n; i++)
        qmp_batch_add_strings(run->batch, "qom-get", (QmpArgument){"path", "/machine"},
                              (QmpArgument){"property", i == 0 ? "a" : "b"});
    run->thread = g_thread_new("batch", run_batch, run);
}

static void
run_clear(Run *run)
{
    qmp_batch_free(run->batch);
    g_clear_error(&run->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* All are there before the first is answered; answers come in any order, refusals among them. */
static void
test_batch(Bench *bench, gconstpointer user)
{
    g_auto(Run) run = {0};
    int64_t ids[N_COMMANDS] = {0};
    g_autoptr(GError) error = NULL;

    (void)user;
    run_start(&run, bench, N_COMMANDS, LONG_MS);
    for (unsigned i = 0; i < N_COMMANDS; i++)
        ids[i] = peer_take_command(bench, "qom-get");
    peer_answer(bench, ids[2], "third");
    peer_say(bench, "{\"event\": \"A\"}\r\n");
    peer_say(bench, "{\"error\": {\"desc\": \"no such thing\"}, \"id\": %" G_GINT64_FORMAT "}\r\n",
             ids[1]);
    peer_answer(bench, ids[0], "first");
    g_thread_join(run.thread);
    g_assert_no_error(run.error);
    g_assert_true(run.is_well);
    g_assert_cmpstr(json_node_get_string(qmp_batch_result(run.batch, 0)), ==, "first");
    g_assert_null(qmp_batch_result(run.batch, 1));
    g_assert_null(qmp_batch_need(run.batch, 1, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    g_assert_nonnull(strstr(error->message, "no such thing"));
    g_assert_cmpstr(json_node_get_string(qmp_batch_need(run.batch, 2, NULL)), ==, "third");
    bench_expect_works(bench);
}

/* Half of the answers are none; those that come later do no harm. */
static void
test_late(Bench *bench, gconstpointer user)
{
    g_auto(Run) run = {0};
    int64_t ids[N_COMMANDS] = {0};

    (void)user;
    run_start(&run, bench, N_COMMANDS, SHORT_MS);
    for (unsigned i = 0; i < N_COMMANDS; i++)
        ids[i] = peer_take_command(bench, "qom-get");
    peer_answer(bench, ids[0], "first");
    g_thread_join(run.thread);
    g_assert_false(run.is_well);
    g_assert_error(run.error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT);
    peer_answer(bench, ids[1], "second");
    peer_answer(bench, ids[2], "third");
    bench_expect_works(bench);
}

static void
test_end(Bench *bench, gconstpointer user)
{
    g_auto(Run) run = {0};

    (void)user;
    run_start(&run, bench, N_COMMANDS, LONG_MS);
    peer_answer(bench, peer_take_command(bench, "qom-get"), "first");
    peer_close(bench);
    g_thread_join(run.thread);
    g_assert_false(run.is_well);
    g_assert_error(run.error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
}

/* More than the socket holds: the monitor reads while it writes. */
static void
test_many(Bench *bench, gconstpointer user)
{
    g_auto(Run) run = {0};

    (void)user;
    run_start(&run, bench, N_MANY, LONG_MS);
    for (unsigned i = 0; i < N_MANY; i++)
        peer_answer(bench, peer_take_command(bench, "qom-get"), "x");
    g_thread_join(run.thread);
    g_assert_no_error(run.error);
    g_assert_cmpstr(json_node_get_string(qmp_batch_result(run.batch, N_MANY - 1)), ==, "x");
}

static void
test_empty(Bench *bench, gconstpointer user)
{
    g_auto(Run) run = {0};

    (void)user;
    run.batch = qmp_batch_new();
    g_assert_true(monitor_execute_batch(bench->monitor, run.batch, LONG_MS, &run.error));
    bench_expect_works(bench);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Bench *bench, gconstpointer user);
    } tests[] = {
        {"/monitor/batch/answers", test_batch}, {"/monitor/batch/late", test_late},
        {"/monitor/batch/end", test_end},       {"/monitor/batch/many", test_many},
        {"/monitor/batch/empty", test_empty},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, NULL, bench_set_up_open, tests[i].test, bench_tear_down);
    return g_test_run();
}
