/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * What can be planned and not be started: a guest that needs more of its host than QEMU.
 */

/* Errors: CONFIG_UNSUPPORTED when the guest is to be confined, or has a device that a program
 * beside QEMU must serve which nobody here starts. */
bool startable_check(const Domain *domain, GError **error);
