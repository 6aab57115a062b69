/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * virtpseries-logger: keeps what one program writes in logs of bounded size, until that program has
 * ended.  The daemon starts it, and hands all that it works with to it open:
 *
 *     virtpseries-logger PIDFD LIMIT-BYTES MEMORY:WRITER:FILE:OLDER...
 *
 * It outlives the daemon, and needs nothing of it.
 */

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "logger/channel.h"
#include "logger/confine.h"

enum { PID_FD = 2, LIMIT, FIRST_CHANNEL, DECIMAL = 10 };

/* Writes are polled for, since inotify instances are few per user: at once after some output, less
 * and less often after none. */
enum { FIRST_LOOK_MS = 2, LAST_LOOK_MS = 256 };

/* Two passes find all output of a program that has ended, since one may stop where the writer was
 * moved back.  Do not wait for other writers. */
enum { N_LAST_LOOKS = 2 };

typedef struct {
    int pid_fd; /* readable when the program has ended */
    int n_channels;
    Channel channels[RING_MOST];
} Logger;

/* Reads a number that is followed by @end. */
static bool
read_number(const char **text, char end, intmax_t *number)
{
    char *rest = NULL;

    errno = 0;
    *number = strtoimax(*text, &rest, DECIMAL);
    if (errno != 0 || rest == *text || *rest != end)
        return false;
    *text = rest + (end != '\0' ? 1 : 0);
    return true;
}

static bool
read_channel(const char *text, off_t limit, Channel *channel)
{
    intmax_t memory = -1;
    intmax_t writer = -1;
    intmax_t file = -1;
    intmax_t older = -1;

    if (!read_number(&text, ':', &memory) || !read_number(&text, ':', &writer) ||
        !read_number(&text, ':', &file) || !read_number(&text, '\0', &older))
        return false;
    channel->reader.ring = (Ring){.memory_fd = (int)memory, .writer_fd = (int)writer};
    channel->file = (BoundedFile){.fd = (int)file, .older_fd = (int)older, .limit = limit};
    return true;
}

static bool
read_arguments(Logger *logger, int argc, char **argv)
{
    intmax_t pid_fd = -1;
    intmax_t limit = 0;
    const char *pid_fd_text = argc > PID_FD ? argv[PID_FD] : "";
    const char *limit_text = argc > LIMIT ? argv[LIMIT] : "";

    logger->n_channels = argc - FIRST_CHANNEL;
    if (logger->n_channels < 1 || logger->n_channels > RING_MOST ||
        !read_number(&pid_fd_text, '\0', &pid_fd) || !read_number(&limit_text, '\0', &limit) ||
        limit < 0)
        return false;
    logger->pid_fd = (int)pid_fd;
    for (int i = 0; i < logger->n_channels; i++)
        if (!read_channel(argv[FIRST_CHANNEL + i], (off_t)limit, &logger->channels[i]))
            return false;
    return true;
}

static bool
pump_all(Logger *logger)
{
    bool has_moved = false;

    for (int i = 0; i < logger->n_channels; i++)
        has_moved |= channel_pump(&logger->channels[i]);
    return has_moved;
}

static void
run(Logger *logger)
{
    struct pollfd end = {.fd = logger->pid_fd, .events = POLLIN};
    int timeout_ms = 0;

    while (poll(&end, 1, timeout_ms) == 0 || (end.revents == 0 && errno == EINTR)) {
        if (pump_all(logger))
            timeout_ms = 0;
        else
            timeout_ms = timeout_ms == 0 ? FIRST_LOOK_MS : timeout_ms * 2;
        if (timeout_ms > LAST_LOOK_MS)
            timeout_ms = LAST_LOOK_MS;
    }
    for (int i = 0; i < N_LAST_LOOKS; i++)
        (void)pump_all(logger);
}

int
main(int argc, char **argv)
{
    static Logger logger;

    if (!read_arguments(&logger, argc, argv)) {
        (void)fprintf(stderr, "%s: to be started by virtpseriesd only\n", argv[0]);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < logger.n_channels; i++)
        bounded_file_begin(&logger.channels[i].file);
    if (!confine_process()) {
        perror(argv[0]);
        return EXIT_FAILURE;
    }
    run(&logger);
    _exit(EXIT_SUCCESS);
}
