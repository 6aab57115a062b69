/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Tells ThreadSanitizer of GLib's locks, reference counts and pools, which are futexes and atomics
 * inside a library that it has not seen: without this a program free of races shows reports.  The
 * linker puts each of these in place of the function of that name (--wrap).
 *
 * A release of a thing happens before every later acquire of it.
 */
#include <glib.h>

#undef g_atomic_ref_count_dec

void __tsan_acquire(void *thing);
void __tsan_release(void *thing);

/* The parameters stand in parentheses. */
#define WRAPPED(type, name, parameters)                                                            \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters

WRAPPED(void, g_mutex_lock, (GMutex * mutex))
{
    __real_g_mutex_lock(mutex);
    __tsan_acquire(mutex);
}

WRAPPED(void, g_mutex_unlock, (GMutex * mutex))
{
    __tsan_release(mutex);
    __real_g_mutex_unlock(mutex);
}

WRAPPED(gboolean, g_cond_wait_until, (GCond * cond, GMutex *mutex, gint64 end))
{
    gboolean is_signalled = FALSE;

    __tsan_release(mutex);
    is_signalled = __real_g_cond_wait_until(cond, mutex, end);
    __tsan_acquire(mutex);
    return is_signalled;
}

WRAPPED(gboolean, g_atomic_ref_count_dec, (gatomicrefcount * count))
{
    gboolean is_last = FALSE;

    __tsan_release(count);
    is_last = __real_g_atomic_ref_count_dec(count);
    if (is_last)
        __tsan_acquire(count);
    return is_last;
}

/* What the last release calls, on this thread. */
static __thread GDestroyNotify clear_of_box;

static void
acquire_and_clear(gpointer box)
{
    __tsan_acquire(box);
    if (clear_of_box != NULL)
        clear_of_box(box);
}

WRAPPED(void, g_atomic_rc_box_release_full, (gpointer box, GDestroyNotify clear))
{
    GDestroyNotify outer = clear_of_box;

    clear_of_box = clear;
    __tsan_release(box);
    __real_g_atomic_rc_box_release_full(box, acquire_and_clear);
    clear_of_box = outer;
}

/* There is one pool, of the workers. */
static GFunc task_of_pool;

static void
acquire_and_run(gpointer task, gpointer user)
{
    __tsan_acquire(task);
    task_of_pool(task, user);
}

WRAPPED(GThreadPool *, g_thread_pool_new,
        (GFunc task, gpointer user, gint n_threads, gboolean is_exclusive, GError **error))
{
    task_of_pool = task;
    return __real_g_thread_pool_new(acquire_and_run, user, n_threads, is_exclusive, error);
}

WRAPPED(gboolean, g_thread_pool_push, (GThreadPool * pool, gpointer task, GError **error))
{
    __tsan_release(task);
    return __real_g_thread_pool_push(pool, task, error);
}
