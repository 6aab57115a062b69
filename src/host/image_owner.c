/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/image_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "base/workers.h"

/* A file that was given away.  Whoever counts as a user may read it without the lock: it does not
 * change while it has users. */
typedef struct {
    FileFacts was;     /* its identity and original owner */
    int fd;            /* O_PATH; -1: an earlier daemon's, to be opened by path */
    unsigned n_guests; /* that need it */
    bool is_busy;      /* a thread is working on the file without the lock */
} Loan;

struct ImageOwner {
    const DriverConfig *config;
    GMutex lock;
    GCond settled;     /* signalled when a loan is not busy any more */
    GHashTable *loans; /* FileFacts of the loan -> Loan */
};

/* ---- records */

void
image_record_free(ImageRecord *record)
{
    if (record == NULL)
        return;
    g_free(record->path);
    g_free(record);
}

static ImageRecord *
record_new(const char *path, const FileFacts *was)
{
    ImageRecord *record = g_new0(ImageRecord, 1);

    *record = (ImageRecord){g_strdup(path), was->device, was->inode, was->user, was->group};
    return record;
}

static FileFacts
facts_of(const ImageRecord *record)
{
    return (FileFacts){record->device, record->inode, record->user, record->group, 0};
}

void
image_record_numbers(const ImageRecord *record, uint64_t numbers[IMAGE_RECORD_NUMBERS])
{
    numbers[0] = record->user;
    numbers[1] = record->group;
    numbers[2] = record->device;
    numbers[3] = record->inode;
}

ImageRecord
image_record_of(const char *path, const uint64_t *numbers)
{
    return (ImageRecord){(char *)(uintptr_t)path, numbers[2], numbers[3], (uid_t)numbers[0],
                         (gid_t)numbers[1]};
}

/* ---- the books */

static guint
hash_file(gconstpointer key)
{
    const FileFacts *file = key;
    gint64 number = (gint64)(file->inode ^ (file->device << 32));

    return g_int64_hash(&number);
}

static gboolean
is_same_file(gconstpointer one, gconstpointer other)
{
    return file_owner_is_same(one, other);
}

static void
loan_free(Loan *loan)
{
    if (loan->fd >= 0)
        close(loan->fd);
    g_free(loan);
}

ImageOwner *
image_owner_new(const DriverConfig *config)
{
    ImageOwner *owner = g_new0(ImageOwner, 1);

    owner->config = config;
    g_mutex_init(&owner->lock);
    g_cond_init(&owner->settled);
    owner->loans = g_hash_table_new_full(hash_file, is_same_file, NULL, (GDestroyNotify)loan_free);
    return owner;
}

void
image_owner_free(ImageOwner *owner)
{
    if (owner == NULL)
        return;
    g_hash_table_unref(owner->loans);
    g_cond_clear(&owner->settled);
    g_mutex_clear(&owner->lock);
    g_free(owner);
}

static Loan *
add_loan(ImageOwner *owner, const FileFacts *was, int fd)
{
    Loan *loan = g_new0(Loan, 1);

    loan->was = *was;
    loan->fd = fd;
    g_hash_table_insert(owner->loans, &loan->was, loan);
    return loan;
}

static void
ignore_interrupt(const GError *why, void *user)
{
    (void)why;
    (void)user;
}

/* Called with the lock held, which is released while waiting for a busy file.  Returns: (borrowed,
 * nullable) the loan of that file, not busy. */
static Loan *
find_loan(ImageOwner *owner, const FileFacts *file)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    Loan *loan = g_hash_table_lookup(owner->loans, file);

    if (loan == NULL || !loan->is_busy)
        return loan;
    workers_begin_wait(&wait);
    do {
        g_cond_wait(&owner->settled, &owner->lock);
        loan = g_hash_table_lookup(owner->loans, file);
    } while (loan != NULL && loan->is_busy);
    workers_end_wait(&wait);
    return loan;
}

/* Called with the lock held. */
static void
settle(ImageOwner *owner, Loan *loan, bool is_kept)
{
    loan->is_busy = false;
    if (!is_kept)
        g_hash_table_remove(owner->loans, &loan->was);
    g_cond_broadcast(&owner->settled);
}

static bool
set_failed(const ImageOwner *owner, const char *path, int problem, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("unable to set user and group to '%u:%u' on '%s': %s"), owner->config->user,
                owner->config->group, path, g_strerror(problem));
    return false;
}

/* Called with the lock held, for a file without a loan.  Its owner may have changed since it was
 * opened, when another run gave it back, so it is read again while it is busy.  Takes @fd. */
static Loan *
look_anew(ImageOwner *owner, const FileFacts *file, int fd)
{
    Loan *loan = add_loan(owner, file, fd);
    FileFacts now;
    bool is_read = false;
    int problem = 0;

    loan->is_busy = true;
    g_mutex_unlock(&owner->lock);
    is_read = file_owner_look(fd, &now);
    problem = errno;
    g_mutex_lock(&owner->lock);
    if (is_read)
        loan->was = now;
    settle(owner, loan, is_read);
    errno = problem;
    return is_read ? loan : NULL;
}

/* Called with the lock held.  Takes @fd.  Returns: (borrowed, nullable) the loan of @file; NULL,
 * with errno, on error. */
static Loan *
make_loan(ImageOwner *owner, const FileFacts *file, int fd)
{
    Loan *loan = find_loan(owner, file);

    if (loan == NULL)
        return look_anew(owner, file, fd);
    if (loan->fd < 0)
        loan->fd = fd;
    else
        close(fd);
    return loan;
}

/* Counts a use of @file.  Returns: (owned, nullable) its record. */
static ImageRecord *
note(ImageOwner *owner, const ImageFile *file, GError **error)
{
    int fd = file->fd >= 0 ? fcntl(file->fd, F_DUPFD_CLOEXEC, 0) : -1;
    ImageRecord *record = NULL;
    Loan *loan = NULL;

    if (fd < 0) {
        set_failed(owner, file->path, file->fd >= 0 ? errno : file->problem, error);
        return NULL;
    }
    g_mutex_lock(&owner->lock);
    loan = make_loan(owner, &file->facts, fd);
    if (loan != NULL) {
        loan->n_guests++;
        record = record_new(file->path, &loan->was);
    } else {
        set_failed(owner, file->path, errno, error);
    }
    g_mutex_unlock(&owner->lock);
    return record;
}

GPtrArray *
image_owner_note(ImageOwner *owner, const ImageFiles *files, GError **error)
{
    g_autoptr(GPtrArray) records =
        g_ptr_array_new_with_free_func((GDestroyNotify)image_record_free);

    for (guint i = 0; owner->config->owns_images && i < files->all->len; i++) {
        ImageRecord *record = note(owner, g_ptr_array_index(files->all, i), error);

        if (record == NULL) {
            for (guint noted = 0; noted < records->len; noted++)
                image_owner_take_back(owner, g_ptr_array_index(records, noted));
            return NULL;
        }
        g_ptr_array_add(records, record);
    }
    return g_steal_pointer(&records);
}

/* Returns: (borrowed) the descriptor of a loan that the caller is a user of. */
static int
descriptor_of(ImageOwner *owner, const ImageRecord *record)
{
    FileFacts file = facts_of(record);
    int fd = -1;

    g_mutex_lock(&owner->lock);
    fd = find_loan(owner, &file)->fd;
    g_mutex_unlock(&owner->lock);
    return fd;
}

/* If the owner cannot be changed, QEMU may still be able to open the file; if not, it reports
 * that. */
static bool
is_tolerable(int problem)
{
    return problem == EROFS || problem == EPERM || problem == EOPNOTSUPP || problem == ENOSYS;
}

bool
image_owner_lend(ImageOwner *owner, const GPtrArray *records, GError **error)
{
    for (guint i = 0; i < records->len; i++) {
        const ImageRecord *record = g_ptr_array_index(records, i);

        if (file_owner_give(descriptor_of(owner, record), owner->config->user,
                            owner->config->group))
            continue;
        if (!is_tolerable(errno))
            return set_failed(owner, record->path, errno, error);
        g_info("the owner of '%s' cannot be changed: %s", record->path, g_strerror(errno));
    }
    return true;
}

static bool
is_of(const FileFacts *file, uid_t user, gid_t group)
{
    return file->user == user && file->group == group;
}

/* Returns: (owned) a descriptor of the file @was, if it is still at @path and belongs to QEMU's
 * user; else -1, with a warning logged. */
static int
find_again(const ImageOwner *owner, const FileFacts *was, const char *path)
{
    FileFacts now;
    int fd = file_owner_open(path, &now);

    if (fd < 0 && errno == ENOENT)
        return -1;
    if (fd < 0) {
        g_warning("'%s' cannot be given back to %u:%u: %s", path, was->user, was->group,
                  g_strerror(errno));
        return -1;
    }
    /* Inode numbers are reused, so a file of another user is another file.  A file that belongs to
     * its original owner was never lent, or was given back already. */
    if (file_owner_is_same(was, &now) && (is_of(&now, owner->config->user, owner->config->group) ||
                                          is_of(&now, was->user, was->group)))
        return fd;
    g_warning("'%s' is not the file that was lent to a guest any more: it is left alone", path);
    close(fd);
    return -1;
}

static void
warn_if_moved(const Loan *loan, const char *path)
{
    FileFacts now;
    int fd = file_owner_open(path, &now);

    if (fd < 0)
        return;
    if (!file_owner_is_same(&loan->was, &now))
        g_warning("'%s' is not the file that was lent to a guest any more: it is left alone", path);
    close(fd);
}

/* Called without the lock, for a busy loan. */
static void
give_back(const ImageOwner *owner, Loan *loan, const char *path)
{
    if (loan->fd >= 0)
        warn_if_moved(loan, path);
    else
        loan->fd = find_again(owner, &loan->was, path);
    if (loan->fd >= 0 && !file_owner_give(loan->fd, loan->was.user, loan->was.group) &&
        !is_tolerable(errno))
        g_warning("cannot give '%s' back to %u:%u: %s", path, loan->was.user, loan->was.group,
                  g_strerror(errno));
}

void
image_owner_take_back(ImageOwner *owner, const ImageRecord *record)
{
    FileFacts file = facts_of(record);
    Loan *loan = NULL;

    g_mutex_lock(&owner->lock);
    loan = find_loan(owner, &file);
    if (loan != NULL && --loan->n_guests == 0) {
        loan->is_busy = true;
        g_mutex_unlock(&owner->lock);
        give_back(owner, loan, record->path);
        g_mutex_lock(&owner->lock);
        settle(owner, loan, false);
    }
    g_mutex_unlock(&owner->lock);
}

void
image_owner_remember(ImageOwner *owner, const ImageRecord *record)
{
    FileFacts file = facts_of(record);
    Loan *loan = NULL;

    g_mutex_lock(&owner->lock);
    loan = find_loan(owner, &file);
    if (loan == NULL)
        loan = add_loan(owner, &file, -1);
    loan->n_guests++;
    g_mutex_unlock(&owner->lock);
}
