/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/log_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"

/* Returns: (owned) a descriptor of the log "guest" in @folder. */
static int
open_log(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = log_file_path(folder, "guest");
    LogFile file = LOG_FILE_NONE;

    log_file_open(path, 0, &file, &error);
    g_assert_no_error(error);
    g_assert_cmpint(file.fd, >=, 0);
    g_assert_cmpint(file.older_fd, ==, -1);
    return file.fd;
}

static void
put(int fd, const char *text)
{
    g_assert_cmpint(write(fd, text, strlen(text)), ==, (ssize_t)strlen(text));
}

static void
test_note(void)
{
    static const char *const words[] = {"/usr/bin/qemu", "-name", "it's me", "",
                                        "a=b,c:1",       "$(x)",  "-S",      NULL};
    char *folder = folder_new();
    int fd = open_log(folder);
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
    int fd = open_log(folder);
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

/* It was cut meanwhile: all that is there is newer. */
static void
test_text_since_cut(void)
{
    char *folder = folder_new();
    int fd = open_log(folder);
    g_autofree char *text = NULL;
    off_t mark = 0;

    put(fd, "before the mark");
    mark = log_file_mark(fd);
    g_assert_cmpint(ftruncate(fd, 0), ==, 0);
    put(fd, "new");
    text = log_file_text_since(fd, mark, 100);
    g_assert_cmpstr(text, ==, "new");
    close(fd);
    folder_remove(folder);
}

static void
test_older(void)
{
    char *folder = folder_new();
    g_autofree char *path = log_file_path(folder, "guest");
    g_autofree char *older = NULL;
    LogFile file = LOG_FILE_NONE;

    folder_write(folder, "guest.log.0", "much older");
    g_assert_true(log_file_open(path, 1, &file, NULL));
    g_assert_cmpint(file.older_fd, >=, 0);
    older = folder_read(folder, "guest.log.0");
    g_assert_cmpstr(older, ==, "much older");
    log_file_close(&file);
    g_assert_cmpint(file.fd, ==, -1);
    folder_remove(folder);
}

/* A guest goes without an older part that cannot be opened. */
static void
test_no_older(void)
{
    char *folder = folder_new();
    g_autofree char *path = log_file_path(folder, "guest");
    g_autofree char *older = g_strconcat(path, ".0", NULL);
    LogFile file = LOG_FILE_NONE;

    g_assert_cmpint(symlink("/dev/full", older), ==, 0);
    g_assert_true(log_file_open(path, 1, &file, NULL));
    g_assert_cmpint(file.fd, >=, 0);
    g_assert_cmpint(file.older_fd, ==, -1);
    log_file_close(&file);
    folder_remove(folder);
}

/* A folder with what may be found in place of a log. */
static char *
trap_new(void)
{
    char *folder = folder_new();
    g_autofree char *link = g_build_filename(folder, "link", NULL);
    g_autofree char *fifo = g_build_filename(folder, "fifo", NULL);
    g_autofree char *away = g_build_filename(folder, "away", NULL);

    folder_write(folder, "target", "somebody else's");
    g_assert_cmpint(symlink("target", link), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    g_assert_cmpint(symlink(folder, away), ==, 0);
    return folder;
}

static void
test_refused(void)
{
    char *folder = trap_new();
    static const char *const names[] = {"link", "fifo", "none/guest"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        LogFile file = LOG_FILE_NONE;

        g_assert_false(log_file_open(path, 1, &file, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_assert_nonnull(strstr(error->message, names[i]));
        g_assert_cmpint(file.fd, ==, -1);
    }
    folder_remove(folder);
}

/* Paths of documents: what becomes of each. */
static const struct {
    const char *name;
    bool is_opened;
    bool is_left;
} foreign[] = {
    {"new", true, false},         {"target", true, false},   {"link", false, true},
    {"fifo", false, true},        {"away/new", false, true}, {"away/target", false, true},
    {"none/guest", false, false},
};

static void
test_foreign(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *folder = trap_new();
    g_autofree char *path = g_build_filename(folder, foreign[i].name, NULL);
    g_autofree char *target = NULL;
    g_autoptr(GError) error = NULL;
    LogFile file = LOG_FILE_NONE;
    bool is_left = false;

    g_assert_cmpint(log_file_open_foreign(path, 1, &file, &is_left, &error), ==,
                    foreign[i].is_opened || foreign[i].is_left);
    g_assert_cmpint(file.fd >= 0, ==, foreign[i].is_opened);
    g_assert_cmpint(is_left, ==, foreign[i].is_left);
    g_assert_cmpint(error != NULL, ==, !foreign[i].is_opened && !foreign[i].is_left);
    target = folder_read(folder, "target");
    g_assert_cmpstr(target, ==, "somebody else's");
    log_file_close(&file);
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
    g_test_add_func("/log_file/text-since-cut", test_text_since_cut);
    g_test_add_func("/log_file/older", test_older);
    g_test_add_func("/log_file/no-older", test_no_older);
    g_test_add_func("/log_file/refused", test_refused);
    for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
        g_autofree char *path = g_strconcat("/log_file/foreign/", foreign[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_foreign);
    }
    return g_test_run();
}
