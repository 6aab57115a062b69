/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/virtio.h"

#include <glib/gi18n-lib.h>

void
virtio_options_write(const VirtioOptions *options, JsonObject *part)
{
    part_set_tristate(part, "iommu_platform", options->iommu);
    part_set_tristate(part, "ats", options->ats);
    part_set_tristate(part, "packed", options->packed);
    part_set_tristate(part, "page-per-vq", options->page_per_vq);
}

/* Helper processes say: "iommu_platform=true is not supported by the device".  QEMU says:
 * "VIRTIO_F_IOMMU_PLATFORM was supported by neither legacy nor transitional device": on a bus other
 * than PCI Express the plain form is the transitional one. */
void
virtio_options_check(const VirtioOptions *options, const char *type, unsigned line, Report *report)
{
    if (options->iommu == TRISTATE_YES && g_str_has_prefix(type, "virtio-") &&
        !g_str_has_suffix(type, "-non-transitional"))
        report_warning(report, line,
                       _("QEMU does not start a '%s' with iommu='on' in its <driver>, which is of "
                         "virtio 1: use model 'virtio-non-transitional'"),
                       type);
    if (options->iommu == TRISTATE_YES && g_str_has_prefix(type, "vhost-user-"))
        report_warning(
            report, line,
            _("QEMU starts a '%s' with iommu='on' in its <driver> only where the program "
              "behind it can translate addresses, and QEMU's own cannot"),
            type);
}
