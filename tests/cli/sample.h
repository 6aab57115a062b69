/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/topology.h"

/*
 * Topologies made by hand, so that drawings can be tested without planning a guest.
 */
typedef struct Sample Sample;

/* Returns: (owned) a guest of that name without anything in it. */
Sample *sample_new(const char *name);
void sample_free(Sample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)

/* Borrowed. */
const Topology *sample_topology(const Sample *sample);

/* Adds a PHB.  Returns it, borrowed. */
TopologyBus *sample_phb(Sample *sample, unsigned index);

/* Puts a device of id @id (copied) and model @model (borrowed) into @slot.  Returns it, borrowed.
 */
TopologyFunction *sample_function(Sample *sample, TopologyBus *bus, unsigned slot,
                                  const char *model, const char *id);

/* Makes @function a bridge.  Returns: (borrowed) the bus behind it. */
TopologyBus *sample_bridge(TopologyFunction *function, unsigned index);

/* Adds a device on the VIO bus. */
void sample_vio(Sample *sample, unsigned reg, const char *id);
