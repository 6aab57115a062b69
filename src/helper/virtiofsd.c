/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/virtiofsd.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "devices/filesystem.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_reader.h"

/* ---- finding the program: QEMU's vhost-user JSON files describe those of a host */

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Returns: (owned, nullable) the path of the program in the description @path, if that is for
 * virtiofs. */
static char *
program_in(const char *path)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(JsonObject) about = NULL;

    if (!g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    about = qmp_reader_parse(text, length);
    return g_str_equal(qmp_member_string(about, "type", ""), "fs")
               ? g_strdup(qmp_member_string(about, "binary", NULL))
               : NULL;
}

/* Records each file in @folder by name; files of later folders override earlier ones. */
static void
note_files(const char *folder, GHashTable *files)
{
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while (names != NULL && (name = g_dir_read_name(names)) != NULL)
        if (g_str_has_suffix(name, ".json"))
            g_hash_table_replace(files, g_strdup(name), g_build_filename(folder, name, NULL));
}

/* Returns: (owned, nullable) the first program by file name.  An administrator's file overrides a
 * package's of the same name, and a user's both. */
static char *
described_program(bool is_system)
{
    g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *own = g_build_filename(g_get_user_config_dir(), "qemu", "vhost-user", NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name = NULL;
    char *program = NULL;

    note_files("/usr/share/qemu/vhost-user", files);
    note_files("/etc/qemu/vhost-user", files);
    if (!is_system)
        note_files(own, files);
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_ptr_array_add(names, name);
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; program == NULL && i < names->len; i++)
        program = program_in(g_hash_table_lookup(files, g_ptr_array_index(names, i)));
    return program;
}

static char *
virtiofsd_find(const HelperCase *what, GError **error)
{
    const Filesystem *filesystem = (const Filesystem *)what->device;
    char *path = NULL;

    if (filesystem->binary.path != NULL)
        return g_strdup(filesystem->binary.path);
    path = described_program(what->start->config->is_system);
    if (path == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                            _("Unable to find a satisfying virtiofsd: name one in the <binary "
                              "path=''/> of the <filesystem>"));
    return path;
}

/* ---- its arguments */

/* Appends @path with commas escaped. */
static void
add_escaped(GString *text, const char *path)
{
    for (; *path != '\0'; path++) {
        if (*path == ',' || *path == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, *path);
    }
}

/* Appends ",@name" or ",no_@name", or nothing when the value is not given. */
static void
add_switch(GString *text, const char *name, Tristate value)
{
    if (value != TRISTATE_ABSENT)
        g_string_append_printf(text, ",%s%s", value == TRISTATE_YES ? "" : "no_", name);
}

/* Appends "OPTION=:START:TARGET:COUNT:" for each of @ranges (nullable). */
static void
add_id_ranges(GPtrArray *words, const char *option, const GPtrArray *ranges)
{
    for (unsigned i = 0; ranges != NULL && i < ranges->len; i++) {
        const VirtiofsIdRange *range = g_ptr_array_index(ranges, i);

        g_ptr_array_add(words, g_strdup_printf("%s=:%" PRIu64 ":%" PRIu64 ":%" PRIu64 ":", option,
                                               range->start.value, range->target.value,
                                               range->count.value));
    }
}

static void
virtiofsd_add_arguments(const HelperCase *what, int socket_fd, GPtrArray *words)
{
    static const char *const caches[] = {NULL, "none", "always"};
    static const char *const sandboxes[] = {NULL, "namespace", "chroot"};
    const Filesystem *filesystem = (const Filesystem *)what->device;
    const VirtiofsBinary *binary = &filesystem->binary;
    g_autoptr(GString) options = g_string_new("source=");

    add_escaped(options, filesystem->source.dir);
    if (binary->cache.mode != VIRTIOFS_CACHE_GIVEN_NONE)
        g_string_append_printf(options, ",cache=%s", caches[binary->cache.mode]);
    if (binary->sandbox.mode != VIRTIOFS_SANDBOX_NONE)
        g_string_append_printf(options, ",sandbox=%s", sandboxes[binary->sandbox.mode]);
    add_switch(options, "xattr", binary->xattr);
    add_switch(options, "flock", binary->lock.flock);
    add_switch(options, "posix_lock", binary->lock.posix);
    g_ptr_array_add(words, g_strdup_printf("--fd=%d", socket_fd));
    g_ptr_array_add(words, g_strdup("-o"));
    g_ptr_array_add(words, g_string_free(g_steal_pointer(&options), FALSE));
    add_id_ranges(words, "--uid-map", filesystem->id_map.uids);
    add_id_ranges(words, "--gid-map", filesystem->id_map.gids);
    if (filesystem->is_readonly)
        g_ptr_array_add(words, g_strdup("--readonly"));
    if (binary->open_files.max.is_set)
        g_ptr_array_add(words,
                        g_strdup_printf("--rlimit-nofile=%" PRIu64, binary->open_files.max.value));
    if (binary->thread_pool.size.is_set)
        g_ptr_array_add(words, g_strdup_printf("--thread-pool-size=%u",
                                               (unsigned)binary->thread_pool.size.value));
}

/* It runs as the daemon's user: only root can create files with the owners that a guest chooses. */
const HelperKind virtiofsd_kind = {
    .program = "virtiofsd",
    .find = virtiofsd_find,
    .add_arguments = virtiofsd_add_arguments,
};
