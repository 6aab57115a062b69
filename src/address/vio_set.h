/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The spapr-vio addresses of one guest.
 *
 * An address is a pair: the reg, and the interrupt that QEMU derives from it for machines from 3.1
 * on (measured with QEMU 7.2).  Two regs can collide on the interrupt, and QEMU then refuses to
 * start; so both are claimed.  Older machines take interrupts from a pool, and only regs count.
 */
typedef struct VioSet VioSet;

/* QEMU's default reg of the NVRAM, which every guest has; and libvirt's step between regs. */
enum { VIO_DEFAULT_NVRAM_REG = 0x71000000, VIO_REG_STEP = 0x1000 };

/* Returns: (owned) a set with nothing taken.  @derives_interrupts: true from machine version 3.1
 * on. */
VioSet *vio_set_new(bool derives_interrupts);
void vio_set_free(VioSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VioSet, vio_set_free)

/* Claims @reg for @owner (borrowed; NULL: the built-in NVRAM).  Errors: XML when the reg is taken,
 * CONFIG_UNSUPPORTED when its interrupt is; the set is then unchanged. */
bool vio_set_claim(VioSet *set, uint64_t reg, const Device *owner, GError **error);

/* Finds the first reg from @base on, in steps of VIO_REG_STEP, that is free and whose interrupt is
 * free.  It is not claimed.  Errors: XML when there is none. */
bool vio_set_find(const VioSet *set, uint64_t base, uint64_t *reg, GError **error);

/* Finds the reg that QEMU would give to the next device without one: it counts up from 0x71000000
 * and looks at regs alone.  Where the interrupt of that reg is taken QEMU would not start; then
 * @reg is the next one with a free interrupt, which QEMU has to be told, and @is_refused is set.
 * Errors: XML when there is none. */
bool vio_set_find_as_qemu(const VioSet *set, uint64_t *reg, bool *is_refused, GError **error);

/* Returns: the interrupt's number within the VIO bus, 0..255. */
unsigned vio_interrupt(uint64_t reg);
