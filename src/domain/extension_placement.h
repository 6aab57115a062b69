/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/placement.h"

/* Puts @placement (nullable: none) into our element in the <metadata> of @domain, in place of the
 * one there; the element is made where there is none, behind those of others, all of which stay
 * byte for byte.  On failure @domain is unchanged.  Any thread that owns @domain; does not block.
 * Errors: XML_DETAIL when <metadata> is not well-formed. */
bool extension_set_placement(Domain *domain, const Placement *placement, GError **error);
