/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/virtio.h"

void
virtio_options_write(const VirtioOptions *options, JsonObject *part)
{
    part_set_tristate(part, "iommu_platform", options->iommu);
    part_set_tristate(part, "ats", options->ats);
    part_set_tristate(part, "packed", options->packed);
    part_set_tristate(part, "page-per-vq", options->page_per_vq);
}
