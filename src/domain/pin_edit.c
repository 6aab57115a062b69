/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/pin_edit.h"

#include <inttypes.h>
#include <string.h>

static void
set_pin(GPtrArray **pins, uint64_t thread, const char *cpuset)
{
    ThreadPin *pin = NULL;

    for (unsigned i = 0; *pins != NULL && i < (*pins)->len; i++) {
        pin = g_ptr_array_index(*pins, i);
        if (pin->thread.value != thread)
            continue;
        g_free(pin->cpuset);
        pin->cpuset = g_strdup(cpuset);
        return;
    }
    pin = g_new0(ThreadPin, 1);
    pin->thread = OPTIONAL_UINT(thread);
    pin->cpuset = g_strdup(cpuset);
    xml_list_append(pins, pin);
    cputune_sort_pins(*pins);
}

void
pin_edit_vcpu(Domain *domain, uint64_t number, const char *cpuset)
{
    set_pin(&cputune_open(domain)->vcpu_pins, number, cpuset);
}

void
pin_edit_iothread(Domain *domain, uint64_t id, const char *cpuset)
{
    set_pin(&cputune_open(domain)->iothread_pins, id, cpuset);
}

void
pin_edit_emulator(Domain *domain, const char *cpuset)
{
    EmulatorPin *pin = &cputune_open(domain)->emulator_pin;

    g_free(pin->cpuset);
    pin->cpuset = g_strdup(cpuset);
}

static void
forget_pin(GPtrArray *pins, uint64_t thread)
{
    for (unsigned i = 0; pins != NULL && i < pins->len; i++) {
        ThreadPin *pin = g_ptr_array_index(pins, i);

        if (pin->thread.value != thread)
            continue;
        g_free(pin->cpuset);
        g_free(pin);
        g_ptr_array_remove_index(pins, i--);
    }
}

/* After planning each entry is about one thread. */
static void
forget_scheduler(GPtrArray *schedulers, uint64_t thread)
{
    g_autofree char *name = g_strdup_printf("%" PRIu64, thread);

    for (unsigned i = 0; schedulers != NULL && i < schedulers->len; i++) {
        ThreadScheduler *scheduler = g_ptr_array_index(schedulers, i);

        if (strcmp(scheduler->threads, name) != 0)
            continue;
        g_free(scheduler->threads);
        g_free(scheduler);
        g_ptr_array_remove_index(schedulers, i--);
    }
}

void
pin_edit_forget_iothread(Domain *domain, uint64_t id)
{
    if (domain->cputune == NULL)
        return;
    forget_pin(domain->cputune->iothread_pins, id);
    forget_scheduler(domain->cputune->iothread_schedulers, id);
    cputune_close(domain);
}
