/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/rom.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const XmlField rom_fields[] = {
    XML_LINE(Rom, line),
    XML_ATTR_YES_NO("enabled", Rom, enabled),
    XML_ATTR_ON_OFF("bar", Rom, bar),
    XML_ATTR_STRING("file", Rom, file),
    XML_END,
};
const XmlBinding rom_binding = {"rom", sizeof(Rom), rom_fields};

void
rom_check(const Rom *rom, Report *report)
{
    if (rom->enabled == TRISTATE_NO && (rom->bar != TRISTATE_ABSENT || rom->file != NULL))
        report_error(report, VIR_ERR_XML_ERROR, rom->line,
                     _("<rom enabled='no'> can have neither 'bar' nor 'file'"));
}

/* QEMU takes an empty file name for no ROM at all. */
void
rom_write(const Rom *rom, JsonObject *part)
{
    if (rom->enabled == TRISTATE_NO)
        json_object_set_string_member(part, "romfile", "");
    if (rom->bar != TRISTATE_ABSENT)
        json_object_set_int_member(part, "rombar", rom->bar == TRISTATE_YES ? 1 : 0);
    if (rom->file != NULL)
        json_object_set_string_member(part, "romfile", rom->file);
}
