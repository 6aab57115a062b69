/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "base/timestamp.h"

enum { FILE_MODE = 0600 };

static bool
write_all(int fd, const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_written = write(fd, bytes, n_bytes);

        if (n_written < 0 && errno == EINTR)
            continue;
        if (n_written <= 0)
            return false;
        bytes += n_written;
        n_bytes -= (size_t)n_written;
    }
    return true;
}

/* Reads up to @n_bytes at @offset.  Returns: their number; 0 at the end and on error. */
static size_t
read_at(int fd, char *bytes, size_t n_bytes, off_t offset)
{
    ssize_t n_read = 0;

    do
        n_read = pread(fd, bytes, n_bytes, offset);
    while (n_read < 0 && errno == EINTR);
    return n_read > 0 ? (size_t)n_read : 0;
}

char *
log_file_path(const char *directory, const char *name)
{
    return g_strconcat(directory, "/", name, ".log", NULL);
}

void
log_file_close(LogFile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->older_fd >= 0)
        close(file->older_fd);
    *file = LOG_FILE_NONE;
}

enum { OPEN_FLAGS = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

/* Opens a log like open().  Returns: (owned) a descriptor; -1 with errno, ELOOP for a link. */
typedef int (*Opener)(const char *path);

/* Follows no link in the last part of @path. */
static int
open_own(const char *path)
{
    return open(path, OPEN_FLAGS, FILE_MODE);
}

/* Follows no link in the whole path.  Linux before 5.6 cannot check that, so there every path is
 * treated as having one. */
static int
open_without_links(const char *path)
{
    struct open_how how = {.flags = OPEN_FLAGS, .mode = FILE_MODE, .resolve = RESOLVE_NO_SYMLINKS};
    int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);

    if (fd < 0 && errno == ENOSYS)
        errno = ELOOP;
    return fd;
}

/* Returns: a descriptor of a regular file; -1 with errno. */
static int
open_file(const char *path, Opener opener)
{
    struct stat about;
    int fd = -1;

    assert_may_block();
    fd = opener(path);
    if (fd < 0 || (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)))
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

/* An older part that cannot be opened is left out. */
static int
open_older(const char *path, unsigned max_kib, Opener opener)
{
    g_autofree char *older = g_strconcat(path, ".0", NULL);
    int fd = max_kib > 0 ? open_file(older, opener) : -1;

    if (fd < 0 && max_kib > 0)
        g_debug("older log is lost: file='%s' reason='%s'", older, g_strerror(errno));
    return fd;
}

static bool
set_problem(const char *path, int number, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("Unable to open file: %s: %s"), path,
                g_strerror(number));
    return false;
}

bool
log_file_open(const char *path, unsigned max_kib, LogFile *file, GError **error)
{
    int fd = open_file(path, open_own);

    if (fd < 0)
        return set_problem(path, errno, error);
    *file = (LogFile){fd, open_older(path, max_kib, open_own)};
    return true;
}

bool
log_file_open_foreign(const char *path, unsigned max_kib, LogFile *file, bool *is_left,
                      GError **error)
{
    struct stat about;
    int fd = -1;

    /* Do not open a file only to find out its type. */
    *is_left = lstat(path, &about) == 0 && !S_ISREG(about.st_mode);
    if (*is_left)
        return true;
    fd = open_file(path, open_without_links);
    *is_left = fd < 0 && errno == ELOOP;
    if (*is_left)
        return true;
    if (fd < 0)
        return set_problem(path, errno, error);
    *file = (LogFile){fd, open_older(path, max_kib, open_without_links)};
    return true;
}

void
log_file_note(int fd, const char *event, const char *const *words)
{
    g_autofree char *time = timestamp_now();
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "%s: %s, virtpseriesd version %s\n", time, event, PACKAGE_VERSION);
    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        g_autofree char *word = g_shell_quote(words[i]);
        bool is_plain =
            words[i][0] != '\0' &&
            words[i][strspn(words[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-./,:=+@%")] ==
                '\0';

        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", is_plain ? words[i] : word);
    }
    if (words != NULL)
        g_string_append_c(text, '\n');
    if (!write_all(fd, text->str, text->len))
        g_debug("cannot write a log: reason='%s'", g_strerror(errno));
}

off_t
log_file_mark(int fd)
{
    struct stat about;

    return fstat(fd, &about) == 0 ? about.st_size : 0;
}

/* The text is used in messages, and so reaches terminals: remove control characters. */
static char *
clean_text(const char *bytes, size_t n_bytes)
{
    g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)n_bytes);
    g_autoptr(GString) clean = g_string_sized_new(n_bytes);

    for (const char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        bool is_clean = character == '\n' || character == '\t' || !g_unichar_iscntrl(character);

        g_string_append_unichar(clean, is_clean ? character : ' ');
    }
    return g_strstrip(g_string_free(g_steal_pointer(&clean), FALSE));
}

char *
log_file_text_since(int fd, off_t mark, size_t max_bytes)
{
    off_t size = log_file_mark(fd);
    /* It was truncated meanwhile: everything in it is newer. */
    off_t start = mark <= size ? mark : 0;
    g_autofree char *bytes = g_malloc(max_bytes + 1);
    size_t n_bytes = 0;
    size_t n_read = 0;

    if (size - start > (off_t)max_bytes)
        start = size - (off_t)max_bytes;
    while (n_bytes < max_bytes &&
           (n_read = read_at(fd, bytes + n_bytes, max_bytes - n_bytes, start)) > 0) {
        n_bytes += n_read;
        start += (off_t)n_read;
    }
    return clean_text(bytes, n_bytes);
}
