/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"
#include "qemu/conversation.h"

/*
 * What devices, objects and options of the command line can be told, where that differs between
 * QEMUs that have them.
 */

/* Asks for the properties of each, see capabilities_has_property().  What a QEMU refuses to tell,
 * or a recording does not have, is a device without properties.  Errors: of conversation_ask(),
 * when the QEMU cannot be asked any more. */
bool interrogation_properties(Conversation *conversation, Capabilities *capabilities,
                              GError **error);
