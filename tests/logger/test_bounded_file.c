/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "logger/bounded_file.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_BYTES = 100 };

static int
file_new(const char *content)
{
    int fd = memfd_create("test", MFD_CLOEXEC);

    g_assert_cmpint(fcntl(fd, F_SETFL, O_APPEND), ==, 0);
    g_assert_cmpint(write(fd, content, strlen(content)), ==, (ssize_t)strlen(content));
    return fd;
}

static char *
content_of(int fd)
{
    char text[MAX_BYTES + 1] = "";

    g_assert_cmpint(pread(fd, text, MAX_BYTES, 0), >=, 0);
    return g_strdup(text);
}

/* What two files of at most 8 bytes have after something was appended to them. */
static const struct {
    const char *name;
    const char *before;
    const char *appended;
    const char *after;
    const char *older;
} rows[] = {
    {"nothing", "", "", "", "old"},
    {"fits", "", "12345678", "12345678", "old"},
    {"fits-behind", "1234", "5678", "12345678", "old"},
    {"too-long-together", "12345", "6789", "9", "12345678"},
    {"full-before", "12345678", "9", "9", "12345678"},
    {"longer-than-one", "", "123456789", "9", "12345678"},
    {"longer-than-both", "", "0123456789abcdefghi", "ghi", "89abcdef"},
    {"too-long-before", "0123456789", "a", "a", "23456789"},
};

static void
test_append(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    const BoundedFile file = {file_new(rows[i].before), file_new("old"), 8};
    g_autofree char *after = NULL;
    g_autofree char *older = NULL;

    g_assert_cmpuint(bounded_file_append(&file, rows[i].appended, strlen(rows[i].appended)), ==, 0);
    after = content_of(file.fd);
    older = content_of(file.older_fd);
    g_assert_cmpstr(after, ==, rows[i].after);
    g_assert_cmpstr(older, ==, rows[i].older);
    close(file.fd);
    close(file.older_fd);
}

static void
test_no_limit(void)
{
    const BoundedFile file = {file_new("12345678"), -1, 0};
    g_autofree char *after = NULL;

    g_assert_cmpuint(bounded_file_append(&file, "9", 1), ==, 0);
    after = content_of(file.fd);
    g_assert_cmpstr(after, ==, "123456789");
    close(file.fd);
}

static void
test_no_older(void)
{
    const BoundedFile file = {file_new("12345678"), -1, 8};
    g_autofree char *after = NULL;

    g_assert_cmpuint(bounded_file_append(&file, "9", 1), ==, 0);
    after = content_of(file.fd);
    g_assert_cmpstr(after, ==, "9");
    close(file.fd);
}

/* The older part cannot be written: the log is cut nevertheless. */
static void
test_older_fails(void)
{
    const BoundedFile file = {file_new("12345678"), open("/dev/full", O_WRONLY | O_CLOEXEC), 8};
    g_autofree char *after = NULL;

    g_assert_cmpuint(bounded_file_append(&file, "9", 1), ==, 0);
    after = content_of(file.fd);
    g_assert_cmpstr(after, ==, "9");
    close(file.fd);
    close(file.older_fd);
}

static void
test_disk_full(void)
{
    const BoundedFile file = {open("/dev/full", O_WRONLY | O_CLOEXEC), -1, 0};

    g_assert_cmpuint(bounded_file_append(&file, "12345", 5), ==, 5);
    close(file.fd);
}

static void
test_begin(void)
{
    const BoundedFile longer = {file_new("0123456789"), file_new("old"), 8};
    const BoundedFile fits = {file_new("12345678"), file_new("old"), 8};
    g_autofree char *older = NULL;
    struct stat about;

    bounded_file_begin(&longer);
    bounded_file_begin(&fits);
    g_assert_cmpint(fstat(longer.fd, &about), ==, 0);
    g_assert_cmpint(about.st_size, ==, 0);
    older = content_of(longer.older_fd);
    g_assert_cmpstr(older, ==, "23456789");
    g_assert_cmpint(fstat(fits.fd, &about), ==, 0);
    g_assert_cmpint(about.st_size, ==, 8);
    close(longer.fd);
    close(longer.older_fd);
    close(fits.fd);
    close(fits.older_fd);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/bounded_file/append/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_append);
    }
    g_test_add_func("/bounded_file/no-limit", test_no_limit);
    g_test_add_func("/bounded_file/no-older", test_no_older);
    g_test_add_func("/bounded_file/older-fails", test_older_fails);
    g_test_add_func("/bounded_file/disk-full", test_disk_full);
    g_test_add_func("/bounded_file/begin", test_begin);
    return g_test_run();
}
