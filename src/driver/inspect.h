/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/run.h"

/* Asks a QEMU that has just started what it chose: the pseudo terminals, which are written into
 * @live, and the threads of the virtual CPUs, which are written into @run. */
bool inspect_run(Run *run, Domain *live, GError **error);

/* Learns the threads of the virtual CPUs anew. */
bool inspect_vcpus(Run *run, GError **error);
