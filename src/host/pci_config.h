/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The configuration space of a PCI device of the host.  Sources: PCI Local Bus Specification 3.0,
 * chapter 6; PCI Express Base Specification, chapter 7.
 */

/* Of a link: what it could do at most, or what was agreed upon. */
typedef struct {
    unsigned speed; /* as the registers number them: 1 is 2.5 GT/s */
    unsigned width; /* lanes; 0: no link */
} PciLink;

typedef struct {
    bool is_bridge;
    bool is_express;
    unsigned port;        /* express: number of the link's port */
    PciLink able, agreed; /* express */
} PciConfig;

/* Reads what is needed of the space of the device @name ("0002:01:00.0").  Only root can read all
 * of it: to others no device is PCI Express.  On a worker.  Returns: all zero when it cannot be
 * read. */
PciConfig pci_config_read(const char *sysfs, const char *name);

/* Returns: (static, nullable) the speed in GT/s of links with that number, "2.5"; NULL for one that
 * is not known. */
const char *pci_config_speed(unsigned speed);
