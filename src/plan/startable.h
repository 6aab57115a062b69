/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * What can be planned and not be started: a guest that needs more of its host than QEMU.
 */

/* Errors: CONFIG_UNSUPPORTED when the guest is to be confined. */
bool startable_check(const Domain *domain, GError **error);

/* The same for who starts nothing but QEMU.  Errors: also CONFIG_UNSUPPORTED when a device needs a
 * program of the guest's own beside it. */
bool startable_check_alone(const Domain *domain, GError **error);
