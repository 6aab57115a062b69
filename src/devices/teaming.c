/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/teaming.h"

#include <glib/gi18n-lib.h>

static const char *const type_texts[] = {
    [TEAMING_PERSISTENT] = "persistent",
    [TEAMING_TRANSIENT] = "transient",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const XmlField teaming_fields[] = {
    XML_ATTR("type", Teaming, type, xml_type_enum, .argument = &type_names, .is_required = true),
    XML_ATTR_STRING("persistent", Teaming, persistent),
    XML_END,
};
const XmlBinding teaming_binding = {"teaming", sizeof(Teaming), teaming_fields};

/* QEMU hides the NIC until the guest uses the other one, and then requires a bus that pseries does
 * not have: "failover primary device must be on PCIExpress bus". */
void
teaming_check(const Teaming *teaming, unsigned line, Report *report)
{
    if (teaming->type == TEAMING_TRANSIENT)
        report_warning(report, line,
                       _("QEMU 7.2 keeps a card with <teaming type='transient'> from a pseries "
                         "guest, which has no PCI Express bus: the guest sees its partner alone"));
}
