/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/stored_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "xml/document.h"

/* Returns: the size of the document behind @fd; -1, with errno, when it is not a valid one. */
static off_t
size_of(int fd)
{
    struct stat about;

    if (fstat(fd, &about) != 0)
        return -1;
    if (!S_ISREG(about.st_mode)) {
        errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
        return -1;
    }
    if (about.st_size > XML_DOCUMENT_MAX_BYTES) {
        errno = EFBIG;
        return -1;
    }
    return about.st_size;
}

/* Returns: (owned, nullable) up to @n_bytes bytes; their number in @n_bytes; NULL with errno. */
static char *
read_all(int fd, size_t *n_bytes)
{
    g_autofree char *bytes = g_malloc(*n_bytes + 1);
    size_t n_read = 0;

    while (n_read < *n_bytes) {
        ssize_t n = read(fd, bytes + n_read, *n_bytes - n_read);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return NULL;
        if (n == 0)
            break;
        n_read += (size_t)n;
    }
    bytes[n_read] = '\0';
    *n_bytes = n_read;
    return g_steal_pointer(&bytes);
}

char *
stored_file_read(const char *path, size_t *n_bytes, GError **error)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    off_t size = fd >= 0 ? size_of(fd) : -1;
    size_t n_read = size >= 0 ? (size_t)size : 0;
    char *bytes = size >= 0 ? read_all(fd, &n_read) : NULL;

    assert_may_block();
    if (bytes == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot read file '%s': %s"),
                    path, g_strerror(errno));
    else
        *n_bytes = n_read;
    if (fd >= 0)
        (void)close(fd);
    return bytes;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GStrv
stored_file_list(const char *directory, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    DIR *folder = opendir(directory);
    const struct dirent *entry = NULL;

    assert_may_block();
    if (folder == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot read folder '%s': %s"),
                    directory, g_strerror(errno));
        return NULL;
    }
    while ((entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            g_ptr_array_add(names, g_strdup(entry->d_name));
    (void)closedir(folder);
    if (names->len > 1)
        qsort(names->pdata, names->len, sizeof(*names->pdata), compare_names);
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
