/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/passthrough.h"
#include "plan/plan.h"

/*
 * What the start of a guest would be refused for on the host as it is now, for those who only
 * define or check it: hosts change, so nobody is stopped.  The checks and their words are those of
 * the start.
 */

/* Adds a warning to @report for each thing that the host has against a start of @plan: by
 * host_needs_check(), and by passthrough_check_pci() for each PCI device that is passed through.
 * @passthrough (nullable: the host's devices are not known) is for the guest of @plan.  Devices are
 * looked at if the guest is likely to be for this host, whose QEMU can use KVM then, or if the
 * sysfs is a copy that somebody named.  On a worker; blocks on the kernel. */
void start_forecast(const Plan *plan, const Passthrough *passthrough, Report *report);
