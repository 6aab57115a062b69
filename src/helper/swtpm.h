/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* swtpm, the TPM of a guest whose <tpm> has the backend 'emulator'. */
extern const HelperKind swtpm_kind;
