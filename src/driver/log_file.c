/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/timestamp.h"

enum { FILE_MODE = 0600, CHUNK_BYTES = 64 * 1024, KIB = 1024 };

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

/* Copies @from from @offset on, up to an end that may still move. */
static bool
copy_rest(int from, off_t offset, int to)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    size_t n_read = 0;

    while ((n_read = read_at(from, chunk, CHUNK_BYTES, offset)) > 0) {
        if (!write_all(to, chunk, n_read))
            return false;
        offset += (off_t)n_read;
    }
    return true;
}

/* A limit is enforced on what nobody has to read: failures are for the debug log. */
void
log_file_bound(int fd, const char *directory, const char *name, unsigned max_kib)
{
    g_autofree char *path = g_strconcat(directory, "/", name, ".log.0", NULL);
    off_t limit = (off_t)max_kib * KIB;
    off_t size = log_file_mark(fd);
    int older = -1;

    if (max_kib == 0 || size <= limit)
        return;
    older =
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, FILE_MODE);
    if (older < 0 || !copy_rest(fd, size - limit, older))
        g_debug("older log is lost: file='%s' reason='%s'", path, g_strerror(errno));
    if (older >= 0)
        (void)close(older);
    if (ftruncate(fd, 0) != 0)
        g_debug("log stays too long: guest='%s' reason='%s'", name, g_strerror(errno));
}

int
log_file_open(const char *directory, const char *name, unsigned max_kib, GError **error)
{
    g_autofree char *path = g_strconcat(directory, "/", name, ".log", NULL);
    struct stat about;
    int fd =
        open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
             FILE_MODE);
    int problem = errno;

    if (fd >= 0 && (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))) {
        problem = EINVAL;
        (void)close(fd);
        fd = -1;
    }
    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot open log file '%s': %s"),
                    path, g_strerror(problem));
        return -1;
    }
    log_file_bound(fd, directory, name, max_kib);
    return fd;
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

/* The text goes into messages, and so to terminals, which some of these bytes would command. */
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
    /* It was cut meanwhile: all that is there is newer. */
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
