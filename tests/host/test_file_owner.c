/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/file_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A folder with what a case makes in it. */
typedef struct {
    char *folder, *path, *other;
} Bench;

static void
set_up(Bench *bench, gconstpointer unused)
{
    (void)unused;
    bench->folder = g_dir_make_tmp("file-owner-XXXXXX", NULL);
    bench->path = g_build_filename(bench->folder, "path", NULL);
    bench->other = g_build_filename(bench->folder, "other", NULL);
}

static void
tear_down(Bench *bench, gconstpointer unused)
{
    (void)unused;
    (void)g_rmdir(bench->path);
    (void)g_unlink(bench->path);
    (void)g_unlink(bench->other);
    g_assert_cmpint(g_rmdir(bench->folder), ==, 0);
    g_free(bench->folder);
    g_free(bench->path);
    g_free(bench->other);
}

static void
make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
}

static void
make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    close(fd);
}

static mode_t
rights_of(const char *path)
{
    struct stat about;

    g_assert_cmpint(stat(path, &about), ==, 0);
    return about.st_mode & 07777;
}

/* What was opened is what is looked at and given, whatever is at its path by then. */
static void
test_opened_once(Bench *bench, gconstpointer unused)
{
    FileFacts opened, now, of_other;
    int fd = -1;
    int other = -1;

    (void)unused;
    make_file(bench->path);
    fd = file_owner_open(bench->path, &opened);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(g_unlink(bench->path), ==, 0);
    make_file(bench->other);
    g_assert_cmpint(symlink(bench->other, bench->path), ==, 0);
    g_assert_true(file_owner_look(fd, &now));
    g_assert_true(file_owner_is_same(&opened, &now));
    g_assert_true(file_owner_give(fd, opened.user, opened.group));
    other = file_owner_open(bench->path, &of_other);
    g_assert_false(file_owner_is_same(&opened, &of_other));
    close(fd);
    close(other);
    g_assert_false(file_owner_exists("/nonexistent/path"));
    g_assert_cmpint(file_owner_open("/nonexistent/path", &now), ==, -1);
    g_assert_cmpint(errno, ==, ENOENT);
}

static void
test_settled(Bench *bench, gconstpointer unused)
{
    const FileMade folder = {S_IFDIR, (uid_t)-1, (gid_t)-1, 0711};
    const FileMade socket_made = {S_IFSOCK, (uid_t)-1, (gid_t)-1, 0770};

    (void)unused;
    g_assert_cmpint(mkdir(bench->path, 0700), ==, 0);
    g_assert_true(file_owner_settle(bench->path, &folder));
    g_assert_cmpint(rights_of(bench->path), ==, 0711);
    make_socket(bench->other);
    g_assert_true(file_owner_settle(bench->other, &socket_made));
    g_assert_cmpint(rights_of(bench->other), ==, 0770);
}

/* What somebody has put in the place of what we have made. */
static void
test_not_settled(Bench *bench, gconstpointer unused)
{
    const FileMade made = {S_IFSOCK, (uid_t)-1, (gid_t)-1, 0777};

    (void)unused;
    make_file(bench->other);
    g_assert_cmpint(symlink(bench->other, bench->path), ==, 0);
    g_assert_false(file_owner_settle(bench->path, &made));
    g_assert_cmpint(errno, ==, EEXIST);
    g_assert_false(file_owner_settle(bench->other, &made));
    g_assert_cmpint(errno, ==, EEXIST);
    g_assert_cmpint(rights_of(bench->other), ==, 0600);
    g_assert_cmpint(g_unlink(bench->path) | g_unlink(bench->other), ==, 0);
    make_socket(bench->other);
    g_assert_cmpint(link(bench->other, bench->path), ==, 0);
    g_assert_false(file_owner_settle(bench->path, &made));
    g_assert_cmpint(errno, ==, EEXIST);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Bench *bench, gconstpointer unused);
    } cases[] = {
        {"/file_owner/opened-once", test_opened_once},
        {"/file_owner/settled", test_settled},
        {"/file_owner/not-settled", test_not_settled},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, Bench, NULL, set_up, cases[i].run, tear_down);
    return g_test_run();
}
