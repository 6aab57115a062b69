/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/workers.h"

#include <stdbool.h>

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

/* Waits for what only another task of the same pool does. */
static void
wait_for_door(void *user)
{
    Bench *bench = user;
    gint64 deadline = g_get_monotonic_time() + PATIENCE_US;

    workers_begin_wait();
    g_mutex_lock(&bench->lock);
    while (!bench->is_open)
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    g_mutex_unlock(&bench->lock);
    workers_end_wait();
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
    workers_begin_wait();
    test_limit(bench, n_threads);
    workers_end_wait();
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
    }
    return g_test_run();
}
