/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/image_owner.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "devices/disk.h"

/* A file that was given away. */
typedef struct {
    uid_t user; /* whose it was */
    gid_t group;
    unsigned n_guests; /* that need it */
} Loan;

struct ImageOwner {
    const DriverConfig *config;
    GMutex lock;
    GHashTable *loans; /* path -> Loan */
};

ImageOwner *
image_owner_new(const DriverConfig *config)
{
    ImageOwner *owner = g_new0(ImageOwner, 1);

    owner->config = config;
    g_mutex_init(&owner->lock);
    owner->loans = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return owner;
}

void
image_owner_free(ImageOwner *owner)
{
    if (owner == NULL)
        return;
    g_hash_table_unref(owner->loans);
    g_mutex_clear(&owner->lock);
    g_free(owner);
}

static void
add_path(GPtrArray *paths, const char *path)
{
    if (path != NULL)
        g_ptr_array_add(paths, (gpointer)(uintptr_t)path);
}

/* Returns: (owned) the files that @domain needs; the strings are the domain's. */
static GPtrArray *
paths_of(const Domain *domain)
{
    GPtrArray *paths = g_ptr_array_new();

    add_path(paths, domain->os.kernel);
    add_path(paths, domain->os.initrd);
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Disk *disk = (const Disk *)(const void *)domain_device(domain, i);

        if (disk->device.kind == &disk_kind)
            disk_add_paths(disk, paths);
    }
    return paths;
}

static bool
set_failed(const ImageOwner *owner, const char *path, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("unable to set user and group to '%u:%u' on '%s': %s"), owner->config->user,
                owner->config->group, path, g_strerror(errno));
    return false;
}

/* Called with the lock held. */
static bool
note(ImageOwner *owner, const char *path, GError **error)
{
    Loan *loan = g_hash_table_lookup(owner->loans, path);
    struct stat file = {0};

    if (loan == NULL) {
        if (stat(path, &file) < 0)
            return set_failed(owner, path, error);
        loan = g_new0(Loan, 1);
        *loan = (Loan){file.st_uid, file.st_gid, 0};
        g_hash_table_insert(owner->loans, g_strdup(path), loan);
    }
    loan->n_guests++;
    return true;
}

/* Called with the lock held. */
static void
give_back(ImageOwner *owner, const char *path)
{
    Loan *loan = g_hash_table_lookup(owner->loans, path);

    if (loan == NULL || --loan->n_guests > 0)
        return;
    if (chown(path, loan->user, loan->group) < 0 && errno != ENOENT)
        g_warning("cannot give '%s' back to %u:%u: %s", path, loan->user, loan->group,
                  g_strerror(errno));
    g_hash_table_remove(owner->loans, path);
}

bool
image_owner_note(ImageOwner *owner, const Domain *domain, GError **error)
{
    g_autoptr(GPtrArray) paths = paths_of(domain);
    guint n_noted = 0;

    if (!owner->config->owns_images)
        return true;
    g_mutex_lock(&owner->lock);
    while (n_noted < paths->len && note(owner, g_ptr_array_index(paths, n_noted), error))
        n_noted++;
    for (guint i = 0; n_noted < paths->len && i < n_noted; i++)
        give_back(owner, g_ptr_array_index(paths, i));
    g_mutex_unlock(&owner->lock);
    return n_noted == paths->len;
}

bool
image_owner_lend(ImageOwner *owner, const Domain *domain, GError **error)
{
    g_autoptr(GPtrArray) paths = paths_of(domain);

    for (guint i = 0; owner->config->owns_images && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);

        if (chown(path, owner->config->user, owner->config->group) < 0)
            return set_failed(owner, path, error);
    }
    return true;
}

void
image_owner_take_back(ImageOwner *owner, const char *path)
{
    g_mutex_lock(&owner->lock);
    give_back(owner, path);
    g_mutex_unlock(&owner->lock);
}

void
image_owner_visit(ImageOwner *owner, const Domain *domain, ImageOwnerVisit visit, void *context)
{
    g_autoptr(GPtrArray) paths = paths_of(domain);

    g_mutex_lock(&owner->lock);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        const Loan *loan = g_hash_table_lookup(owner->loans, path);

        if (loan != NULL)
            visit(path, loan->user, loan->group, context);
    }
    g_mutex_unlock(&owner->lock);
}

void
image_owner_remember(ImageOwner *owner, const char *path, uid_t user, gid_t group)
{
    Loan *loan = NULL;

    g_mutex_lock(&owner->lock);
    loan = g_hash_table_lookup(owner->loans, path);
    if (loan == NULL) {
        loan = g_new0(Loan, 1);
        *loan = (Loan){user, group, 0};
        g_hash_table_insert(owner->loans, g_strdup(path), loan);
    }
    loan->n_guests++;
    g_mutex_unlock(&owner->lock);
}
