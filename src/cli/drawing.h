/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/topology.h"

/*
 * Drawings of a guest's topology, all UTF-8 text.  Strings of the document are escaped for the
 * format and have no control characters.
 */

/* Returns: (owned) a tree for a terminal, one function per line, columns aligned. */
char *drawing_tree(const Topology *topology, bool is_coloured);

/* Returns: (owned) a graph for graphviz. */
char *drawing_dot(const Topology *topology);

/* Returns: (owned) a picture, sized to fit, with a box for each host bridge. */
char *drawing_svg(const Topology *topology);

/* Returns: (owned) a JSON object for scripts; docs/virt-pseries.rst describes it. */
char *drawing_json(const Topology *topology);
