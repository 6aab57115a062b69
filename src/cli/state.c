/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/state.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/error.h"

/* The length of an AES-256 key, as in libvirt. */
enum { MASTER_KEY_BYTES = 32 };

char *
state_new_root(GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *root = g_dir_make_tmp("virt-pseries-XXXXXX", &problem);

    if (root == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("cannot make a folder for the guest: %s"), problem->message);
    return root;
}

bool
state_fill(const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, "master-key.aes", NULL);
    char key[MASTER_KEY_BYTES];

    if (g_mkdir_with_parents(directory, 0700) == 0 &&
        getrandom(key, sizeof(key), 0) == (ssize_t)sizeof(key) &&
        g_file_set_contents_full(path, key, sizeof(key), G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 NULL))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("cannot fill the guest's folder '%s': %s"), directory, g_strerror(errno));
    return false;
}

void
state_remove(const char *root)
{
    g_autoptr(GDir) folder = g_dir_open(root, 0, NULL);
    const char *name = NULL;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *path = g_build_filename(root, name, NULL);

        if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            state_remove(path);
        else
            g_unlink(path);
    }
    g_rmdir(root);
}
