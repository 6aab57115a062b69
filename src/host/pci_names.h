/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * What PCI devices are called in the host's database of PCI ids (pci.ids), which is looked up by
 * libpciaccess, as stock libvirt does: the names are the same.
 */
typedef struct {
    char *vendor;  /* (owned, nullable) "Intel Corporation" */
    char *product; /* (owned, nullable) "82574L Gigabit Network Connection" */
} PciNames;

/* Returns: the names of the device with these ids, valid UTF-8 without control characters; NULL
 * where the database has none, or the host has no database.  Free it with pci_names_clear().
 * Thread-safe.  Reads the database: on a worker. */
PciNames pci_names_find(unsigned vendor, unsigned product);
void pci_names_clear(PciNames *names);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PciNames, pci_names_clear)
