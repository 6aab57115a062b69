/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/netlink.h"
#include "host/undo_list.h"

/*
 * What <interface type='hostdev'> says of a virtual function of a NIC (SR-IOV): its MAC address,
 * VLAN, trust and link state are set through the network device of the physical function, before
 * the guest starts, and are what they were when it has ended.
 *
 * Everything blocks on the kernel: on a worker, or before clients are served.
 */

/* The kernel, or what stands in its place in tests. */
typedef struct {
    int (*send)(NetlinkRequest *request); /* netlink_send */
    int (*ask)(NetlinkRequest *request, void *answer, size_t size,
               size_t *length); /* netlink_ask */
} VirtualFunctionKernel;

extern const VirtualFunctionKernel virtual_function_kernel;

/* Sets up the host's device that @nic passes to its guest; @sysfs is "/sys" except in tests.  @undo
 * gets the way back, also on failure, and is written to disk before anything is changed.  Errors:
 * CONFIG_UNSUPPORTED for a device that is no virtual function, SYSTEM_ERROR, naming the setting. */
bool virtual_function_set_up(const VirtualFunctionKernel *kernel, const char *sysfs,
                             const Interface *nic, UndoList *undo, GError **error);

/* Undoes @step, an UNDO_VIRTUAL_FUNCTION.  A card that has gone meanwhile is no error.  Errors:
 * SYSTEM_ERROR. */
bool virtual_function_give_back(const VirtualFunctionKernel *kernel, const UndoStep *step,
                                GError **error);
