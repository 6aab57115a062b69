/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/virtio.h"

/*
 * <driver> of an <interface>: the host side of a virtio NIC.
 */
typedef enum {
    NIC_DRIVER_NONE,
    NIC_DRIVER_QEMU,
    NIC_DRIVER_VHOST,
    NIC_DRIVER_KVM,
    NIC_DRIVER_VFIO,
    NIC_DRIVER_XEN
} NicDriverName;

typedef enum { TXMODE_NONE, TXMODE_IOTHREAD, TXMODE_TIMER } TxMode;

typedef struct {
    Tristate csum, gso, tso4, tso6, ecn, ufo, mrg_rxbuf;
} HostOffloads;

typedef struct {
    Tristate csum, tso4, tso6, ecn, ufo;
} GuestOffloads;

typedef struct {
    unsigned line;
    NicDriverName name;
    TxMode txmode;
    Tristate ioeventfd, event_idx;
    Tristate rss, rss_hash_report;
    OptionalUint queues, rx_queue_size, tx_queue_size;
    VirtioOptions virtio;
    HostOffloads host;
    GuestOffloads guest;
    char *model; /* hostdev: see HostdevDriver */
} NicDriver;

extern const XmlBinding nic_driver_binding;

/* Drops what libvirt does: the default, and a <driver> of a NIC that is not virtio.
 * @driver: (nullable) freed and NULL when it is dropped, which gives a warning in @report. */
void nic_driver_complete(NicDriver **driver, bool is_virtio, Report *report);

/* Reports invalid options.  @driver: nullable.  @is_virtio: the NIC has these options. */
void nic_driver_check(const NicDriver *driver, bool is_virtio, Report *report);

/* Writes the given options into the part of a virtio NIC. */
void nic_driver_write(const NicDriver *driver, JsonObject *part);

/* Returns: (static, nullable) the name of a driver: "vhost". */
const char *nic_driver_name(NicDriverName name);
