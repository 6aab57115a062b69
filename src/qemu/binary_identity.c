/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/binary_identity.h"

#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Folders beside that of the binary ("/usr/bin") that may have one with the modules. */
static const char *const library_folders[] = {"lib", "lib64"};

/* The time of a folder changes with each file that is added, replaced or removed. */
static bool
add_file(GString *text, const char *path)
{
    struct stat status = {0};

    if (stat(path, &status) < 0)
        return false;
    g_string_append_printf(
        text, "%s %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 ".%09" PRId64 "\n", path,
        (uint64_t)status.st_dev, (uint64_t)status.st_ino, (int64_t)status.st_size,
        (int64_t)status.st_mtim.tv_sec, (int64_t)status.st_mtim.tv_nsec);
    return true;
}

static int
compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Adds "qemu" in @folder, and in the folders in it: Debian has one for each architecture. */
static void
add_modules_below(GString *text, const char *folder)
{
    g_autofree char *own = g_build_filename(folder, "qemu", NULL);
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    const char *name = NULL;

    add_file(text, own);
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL)
        if (strstr(name, "-linux-") != NULL)
            g_ptr_array_add(found, g_build_filename(folder, name, "qemu", NULL));
    g_ptr_array_sort(found, compare_names);
    for (unsigned i = 0; i < found->len; i++)
        add_file(text, g_ptr_array_index(found, i));
}

static void
add_modules(GString *text, const char *emulator)
{
    const char *own = g_getenv("QEMU_MODULE_DIR");
    char *real = realpath(emulator, NULL);
    g_autofree char *folder = g_path_get_dirname(real != NULL ? real : emulator);
    g_autofree char *prefix = g_path_get_dirname(folder);

    free(real);
    if (own != NULL)
        add_file(text, own);
    for (size_t i = 0; i < G_N_ELEMENTS(library_folders); i++) {
        g_autofree char *path = g_build_filename(prefix, library_folders[i], NULL);

        add_modules_below(text, path);
    }
}

/* What KVM takes depends on the kernel, on the size of its pages and on the CPU. */
static void
add_kvm(GString *text)
{
    struct utsname kernel;
    const char *cpu = (const char *)(uintptr_t)getauxval(AT_PLATFORM);

    if (access("/dev/kvm", R_OK | W_OK) != 0 || uname(&kernel) != 0) {
        g_string_append(text, "no kvm");
        return;
    }
    g_string_append_printf(text, "kvm of %s %s, %ld, %s", kernel.release, kernel.version,
                           sysconf(_SC_PAGESIZE), cpu != NULL ? cpu : "");
}

char *
binary_identity(const char *emulator)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (!add_file(text, emulator))
        return NULL;
    add_modules(text, emulator);
    add_kvm(text);
    return g_string_free(g_steal_pointer(&text), FALSE);
}
