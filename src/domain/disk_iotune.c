/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/disk_iotune.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#define LEAF(name) XML_LEAF(#name, DiskIotune, name, xml_type_uint, .max = DISK_IOTUNE_MOST)
#define X(name, qemu, group) LEAF(name),
#define X_MAX(name, qemu, group) LEAF(name##_max),
#define X_LENGTH(name, qemu, group) LEAF(name##_max_length),
static const XmlField iotune_fields[] = {
    DISK_IOTUNE_RATES(X) DISK_IOTUNE_RATES(X_MAX) LEAF(size_iops_sec),
    XML_LEAF_STRING("group_name", DiskIotune, group_name),
    DISK_IOTUNE_RATES(X_LENGTH) XML_END,
};
const XmlBinding disk_iotune_binding = {"iotune", sizeof(DiskIotune), iotune_fields};

/* libvirt writes them in another order. */
static const XmlField group_fields[] = {
    DISK_IOTUNE_RATES(X) DISK_IOTUNE_RATES(X_MAX) LEAF(size_iops_sec),
    DISK_IOTUNE_RATES(X_LENGTH) XML_LEAF_STRING("group_name", DiskIotune, group_name),
    XML_END,
};
#undef X
const XmlBinding disk_iotune_group_binding = {"throttlegroup", sizeof(DiskIotune), group_fields};

/* A rate with its names in the document and in QEMU. */
#define X(name, qemu, group)                                                                       \
    {#name,                                                                                        \
     qemu,                                                                                         \
     group,                                                                                        \
     offsetof(DiskIotune, name),                                                                   \
     offsetof(DiskIotune, name##_max),                                                             \
     offsetof(DiskIotune, name##_max_length)},
static const struct {
    const char *name, *qemu, *group;
    size_t rate, most, length;
} rates[] = {DISK_IOTUNE_RATES(X)};
#undef X

static const OptionalUint *
number_at(const DiskIotune *iotune, size_t offset)
{
    return (const OptionalUint *)(const void *)((const char *)iotune + offset);
}

static void
forget_zero(DiskIotune *iotune, size_t offset)
{
    OptionalUint *number = (OptionalUint *)(void *)((char *)iotune + offset);

    if (number->value == 0)
        number->is_set = false;
}

void
disk_iotune_complete(DiskIotune *iotune)
{
    if (iotune == NULL)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
        forget_zero(iotune, rates[i].rate);
        forget_zero(iotune, rates[i].most);
        forget_zero(iotune, rates[i].length);
    }
    forget_zero(iotune, offsetof(DiskIotune, size_iops_sec));
}

bool
disk_iotune_is_limit(const DiskIotune *iotune)
{
    DiskIotune numbers = *iotune;

    numbers.group_name = NULL;
    return xml_binding_is_set(&disk_iotune_binding, &numbers);
}

/* ---- checks ---- */

/* A total excludes its read and write rates, which follow it in the list. */
static void
check_total(const DiskIotune *iotune, size_t total, unsigned line, Report *report)
{
    const size_t offsets[][3] = {
        {rates[total].rate, rates[total + 1].rate, rates[total + 2].rate},
        {rates[total].most, rates[total + 1].most, rates[total + 2].most},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(offsets); i++)
        if (number_at(iotune, offsets[i][0])->is_set &&
            (number_at(iotune, offsets[i][1])->is_set || number_at(iotune, offsets[i][2])->is_set))
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("total and read/write %s%s cannot be set at the same time"),
                         rates[total].name + sizeof("total_") - 1, i == 0 ? "" : "_max");
}

/* QEMU would refuse these over QMP. */
static void
check_burst(const DiskIotune *iotune, size_t i, const char *element, unsigned line, Report *report)
{
    const OptionalUint *rate = number_at(iotune, rates[i].rate);
    const OptionalUint *most = number_at(iotune, rates[i].most);
    const OptionalUint *length = number_at(iotune, rates[i].length);

    if (most->is_set && !rate->is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<%s_max> of <%s> needs its <%s>, which it goes beyond for a while"),
                     rates[i].name, element, rates[i].name);
    else if (most->is_set && most->value < rate->value)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<%s_max> of <%s> is lower than its <%s>"), rates[i].name, element,
                     rates[i].name);
    if (length->value > 1 && !most->is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<%s_max_length> of <%s> needs its <%s_max>, which may last so long"),
                     rates[i].name, element, rates[i].name);
}

void
disk_iotune_check_limits(const DiskIotune *iotune, const char *element, unsigned line,
                         Report *report)
{
    check_total(iotune, 0, line, report);
    check_total(iotune, 3, line, report);
    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++)
        check_burst(iotune, i, element, line, report);
}

void
disk_iotune_check(const DiskIotune *iotune, const char *target, unsigned line, Report *report)
{
    if (iotune == NULL)
        return;
    if (iotune->group_name != NULL && !disk_iotune_is_limit(iotune))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("group_name can be configured only together with settings: <iotune> of disk "
                       "'%s' limits nothing"),
                     target);
    disk_iotune_check_limits(iotune, "iotune", line, report);
}

/* ---- for QEMU ---- */

JsonObject *
disk_iotune_group_limits(const DiskIotune *iotune)
{
    JsonObject *limits = json_object_new();

    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++)
        part_set_uint(limits, rates[i].group, number_at(iotune, rates[i].rate)->value);
    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
        g_autofree char *most = g_strconcat(rates[i].group, "-max", NULL);

        part_set_uint(limits, most, number_at(iotune, rates[i].most)->value);
    }
    part_set_uint(limits, "iops-size", iotune->size_iops_sec.value);
    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
        g_autofree char *length = g_strconcat(rates[i].group, "-max-length", NULL);

        part_set_optional_uint(limits, length, *number_at(iotune, rates[i].length));
    }
    return limits;
}

JsonObject *
disk_iotune_arguments(const DiskIotune *iotune, const char *id)
{
    JsonObject *arguments = NULL;

    if (iotune == NULL || !disk_iotune_is_limit(iotune))
        return NULL;
    arguments = json_object_new();
    part_set_string(arguments, "id", id);
    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
        g_autofree char *most = g_strconcat(rates[i].qemu, "_max", NULL);
        g_autofree char *length = g_strconcat(rates[i].qemu, "_max_length", NULL);

        part_set_uint(arguments, rates[i].qemu, number_at(iotune, rates[i].rate)->value);
        part_set_optional_uint(arguments, most, *number_at(iotune, rates[i].most));
        part_set_optional_uint(arguments, length, *number_at(iotune, rates[i].length));
    }
    part_set_optional_uint(arguments, "iops_size", iotune->size_iops_sec);
    part_set_string(arguments, "group", iotune->group_name);
    return arguments;
}
