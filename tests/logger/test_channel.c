/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "logger/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KIB = 1024, MIB = KIB * KIB };

static Channel
channel_new(off_t limit)
{
    Channel channel = {.file = {.fd = memfd_create("test", MFD_CLOEXEC), .limit = limit}};

    g_assert_cmpint(fcntl(channel.file.fd, F_SETFL, O_APPEND), ==, 0);
    channel.file.older_fd = limit > 0 ? memfd_create("test", MFD_CLOEXEC) : -1;
    if (limit > 0)
        g_assert_cmpint(fcntl(channel.file.older_fd, F_SETFL, O_APPEND), ==, 0);
    g_assert_true(ring_open(&channel.reader.ring));
    g_assert_true(ring_begin(&channel.reader.ring));
    return channel;
}

static void
channel_close(const Channel *channel)
{
    close(channel->reader.ring.memory_fd);
    close(channel->reader.ring.writer_fd);
    close(channel->file.fd);
    if (channel->file.older_fd >= 0)
        close(channel->file.older_fd);
}

static off_t
size_of(int fd)
{
    struct stat about;

    g_assert_cmpint(fstat(fd, &about), ==, 0);
    return about.st_size;
}

static char *
content_of(int fd)
{
    size_t n_bytes = (size_t)size_of(fd);
    char *text = g_malloc0(n_bytes + 1);

    g_assert_cmpint(pread(fd, text, n_bytes, 0), ==, (ssize_t)n_bytes);
    return text;
}

/* Writes as a program does, which never waits.  Returns: how many bytes went. */
static size_t
put(const Channel *channel, const char *bytes, size_t n_bytes)
{
    ssize_t n_written = write(channel->reader.ring.writer_fd, bytes, n_bytes);

    if (n_written < 0)
        g_assert_cmpint(errno, ==, EPERM);
    return n_written > 0 ? (size_t)n_written : 0;
}

static void
pump(Channel *channel)
{
    while (channel_pump(channel))
        ;
}

static void
test_text(void)
{
    Channel channel = channel_new(0);
    g_autofree char *text = NULL;

    g_assert_false(channel_pump(&channel));
    put(&channel, "one\n", 4);
    pump(&channel);
    put(&channel, "two\n", 4);
    put(&channel, "three\n", 6);
    pump(&channel);
    text = content_of(channel.file.fd);
    g_assert_cmpstr(text, ==, "one\ntwo\nthree\n");
    channel_close(&channel);
}

/* Numbered lines, many times more than the ring holds: each arrives, in its order, and what they
 * needed was given back. */
static void
test_many_turns(void)
{
    enum { N_LINES = 4 * MIB, LINE_BYTES = 12, STEP = 1000 };
    Channel channel = channel_new(0);
    g_autofree char *text = NULL;
    struct stat about;

    for (unsigned i = 0; i < N_LINES; i++) {
        char line[LINE_BYTES + 1];

        g_assert_cmpint(g_snprintf(line, sizeof line, "%011u\n", i), ==, LINE_BYTES);
        g_assert_cmpuint(put(&channel, line, LINE_BYTES), ==, LINE_BYTES);
        if (i % STEP == 0)
            pump(&channel);
    }
    pump(&channel);
    g_assert_cmpint(size_of(channel.file.fd), ==, (off_t)N_LINES * LINE_BYTES);
    text = content_of(channel.file.fd);
    for (unsigned i = 0; i < N_LINES; i++)
        g_assert_cmpuint(g_ascii_strtoull(text + (size_t)i * LINE_BYTES, NULL, 10), ==, i);
    g_assert_cmpint(fstat(channel.reader.ring.memory_fd, &about), ==, 0);
    g_assert_cmpint(about.st_blocks * 512, <, MIB);
    channel_close(&channel);
}

/* Nobody reads: the writer fails and does not wait.  What fits is kept, the rest is said. */
static void
test_full(void)
{
    Channel channel = channel_new(0);
    g_autofree char *mib = g_strnfill(MIB, 'x');
    g_autofree char *text = NULL;
    size_t n_bytes = 0;

    for (unsigned i = 0; i < 100; i++)
        n_bytes += put(&channel, mib, MIB);
    g_assert_cmpuint(n_bytes, ==, RING_BYTES);
    pump(&channel);
    put(&channel, "it goes on\n", 11);
    pump(&channel);
    text = content_of(channel.file.fd);
    g_assert_true(g_regex_match_simple(
        "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000: lost at least 1 bytes of "
        "output\nit goes on\n$",
        text + RING_BYTES, 0, 0));
    channel_close(&channel);
}

/* More than a file may hold: the end is kept, and the rest said with its number. */
static void
test_skip(void)
{
    Channel channel = channel_new(KIB);
    g_autofree char *bytes = g_strnfill(5 * KIB, 'x');
    g_autofree char *older = NULL;
    g_autofree char *present = NULL;
    g_autofree char *all = NULL;

    put(&channel, "start", 5);
    pump(&channel);
    put(&channel, bytes, 5 * KIB - 3);
    put(&channel, "end", 3);
    pump(&channel);
    g_assert_cmpint(size_of(channel.file.fd), <=, KIB);
    g_assert_cmpint(size_of(channel.file.older_fd), <=, KIB);
    older = content_of(channel.file.older_fd);
    present = content_of(channel.file.fd);
    all = g_strconcat(older, present, NULL);
    g_assert_true(
        g_regex_match_simple("^start.*: lost 4096 bytes of output\nx{1021}end$", all, 0, 0));
    channel_close(&channel);
}

/* The disk is full for a while: what could not be written is counted, and said afterwards. */
static void
test_disk_full(void)
{
    Channel channel = channel_new(0);
    int fd = dup(channel.file.fd);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    g_autofree char *text = NULL;

    g_assert_cmpint(dup2(full, channel.file.fd), ==, channel.file.fd);
    put(&channel, "lost", 4);
    pump(&channel);
    put(&channel, "lost, too", 9);
    pump(&channel);
    g_assert_cmpint(dup2(fd, channel.file.fd), ==, channel.file.fd);
    put(&channel, "kept", 4);
    pump(&channel);
    text = content_of(channel.file.fd);
    g_assert_true(g_regex_match_simple("^[^\n]*: lost 13 bytes of output\nkept$", text, 0, 0));
    close(fd);
    close(full);
    channel_close(&channel);
}

/* A program may move the position that it shares with us. */
static void
test_moved(gconstpointer offset)
{
    Channel channel = channel_new(0);
    g_autofree char *text = NULL;

    put(&channel, "before\n", 7);
    pump(&channel);
    (void)lseek(channel.reader.ring.writer_fd, GPOINTER_TO_INT(offset), SEEK_SET);
    put(&channel, "bytes\n", 6);
    pump(&channel);
    pump(&channel);
    put(&channel, "behind\n", 7);
    pump(&channel);
    text = content_of(channel.file.fd);
    g_assert_true(g_str_has_prefix(text, "before\n"));
    g_assert_cmpint(lseek(channel.reader.ring.writer_fd, 0, SEEK_CUR), <=, RING_BYTES);
    channel_close(&channel);
}

/* Nobody can make the channel longer or shorter than it is. */
static void
test_sealed(void)
{
    Channel channel = channel_new(0);

    g_assert_cmpint(ftruncate(channel.reader.ring.writer_fd, 2 * (off_t)RING_BYTES), ==, -1);
    g_assert_cmpint(ftruncate(channel.reader.ring.writer_fd, 0), ==, -1);
    g_assert_cmpint(fcntl(channel.reader.ring.writer_fd, F_ADD_SEALS, F_SEAL_WRITE), ==, -1);
    channel_close(&channel);
}

/* A writer as fast as it can: at no time is a file longer than its limit. */
static gpointer
flood(gpointer user)
{
    const Channel *channel = user;
    g_autofree char *bytes = g_strnfill(64 * KIB, 'x');

    for (unsigned i = 0; i < 8 * KIB; i++)
        put(channel, bytes, 64 * KIB);
    return NULL;
}

static void
test_flood(void)
{
    Channel channel = channel_new(16 * KIB);
    Channel writer = channel;
    GThread *thread = g_thread_new("flood", flood, &writer);
    unsigned n_parts = 0;

    for (unsigned i = 0; i < 10000 || n_parts == 0; i++) {
        n_parts += channel_pump(&channel);
        g_assert_cmpint(size_of(channel.file.fd), <=, 16 * KIB);
        g_assert_cmpint(size_of(channel.file.older_fd), <=, 16 * KIB);
    }
    g_thread_join(thread);
    pump(&channel);
    g_assert_cmpint(size_of(channel.file.fd), <=, 16 * KIB);
    channel_close(&channel);
}

int
main(int argc, char **argv)
{
    static const int offsets[] = {0, 3, RING_BYTES / 2 + 1, RING_BYTES, RING_BYTES + 5, G_MAXINT};

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/channel/text", test_text);
    g_test_add_func("/channel/many-turns", test_many_turns);
    g_test_add_func("/channel/full", test_full);
    g_test_add_func("/channel/skip", test_skip);
    g_test_add_func("/channel/disk-full", test_disk_full);
    g_test_add_func("/channel/sealed", test_sealed);
    g_test_add_func("/channel/flood", test_flood);
    for (size_t i = 0; i < G_N_ELEMENTS(offsets); i++) {
        g_autofree char *path = g_strdup_printf("/channel/moved/%d", offsets[i]);

        g_test_add_data_func(path, GINT_TO_POINTER(offsets[i]), test_moved);
    }
    return g_test_run();
}
