/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/device_kinds.h"

#include <glib/gi18n-lib.h>

#include "devices/audio.h"
#include "devices/channel.h"
#include "devices/console.h"
#include "devices/controller.h"
#include "devices/crypto.h"
#include "devices/disk.h"
#include "devices/filesystem.h"
#include "devices/graphics.h"
#include "devices/hostdev.h"
#include "devices/hub.h"
#include "devices/input.h"
#include "devices/interface.h"
#include "devices/lease.h"
#include "devices/memballoon.h"
#include "devices/memory_module.h"
#include "devices/nvram.h"
#include "devices/panic.h"
#include "devices/pstore.h"
#include "devices/redirdev.h"
#include "devices/redirfilter.h"
#include "devices/rng.h"
#include "devices/serial.h"
#include "devices/shmem.h"
#include "devices/smartcard.h"
#include "devices/sound.h"
#include "devices/tpm.h"
#include "devices/video.h"
#include "devices/vsock.h"
#include "devices/watchdog.h"

/* In the order in which libvirt writes them, one a line. */
/* clang-format off */
const DeviceKind *const device_kinds[] = {
    &disk_kind,
    &controller_kind,
    &lease_kind,
    &filesystem_kind,
    &interface_kind,
    &smartcard_kind,
    &serial_kind,
    &console_kind,
    &channel_kind,
    &input_kind,
    &tpm_kind,
    &graphics_kind,
    &sound_kind,
    &audio_kind,
    &video_kind,
    &hostdev_kind,
    &redirdev_kind,
    &redirfilter_kind,
    &hub_kind,
    &watchdog_kind,
    &memballoon_kind,
    &rng_kind,
    &nvram_kind,
    &panic_kind,
    &shmem_kind,
    &memory_module_kind,
    &vsock_kind,
    &crypto_kind,
    &pstore_kind,
    NULL,
};
/* clang-format on */

const XmlField device_refused_rows[] = {
    XML_REFUSE_ELEMENT("parallel",
                       N_("a pseries guest has no ISA bus, which parallel ports are on")),
    XML_REFUSE_ELEMENT("iommu", N_("the IOMMU of a pseries guest is part of its host bridges, and "
                                   "there is no other")),
    XML_END,
};

const DeviceTable device_table = {device_kinds, device_refused_rows};
