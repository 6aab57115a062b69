/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"

/* A UNIX socket's path has at most 107 bytes, of which this is one part. */
enum { MAX_NAME_BYTES = 20 };

/* Depth limit for removal: we create no subfolders ourselves. */
enum { MAX_DEPTH = 8 };

bool
run_folder_prepare(const char *path, mode_t mode, GError **error)
{
    g_autofree char *above = g_path_get_dirname(path);
    struct stat about;
    int problem = 0;

    assert_may_block();
    if (g_mkdir_with_parents(above, 0700) == 0 && mkdir(path, mode) == 0)
        return true;
    problem = errno;
    if (problem == EEXIST && stat(path, &about) == 0) {
        if (S_ISDIR(about.st_mode))
            return true;
        problem = ENOTDIR;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create directory '%s': %s"),
                path, g_strerror(problem));
    return false;
}

char *
run_folder_name(int id, const char *name)
{
    g_autoptr(GString) folder = g_string_new(NULL);

    g_string_append_printf(folder, "domain-%d-", id);
    for (size_t i = 0; i < MAX_NAME_BYTES && name[i] != '\0'; i++) {
        bool is_safe = g_ascii_isalnum(name[i]) || strchr("._-", name[i]) != NULL;

        g_string_append_c(folder, is_safe ? name[i] : '_');
    }
    return g_string_free(g_steal_pointer(&folder), FALSE);
}

/* One level of a folder that is being removed: its stream, and its name in the level above. */
typedef struct {
    DIR *stream;
    char *name;
} Level;

/* Opens @name in @parent as the next level.  Returns: false, with errno, when that is no folder or
 * is too deep. */
static bool
descend(Level *levels, size_t *n_levels, int parent, const char *name)
{
    int fd = -1;
    Level *level = &levels[*n_levels];

    if (*n_levels == MAX_DEPTH) {
        errno = ELOOP;
        return false;
    }
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    level->stream = fdopendir(fd);
    level->name = g_strdup(name);
    (*n_levels)++;
    return true;
}

static void
ascend(Level *levels, size_t *n_levels)
{
    Level *level = &levels[--*n_levels];

    (void)closedir(level->stream);
    g_free(level->name);
}

/* Removes the content of the folder @path, through descriptors only, since a path could lead
 * elsewhere by now.  Returns: false, with errno. */
static bool
empty(const char *path)
{
    Level levels[MAX_DEPTH];
    size_t n_levels = 0;
    int problem = 0;

    if (!descend(levels, &n_levels, AT_FDCWD, path))
        return false;
    while (n_levels > 0 && problem == 0) {
        int fd = dirfd(levels[n_levels - 1].stream);
        const struct dirent *entry = readdir(levels[n_levels - 1].stream);

        if (entry == NULL) {
            int parent = n_levels > 1 ? dirfd(levels[n_levels - 2].stream) : -1;

            if (parent >= 0 && unlinkat(parent, levels[n_levels - 1].name, AT_REMOVEDIR) != 0)
                problem = errno;
            ascend(levels, &n_levels);
        } else if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                   unlinkat(fd, entry->d_name, 0) != 0) {
            if ((errno != EISDIR && errno != EPERM) ||
                !descend(levels, &n_levels, fd, entry->d_name))
                problem = errno;
        }
    }
    while (n_levels > 0)
        ascend(levels, &n_levels);
    errno = problem;
    return problem == 0;
}

bool
run_folder_remove(const char *path, GError **error)
{
    assert_may_block();
    if (unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR)
        return true;
    if (empty(path) && rmdir(path) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot remove directory '%s': %s"),
                path, g_strerror(errno));
    return false;
}

bool
run_folder_make(const char *path, GError **error)
{
    assert_may_block();
    if (!run_folder_remove(path, error))
        return false;
    if (mkdir(path, 0700) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create directory '%s': %s"),
                path, g_strerror(errno));
    return false;
}
