/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Changes a guest's live definition, its next one, or both, as libvirt's VIR_DOMAIN_AFFECT_* flags
 * say.
 */

typedef struct {
    /* Makes the change in @domain, a private copy of the definition. */
    bool (*make)(Domain *domain, void *user, GError **error);
    void *user;
    bool is_once; /* made again it would change the guest again; others are idempotent, and the plan
                     is checked to have kept them */
} Amendment;

/* Replaces VIR_DOMAIN_AFFECT_CURRENT in @flags by LIVE or CONFIG, as the guest runs or not.  Any
 * thread; never blocks.  Errors: OPERATION_INVALID when the guest has no such definition. */
bool amend_resolve(Guest *guest, unsigned *flags, GError **error);

/* Sets @error to say that this change of a running guest is not supported yet
 * (OPERATION_UNSUPPORTED). */
void amend_refuse_live(GError **error);

/* Makes the change in the definitions of @flags (resolved).  The next definition is planned as a
 * whole before it is stored, so a definition with a flaw cannot be amended, only redefined.  The
 * live definition is changed last, which cannot fail.  On a worker that holds the guest's job.
 * Errors: the amendment's, planning's, OPERATION_INVALID when the rest of the document overrides
 * the change, SYSTEM_ERROR. */
bool amend(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment,
           GError **error);

/* Renames @guest, which does not run.  On a worker that holds the guest's job.  Errors:
 * guest_list_change()'s. */
bool amend_name(Driver *driver, Guest *guest, const char *name, GError **error);
