/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"

/* Sets @error to why the guest agent of @guest cannot be asked, in the order in which libvirt
 * looks: the guest does not run, it has no channel for an agent, or nobody is connected to the one
 * that it has, as we never are.  Any thread; never blocks.  Errors: OPERATION_INVALID,
 * ARGUMENT_UNSUPPORTED, AGENT_UNRESPONSIVE. */
void agent_refuse(Guest *guest, GError **error);
