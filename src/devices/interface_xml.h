/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* The table of <interface>, of the struct Interface. */
extern const XmlBinding interface_binding, interface_mac_binding;
