/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/companion_kind.h"

/* swtpm, which is the TPM of a guest whose <tpm> has the backend 'emulator'. */
extern const CompanionKind swtpm_kind;
