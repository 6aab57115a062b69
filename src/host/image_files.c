/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/image_files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "domain/opened_file.h"

/* A reference to a file in a domain: its path, and the number of the inherited descriptor. */
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

static void
add_boot_places(GArray *places, Domain *domain)
{
    add_place(places, domain->os.kernel, &domain->os.opened.kernel);
    add_place(places, domain->os.initrd, &domain->os.opened.initrd);
    add_place(places, domain->os.dtb, &domain->os.opened.dtb);
}

static void
add_disk_places(GArray *places, Disk *disk)
{
    g_autoptr(GPtrArray) sources = g_ptr_array_new();

    disk_add_sources(disk, sources);
    for (guint i = 0; i < sources->len; i++) {
        DiskSource *source = g_ptr_array_index(sources, i);

        add_place(places, disk_source_path(source), &source->opened);
    }
}

/* Returns: (owned) Place: none. */
static GArray *
places_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(Place));
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

ImageFile *
image_files_add(ImageFiles *files, const char *path)
{
    ImageFile *file = g_hash_table_lookup(files->by_path, path);

    if (file != NULL)
        return file;
    file = open_file(path);
    g_ptr_array_add(files->all, file);
    g_hash_table_insert(files->by_path, file->path, file);
    return file;
}

void
image_files_free(ImageFiles *files)
{
    if (files == NULL)
        return;
    g_hash_table_unref(files->by_path);
    g_ptr_array_unref(files->all);
    g_free(files);
}

ImageFiles *
image_files_new(void)
{
    ImageFiles *files = g_new0(ImageFiles, 1);

    files->all = g_ptr_array_new_with_free_func((GDestroyNotify)image_file_free);
    files->by_path = g_hash_table_new(g_str_hash, g_str_equal);
    return files;
}

/* Returns: (owned) what is at @places. */
static ImageFiles *
open_places(const GArray *places)
{
    ImageFiles *files = image_files_new();

    for (guint i = 0; i < places->len; i++)
        image_files_add(files, g_array_index(places, Place, i).path);
    return files;
}

ImageFiles *
image_files_open_boot(Domain *domain)
{
    g_autoptr(GArray) places = places_new();

    add_boot_places(places, domain);
    return open_places(places);
}

ImageFiles *
image_files_open_disk(Disk *disk)
{
    g_autoptr(GArray) places = places_new();

    add_disk_places(places, disk);
    return open_places(places);
}

/* A descriptor of a folder would give QEMU access to more than one file. */
static bool
check_type(const ImageFile *file, GError **error)
{
    if (S_ISREG(file->facts.mode) || S_ISBLK(file->facts.mode) || S_ISCHR(file->facts.mode))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("'%s' is neither a file nor a device"), file->path);
    return false;
}

/* Returns: (owned, nullable) path -> descriptor, for all of @files. */
static GHashTable *
take_descriptors(const GPtrArray *files, GArray *descriptors, GError **error)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < files->len; i++) {
        ImageFile *file = g_ptr_array_index(files, i);

        if (file->fd >= 0 && !check_type(file, error))
            return NULL;
        if (file->fd < 0 || file->is_by_path)
            continue;
        g_hash_table_insert(taken, file->path, GINT_TO_POINTER(file->fd));
        g_array_append_val(descriptors, file->fd);
        file->fd = -1;
    }
    return g_steal_pointer(&taken);
}

static bool
hand_over(ImageFiles *files, const GArray *places, GArray *descriptors, GError **error)
{
    g_autoptr(GHashTable) taken = take_descriptors(files->all, descriptors, error);

    for (guint i = 0; taken != NULL && i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);

        *place->opened = GPOINTER_TO_UINT(g_hash_table_lookup(taken, place->path));
    }
    return taken != NULL;
}

bool
image_files_hand_over_boot(ImageFiles *files, Domain *domain, GArray *descriptors, GError **error)
{
    g_autoptr(GArray) places = places_new();

    add_boot_places(places, domain);
    return hand_over(files, places, descriptors, error);
}

bool
image_files_hand_over_disk(ImageFiles *files, Disk *disk, GArray *descriptors, GError **error)
{
    g_autoptr(GArray) places = places_new();

    add_disk_places(places, disk);
    return hand_over(files, places, descriptors, error);
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
    g_autoptr(GArray) places = places_new();

    add_boot_places(places, domain);
    DOMAIN_EACH(Disk, disk, domain, &disk_kind)
        add_disk_places(places, disk);
    return opened_file_explain(text, path_of, places);
}
