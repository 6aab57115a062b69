/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/thread_pins.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sched.h>

#include "base/error.h"
#include "domain/number_set.h"
#include "driver/amend.h"
#include "driver/cpu_map.h"
#include "driver/flags.h"
#include "driver/inspect.h"

/* Returns: (borrowed, nullable) the CPUs of thread @number; NULL: all. */
static const char *
cpus_of(const Domain *domain, const GPtrArray *pins, uint64_t number)
{
    for (unsigned i = 0; pins != NULL && i < pins->len; i++) {
        const ThreadPin *pin = g_ptr_array_index(pins, i);

        if (pin->thread.value == number)
            return pin->cpuset;
    }
    return domain->vcpu.cpuset;
}

static const char *
cpus_of_vcpu(const Domain *domain, uint64_t number)
{
    return cpus_of(domain, domain->cputune != NULL ? domain->cputune->vcpu_pins : NULL, number);
}

const char *
thread_pins_of_iothread(const Domain *domain, uint64_t number)
{
    return cpus_of(domain, domain->cputune != NULL ? domain->cputune->iothread_pins : NULL, number);
}

static const char *
cpus_of_emulator(const Domain *domain)
{
    if (domain->cputune != NULL && domain->cputune->emulator_pin.cpuset != NULL)
        return domain->cputune->emulator_pin.cpuset;
    return domain->vcpu.cpuset;
}

/* ---- threads */

static bool
bind_thread(pid_t thread, const char *cpus, GError **error)
{
    g_autoptr(GArray) numbers = number_set_list(cpus);
    guint n_bits = numbers->len > 0 ? g_array_index(numbers, guint, numbers->len - 1) + 1 : 0;
    size_t n_bytes = CPU_ALLOC_SIZE(n_bits);
    g_autofree cpu_set_t *set = g_malloc0(n_bytes);

    if (cpus == NULL)
        return true;
    for (guint i = 0; i < numbers->len; i++)
        CPU_SET_S(g_array_index(numbers, guint, i), n_bytes, set);
    /* A worker thread of QEMU may have ended meanwhile. */
    if (sched_setaffinity(thread, n_bytes, set) == 0 || errno == ESRCH)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot set CPU affinity on process %d: %s"), (int)thread, g_strerror(errno));
    return false;
}

/* @bound (set of pid_t) has all other threads by now. */
static bool
bind_emulator(pid_t pid, const char *cpus, GHashTable *bound, GError **error)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task", (int)pid);
    g_autoptr(GDir) threads = g_dir_open(path, 0, NULL);
    const char *name = NULL;

    while (threads != NULL && (name = g_dir_read_name(threads)) != NULL) {
        pid_t thread = (pid_t)g_ascii_strtoll(name, NULL, 10);

        if (!g_hash_table_contains(bound, GINT_TO_POINTER(thread)) &&
            !bind_thread(thread, cpus, error))
            return false;
    }
    return true;
}

static bool
bind_vcpus(Run *run, const Domain *domain, GHashTable *bound, GError **error)
{
    g_autoptr(GArray) threads = run_vcpus(run);

    for (guint i = 0; i < threads->len; i++) {
        pid_t thread = g_array_index(threads, pid_t, i);

        if (thread != 0 && !bind_thread(thread, cpus_of_vcpu(domain, i), error))
            return false;
        g_hash_table_add(bound, GINT_TO_POINTER(thread));
    }
    return true;
}

static bool
bind_iothreads(Run *run, const Domain *domain, GHashTable *bound, GError **error)
{
    g_autoptr(GArray) threads = inspect_iothreads(run, error);

    for (guint i = 0; threads != NULL && i < threads->len; i++) {
        const RunningIothread *found = &g_array_index(threads, RunningIothread, i);
        const char *cpus = thread_pins_of_iothread(domain, found->number);

        if (!bind_thread(found->thread, cpus, error))
            return false;
        g_hash_table_add(bound, GINT_TO_POINTER(found->thread));
    }
    return threads != NULL;
}

bool
thread_pins_apply(Run *run, const Domain *domain, GError **error)
{
    g_autoptr(GHashTable) bound = g_hash_table_new(NULL, NULL);

    if (domain->cputune == NULL && domain->vcpu.cpuset == NULL)
        return true;
    return bind_vcpus(run, domain, bound, error) && bind_iothreads(run, domain, bound, error) &&
           bind_emulator(run->pid, cpus_of_emulator(domain), bound, error);
}

/* ---- what clients see */

/* Returns: (owned, nullable) the definition that @flags select. */
static Definition *
definition_of(Guest *guest, unsigned flags, const char *call, GError **error)
{
    if (!flags_check(flags, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG, call, error) ||
        !amend_resolve(guest, &flags, error))
        return NULL;
    return flags & VIR_DOMAIN_AFFECT_CONFIG ? guest_next(guest) : guest_current(guest);
}

GByteArray *
thread_pins_of_vcpus(Guest *guest, unsigned flags, unsigned *n_maps, unsigned map_bytes,
                     GError **error)
{
    g_autoptr(Definition) definition =
        definition_of(guest, flags, "qemuDomainGetVcpuPinInfo", error);
    g_autoptr(GByteArray) maps = g_byte_array_new();
    const Domain *domain = NULL;

    if (definition == NULL)
        return NULL;
    domain = definition_domain(definition);
    *n_maps = (unsigned)MIN(*n_maps, domain->vcpu.count.value);
    for (unsigned i = 0; i < *n_maps; i++)
        cpu_map_append_set(maps, cpus_of_vcpu(domain, i), map_bytes);
    return g_steal_pointer(&maps);
}

GByteArray *
thread_pins_of_emulator(Guest *guest, unsigned flags, unsigned map_bytes, GError **error)
{
    g_autoptr(Definition) definition =
        definition_of(guest, flags, "qemuDomainGetEmulatorPinInfo", error);
    GByteArray *map = NULL;

    if (definition == NULL)
        return NULL;
    map = g_byte_array_new();
    cpu_map_append_set(map, cpus_of_emulator(definition_domain(definition)), map_bytes);
    return map;
}
