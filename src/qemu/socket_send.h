/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>
#include <sys/types.h>

/* Sends some of the @length bytes of @text on @socket, with the descriptor @fd (borrowed, -1: none)
 * beside the first of them.  Does not block, and raises no SIGPIPE.  Returns: how many bytes were
 * sent; -1 with errno. */
ssize_t socket_send(int socket, const char *text, size_t length, int fd);
