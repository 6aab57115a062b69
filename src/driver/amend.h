/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Changes of a definition, of the live one, of the next boot's, or of both: libvirt's
 * VIR_DOMAIN_AFFECT_* flags say which.
 */

typedef struct {
    /* Makes the change in @domain, a copy of the definition, which nobody else sees yet.  Made
     * twice, it must be as made once. */
    bool (*make)(Domain *domain, void *user, GError **error);
    void *user;
} Amendment;

/* Turns AFFECT_CURRENT into what it stands for just now.  Errors: OPERATION_INVALID when there is
 * no such definition. */
bool amend_resolve(Guest *guest, unsigned *flags, GError **error);

/* Makes the change in what @flags (resolved) name.  The next boot's definition is planned and
 * checked as a whole before it is kept, so one that cannot be planned for another reason cannot be
 * amended either, but only be defined anew.  The live one changes last, and cannot fail then.  For
 * a worker that holds the guest's job.  Errors: the amendment's, what planning says,
 * OPERATION_INVALID when the rest of the document overrules the change, SYSTEM_ERROR. */
bool amend(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment,
           GError **error);

/* Renames @guest, which does not run.  Errors: guest_list_change()'s. */
bool amend_name(Driver *driver, Guest *guest, const char *name, GError **error);
