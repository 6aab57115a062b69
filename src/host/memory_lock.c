/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/memory_lock.h"

#include <libvirt/libvirt.h>
#include <stddef.h>

#include "devices/controller.h"
#include "devices/disk.h"
#include "devices/hostdev.h"
#include "devices/interface.h"
#include "domain/domain_walk.h"

#define KIB_PER_MIB UINT64_C(1024)
#define KIB_PER_GIB (1024 * KIB_PER_MIB)

/* Divisors of memory sizes. */
enum { MEMORY_PER_HASH_TABLE = 128, MEMORY_PER_WINDOW_TABLE = 512 };

/* Properties of a guest that the limit depends on. */
typedef struct {
    uint64_t n_phbs;
    uint64_t n_hostdevs; /* VFIO devices, PCI or mediated */
    uint64_t n_nvmes, n_vdpas;
} Tally;

static unsigned
count_nvmes(const Disk *disk)
{
    unsigned n_nvmes = disk->type == DISK_TYPE_NVME;

    for (const DiskBacking *image = disk->backing; image != NULL; image = image->backing)
        n_nvmes += image->type == DISK_TYPE_NVME;
    return n_nvmes;
}

static Tally
tally_of(const Domain *domain)
{
    Tally tally = {0};

    DOMAIN_EACH(const Controller, controller, domain, &controller_kind)
        tally.n_phbs +=
            controller->type == CONTROLLER_PCI && controller->model == CONTROLLER_MODEL_PCI_ROOT;
    DOMAIN_EACH(const Hostdev, hostdev, domain, &hostdev_kind)
        tally.n_hostdevs += hostdev->type == HOSTDEV_PCI || hostdev->type == HOSTDEV_MDEV;
    DOMAIN_EACH(const Interface, nic, domain, &interface_kind) {
        tally.n_hostdevs += nic->type == INTERFACE_HOSTDEV;
        tally.n_vdpas += nic->type == INTERFACE_VDPA;
    }
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        tally.n_nvmes += count_nvmes(disk);
    return tally;
}

static uint64_t
kib_of_power(const Domain *domain, const Tally *tally)
{
    const DomainMemory *memory = &domain->memory;
    uint64_t memory_kib = memory->size.kib.value;
    uint64_t max_kib = memory->max.kib.is_set ? memory->max.kib.value : memory_kib;
    uint64_t base_kib =
        max_kib / MEMORY_PER_HASH_TABLE + 4 * KIB_PER_MIB * tally->n_phbs + 8 * KIB_PER_MIB;
    uint64_t small_kib = 2 * KIB_PER_GIB * tally->n_phbs;
    uint64_t whole_kib =
        memory_kib + memory_kib / MEMORY_PER_WINDOW_TABLE * tally->n_phbs + 8 * KIB_PER_MIB;

    if (tally->n_hostdevs + tally->n_nvmes == 0)
        return base_kib;
    return base_kib + MAX(small_kib, whole_kib);
}

static uint64_t
kib_of_others(const Domain *domain, const Tally *tally)
{
    uint64_t n_times = MIN(tally->n_hostdevs, 1) + tally->n_nvmes + tally->n_vdpas;

    return n_times == 0 ? 0 : n_times * domain->memory.size.kib.value + KIB_PER_GIB;
}

static uint64_t
bytes_of(uint64_t kib)
{
    return kib > UINT64_MAX / 1024 ? UINT64_MAX : kib * 1024;
}

static uint64_t
needed_bytes(const Domain *domain)
{
    Tally tally = tally_of(domain);
    OsArch arch = domain->os.type.arch;
    bool is_power = arch == OS_ARCH_PPC64 || arch == OS_ARCH_PPC64LE;

    if (domain->memory.backing.is_locked)
        return UINT64_MAX;
    return bytes_of(is_power && domain->type == VIRT_KVM ? kib_of_power(domain, &tally)
                                                         : kib_of_others(domain, &tally));
}

uint64_t
memory_lock_limit(const Domain *domain)
{
    OptionalUint hard = domain->memory.tune.hard_limit.kib;
    uint64_t needed = needed_bytes(domain);
    /* libvirt treats a limit of at least this much as unlimited. */
    bool is_limited =
        hard.is_set && hard.value > 0 && hard.value < VIR_DOMAIN_MEMORY_PARAM_UNLIMITED;

    return needed > 0 && is_limited ? bytes_of(hard.value) : needed;
}
