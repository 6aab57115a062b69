/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "logger/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* The writer is moved back from here; it then has as much room again before it reaches memory that
 * is still being read. */
enum { TURN_BYTES = RING_BYTES / 2 };

/* Memory is given back in steps of this size, which is a multiple of every page size. */
enum { STEP_BYTES = 64 * 1024 };

static bool
open_writer(Ring *ring)
{
    char path[sizeof "/proc/self/fd/" + 3 * sizeof(int)];

    /* A separate open file, for writing only. */
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", ring->memory_fd);
    ring->writer_fd = open(path, O_WRONLY | O_CLOEXEC);
    return ring->writer_fd >= 0;
}

/* Some hosts require MFD_NOEXEC_SEAL; older kernels do not know it. */
static int
open_memory(void)
{
    int fd = memfd_create("log", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

    if (fd < 0 && errno == EINVAL)
        fd = memfd_create("log", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd;
}

bool
ring_open(Ring *ring)
{
    Ring new = {.memory_fd = open_memory(), .writer_fd = -1};
    int number = 0;

    if (new.memory_fd >= 0 && ftruncate(new.memory_fd, RING_BYTES) == 0 &&
        fcntl(new.memory_fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 &&
        open_writer(&new)) {
        *ring = new;
        return true;
    }
    number = errno;
    if (new.memory_fd >= 0)
        close(new.memory_fd);
    errno = number;
    return false;
}

bool
ring_begin(const Ring *ring)
{
    return fcntl(ring->writer_fd, F_SETFL, 0) == 0;
}

/* The writer shares the position and can set it to anything; it then loses its own output. */
static off_t
usable_position(const RingReader *reader, off_t position)
{
    if (position >= 0 && position <= RING_BYTES)
        return position;
    return lseek(reader->ring.writer_fd, 0, SEEK_SET);
}

/* Moves the writer back by what was read.  What it wrote meanwhile stays where it is and is the
 * next part. */
static RingPart
turn(RingReader *reader)
{
    off_t position = lseek(reader->ring.writer_fd, -reader->n_read, SEEK_CUR);
    RingPart part = {.offset = reader->n_read, .is_behind = true};

    position = usable_position(reader, position);
    if (position <= RING_BYTES - part.offset)
        part.n_bytes = position;
    part.is_full = part.n_bytes > 0 && part.offset + part.n_bytes == RING_BYTES;
    reader->n_read = position;
    reader->n_kept = 0;
    return part;
}

RingPart
ring_reader_look(RingReader *reader)
{
    RingPart part = {.offset = reader->n_read};
    off_t position = 0;

    if (reader->n_read >= TURN_BYTES)
        return turn(reader);
    position = usable_position(reader, lseek(reader->ring.writer_fd, 0, SEEK_CUR));
    if (position < reader->n_read)
        reader->n_read = part.offset = position;
    part.n_bytes = position - part.offset;
    part.is_full = position == RING_BYTES;
    return part;
}

/* The writer is past this memory and returns to it only when it is moved. */
static void
give_memory_back(RingReader *reader)
{
    off_t end = reader->n_read - reader->n_read % STEP_BYTES;

    if (end <= reader->n_kept)
        return;
    /* If this fails, the memory is kept until the run ends. */
    (void)fallocate(reader->ring.memory_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                    reader->n_kept, end - reader->n_kept);
    reader->n_kept = end;
}

off_t
ring_reader_done(RingReader *reader, const RingPart *part)
{
    off_t n_over = 0;

    if (!part->is_behind) {
        reader->n_read = part->offset + part->n_bytes;
        give_memory_back(reader);
        return 0;
    }
    n_over = lseek(reader->ring.writer_fd, 0, SEEK_CUR) - part->offset;
    if (n_over < 0)
        return 0;
    return n_over < part->n_bytes ? n_over : part->n_bytes;
}
