/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * What a guest asks of the host by number or name, and the host has not: NUMA nodes, CPUs, huge
 * pages of a size, PCI devices.  QEMU, or the kernel, refuses such a guest at start, in words that
 * do not name the element; a definition is kept all the same, since hosts change and definitions
 * move.
 */

/* Adds an error (CONFIG_UNSUPPORTED) to @report for each thing that is missing in the tree below
 * the sysfs of @plan.  What that tree does not tell is not missed.  Reads files below it. */
void host_needs_check(const Plan *plan, Report *report);
