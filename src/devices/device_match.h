/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Which device of a guest a client means by a document of one device, and which cannot be there
 * twice: libvirt's rules for attach, detach and update.
 *
 * @wanted is a device that is not in @domain.  Where device_match_needs_whole() says so it must
 * have been completed as a device of @domain, since it is compared as a whole.
 */
typedef enum { DEVICE_ATTACH, DEVICE_DETACH, DEVICE_UPDATE } DeviceEdit;

/* Whether devices of @kind are compared as a whole. */
bool device_match_needs_whole(const DeviceKind *kind);

/* Checks that a definition's devices like @wanted can be changed one by one like this.  Errors:
 * OPERATION_UNSUPPORTED, OPERATION_INVALID, in libvirt's words. */
bool device_match_check_kind(const Device *wanted, DeviceEdit edit, GError **error);

/* Checks that @domain has nothing that excludes @wanted as a further device.  Errors:
 * OPERATION_INVALID, in libvirt's words. */
bool device_match_check_new(const Domain *domain, const Device *wanted, GError **error);

/* Returns: (borrowed, nullable) the device of @domain that @wanted means.  Errors: DEVICE_MISSING,
 * INVALID_ARG or OPERATION_FAILED, in libvirt's words. */
Device *device_match_find(const Domain *domain, const Device *wanted, DeviceEdit edit,
                          GError **error);

/* Returns: (borrowed, nullable) the device with the alias @alias.  Errors: INTERNAL_ERROR. */
Device *device_match_alias(const Domain *domain, const char *alias, GError **error);
