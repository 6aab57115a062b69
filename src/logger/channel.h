/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "logger/bounded_file.h"
#include "logger/ring.h"

/* Copies what a program writes to its log. */
typedef struct {
    RingReader reader;
    BoundedFile file;
    off_t n_lost;      /* lost bytes that the log does not mention yet */
    bool is_more_lost; /* and more were lost, of unknown number */
} Channel;

/* Copies one part of the program's output to the log.  Of a part longer than the file's limit only
 * the end is kept.  A line in the log states how many bytes are missing, as soon as it can be
 * written.  Returns: false when there was nothing to copy. */
bool channel_pump(Channel *channel);
