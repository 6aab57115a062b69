/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* An element kept as it was written (char *, the whole element with the namespaces it needs), for
 * <metadata>: the one part of a domain that belongs to others. */
extern const XmlCustom xml_raw;
