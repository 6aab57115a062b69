/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "logger/bounded_file.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 * 1024 };

static size_t
write_some(int fd, const char *bytes, size_t n_bytes)
{
    size_t n_done = 0;

    while (n_done < n_bytes) {
        ssize_t n_written = write(fd, bytes + n_done, n_bytes - n_done);

        if (n_written > 0)
            n_done += (size_t)n_written;
        else if (n_written == 0 || errno != EINTR)
            break;
    }
    return n_done;
}

static off_t
size_of(int fd)
{
    struct stat about;

    return fstat(fd, &about) == 0 ? about.st_size : 0;
}

/* Copies the end of the file, at most as long as the limit. */
static void
copy_end(const BoundedFile *file, off_t size)
{
    static char chunk[CHUNK_BYTES];
    off_t offset = size > file->limit ? size - file->limit : 0;

    while (offset < size) {
        size_t n_wanted = size - offset < CHUNK_BYTES ? (size_t)(size - offset) : CHUNK_BYTES;
        ssize_t n_read = pread(file->fd, chunk, n_wanted, offset);

        if (n_read < 0 && errno == EINTR)
            continue;
        if (n_read <= 0 || write_some(file->older_fd, chunk, (size_t)n_read) != (size_t)n_read)
            return;
        offset += n_read;
    }
}

/* When the copy fails, truncate nevertheless: a full disk is worse. */
static bool
turn_over(const BoundedFile *file, off_t size)
{
    if (file->older_fd >= 0 && ftruncate(file->older_fd, 0) == 0)
        copy_end(file, size);
    return ftruncate(file->fd, 0) == 0;
}

void
bounded_file_begin(const BoundedFile *file)
{
    off_t size = size_of(file->fd);

    if (file->limit > 0 && size > file->limit)
        (void)turn_over(file, size);
}

size_t
bounded_file_append(const BoundedFile *file, const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        size_t n_part = n_bytes;
        size_t n_written = 0;

        if (file->limit > 0) {
            off_t size = size_of(file->fd);

            if (size >= file->limit && !turn_over(file, size))
                return n_bytes;
            size = size >= file->limit ? 0 : size;
            if (file->limit - size < (off_t)n_part)
                n_part = (size_t)(file->limit - size);
        }
        n_written = write_some(file->fd, bytes, n_part);
        bytes += n_written;
        n_bytes -= n_written;
        if (n_written < n_part)
            break;
    }
    return n_bytes;
}
