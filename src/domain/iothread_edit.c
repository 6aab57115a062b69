/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/iothread_edit.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "domain/pin_edit.h"

/* Returns: (borrowed) the list of threads; a guest that only gives their number gets one. */
static GPtrArray **
need_list(Domain *domain)
{
    DomainIothreads *threads = &domain->iothreads;

    if (threads->ids.list != NULL && threads->ids.list->len > 0)
        return &threads->ids.list;
    for (uint64_t id = 1; id <= threads->count.value; id++) {
        Iothread *thread = g_new0(Iothread, 1);

        thread->id = OPTIONAL_UINT(id);
        xml_list_append(&threads->ids.list, thread);
    }
    return &threads->ids.list;
}

/* Returns: the place of the thread @id in @list; its length when it has none. */
static unsigned
place_of(const GPtrArray *list, uint64_t id)
{
    unsigned i = 0;

    while (list != NULL && i < list->len &&
           ((const Iothread *)g_ptr_array_index(list, i))->id.value != id)
        i++;
    return i;
}

static void
set_count(DomainIothreads *threads)
{
    const GPtrArray *list = threads->ids.list;

    threads->count =
        list != NULL && list->len > 0 ? OPTIONAL_UINT(list->len) : (OptionalUint){0, false};
}

bool
iothread_edit_add(Domain *domain, uint64_t id, GError **error)
{
    Iothread *thread = NULL;

    if (iothreads_has(domain, id)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("an IOThread is already using iothread_id '%" PRIu64 "'"), id);
        return false;
    }
    thread = g_new0(Iothread, 1);
    thread->id = OPTIONAL_UINT(id);
    xml_list_append(need_list(domain), thread);
    set_count(&domain->iothreads);
    return true;
}

bool
iothread_edit_remove(Domain *domain, uint64_t id, GError **error)
{
    GPtrArray *list = NULL;

    if (!iothreads_has(domain, id)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("cannot find IOThread '%" PRIu64 "' in iothreadids list"), id);
        return false;
    }
    list = *need_list(domain);
    g_free(g_ptr_array_remove_index(list, place_of(list, id)));
    set_count(&domain->iothreads);
    pin_edit_forget_iothread(domain, id);
    return true;
}

static bool
set_pool_size(OptionalUint *size, const char *name, const int *wanted, int least, GError **error)
{
    if (wanted == NULL)
        return true;
    if (*wanted != -1 && *wanted < least) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("%s (%d) must be a positive number or -1"), name, *wanted);
        return false;
    }
    *size = *wanted < 0 ? (OptionalUint){0, false} : OPTIONAL_UINT((uint64_t)*wanted);
    return true;
}

/* As libvirt compares them: what is not set is -1. */
static bool
check_pool(const Iothread *thread, GError **error)
{
    int64_t min = thread->pool_min.is_set ? (int64_t)thread->pool_min.value : -1;
    int64_t max = thread->pool_max.is_set ? (int64_t)thread->pool_max.value : -1;

    if (min <= max)
        return true;
    g_set_error(
        error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
        _("thread_pool_min (%" PRId64 ") can't be greater than thread_pool_max (%" PRId64 ")"), min,
        max);
    return false;
}

static void
set_if_given(OptionalUint *number, OptionalUint wanted)
{
    if (wanted.is_set)
        *number = wanted;
}

static bool
set_poll(IothreadPoll *poll, const IothreadPoll *wanted, GError **error)
{
    if (wanted->max.value > IOTHREAD_POLL_MOST) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("poll_max_ns (%" PRIu64 ") must be no more than %" PRIu64 ": QEMU takes no "
                      "larger number"),
                    wanted->max.value, (uint64_t)IOTHREAD_POLL_MOST);
        return false;
    }
    set_if_given(&poll->max, wanted->max);
    set_if_given(&poll->grow, wanted->grow);
    set_if_given(&poll->shrink, wanted->shrink);
    set_if_given(&poll->weight, wanted->weight);
    return true;
}

bool
iothread_edit_tuning(Domain *domain, uint64_t id, const IothreadTuning *tuning, GError **error)
{
    Iothread *thread = NULL;
    GPtrArray *list = NULL;

    if (!iothreads_has(domain, id)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("cannot find IOThread '%" PRIu64 "' in iothreadids"), id);
        return false;
    }
    list = *need_list(domain);
    thread = g_ptr_array_index(list, place_of(list, id));
    return set_pool_size(&thread->pool_min, "thread_pool_min", tuning->pool_min, 0, error) &&
           set_pool_size(&thread->pool_max, "thread_pool_max", tuning->pool_max, 1, error) &&
           check_pool(thread, error) && set_poll(&thread->poll, &tuning->poll, error);
}
