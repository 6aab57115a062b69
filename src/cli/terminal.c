/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/terminal.h"

#include <termios.h>
#include <unistd.h>

struct Terminal {
    int fd;
    struct termios before;
};

Terminal *
terminal_new_raw(int fd)
{
    g_autofree Terminal *terminal = g_new0(Terminal, 1);
    struct termios raw;

    terminal->fd = fd;
    /* Changing the modes would stop a background process. */
    if (tcgetattr(fd, &terminal->before) < 0 || tcgetpgrp(fd) != getpgrp())
        return NULL;
    raw = terminal->before;
    cfmakeraw(&raw);
    if (tcsetattr(fd, TCSANOW, &raw) < 0)
        return NULL;
    return g_steal_pointer(&terminal);
}

void
terminal_free(Terminal *terminal)
{
    if (terminal == NULL)
        return;
    tcsetattr(terminal->fd, TCSADRAIN, &terminal->before);
    g_free(terminal);
}
