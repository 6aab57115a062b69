/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/vio_set.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

enum { N_INTERRUPTS = 256 };

typedef struct {
    bool is_taken;
    uint64_t reg;
    const Device *owner;
} Interrupt;

struct VioSet {
    GHashTable *regs; /* reg + 1 -> itself */
    Interrupt interrupts[N_INTERRUPTS];
    bool derives_interrupts;
};

VioSet *
vio_set_new(bool derives_interrupts)
{
    VioSet *set = g_new0(VioSet, 1);

    set->regs = g_hash_table_new(NULL, NULL);
    set->derives_interrupts = derives_interrupts;
    return set;
}

void
vio_set_free(VioSet *set)
{
    if (set == NULL)
        return;
    g_hash_table_unref(set->regs);
    g_free(set);
}

/* QEMU numbers its own regs from 0x71000000 in steps of 1, libvirt its vtys from 0x30000000 and the
 * rest from 0x1000 in pages; the bits of a reg tell the three apart. */
unsigned
vio_interrupt(uint64_t reg)
{
    if (reg >= 0x71000000)
        return (unsigned)(reg & 0xff);
    if (reg >= 0x30000000)
        return (unsigned)(0xf0 | ((reg >> 12) & 0xf));
    return (unsigned)((reg >> 12) & 0xff);
}

static gpointer
key_of(uint64_t reg)
{
    return GSIZE_TO_POINTER(reg + 1);
}

static const char *
name_of(const Device *owner)
{
    return owner != NULL ? device_name(owner) : _("the built-in NVRAM");
}

bool
vio_set_claim(VioSet *set, uint64_t reg, const Device *owner, GError **error)
{
    Interrupt *interrupt = &set->interrupts[vio_interrupt(reg)];

    if (g_hash_table_contains(set->regs, key_of(reg))) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("spapr-vio address 0x%x already in use"), (unsigned)reg);
        return false;
    }
    if (set->derives_interrupts && interrupt->is_taken) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("spapr-vio address 0x%x of %s needs the same interrupt as 0x%x of %s: QEMU "
                      "derives it from the reg; leave out one of the two addresses, and a free one "
                      "is chosen"),
                    (unsigned)reg, name_of(owner), (unsigned)interrupt->reg,
                    name_of(interrupt->owner));
        return false;
    }
    *interrupt = (Interrupt){.is_taken = true, .reg = reg, .owner = owner};
    g_hash_table_add(set->regs, key_of(reg));
    return true;
}

static bool
is_interrupt_free(const VioSet *set, uint64_t reg)
{
    return !set->derives_interrupts || !set->interrupts[vio_interrupt(reg)].is_taken;
}

static bool
fail_full(uint64_t base, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                _("no spapr-vio address is left from 0x%x on: a guest has %d interrupts for them"),
                (unsigned)base, N_INTERRUPTS);
    return false;
}

bool
vio_set_find(const VioSet *set, uint64_t base, uint64_t *reg, GError **error)
{
    for (unsigned i = 0; i < N_INTERRUPTS; i++) {
        uint64_t candidate = base + (uint64_t)i * VIO_REG_STEP;

        if (g_hash_table_contains(set->regs, key_of(candidate)) ||
            !is_interrupt_free(set, candidate))
            continue;
        *reg = candidate;
        return true;
    }
    return fail_full(base, error);
}

bool
vio_set_find_as_qemu(const VioSet *set, uint64_t *reg, bool *is_refused, GError **error)
{
    *is_refused = false;
    for (unsigned i = 0; i < N_INTERRUPTS; i++) {
        uint64_t candidate = VIO_DEFAULT_NVRAM_REG + i;

        if (g_hash_table_contains(set->regs, key_of(candidate)))
            continue;
        *reg = candidate;
        if (is_interrupt_free(set, candidate))
            return true;
        *is_refused = true;
    }
    return fail_full(VIO_DEFAULT_NVRAM_REG, error);
}
