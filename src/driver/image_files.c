/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/image_files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "devices/disk.h"
#include "domain/opened_file.h"

/* Where a document names a file: its path, and under which number QEMU inherits it. */
typedef struct {
    const char *path;
    unsigned *opened;
} Place;

static void
add_place(GArray *places, const char *path, unsigned *opened)
{
    Place place = {path, opened};

    if (path != NULL)
        g_array_append_val(places, place);
}

/* Returns: (owned) Place: all of @domain. */
static GArray *
places_of(Domain *domain)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
    g_autoptr(GPtrArray) sources = g_ptr_array_new();

    add_place(places, domain->os.kernel, &domain->os.opened.kernel);
    add_place(places, domain->os.initrd, &domain->os.opened.initrd);
    add_place(places, domain->os.dtb, &domain->os.opened.dtb);
    for (unsigned i = 0; i < domain->devices->len; i++)
        if (domain_device(domain, i)->kind == &disk_kind)
            disk_add_sources((Disk *)(void *)domain_device(domain, i), sources);
    for (guint i = 0; i < sources->len; i++) {
        DiskSource *source = g_ptr_array_index(sources, i);

        add_place(places, disk_source_path(source), &source->opened);
    }
    return places;
}

static void
image_file_free(ImageFile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    g_free(file->path);
    g_free(file);
}

static ImageFile *
open_file(const char *path)
{
    ImageFile *file = g_new0(ImageFile, 1);

    file->path = g_strdup(path);
    file->fd = file_owner_open(path, &file->facts);
    file->problem = file->fd < 0 ? errno : 0;
    return file;
}

GPtrArray *
image_files_open(Domain *domain)
{
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)image_file_free);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) places = places_of(domain);

    for (guint i = 0; i < places->len; i++) {
        const char *path = g_array_index(places, Place, i).path;

        if (g_hash_table_add(known, (gpointer)(uintptr_t)path))
            g_ptr_array_add(files, open_file(path));
    }
    return files;
}

/* A folder would let QEMU's user into what is around it. */
static bool
check_type(const ImageFile *file, GError **error)
{
    if (S_ISREG(file->facts.mode) || S_ISBLK(file->facts.mode) || S_ISCHR(file->facts.mode))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("'%s' is neither a file nor a device"), file->path);
    return false;
}

/* Returns: (owned, nullable) path -> descriptor of what is in @files. */
static GHashTable *
take_descriptors(GPtrArray *files, GArray *descriptors, GError **error)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < files->len; i++) {
        ImageFile *file = g_ptr_array_index(files, i);

        if (file->fd < 0)
            continue;
        if (!check_type(file, error))
            return NULL;
        g_hash_table_insert(taken, file->path, GINT_TO_POINTER(file->fd));
        g_array_append_val(descriptors, file->fd);
        file->fd = -1;
    }
    return g_steal_pointer(&taken);
}

bool
image_files_hand_over(GPtrArray *files, Domain *domain, GArray *descriptors, GError **error)
{
    g_autoptr(GHashTable) taken = take_descriptors(files, descriptors, error);
    g_autoptr(GArray) places = taken != NULL ? places_of(domain) : NULL;

    for (guint i = 0; places != NULL && i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);

        *place->opened = GPOINTER_TO_UINT(g_hash_table_lookup(taken, place->path));
    }
    return taken != NULL;
}

static const char *
path_of(unsigned descriptor, const void *user)
{
    const GArray *places = user;

    for (guint i = 0; i < places->len; i++)
        if (*g_array_index(places, Place, i).opened == descriptor)
            return g_array_index(places, Place, i).path;
    return NULL;
}

char *
image_files_explain(Domain *domain, const char *text)
{
    g_autoptr(GArray) places = places_of(domain);

    return opened_file_explain(text, path_of, places);
}
