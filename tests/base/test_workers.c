/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/workers.h"

#include <libvirt/virterror.h>
#include <stdbool.h>

#include "base/error.h"

enum { N_TASKS = 50, PATIENCE_US = 30 * G_USEC_PER_SEC };

typedef struct {
    GMainContext *context;
    Workers *workers;
    GMutex lock; /* of what follows */
    GCond changed;
    bool is_open;
    unsigned n_running;
    unsigned most_running;
    unsigned n_done;
    GString *posted;
    gint n_interrupts; /* atomic */
} Bench;

static void
set_up(Bench *bench, gconstpointer n_threads)
{
    bench->context = g_main_context_new();
    bench->workers = workers_new(bench->context, GPOINTER_TO_UINT(n_threads));
    g_mutex_init(&bench->lock);
    g_cond_init(&bench->changed);
    bench->posted = g_string_new(NULL);
}

static void
tear_down(Bench *bench, gconstpointer n_threads)
{
    (void)n_threads;
    workers_free(bench->workers);
    g_string_free(bench->posted, TRUE);
    g_cond_clear(&bench->changed);
    g_mutex_clear(&bench->lock);
    g_main_context_unref(bench->context);
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

static void
begin(Bench *bench)
{
    g_mutex_lock(&bench->lock);
    bench->n_running++;
    bench->most_running = MAX(bench->most_running, bench->n_running);
    g_mutex_unlock(&bench->lock);
}

static void
end(Bench *bench)
{
    g_mutex_lock(&bench->lock);
    bench->n_running--;
    bench->n_done++;
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
}

static void
work(void *user)
{
    begin(user);
    g_usleep(100);
    end(user);
}

static void
open_door(void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    bench->is_open = true;
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
}

static void
interrupt(const GError *why, void *user)
{
    Bench *bench = user;

    g_assert_error(why, PSERIES_ERROR, VIR_ERR_OPERATION_ABORTED);
    g_atomic_int_inc(&bench->n_interrupts);
    open_door(user);
}

/* Waits for what only another task of the same pool does, or an interrupt. */
static void
wait_for_door(void *user)
{
    Bench *bench = user;
    WorkerWait wait = {interrupt, bench};
    gint64 deadline = g_get_monotonic_time() + PATIENCE_US;

    workers_begin_wait(&wait);
    g_mutex_lock(&bench->lock);
    while (!bench->is_open)
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    g_mutex_unlock(&bench->lock);
    workers_end_wait(&wait);
    end(user);
}

static void
push_work(Bench *bench)
{
    for (unsigned i = 0; i < N_TASKS; i++)
        workers_push(bench->workers, work, bench);
}

static void
test_limit(Bench *bench, gconstpointer n_threads)
{
    push_work(bench);
    await_done(bench, N_TASKS);
    g_assert_cmpuint(bench->most_running, <=, GPOINTER_TO_UINT(n_threads));
}

/* More wait than there are workers, and the one that they wait for runs. */
static void
test_who_waits_holds_nobody(Bench *bench, gconstpointer n_threads)
{
    (void)n_threads;
    bench->n_running = 3;
    for (unsigned i = 0; i < 3; i++)
        workers_push(bench->workers, wait_for_door, bench);
    workers_push(bench->workers, open_door, bench);
    await_done(bench, 3);
}

/* Behind it there are no more of them than before. */
static void
test_limit_after_waits(Bench *bench, gconstpointer n_threads)
{
    test_who_waits_holds_nobody(bench, n_threads);
    push_work(bench);
    await_done(bench, 3 + N_TASKS);
    g_assert_cmpuint(bench->most_running, <=, GPOINTER_TO_UINT(n_threads));
}

static void
test_wait_elsewhere(Bench *bench, gconstpointer n_threads)
{
    WorkerWait wait = {interrupt, bench};

    workers_begin_wait(&wait);
    test_limit(bench, n_threads);
    workers_end_wait(&wait);
}

static void
note_posted(void *user)
{
    Bench *bench = user;

    g_string_append_c(bench->posted, (char)('a' + bench->posted->len));
}

static void
post(void *user)
{
    Bench *bench = user;

    workers_post(bench->workers, note_posted, bench);
    end(bench);
}

/* On the thread of the context, those of a moment in one turn. */
static void
test_post(Bench *bench, gconstpointer n_threads)
{
    (void)n_threads;
    bench->n_running = 5;
    for (unsigned i = 0; i < 5; i++)
        workers_push(bench->workers, post, bench);
    await_done(bench, 5);
    g_assert_cmpstr(bench->posted->str, ==, "");
    g_assert_true(g_main_context_iteration(bench->context, TRUE));
    g_assert_cmpstr(bench->posted->str, ==, "abcde");
    g_assert_false(g_main_context_iteration(bench->context, FALSE));
    workers_post(bench->workers, note_posted, bench);
    g_assert_true(g_main_context_iteration(bench->context, TRUE));
    g_assert_cmpstr(bench->posted->str, ==, "abcdef");
}

static void
wait_and_post(void *user)
{
    Bench *bench = user;

    wait_for_door(bench);
    workers_post(bench->workers, note_posted, bench);
}

/* Those that wait are woken, and those that come later do not wait; what they post is done. */
static void
test_interrupt(Bench *bench, gconstpointer n_threads)
{
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_ABORTED, "enough");
    g_autoptr(GError) error = NULL;

    (void)n_threads;
    g_assert_true(workers_go_on(bench->workers, &error));
    g_assert_no_error(error);
    bench->n_running = 4;
    for (unsigned i = 0; i < 3; i++)
        workers_push(bench->workers, wait_and_post, bench);
    workers_interrupt(bench->workers, why);
    workers_drain(bench->workers);
    g_assert_cmpuint(bench->n_done, ==, 3);
    g_assert_cmpint(bench->n_interrupts, ==, 3);
    g_assert_cmpstr(bench->posted->str, ==, "abc");
    g_assert_false(workers_go_on(bench->workers, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_ABORTED);
    bench->is_open = false;
    workers_push(bench->workers, wait_and_post, bench);
    workers_drain(bench->workers);
    g_assert_cmpint(bench->n_interrupts, ==, 4);
    g_assert_cmpstr(bench->posted->str, ==, "abcd");
}

static void
push_another(void *user)
{
    Bench *bench = user;

    workers_push(bench->workers, post, bench);
}

static void
post_another(void *user)
{
    Bench *bench = user;

    workers_post(bench->workers, push_another, bench);
}

/* What comes out of what is drained is done, too; of nothing, nothing is waited for. */
static void
test_drain(Bench *bench, gconstpointer n_threads)
{
    (void)n_threads;
    workers_drain(bench->workers);
    bench->n_running = 1;
    workers_push(bench->workers, post_another, bench);
    workers_drain(bench->workers);
    g_assert_cmpuint(bench->n_done, ==, 1);
    g_assert_cmpstr(bench->posted->str, ==, "a");
}

static void
add(const char *name, unsigned n_threads, void (*run)(Bench *, gconstpointer))
{
    g_autofree char *path = g_strdup_printf("/workers/%s/%u", name, n_threads);

    g_test_add(path, Bench, GUINT_TO_POINTER(n_threads), set_up, run, tear_down);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned n_threads = 1; n_threads <= 2; n_threads++) {
        add("limit", n_threads, test_limit);
        add("who-waits-holds-nobody", n_threads, test_who_waits_holds_nobody);
        add("limit-after-waits", n_threads, test_limit_after_waits);
        add("wait-elsewhere", n_threads, test_wait_elsewhere);
        add("post", n_threads, test_post);
        add("interrupt", n_threads, test_interrupt);
        add("drain", n_threads, test_drain);
    }
    return g_test_run();
}
