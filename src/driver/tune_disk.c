/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <iotune> of a disk: virsh blkdeviotune. */
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"
#include "driver/tune.h"

/* libvirt's names are those of the members. */
#define FIELD(name, type) {#name, VIR_TYPED_PARAM_##type, offsetof(DiskIotune, name)}
#define X_RATE(name, qemu, group) FIELD(name, ULLONG),
#define X_MOST(name, qemu, group) FIELD(name##_max, ULLONG),
#define X_LENGTH(name, qemu, group) FIELD(name##_max_length, ULLONG),
static const ParamField fields[] = {DISK_IOTUNE_RATES(X_RATE) DISK_IOTUNE_RATES(X_MOST)
                                        FIELD(size_iops_sec, ULLONG),
                                    FIELD(group_name, STRING), DISK_IOTUNE_RATES(X_LENGTH)};

/* Where the kinds of fields begin: six rates each, three for bytes and three for operations. */
enum {
    N_RATES = 6,
    FIRST_RATE = 0,
    FIRST_MOST = N_RATES,
    SIZE = 2 * N_RATES,
    GROUP,
    FIRST_LENGTH,
};

/* The fields that are set together: when one of a unit is given, all others of it are 0. */
static unsigned
unit_of(size_t field)
{
    enum { UNIT_SIZE = 3, AFTER_RATES = 2 * N_RATES };

    if (field < AFTER_RATES)
        return (unsigned)field / UNIT_SIZE;
    if (field < FIRST_LENGTH)
        return (unsigned)field;
    return AFTER_RATES + (unsigned)(field - FIRST_LENGTH) / UNIT_SIZE + 2;
}

static OptionalUint *
number_at(const DiskIotune *iotune, size_t field)
{
    return (OptionalUint *)((uintptr_t)iotune + fields[field].offset);
}

static Disk *
find_disk(const Domain *domain, const char *name)
{
    DOMAIN_EACH(Disk, disk, domain, &disk_kind)
        if (g_strcmp0(disk->target.dev, name) == 0 ||
            g_strcmp0(disk_source_path(&disk->source), name) == 0)
            return disk;
    return NULL;
}

/* Returns: (borrowed) the limits of the first disk in @group, or else those of @disk. */
static const DiskIotune *
limits_of_group(const Domain *domain, const Disk *disk, const char *group)
{
    DOMAIN_EACH(const Disk, other, domain, &disk_kind)
        if (group != NULL && g_strcmp0(XML_READ(other->iotune)->group_name, group) == 0)
            return other->iotune;
    return XML_READ(disk->iotune);
}

/* Writes @params into @wanted.  Returns: the units that they are of, a bit each. */
static unsigned
read_params(const Params *params, DiskIotune *wanted)
{
    unsigned units = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const virTypedParameter *param = params_find(params, fields[i].name);

        if (param == NULL)
            continue;
        units |= 1U << unit_of(i);
        if (i == GROUP)
            wanted->group_name = param->value.s[0] != '\0' ? g_strdup(param->value.s) : NULL;
        else
            *number_at(wanted, i) = OPTIONAL_UINT(param->value.ul);
    }
    return units;
}

/* Takes what no parameter is about from @old.  QEMU takes no length of 0 where it had one and the
 * rate is limited still. */
static void
keep_others(DiskIotune *wanted, const DiskIotune *old, unsigned units)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (i != GROUP && !(units & 1U << unit_of(i)))
            *number_at(wanted, i) = *number_at(old, i);
    if (!(units & 1U << unit_of(GROUP)))
        wanted->group_name = g_strdup(old->group_name);
    for (size_t i = 0; i < N_RATES; i++) {
        OptionalUint *length = number_at(wanted, FIRST_LENGTH + i);
        bool is_limited = number_at(wanted, FIRST_RATE + i)->value != 0 ||
                          number_at(wanted, FIRST_MOST + i)->value != 0;

        if (length->value == 0 && number_at(old, FIRST_LENGTH + i)->value != 0 && is_limited)
            *length = OPTIONAL_UINT(1);
    }
}

static bool
check_range(const DiskIotune *wanted, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (i == GROUP || number_at(wanted, i)->value <= DISK_IOTUNE_MOST)
            continue;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_ARGUMENT_UNSUPPORTED,
                    _("block I/O throttle limit value must be no more than %llu"),
                    (unsigned long long)DISK_IOTUNE_MOST);
        return false;
    }
    return true;
}

static void
replace(Disk *disk, const DiskIotune *wanted)
{
    xml_binding_free(&disk_iotune_binding, disk->iotune);
    disk->iotune = NULL;
    if (xml_binding_is_set(&disk_iotune_binding, wanted))
        disk->iotune = xml_binding_clone(&disk_iotune_binding, wanted);
}

/* Disks of one group have the same limits.  A disk without any is in no group: stock libvirt leaves
 * it there, and refuses such a document when it reads it. */
static void
replace_in_group(Domain *domain, Disk *disk, DiskIotune *wanted)
{
    disk_iotune_complete(wanted);
    if (!disk_iotune_is_limit(wanted))
        g_clear_pointer(&wanted->group_name, g_free);
    DOMAIN_EACH(Disk, other, domain, &disk_kind)
        if (wanted->group_name != NULL &&
            g_strcmp0(XML_READ(other->iotune)->group_name, wanted->group_name) == 0)
            replace(other, wanted);
    replace(disk, wanted);
}

static bool
set(Domain *domain, const char *device, const Params *params, GError **error)
{
    Disk *disk = find_disk(domain, device);
    DiskIotune wanted = {0};
    unsigned units = 0;
    bool is_right = false;

    if (disk == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("missing persistent configuration for disk '%s'"), device);
        return false;
    }
    units = read_params(params, &wanted);
    keep_others(&wanted, limits_of_group(domain, disk, wanted.group_name), units);
    is_right = check_range(&wanted, error);
    if (is_right)
        replace_in_group(domain, disk, &wanted);
    xml_binding_clear(&disk_iotune_binding, &wanted);
    return is_right;
}

static bool
get(const Domain *domain, const char *device, Params *params, GError **error)
{
    const Disk *disk = find_disk(domain, device);

    if (disk == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("disk '%s' was not found in the domain config"), device);
        return false;
    }
    params_add_fields(params, fields, G_N_ELEMENTS(fields), XML_READ(disk->iotune));
    return true;
}

const TuneGroup tune_disk = {
    .set_call = "qemuDomainSetBlockIoTune",
    .get_call = "qemuDomainGetBlockIoTune",
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .set = set,
    .get = get,
};
