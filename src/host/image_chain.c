/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/image_chain.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/workers.h"
#include "qemu/image_header.h"
#include "qemu/image_reference.h"

/* libvirt's limit. */
enum { MAX_IMAGES = 200 };

/* The state of following a chain. */
typedef struct {
    const DriverConfig *config;
    ImageFiles *files;
    ImageFile *image;   /* the lowest image so far */
    const char *format; /* of that */
    DiskBacking **slot; /* where to store its backing image */
    GHashTable *seen;   /* (owned) ImageFile * */
} Chain;

static void
chain_clear(Chain *chain)
{
    g_clear_pointer(&chain->seen, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Chain, chain_clear)

/* ---- one header */

static void
ignore_interrupt(const GError *why, void *user)
{
    (void)why;
    (void)user;
}

static bool
set_problem(const char *path, const char *problem, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("the header of image '%s' cannot be used: %s"), path, problem);
    return false;
}

static int
open_image(const ImageFile *image, GError **error)
{
    int fd = file_owner_reopen(image->fd, &image->facts);

    if (fd < 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("Cannot access storage file '%s': %s"), image->path, g_strerror(errno));
    return fd;
}

static bool
read_header(const Chain *chain, ImageHeader *header, GError **error)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    int fd = open_image(chain->image, error);
    const char *problem = NULL;

    if (fd < 0)
        return false;
    workers_begin_wait(&wait);
    problem = image_header_read(chain->format, fd, header);
    workers_end_wait(&wait);
    close(fd);
    return problem == NULL || set_problem(chain->image->path, _(problem), error);
}

/* A file without a stated format is used as raw, unless it looks like another format. */
static bool
check_unstated(const Chain *chain, const ImageFile *backing, GError **error)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    int fd = open_image(backing, error);
    bool is_other = false;

    if (fd < 0)
        return false;
    workers_begin_wait(&wait);
    is_other = image_header_is_in(fd);
    workers_end_wait(&wait);
    close(fd);
    if (is_other)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("format of backing image '%s' of image '%s' was not specified in the image "
                      "metadata (See https://libvirt.org/kbase/backing_chains.html for "
                      "troubleshooting)"),
                    backing->path, chain->image->path);
    return !is_other;
}

/* ---- the next image */

/* Returns: (borrowed, nullable) the file that @text, in the lowest image, refers to. */
static ImageFile *
open_named(Chain *chain, const char *text, GError **error)
{
    g_autofree char *path = image_reference_path(text, chain->image->path, error);
    ImageFile *file = path != NULL ? image_files_add(chain->files, path) : NULL;
    bool has_other_user = chain->config->is_system;

    if (file == NULL || file->fd >= 0)
        return file;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("Cannot access backing file '%s' of storage file '%s' (as uid:%u, gid:%u): %s"),
                path, chain->image->path, has_other_user ? chain->config->user : geteuid(),
                has_other_user ? chain->config->group : getegid(), g_strerror(file->problem));
    return NULL;
}

static bool
check_depth(Chain *chain, ImageFile *backing, GError **error)
{
    if (g_hash_table_add(chain->seen, backing) && g_hash_table_size(chain->seen) <= MAX_IMAGES)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("backing store for %s is self-referential or too deeply nested"), backing->path);
    return false;
}

static bool
check_format(const Chain *chain, const char *format, const ImageFile *backing, GError **error)
{
    if (format == NULL)
        return check_unstated(chain, backing, error);
    if (disk_format_is_known(format))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("unknown format '%s' of backing image '%s' of image '%s'"), format, backing->path,
                chain->image->path);
    return false;
}

static bool
append(Chain *chain, const ImageHeader *header, GError **error)
{
    const char *format = header->backing_format;
    ImageFile *backing = open_named(chain, header->backing, error);
    DiskBacking *layer = NULL;

    if (backing == NULL || !check_depth(chain, backing, error) ||
        !check_format(chain, format, backing, error))
        return false;
    layer = disk_chain_detected(backing->path,
                                S_ISBLK(backing->facts.mode) ? DISK_TYPE_BLOCK : DISK_TYPE_FILE,
                                format != NULL ? format : "raw");
    *chain->slot = layer;
    chain->image = backing;
    chain->format = layer->format.type;
    chain->slot = &layer->backing;
    return true;
}

/* QEMU finds an image's further files relative to its path; those that the header names are given
 * to QEMU as well. */
static bool
note_further_files(Chain *chain, const ImageHeader *header, GError **error)
{
    chain->image->is_by_path |= header->has_extents || header->data_file != NULL;
    return header->data_file == NULL || open_named(chain, header->data_file, error) != NULL;
}

/* Finds the lowest image in the document.  Returns: false when the document ends the chain. */
static bool
find_end(Disk *disk, Chain *chain)
{
    const DiskSource *source = &disk->source;
    const char *path = NULL;

    chain->format = disk_format(disk);
    chain->slot = &disk->backing;
    while (*chain->slot != NULL) {
        DiskBacking *layer = *chain->slot;

        if (layer->type == DISK_TYPE_NONE)
            return false;
        source = &layer->source;
        chain->format = layer->format.type;
        chain->slot = &layer->backing;
    }
    path = disk_source_path(source);
    chain->image = path != NULL ? image_files_add(chain->files, path) : NULL;
    /* QEMU will report a missing file. */
    return chain->image != NULL && chain->image->fd >= 0;
}

bool
image_chain_detect(const DriverConfig *config, ImageFiles *files, Disk *disk, GError **error)
{
    g_auto(Chain) chain = {config, files, .seen = g_hash_table_new(NULL, NULL)};

    if (!find_end(disk, &chain))
        return true;
    g_hash_table_add(chain.seen, chain.image);
    while (disk_format_can_be_based(chain.format)) {
        g_auto(ImageHeader) header = {0};

        if (!read_header(&chain, &header, error) || !note_further_files(&chain, &header, error))
            return false;
        if (header.backing == NULL)
            break;
        if (!append(&chain, &header, error))
            return false;
    }
    *chain.slot = disk_chain_detected(NULL, DISK_TYPE_NONE, NULL);
    return true;
}
