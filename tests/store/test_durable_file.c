/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"

/* The system's calls, written down in order; the one of the number `fails_at`, from 1, fails. */
static struct {
    GString *log;
    int n_calls;
    int fails_at;
    int problem;
    size_t most; /* bytes that one write takes; 0: all */
} fake;

/* Returns: whether this call shall fail; it is written down in any case. */
static bool
note(const char *call)
{
    g_string_append_printf(fake.log, "%s%s", fake.log->len > 0 ? " " : "", call);
    if (++fake.n_calls != fake.fails_at)
        return false;
    errno = fake.problem;
    return true;
}

static int
fake_open(const char *path, int flags, mode_t mode)
{
    return note((flags & O_DIRECTORY) != 0 ? "open-folder" : "open") ? -1 : open(path, flags, mode);
}

static ssize_t
fake_write(int fd, const void *bytes, size_t n_bytes)
{
    size_t n = fake.most > 0 ? MIN(n_bytes, fake.most) : n_bytes;

    return note("write") ? -1 : write(fd, bytes, n);
}

static int
fake_fsync(int fd)
{
    return note("fsync") ? -1 : fsync(fd);
}

/* It closes the descriptor even when it fails, as Linux does. */
static int
fake_close(int fd)
{
    bool fails = note("close");
    int problem = errno;

    (void)close(fd);
    errno = problem;
    return fails ? -1 : 0;
}

static int
fake_rename(const char *from, const char *to)
{
    return note("rename") ? -1 : rename(from, to);
}

static int
fake_symlink(const char *target, const char *path)
{
    return note("symlink") ? -1 : symlink(target, path);
}

static int
fake_unlink(const char *path)
{
    return note("unlink") ? -1 : unlink(path);
}

static const DurableCalls fake_calls = {fake_open,   fake_write,   fake_fsync, fake_close,
                                        fake_rename, fake_symlink, fake_unlink};

static void
start_fake(int fails_at, int problem)
{
    if (fake.log != NULL)
        g_string_free(fake.log, TRUE);
    fake.log = g_string_new(NULL);
    fake.n_calls = 0;
    fake.fails_at = fails_at;
    fake.problem = problem;
    fake.most = 0;
}

/* Each row changes "file", which holds "old", or "link", and lets one call fail. */
static const struct {
    const char *name;
    const char *change;
    int fails_at, problem;
    const char *calls;
    const char *content; /* of "file" afterwards; NULL: it is gone */
} changes[] = {
    {"write", "write", 0, 0, "open write fsync close rename open-folder fsync close", "new"},
    {"write-open", "write", 1, EACCES, "open", "old"},
    {"write-full", "write", 2, ENOSPC, "open write close unlink", "old"},
    {"write-interrupted", "write", 2, EINTR,
     "open write write fsync close rename open-folder fsync close", "new"},
    {"write-fsync", "write", 3, EIO, "open write fsync close unlink", "old"},
    {"write-close", "write", 4, EDQUOT, "open write fsync close unlink", "old"},
    {"write-rename", "write", 5, EIO, "open write fsync close rename unlink", "old"},
    {"write-folder", "write", 6, EMFILE, "open write fsync close rename open-folder", "new"},
    {"write-folder-fsync", "write", 7, EIO, "open write fsync close rename open-folder fsync close",
     "new"},
    {"write-name-taken", "write", 1, EEXIST,
     "open open write fsync close rename open-folder fsync close", "new"},
    {"remove", "remove", 0, 0, "unlink open-folder fsync close", NULL},
    {"remove-unlink", "remove", 1, EACCES, "unlink", "old"},
    {"remove-gone", "remove", 1, ENOENT, "unlink", "old"},
    {"remove-fsync", "remove", 3, EIO, "unlink open-folder fsync close", NULL},
    {"rename", "rename", 0, 0, "rename open-folder fsync close", NULL},
    {"rename-rename", "rename", 1, ENOSPC, "rename", "old"},
    {"rename-fsync", "rename", 3, EIO, "rename open-folder fsync close", NULL},
    {"link", "link", 0, 0, "symlink rename open-folder fsync close", "old"},
    {"link-symlink", "link", 1, ENOSPC, "symlink", "old"},
    {"link-rename", "link", 2, EIO, "symlink rename unlink", "old"},
    {"link-fsync", "link", 4, EIO, "symlink rename open-folder fsync close", "old"},
};

static bool
change_file(const char *change, const char *path, const char *other, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new_static("new", 3);

    if (strcmp(change, "write") == 0)
        return durable_file_write(&fake_calls, path, content, 0600, error);
    if (strcmp(change, "remove") == 0)
        return durable_file_remove(&fake_calls, path, error);
    if (strcmp(change, "rename") == 0)
        return durable_file_rename(&fake_calls, path, other, error);
    return durable_file_link(&fake_calls, "file", other, error);
}

static bool
is_survived(int problem)
{
    return problem == 0 || problem == EINTR || problem == ENOENT || problem == EEXIST;
}

static void
test_change(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *folder = folder_new();
    g_autofree char *path = g_build_filename(folder, "file", NULL);
    g_autofree char *other = g_build_filename(folder, "other", NULL);
    g_autofree char *content = NULL;
    g_autofree char *names = NULL;
    g_autoptr(GError) error = NULL;
    bool is_changed = false;

    folder_write(folder, "file", "old");
    start_fake(changes[i].fails_at, changes[i].problem);
    is_changed = change_file(changes[i].change, path, other, &error);
    g_assert_cmpstr(fake.log->str, ==, changes[i].calls);
    g_assert_cmpint(is_changed, ==, is_survived(changes[i].problem));
    if (!is_changed) {
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_assert_nonnull(strstr(error->message, folder));
        g_assert_nonnull(strstr(error->message, g_strerror(changes[i].problem)));
    }
    content = folder_read(folder, "file");
    g_assert_cmpstr(content, ==, changes[i].content);
    names = folder_list(folder);
    g_assert_null(strstr(names, ".new"));
    folder_remove(folder);
}

static void
test_short_writes(void)
{
    char *folder = folder_new();
    g_autofree char *path = g_build_filename(folder, "file", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static("0123456789", 10);
    g_autoptr(GError) error = NULL;

    start_fake(0, 0);
    fake.most = 4;
    g_assert_true(durable_file_write(&fake_calls, path, content, 0600, &error));
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(fake.log->str, "open write write write fsync "));
    text = folder_read(folder, "file");
    g_assert_cmpstr(text, ==, "0123456789");
    folder_remove(folder);
}

static bool
write_bytes(const char *path, const char *bytes, size_t n_bytes, mode_t mode, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new(bytes, n_bytes);

    return durable_file_write(&durable_calls_of_system, path, content, mode, error);
}

static void
test_system(void)
{
    char *folder = folder_new();
    g_autofree char *path = g_build_filename(folder, "file", NULL);
    g_autofree char *other = g_build_filename(folder, "other", NULL);
    g_autofree char *nowhere = g_build_filename(folder, "none", "file", NULL);
    g_autofree char *names = NULL;
    g_autofree char *target = NULL;
    g_autoptr(GError) error = NULL;
    struct stat about;

    g_assert_true(write_bytes(path, "a\0b", 3, 0640, &error));
    g_assert_no_error(error);
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_size, ==, 3);
    g_assert_cmpint(about.st_mode & 0777, ==, 0640);
    g_assert_true(write_bytes(path, "", 0, 0600, NULL));
    g_assert_true(durable_file_rename(&durable_calls_of_system, path, other, NULL));
    g_assert_true(durable_file_link(&durable_calls_of_system, "other", path, NULL));
    g_assert_true(durable_file_link(&durable_calls_of_system, "another", path, NULL));
    target = g_file_read_link(path, NULL);
    g_assert_cmpstr(target, ==, "another");
    names = folder_list(folder);
    g_assert_cmpstr(names, ==, "file other");
    g_assert_true(durable_file_remove(&durable_calls_of_system, path, NULL));
    g_assert_true(durable_file_remove(&durable_calls_of_system, path, NULL));
    g_assert_false(write_bytes(nowhere, "", 0, 0600, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    folder_remove(folder);
}

/* The longest name that a file can have is not too long for us. */
static void
test_long_name(void)
{
    char *folder = folder_new();
    g_autofree char *name = g_strnfill(255, 'n');
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(write_bytes(path, "text", 4, 0600, &error));
    g_assert_no_error(error);
    folder_remove(folder);
}

static void
test_temporary_names(void)
{
    g_assert_true(durable_file_is_temporary(".0123456789abcdef.new"));
    g_assert_false(durable_file_is_temporary("0123456789abcdef.new"));
    g_assert_false(durable_file_is_temporary(".0123456789abcdef.xml"));
    g_assert_false(durable_file_is_temporary(".0123456789abcde.new"));
    g_assert_false(durable_file_is_temporary(".0123456789abcdef0.new"));
    g_assert_false(durable_file_is_temporary(""));
}

int
main(int argc, char **argv)
{
    int result = 0;

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *path = g_strconcat("/durable_file/calls/", changes[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_change);
    }
    g_test_add_func("/durable_file/short-writes", test_short_writes);
    g_test_add_func("/durable_file/system", test_system);
    g_test_add_func("/durable_file/long-name", test_long_name);
    g_test_add_func("/durable_file/temporary-names", test_temporary_names);
    result = g_test_run();
    if (fake.log != NULL)
        g_string_free(fake.log, TRUE);
    return result;
}
