/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A process that is handed a socket as systemd does it.
 */
#include "qemu/detached.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LONG_MS = 20000 };

/* What the process tells of itself: 4 is the folder that the shell itself reads. */
static const char script[] = "[ $LISTEN_PID -eq $$ ] && echo mine; echo $LISTEN_FDS; "
                             "cd /proc/$$/fd; readlink 3; echo *";
static const char wanted[] = "mine\n1\n/dev/null\n0 1 2 3 4\n";

/* Returns: (owned) what a process writes that is handed the descriptor @fd. */
static char *
output_with(int fd)
{
    static const char *const words[] = {"/bin/sh", "-c", script, NULL};
    const DetachedRequest request = {
        .words = words,
        .output_fd = memfd_create("output", MFD_CLOEXEC),
        .descriptors = &fd,
        .n_descriptors = 1,
        .is_activated = true,
    };
    g_autoptr(GError) error = NULL;
    char *text = g_malloc0(4096);
    int pid_fd = -1;
    pid_t pid = detached_start(&request, &pid_fd, &error);

    g_assert_no_error(error);
    g_assert_true(detached_wait(pid_fd, LONG_MS));
    g_assert_true(detached_reap(pid, NULL));
    close(pid_fd);
    g_assert_cmpint(pread(request.output_fd, text, 4095, 0), >, 0);
    close(request.output_fd);
    return text;
}

/* Whatever number it has here. */
static void
test_number(gconstpointer number)
{
    int fd = GPOINTER_TO_INT(number);
    int kept = fcntl(fd, F_DUPFD_CLOEXEC, 100); /* -1: it is free */
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int given = file == fd ? file : dup3(file, fd, O_CLOEXEC);
    g_autofree char *output = NULL;

    g_assert_cmpint(given, ==, fd);
    output = output_with(given);
    g_assert_cmpstr(output, ==, wanted);
    close(given);
    if (file != given)
        close(file);
    if (kept >= 0) {
        dup2(kept, fd);
        close(kept);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/detached-socket/as-it-is", GINT_TO_POINTER(3), test_number);
    g_test_add_data_func("/detached-socket/another", GINT_TO_POINTER(5), test_number);
    g_test_add_data_func("/detached-socket/higher", GINT_TO_POINTER(77), test_number);
    return g_test_run();
}
