/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/*
 * The state of an emulated TPM, kept between the runs of its guest, below the state folder:
 *
 *   tpm/UUID/tpm2/   swtpm's own files; only swtpm's user may enter
 *   tpm/UUID/new/    the same while it is being made
 */

/* Returns: (owned) the path of the folder of swtpm's files: that one, or the one that the <source>
 * of the <tpm> names. */
char *tpm_state_folder(const HelperCase *what);

/* Creates that folder and, with swtpm_setup, a TPM in it with keys and certificates, atomically.
 * An existing TPM is kept; only its active PCR banks are set, if the <tpm> names any.  On a worker.
 * Errors: CONFIG_UNSUPPORTED without swtpm_setup; INTERNAL_ERROR with its output when it fails;
 * SYSTEM_ERROR. */
bool tpm_state_prepare(const HelperCase *what, GError **error);

/* Removes the state of the removed guest @domain, unless @flags (VIR_DOMAIN_UNDEFINE_*) or its
 * document keep it.  On a worker.  A problem is logged. */
void tpm_state_forget(const DriverConfig *config, const Domain *domain, unsigned flags);

/* swtpm_setup, which creates such a TPM.  It runs a swtpm of its own that only it ends, so it is
 * never killed and outlives the daemon. */
extern const HelperKind swtpm_setup_kind;
