/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/* The table of <controller>, and the names of types and models, for messages. */
extern const XmlBinding controller_binding;
extern const XmlBinding controller_target_binding;
extern const NameTable controller_type_names;
extern const NameTable controller_model_names;
