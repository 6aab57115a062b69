/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_secret.h"
#include "domain/domain.h"

/* Returns: (owned) the secrets (const SecretRef *, borrowed from @domain) that QEMU needs for the
 * guest's devices; one may be there more than once.  Any thread; cannot fail. */
GPtrArray *secret_needs(const Domain *domain);

/* Returns: (owned) the texts (char *) of cookies, which QEMU is told as secrets, too. */
GPtrArray *secret_needs_cookies(const Domain *domain);
