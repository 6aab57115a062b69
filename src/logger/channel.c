/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "logger/channel.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 * 1024, LINE_BYTES = 200, TIME_BYTES = 40, NS_PER_MS = 1000 * 1000 };

/* Writes a line that begins like the daemon's lines in that file: "2026-01-31
 * 12:00:00.000+0000". */
static void
say_lost(Channel *channel)
{
    struct timespec now = {0};
    struct tm parts = {0};
    char time[TIME_BYTES] = "";
    char line[LINE_BYTES];
    int length = 0;

    if (channel->n_lost == 0)
        return;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &parts) != NULL)
        (void)strftime(time, sizeof time, "%Y-%m-%d %H:%M:%S", &parts);
    length = snprintf(line, sizeof line, "%s.%03d+0000: lost %s%jd bytes of output\n", time,
                      (int)(now.tv_nsec / NS_PER_MS), channel->is_more_lost ? "at least " : "",
                      (intmax_t)channel->n_lost);
    if (bounded_file_append(&channel->file, line, (size_t)length) > 0)
        return;
    channel->n_lost = 0;
    channel->is_more_lost = false;
}

/* Returns: how many bytes could not be written. */
static off_t
move_bytes(const Channel *channel, off_t offset, off_t n_bytes)
{
    static char chunk[CHUNK_BYTES];

    while (n_bytes > 0) {
        size_t n_wanted = n_bytes < CHUNK_BYTES ? (size_t)n_bytes : CHUNK_BYTES;
        ssize_t n_read = pread(channel->reader.ring.memory_fd, chunk, n_wanted, offset);
        size_t n_left = 0;

        if (n_read < 0 && errno == EINTR)
            continue;
        if (n_read <= 0)
            break;
        n_left = bounded_file_append(&channel->file, chunk, (size_t)n_read);
        offset += n_read;
        n_bytes -= n_read;
        if (n_left > 0)
            return n_bytes + (off_t)n_left;
    }
    return n_bytes;
}

bool
channel_pump(Channel *channel)
{
    const RingPart part = ring_reader_look(&channel->reader);
    off_t most = channel->file.limit > 0 ? channel->file.limit : RING_BYTES;
    off_t n_skipped = part.n_bytes > most ? part.n_bytes - most : 0;

    if (part.n_bytes == 0)
        return false;
    channel->n_lost += n_skipped;
    say_lost(channel);
    channel->n_lost += move_bytes(channel, part.offset + n_skipped, part.n_bytes - n_skipped);
    channel->n_lost += ring_reader_done(&channel->reader, &part);
    if (part.is_full) {
        channel->n_lost++;
        channel->is_more_lost = true;
    }
    say_lost(channel);
    return true;
}
