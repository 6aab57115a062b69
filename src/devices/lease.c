/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/lease.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const XmlField target_fields[] = {
    XML_ATTR("path", LeaseTarget, path, xml_type_string, .is_required = true),
    XML_ATTR_UINT_OR_NONE("offset", LeaseTarget, offset, 0, G_MAXINT64),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(LeaseTarget), target_fields};

static const XmlField lease_fields[] = {
    XML_LEAF_STRING("lockspace", Lease, lockspace),
    XML_LEAF("key", Lease, key, xml_type_string, .is_required = true),
    XML_INLINE("target", Lease, target, target_binding),
    XML_LINE(Lease, device.line),
    XML_END,
};
static const XmlBinding lease_binding = {"lease", sizeof(Lease), lease_fields};

static void
lease_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    (void)domain;
    (void)context;
    if (((const Lease *)device)->target.path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<lease> lacks its <target path=''/>"));
}

const DeviceKind lease_kind = {
    .binding = &lease_binding,
    .check = lease_check,
};
