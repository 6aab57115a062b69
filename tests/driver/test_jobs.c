/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/jobs.h"

#include <libvirt/virterror.h>

#include "base/error.h"

enum { N_THREADS = 4, LONG_MS = 60 * 1000, PATIENCE_US = 30 * G_USEC_PER_SEC };

typedef struct {
    GMainContext *context;
    Workers *workers;
    Jobs *jobs;
    GMutex lock; /* of what follows */
    GCond changed;
    GString *ran;
    GString *replaced;
    GString *refused;
    unsigned n_running, n_done;
} Bench;

/* A task that writes its letter down. */
typedef struct {
    Bench *bench;
    char letter;
} Letter;

static void
set_up(Bench *bench, gconstpointer timeout_ms)
{
    bench->context = g_main_context_new();
    bench->workers = workers_new(bench->context, N_THREADS);
    bench->jobs = jobs_new(bench->workers, GPOINTER_TO_UINT(timeout_ms));
    g_mutex_init(&bench->lock);
    g_cond_init(&bench->changed);
    bench->ran = g_string_new(NULL);
    bench->replaced = g_string_new(NULL);
    bench->refused = g_string_new(NULL);
}

static void
tear_down(Bench *bench, gconstpointer timeout_ms)
{
    (void)timeout_ms;
    workers_free(bench->workers);
    jobs_free(bench->jobs);
    g_string_free(bench->ran, TRUE);
    g_string_free(bench->replaced, TRUE);
    g_string_free(bench->refused, TRUE);
    g_cond_clear(&bench->changed);
    g_mutex_clear(&bench->lock);
    g_main_context_unref(bench->context);
}

static void
write_letter(Letter *letter, GString *text)
{
    Bench *bench = letter->bench;

    g_mutex_lock(&bench->lock);
    g_string_append_c(text, letter->letter);
    bench->n_done++;
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
    g_free(letter);
}

static void
run(void *user)
{
    Letter *letter = user;
    Bench *bench = letter->bench;

    g_assert_cmpint(jobs_current(bench->jobs), !=, JOB_NONE);
    g_mutex_lock(&bench->lock);
    g_assert_cmpuint(bench->n_running++, ==, 0);
    g_mutex_unlock(&bench->lock);
    g_thread_yield();
    g_mutex_lock(&bench->lock);
    bench->n_running--;
    g_mutex_unlock(&bench->lock);
    write_letter(letter, bench->ran);
}

static void
replace(void *user)
{
    write_letter(user, ((Letter *)user)->bench->replaced);
}

static void
refuse(const GError *why, void *user)
{
    g_assert_error(why, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT);
    write_letter(user, ((Letter *)user)->bench->refused);
}

static void
request(Bench *bench, JobKind kind, const char *key, char letter)
{
    Letter *user = g_new0(Letter, 1);

    *user = (Letter){bench, letter};
    jobs_request(
        bench->jobs, kind,
        &(JobTask){.run = run, .refused = refuse, .user = user, .key = key, .replaced = replace});
}

static void
await_done(Bench *bench, unsigned n_done)
{
    gint64 deadline = g_get_monotonic_time() + PATIENCE_US;

    g_mutex_lock(&bench->lock);
    while (bench->n_done < n_done)
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    g_mutex_unlock(&bench->lock);
}

/* A task is done a moment before its job is free. */
static void
hold(Bench *bench)
{
    gint64 deadline = g_get_monotonic_time() + PATIENCE_US;

    while (!jobs_try(bench->jobs, JOB_MODIFY)) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline);
        g_thread_yield();
    }
}

static void
test_order(Bench *bench, gconstpointer timeout_ms)
{
    (void)timeout_ms;
    hold(bench);
    request(bench, JOB_MODIFY, NULL, 'f');
    request(bench, JOB_CLEANUP, "one", 'c');
    request(bench, JOB_QUERY, NULL, 'g');
    request(bench, JOB_DESTROY, NULL, 'a');
    request(bench, JOB_CLEANUP, "two", 'd');
    request(bench, JOB_DESTROY, NULL, 'b');
    request(bench, JOB_MODIFY, NULL, 'h');
    request(bench, JOB_CLEANUP, "three", 'e');
    g_assert_true(jobs_is_awaited(bench->jobs, JOB_DESTROY));
    g_assert_false(jobs_try(bench->jobs, JOB_QUERY));
    jobs_end(bench->jobs);
    await_done(bench, 8);
    g_assert_cmpstr(bench->ran->str, ==, "abcdefgh");
    g_assert_false(jobs_is_awaited(bench->jobs, JOB_DESTROY));
}

/* Of one kind one waits, in the place of the first, and does what the last was to do. */
static void
test_replace(Bench *bench, gconstpointer timeout_ms)
{
    (void)timeout_ms;
    hold(bench);
    request(bench, JOB_CLEANUP, "balloon", '1');
    request(bench, JOB_CLEANUP, "end", 'x');
    for (char letter = '2'; letter <= '5'; letter++)
        request(bench, JOB_CLEANUP, "balloon", letter);
    g_assert_cmpstr(bench->replaced->str, ==, "1234");
    jobs_end(bench->jobs);
    await_done(bench, 6);
    g_assert_cmpstr(bench->ran->str, ==, "5x");
    /* What runs already is not replaced. */
    hold(bench);
    request(bench, JOB_CLEANUP, "balloon", '6');
    jobs_end(bench->jobs);
    await_done(bench, 7);
    g_assert_cmpstr(bench->ran->str, ==, "5x6");
}

/* A key is one of its kind, and tasks without any are all different. */
static void
test_keys(Bench *bench, gconstpointer timeout_ms)
{
    (void)timeout_ms;
    hold(bench);
    request(bench, JOB_MODIFY, "note", 'b');
    request(bench, JOB_CLEANUP, "note", 'a');
    request(bench, JOB_QUERY, "note", 'c');
    request(bench, JOB_MODIFY, NULL, 'd');
    request(bench, JOB_MODIFY, NULL, 'e');
    g_assert_cmpstr(bench->replaced->str, ==, "");
    jobs_end(bench->jobs);
    await_done(bench, 5);
    g_assert_cmpstr(bench->ran->str, ==, "abcde");
}

/* However many there are, what waits stays small. */
static void
test_flood(Bench *bench, gconstpointer timeout_ms)
{
    enum { N_REQUESTS = 100000 };

    (void)timeout_ms;
    hold(bench);
    for (unsigned i = 0; i < N_REQUESTS; i++)
        request(bench, JOB_CLEANUP, "balloon", (char)('a' + i % 26));
    g_assert_cmpuint(bench->replaced->len, ==, N_REQUESTS - 1);
    jobs_end(bench->jobs);
    await_done(bench, N_REQUESTS);
    g_assert_cmpuint(bench->ran->len, ==, 1);
    g_assert_cmpint(bench->ran->str[0], ==, 'a' + (N_REQUESTS - 1) % 26);
}

/* Those of clients wait so long and no longer; cleaning up waits for ever. */
static void
test_refuse(Bench *bench, gconstpointer timeout_ms)
{
    (void)timeout_ms;
    hold(bench);
    request(bench, JOB_CLEANUP, "end", 'c');
    request(bench, JOB_MODIFY, NULL, 'm');
    request(bench, JOB_DESTROY, NULL, 'd');
    while (bench->n_done < 2)
        g_main_context_iteration(bench->context, TRUE);
    g_assert_cmpuint(bench->refused->len, ==, 2);
    g_assert_cmpuint(bench->ran->len, ==, 0);
    g_assert_false(jobs_is_awaited(bench->jobs, JOB_DESTROY));
    jobs_end(bench->jobs);
    await_done(bench, 3);
    g_assert_cmpstr(bench->ran->str, ==, "c");
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        unsigned timeout_ms;
        void (*test)(Bench *bench, gconstpointer timeout_ms);
    } cases[] = {
        {"/jobs/order", LONG_MS, test_order}, {"/jobs/replace", LONG_MS, test_replace},
        {"/jobs/keys", LONG_MS, test_keys},   {"/jobs/flood", LONG_MS, test_flood},
        {"/jobs/refuse", 1, test_refuse},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, Bench, GUINT_TO_POINTER(cases[i].timeout_ms), set_up,
                   cases[i].test, tear_down);
    return g_test_run();
}
