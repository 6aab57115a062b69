/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* swtpm, which is the TPM of a guest whose <tpm> has the backend 'emulator'. */
extern const HelperKind swtpm_kind;

/* swtpm_setup, which makes such a TPM.  It works by a swtpm of its own, which it alone ends: so it
 * is never killed, and goes on when we are. */
extern const HelperKind swtpm_setup_kind;
