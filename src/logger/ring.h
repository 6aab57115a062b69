/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/*
 * A channel whose writer never waits: a file in memory of a fixed size.
 *
 * The writer (QEMU, a helper program) writes to it as to any file.  The reader shares the writer's
 * file position: it sees there how far the writer has come, and moves it back to the start in
 * time.  When the reader has not done so and the file is full, a write fails at once with EPERM,
 * which QEMU's log writer takes as "dropped".  A pipe cannot do this: QEMU retries EAGAIN for ever,
 * with the guest standing still, and takes no socket for a log file.
 *
 * No function here depends on GLib or takes a lock.  All of them may be called from any thread.
 */

enum { RING_BYTES = 16 * 1024 * 1024 };

/* How many one logger reads at most. */
enum { RING_MOST = 256 };

typedef struct {
    int memory_fd; /* the content, to be read */
    int writer_fd; /* write only; its file position is shared by the writer and the reader */
} Ring;

/* Makes one.  @ring: both descriptors are the caller's, close-on-exec.  Returns: false with errno.
 */
bool ring_open(Ring *ring);

/* Makes the writer write at the shared position: QEMU has set O_APPEND when it opened the file,
 * with which every write would fail.  Before anything is written.  Returns: false with errno. */
bool ring_begin(const Ring *ring);

/* The reader's side. */
typedef struct {
    Ring ring;
    off_t n_read; /* up to here the content was read */
    off_t n_kept; /* up to here its memory was given back */
} RingReader;

/* What one look has found. */
typedef struct {
    off_t offset; /* in the memory: the new bytes */
    off_t n_bytes;
    bool is_full;   /* the writer reached the end after them, and lost what it wrote then */
    bool is_behind; /* the writer was moved back to the start meanwhile */
} RingPart;

/* Finds what was written since the last part, and moves the writer back to the start where that is
 * due.  Never blocks. */
RingPart ring_reader_look(RingReader *reader);

/* Says that @part was read, and gives its memory back.  Returns: how many of its bytes the writer
 * has overwritten before that. */
off_t ring_reader_done(RingReader *reader, const RingPart *part);
