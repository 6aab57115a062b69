/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/*
 * What an emulated TPM remembers from one run of its guest to the next, below the state folder:
 *
 *   tpm/UUID/tpm2/   swtpm's own files; only swtpm's user may enter
 *   tpm/UUID/new/    the same while it is being made
 */

/* Returns: (owned) the folder of swtpm's files. */
char *tpm_state_folder(const DriverConfig *config, const char *uuid);

/* Makes that folder and, with swtpm_setup, a TPM in it: its keys and certificates.  One that is
 * there stays as it is, but for the banks that the <tpm> names, which are made its active ones.  It
 * is there whole or not at all.  Errors: CONFIG_UNSUPPORTED without swtpm_setup; INTERNAL_ERROR
 * with its words when it fails; SYSTEM_ERROR. */
bool tpm_state_prepare(const HelperCase *what, GError **error);

/* Removes all that is kept for the guest of @domain, which is gone, as @flags
 * (VIR_DOMAIN_UNDEFINE_*) and its document say.  A problem is logged. */
void tpm_state_forget(const DriverConfig *config, const Domain *domain, unsigned flags);
