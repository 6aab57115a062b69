/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/topology.h"

/*
 * Drawings of a guest's topology.  All are UTF-8 text; what comes from a document is escaped as the
 * format wants it, and holds no control characters.
 */

/* Returns: (owned) a tree for a terminal, one function a line, columns aligned. */
char *drawing_tree(const Topology *topology, bool is_coloured);

/* Returns: (owned) a graph for graphviz. */
char *drawing_dot(const Topology *topology);

/* Returns: (owned) a picture of its own size: a card for each host bridge. */
char *drawing_svg(const Topology *topology);

/* Returns: (owned) the same as an object, for scripts; docs/virt-pseries.rst has its members. */
char *drawing_json(const Topology *topology);
