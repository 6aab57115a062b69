/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "logger/bounded_file.h"
#include "logger/ring.h"

/* From what a program writes to its log. */
typedef struct {
    RingReader reader;
    BoundedFile file;
    off_t n_lost;      /* bytes that are not in the log, which does not say so yet */
    bool is_more_lost; /* and more, whose number nobody knows */
} Channel;

/* Moves one part of what was written to the log.  Of a part that is longer than a file may be, the
 * end is kept.  What is missing in the log is said there, in a line of its own, with its number of
 * bytes; as soon as that can be written.  Returns: false when there was nothing. */
bool channel_pump(Channel *channel);
