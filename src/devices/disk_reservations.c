/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_reservations.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const char *const type_texts[] = {NULL, "unix"};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const mode_texts[] = {
    [RESERVATIONS_CLIENT] = "client",
    [RESERVATIONS_SERVER] = "server",
};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const XmlField source_fields[] = {
    XML_ATTR_ENUM("type", ReservationsSource, type, type_names),
    XML_ATTR_STRING("path", ReservationsSource, path),
    XML_ATTR_ENUM("mode", ReservationsSource, mode, mode_names),
    XML_REFUSE_ELEMENT("reconnect", N_("QEMU connects to its helper for persistent reservations by "
                                       "itself, whenever it needs it")),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(ReservationsSource), source_fields};

static const XmlField reservations_fields[] = {
    XML_ATTR("managed", DiskReservations, managed, xml_type_yes_no, .is_required = true),
    XML_ATTR_YES_NO("migration", DiskReservations, migration),
    XML_INLINE("source", DiskReservations, source, source_binding),
    XML_END,
};
const XmlBinding disk_reservations_binding = {"reservations", sizeof(DiskReservations),
                                              reservations_fields};

void
disk_reservations_check(const DiskReservations *reservations, const char *target, unsigned line,
                        Report *report)
{
    const ReservationsSource *source = &reservations->source;

    if (reservations->managed != TRISTATE_NO)
        return;
    if (source->type == 0 || source->path == NULL || source->mode == RESERVATIONS_MODE_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<reservations managed='no'> of disk '%s' needs a <source type='unix' "
                       "path='' mode='client'/>"),
                     target);
    if (source->mode == RESERVATIONS_SERVER)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("unsupported connection mode for <reservations/> of disk '%s': '%s'; QEMU "
                       "is the 'client'"),
                     target, mode_texts[source->mode]);
}

char *
disk_reservations_id(const DiskReservations *reservations, unsigned number)
{
    if (reservations->managed == TRISTATE_ABSENT)
        return NULL;
    if (reservations->managed == TRISTATE_YES)
        return g_strdup("pr-helper0");
    return g_strdup_printf("pr-helper-libvirt-%u-storage", number);
}

char *
disk_reservations_own_socket(const char *directory)
{
    return g_build_filename(directory, "pr-helper0.sock", NULL);
}

void
disk_reservations_add(const DiskReservations *reservations, unsigned number, const char *directory,
                      PartList *parts)
{
    g_autofree char *id = disk_reservations_id(reservations, number);
    g_autofree char *own = disk_reservations_own_socket(directory);
    bool is_managed = reservations->managed == TRISTATE_YES;
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    part_set_string(part, "qom-type", "pr-manager-helper");
    part_set_string(part, "id", id);
    part_set_string(part, "path", is_managed ? own : reservations->source.path);
}
