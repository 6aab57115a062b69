/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/system_token.h"

#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOKEN_CHARACTERS = 32 };

/* Only what root or our own user wrote, and nobody else can read, is a token. */
static bool
is_trusted(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
           (status.st_uid == 0 || status.st_uid == geteuid()) &&
           (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static bool
is_token(const char *text)
{
    return strlen(text) == TOKEN_CHARACTERS &&
           strspn(text, "0123456789abcdefABCDEF") == TOKEN_CHARACTERS;
}

char *
system_token_read(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "common", "system.token", NULL);
    char text[TOKEN_CHARACTERS + 1] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ssize_t n = -1;

    if (fd < 0)
        return NULL;
    if (is_trusted(fd))
        n = read(fd, text, TOKEN_CHARACTERS);
    close(fd);
    return n == TOKEN_CHARACTERS && is_token(text) ? g_strdup(text) : NULL;
}
