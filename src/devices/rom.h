/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"
#include "xml/binding.h"

/*
 * <rom>: the option ROM of a PCI device.
 */
typedef struct {
    unsigned line;
    Tristate enabled; /* no: the device has none */
    Tristate bar;     /* off: it is not in the guest's memory map */
    char *file;       /* replaces the device's own ROM */
} Rom;

extern const XmlBinding rom_binding;

/* Reports conflicting settings. */
void rom_check(const Rom *rom, Report *report);

/* Writes the given settings into the part of a PCI device. */
void rom_write(const Rom *rom, JsonObject *part);
