/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/log_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"

static int
open_log(const char *folder, unsigned max_kib)
{
    g_autoptr(GError) error = NULL;
    int fd = log_file_open(folder, "guest", max_kib, &error);

    g_assert_no_error(error);
    g_assert_cmpint(fd, >=, 0);
    return fd;
}

static void
put(int fd, const char *text)
{
    g_assert_cmpint(write(fd, text, strlen(text)), ==, (ssize_t)strlen(text));
}

/* 1 KiB of @character. */
static void
put_kib(int fd, char character)
{
    g_autofree char *text = g_strnfill(1024, character);

    put(fd, text);
}

static void
test_note(void)
{
    static const char *const words[] = {"/usr/bin/qemu", "-name", "it's me", "",
                                        "a=b,c:1",       "$(x)",  "-S",      NULL};
    char *folder = folder_new();
    int fd = open_log(folder, 0);
    g_autofree char *path = g_build_filename(folder, "guest.log", NULL);
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    struct stat about;

    log_file_note(fd, "starting up", words);
    log_file_note(fd, "shutting down", NULL);
    text = folder_read(folder, "guest.log");
    lines = g_strsplit(text, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 4);
    g_assert_true(
        g_regex_match_simple("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000: "
                             "starting up, virtpseriesd version \\d+\\.\\S+$",
                             lines[0], 0, 0));
    g_assert_cmpstr(lines[1], ==, "/usr/bin/qemu -name 'it'\\''s me' '' a=b,c:1 '$(x)' -S");
    g_assert_nonnull(strstr(lines[2], "shutting down"));
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0600);
    close(fd);
    folder_remove(folder);
}

/* What QEMU wrote between a mark and its end. */
static const struct {
    const char *name;
    const char *written;
    size_t max_bytes;
    const char *text;
} texts[] = {
    {"nothing", "", 100, ""},
    {"blanks", " \n\n", 100, ""},
    {"line", "qemu: it failed\n", 100, "qemu: it failed"},
    {"lines", "\none\n  two\n", 100, "one\n  two"},
    {"last-part", "0123456789", 4, "6789"},
    {"no-bytes", "0123456789", 0, ""},
    {"terminal", "a\033[31mb\007c\xc2\x9b", 100, "a [31mb c"},
    {"not-utf-8", "a\xff", 100, "a\xef\xbf\xbd"},
    {"utf-8", "ä", 100, "ä"},
};

static void
test_text_since(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *folder = folder_new();
    int fd = open_log(folder, 0);
    g_autofree char *text = NULL;
    off_t mark = 0;

    put(fd, "before\n");
    mark = log_file_mark(fd);
    g_assert_cmpint(mark, ==, 7);
    put(fd, texts[i].written);
    text = log_file_text_since(fd, mark, texts[i].max_bytes);
    g_assert_cmpstr(text, ==, texts[i].text);
    close(fd);
    folder_remove(folder);
}

/* A writer that keeps its descriptor, as QEMU does, goes on at the start of the cut file. */
static void
test_bound(void)
{
    char *folder = folder_new();
    int writer = open_log(folder, 2);
    int fd = open_log(folder, 2);
    off_t mark = 0;
    g_autofree char *older = NULL;
    g_autofree char *present = NULL;
    g_autofree char *since = NULL;

    put_kib(writer, 'a');
    put_kib(writer, 'b');
    log_file_bound(fd, folder, "guest", 2);
    g_assert_cmpint(log_file_mark(fd), ==, 2048);
    put_kib(writer, 'c');
    mark = log_file_mark(fd);
    log_file_bound(fd, folder, "guest", 0);
    g_assert_cmpint(log_file_mark(fd), ==, 3072);
    log_file_bound(fd, folder, "guest", 2);
    put(writer, "new");
    older = folder_read(folder, "guest.log.0");
    g_assert_cmpuint(strlen(older), ==, 2048);
    g_assert_cmpint(older[0], ==, 'b');
    g_assert_cmpint(older[2047], ==, 'c');
    present = folder_read(folder, "guest.log");
    g_assert_cmpstr(present, ==, "new");
    since = log_file_text_since(fd, mark, 100);
    g_assert_cmpstr(since, ==, "new");
    close(fd);
    close(writer);
    folder_remove(folder);
}

/* Opening bounds, too, and replaces an older part. */
static void
test_open_bounds(void)
{
    char *folder = folder_new();
    int fd = -1;
    g_autofree char *older = NULL;

    folder_write(folder, "guest.log.0", "much older");
    fd = open_log(folder, 0);
    put_kib(fd, 'a');
    put(fd, "end");
    close(fd);
    fd = open_log(folder, 1);
    g_assert_cmpint(log_file_mark(fd), ==, 0);
    older = folder_read(folder, "guest.log.0");
    g_assert_cmpuint(strlen(older), ==, 1024);
    g_assert_true(g_str_has_suffix(older, "aend"));
    close(fd);
    folder_remove(folder);
}

/* The older part cannot be written: the log is cut nevertheless. */
static void
test_bound_fails(void)
{
    char *folder = folder_new();
    g_autofree char *older = g_build_filename(folder, "guest.log.0", NULL);
    int fd = open_log(folder, 1);

    g_assert_cmpint(symlink("/dev/full", older), ==, 0);
    put_kib(fd, 'a');
    put_kib(fd, 'b');
    log_file_bound(fd, folder, "guest", 1);
    g_assert_cmpint(log_file_mark(fd), ==, 0);
    close(fd);
    folder_remove(folder);
}

static void
test_refused(void)
{
    char *folder = folder_new();
    g_autofree char *link = g_build_filename(folder, "link.log", NULL);
    g_autofree char *fifo = g_build_filename(folder, "fifo.log", NULL);
    static const char *const names[] = {"link", "fifo", "none/guest"};

    g_assert_cmpint(symlink("target", link), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_cmpint(log_file_open(folder, names[i], 1, &error), ==, -1);
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_assert_nonnull(strstr(error->message, names[i]));
    }
    folder_remove(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log_file/note", test_note);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_strconcat("/log_file/text-since/", texts[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_text_since);
    }
    g_test_add_func("/log_file/bound", test_bound);
    g_test_add_func("/log_file/open-bounds", test_open_bounds);
    g_test_add_func("/log_file/bound-fails", test_bound_fails);
    g_test_add_func("/log_file/refused", test_refused);
    return g_test_run();
}
