/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

typedef struct {
    char *folder;
    char *path;
    char *read_only_path;
    char *virtqemud;
    char *virtqemud_read_only;
    char *virtqemud_pid_file;
    SocketsRequest request;
} Place;

static void
place_set_up(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    place->folder = g_dir_make_tmp("pseries-sock-XXXXXX", NULL);
    place->path = g_build_filename(place->folder, "sock", NULL);
    place->read_only_path = g_build_filename(place->folder, "sock-ro", NULL);
    place->virtqemud = g_build_filename(place->folder, "qemu-sock", NULL);
    place->virtqemud_read_only = g_build_filename(place->folder, "qemu-sock-ro", NULL);
    place->virtqemud_pid_file = g_build_filename(place->folder, "qemu.pid", NULL);
    place->request = (SocketsRequest){
        .path = place->path,
        .read_only_path = place->read_only_path,
        .virtqemud_pid_file = place->virtqemud_pid_file,
        .mode = 0770,
        .read_only_mode = 0777,
        .group = getegid(),
    };
}

/* Whatever a test did, nothing of ours is left: so the folder is empty. */
static void
place_tear_down(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_assert_cmpint(g_rmdir(place->folder), ==, 0);
    g_free(place->folder);
    g_free(place->path);
    g_free(place->read_only_path);
    g_free(place->virtqemud);
    g_free(place->virtqemud_read_only);
    g_free(place->virtqemud_pid_file);
}

static void
ask_for_virtqemud(Place *place)
{
    place->request.virtqemud_path = place->virtqemud;
    place->request.virtqemud_read_only_path = place->virtqemud_read_only;
}

static struct sockaddr_un
address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    g_assert_cmpuint(strlen(path), <, sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path));
    return address;
}

/* Returns: 0, or why nobody can connect to @path. */
static int
try_connect(const char *path)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int status = connect(fd, (struct sockaddr *)(void *)&address, sizeof(address));
    int reason = status < 0 ? errno : 0;

    close(fd);
    return reason;
}

/* Returns: a socket that is bound to @path, and listens if @n_waiting is more than 0. */
static int
bind_to(const char *path, int n_waiting)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_assert_cmpint(bind(fd, (struct sockaddr *)(void *)&address, sizeof(address)), ==, 0);
    if (n_waiting > 0)
        g_assert_cmpint(listen(fd, n_waiting), ==, 0);
    return fd;
}

static unsigned
mode_of(const char *path)
{
    struct stat file;

    g_assert_cmpint(stat(path, &file), ==, 0);
    return file.st_mode & 07777;
}

static Sockets *
open_well(const Place *place)
{
    g_autoptr(GError) error = NULL;
    Sockets *sockets = sockets_open(&place->request, &error);

    g_assert_no_error(error);
    return sockets;
}

/* @like: a pattern of what is said. */
static void
assert_refused(const Place *place, int code, const char *like)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Sockets) sockets = sockets_open(&place->request, &error);

    g_assert_null(sockets);
    g_assert_error(error, PSERIES_ERROR, code);
    if (!g_pattern_match_simple(like, error->message))
        g_error("'%s' is not like '%s'", error->message, like);
}

static void
test_open(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    mode_t mask = umask(077);
    g_autoptr(Sockets) sockets = open_well(place);

    g_assert_cmpuint(umask(mask), ==, 077);
    g_assert_cmpuint(sockets_n(sockets), ==, 2);
    g_assert_false(sockets_is_read_only(sockets, 0));
    g_assert_true(sockets_is_read_only(sockets, 1));
    g_assert_cmpint(fcntl(sockets_fd(sockets, 0), F_GETFD) & FD_CLOEXEC, !=, 0);
    g_assert_cmpuint(mode_of(place->path), ==, 0770);
    g_assert_cmpuint(mode_of(place->read_only_path), ==, 0777);
    g_assert_cmpint(try_connect(place->path), ==, 0);
    g_assert_cmpint(try_connect(place->read_only_path), ==, 0);
}

static void
test_session(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autoptr(Sockets) sockets = NULL;

    place->request.read_only_path = NULL;
    place->request.mode = 0700;
    place->request.group = (gid_t)-1;
    sockets = open_well(place);
    g_assert_cmpuint(sockets_n(sockets), ==, 1);
    g_assert_cmpuint(mode_of(place->path), ==, 0700);
}

static void
test_stale(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autoptr(Sockets) sockets = NULL;

    close(bind_to(place->path, 1));
    close(bind_to(place->read_only_path, 1));
    g_assert_cmpint(try_connect(place->path), ==, ECONNREFUSED);
    sockets = open_well(place);
    g_assert_cmpint(try_connect(place->path), ==, 0);
}

/* A daemon that was killed leaves its lock file as well. */
static void
test_stale_lock(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autofree char *lock = g_strconcat(place->path, ".lock", NULL);
    g_autoptr(Sockets) sockets = NULL;
    g_autofree char *text = NULL;
    g_autofree char *pid = g_strdup_printf("%d\n", (int)getpid());

    g_assert_true(g_file_set_contents(lock, "12345678901234\n", -1, NULL));
    sockets = open_well(place);
    g_assert_true(g_file_get_contents(lock, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, pid);
}

static void
test_two(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autoptr(Sockets) first = open_well(place);
    g_autofree char *like = g_strdup_printf("another virtpseriesd (pid %d) already serves '%s'",
                                            (int)getpid(), place->path);

    g_assert_nonnull(first);
    assert_refused(place, VIR_ERR_OPERATION_FAILED, like);
    g_assert_cmpint(try_connect(place->path), ==, 0);
    g_assert_cmpint(try_connect(place->read_only_path), ==, 0);
}

/* A listener that takes no lock: systemd's, for instance. */
static void
test_served(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    int fd = bind_to(place->path, 1);
    g_autofree char *like =
        g_strdup_printf("another process (pid %d) already serves '%s'", (int)getpid(), place->path);

    assert_refused(place, VIR_ERR_OPERATION_FAILED, like);
    close(fd);
    g_assert_cmpint(unlink(place->path), ==, 0);
    /* and so with the second, after which the first is gone again */
    fd = bind_to(place->read_only_path, 1);
    assert_refused(place, VIR_ERR_OPERATION_FAILED, "another process *sock-ro'");
    close(fd);
    g_assert_cmpint(unlink(place->read_only_path), ==, 0);
}

static void
test_no_socket(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_assert_true(g_file_set_contents(place->path, "precious", -1, NULL));
    assert_refused(place, VIR_ERR_OPERATION_FAILED, "'*sock' is in the way of the socket*");
    g_assert_cmpint(unlink(place->path), ==, 0);
}

static void
test_long(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    size_t room = sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1 - strlen(place->folder) - 1;
    g_autofree char *name = g_strnfill(room + 1, 'x');
    g_autofree char *longest = NULL;
    g_autofree char *too_long = g_build_filename(place->folder, name, NULL);
    g_autoptr(Sockets) sockets = NULL;

    place->request.read_only_path = NULL;
    place->request.path = too_long;
    assert_refused(place, VIR_ERR_INVALID_ARG, "the path of a socket has at most 107 bytes; *108");
    longest = g_strndup(too_long, strlen(too_long) - 1);
    place->request.path = longest;
    sockets = open_well(place);
    g_assert_cmpint(try_connect(longest), ==, 0);
}

static void
test_no_folder(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autofree char *path = g_build_filename(place->folder, "none", "sock", NULL);

    place->request.path = path;
    assert_refused(place, VIR_ERR_SYSTEM_ERROR, "cannot lock the file '*': No such file*");
}

static void
test_replaced(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    Sockets *sockets = open_well(place);
    int fd = -1;

    g_assert_cmpint(unlink(place->path), ==, 0);
    fd = bind_to(place->path, 1);
    sockets_free(sockets);
    g_assert_cmpint(try_connect(place->path), ==, 0);
    g_assert_cmpint(try_connect(place->read_only_path), ==, ENOENT);
    close(fd);
    g_assert_cmpint(unlink(place->path), ==, 0);
}

/* Stale sockets of a virtqemud that was killed are replaced, and the rights are those of the
 * others. */
static void
test_virtqemud(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autoptr(Sockets) sockets = NULL;

    ask_for_virtqemud(place);
    close(bind_to(place->virtqemud, 1));
    g_assert_true(g_file_set_contents(place->virtqemud_pid_file, "1", -1, NULL));
    sockets = open_well(place);
    g_assert_cmpuint(sockets_n(sockets), ==, 4);
    g_assert_false(sockets_is_read_only(sockets, 2));
    g_assert_true(sockets_is_read_only(sockets, 3));
    g_assert_cmpuint(mode_of(place->virtqemud), ==, 0770);
    g_assert_cmpuint(mode_of(place->virtqemud_read_only), ==, 0777);
    g_assert_cmpint(try_connect(place->virtqemud), ==, 0);
    g_assert_cmpint(try_connect(place->virtqemud_read_only), ==, 0);
}

/* One that systemd would start. */
static void
test_virtqemud_served(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    int fd = bind_to(place->virtqemud, 1);
    g_autofree char *like = g_strdup_printf("cannot serve virtqemud's sockets in its place: "
                                            "another process (pid %d) already serves '%s'",
                                            (int)getpid(), place->virtqemud);

    ask_for_virtqemud(place);
    assert_refused(place, VIR_ERR_OPERATION_FAILED, like);
    g_assert_cmpint(try_connect(place->virtqemud), ==, 0);
    g_assert_cmpint(try_connect(place->path), ==, ENOENT);
    close(fd);
    g_assert_cmpint(unlink(place->virtqemud), ==, 0);
}

/* One that runs and has its pid file locked, as libvirt's daemons do: by a lock of fcntl() of the
 * process, for which another one is needed. */
static void
test_virtqemud_runs(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    int ready[2] = {-1, -1};
    char byte = 0;
    pid_t pid = -1;

    ask_for_virtqemud(place);
    g_assert_true(g_file_set_contents(place->virtqemud_pid_file, "4242", -1, NULL));
    g_assert_cmpint(pipe(ready), ==, 0);
    pid = fork();
    if (pid == 0) {
        struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
        int fd = open(place->virtqemud_pid_file, O_RDWR | O_CLOEXEC);

        if (fcntl(fd, F_SETLK, &range) == 0 && write(ready[1], "1", 1) == 1)
            pause();
        _exit(1);
    }
    close(ready[1]);
    g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
    close(ready[0]);
    assert_refused(place, VIR_ERR_OPERATION_FAILED,
                   "cannot serve virtqemud's sockets*: another virtqemud (pid 4242) already "
                   "serves '*/qemu-sock'");
    kill(pid, SIGKILL);
    g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
    sockets_free(open_well(place));
}

#ifdef WITH_SYSTEMD
/* As systemd starts a service: the sockets are descriptors 3 and 4. */
static void
take_from_systemd(const Place *place, const char *names)
{
    g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
    int first = bind_to(place->path, 1);
    int second = bind_to(place->read_only_path, 1);
    int high = fcntl(second, F_DUPFD, 20);

    dup2(first, 3);
    dup2(high, 4);
    g_setenv("LISTEN_PID", pid, TRUE);
    g_setenv("LISTEN_FDS", "2", TRUE);
    g_setenv("LISTEN_FDNAMES", names, TRUE);
}

static void
test_given(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autoptr(Sockets) sockets = NULL;

    if (!g_test_subprocess()) {
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
        g_test_trap_assert_passed();
        return;
    }
    take_from_systemd(place, "virtpseriesd-ro.socket:virtpseriesd.socket");
    sockets = open_well(place);
    g_assert_cmpuint(sockets_n(sockets), ==, 2);
    g_assert_cmpint(sockets_fd(sockets, 0), ==, 3);
    g_assert_true(sockets_is_read_only(sockets, 0));
    g_assert_false(sockets_is_read_only(sockets, 1));
    g_assert_null(g_getenv("LISTEN_FDS"));
    sockets_free(g_steal_pointer(&sockets));
    /* not ours, so they stay */
    g_assert_cmpint(unlink(place->path), ==, 0);
    g_assert_cmpint(unlink(place->read_only_path), ==, 0);
}

/* Of virtqemud's alone: ours are opened beside them, and its pid file is locked. */
static void
test_given_virtqemud(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    g_autoptr(Sockets) sockets = NULL;

    if (!g_test_subprocess()) {
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
        g_test_trap_assert_passed();
        return;
    }
    take_from_systemd(place, "virtpseriesd-qemu.socket:virtpseriesd-qemu-ro.socket");
    place->request.path = place->virtqemud;
    place->request.read_only_path = place->virtqemud_read_only;
    sockets = open_well(place);
    g_assert_cmpuint(sockets_n(sockets), ==, 4);
    g_assert_true(sockets_is_read_only(sockets, 1));
    g_assert_false(sockets_is_read_only(sockets, 2));
    g_assert_cmpint(try_connect(place->virtqemud), ==, 0);
    g_assert_true(g_file_test(place->virtqemud_pid_file, G_FILE_TEST_EXISTS));
    sockets_free(g_steal_pointer(&sockets));
    g_assert_cmpint(unlink(place->path), ==, 0);
    g_assert_cmpint(unlink(place->read_only_path), ==, 0);
}

static void
test_given_unknown(Place *place, G_GNUC_UNUSED gconstpointer nothing)
{
    if (!g_test_subprocess()) {
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
        g_test_trap_assert_passed();
        return;
    }
    take_from_systemd(place, "virtpseriesd.socket:frob.socket");
    assert_refused(place, VIR_ERR_OPERATION_FAILED, "systemd hands over a socket 'frob.socket'*");
    g_assert_cmpint(unlink(place->path), ==, 0);
    g_assert_cmpint(unlink(place->read_only_path), ==, 0);
}
#endif

static const struct {
    const char *path;
    void (*test)(Place *, gconstpointer);
} tests[] = {
    {"/sockets/open", test_open},
    {"/sockets/session", test_session},
    {"/sockets/stale", test_stale},
    {"/sockets/stale-lock", test_stale_lock},
    {"/sockets/two", test_two},
    {"/sockets/served", test_served},
    {"/sockets/no-socket", test_no_socket},
    {"/sockets/long", test_long},
    {"/sockets/no-folder", test_no_folder},
    {"/sockets/replaced", test_replaced},
    {"/sockets/virtqemud", test_virtqemud},
    {"/sockets/virtqemud-served", test_virtqemud_served},
    {"/sockets/virtqemud-runs", test_virtqemud_runs},
#ifdef WITH_SYSTEMD
    {"/sockets/given", test_given},
    {"/sockets/given-virtqemud", test_given_virtqemud},
    {"/sockets/given-unknown", test_given_unknown},
#endif
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Place, NULL, place_set_up, tests[i].test, place_tear_down);
    return g_test_run();
}
