/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Changes of a definition, of the live one, of the next boot's, or of both: libvirt's
 * VIR_DOMAIN_AFFECT_* flags say which.
 */

typedef struct {
    /* Makes the change in @domain, which nobody else sees yet. */
    bool (*make)(Domain *domain, void *user, GError **error);
    void *user;
} Amendment;

/* Turns AFFECT_CURRENT into what it stands for just now.  Errors: OPERATION_INVALID when there is
 * no such definition. */
bool amend_resolve(Guest *guest, unsigned *flags, GError **error);

/* Makes the change in what @flags (resolved) name; the next boot's definition is kept on disk.  The
 * live one changes last, and cannot fail then. */
bool amend(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment,
           GError **error);
