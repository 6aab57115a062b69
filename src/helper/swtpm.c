/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/swtpm.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/tpm.h"
#include "helper/tpm_state.h"

static char *
swtpm_find(const HelperCase *what, GError **error)
{
    char *path = g_find_program_in_path("swtpm");

    (void)what;
    if (path == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                            _("a <tpm> with the backend 'emulator' needs the program 'swtpm', and "
                              "this host has none"));
    return path;
}

static bool
swtpm_prepare(const HelperCase *what, GError **error)
{
    const Tpm *tpm = (const Tpm *)what->device;

    if (tpm->backend.source.type == TPM_SOURCE_FILE) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("<source type='file' path='%s'> of <tpm> is not supported yet by the daemon: "
                      "use type='dir'"),
                    tpm->backend.source.path);
        return false;
    }
    if (tpm->backend.encryption.secret == NULL)
        return tpm_state_prepare(what, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_SECRET,
                _("Secret not found: no secret with matching uuid '%s'; this daemon has no "
                  "secrets, so the state of a <tpm> cannot be encrypted"),
                tpm->backend.encryption.secret);
    return false;
}

static void
swtpm_add_arguments(const HelperCase *what, int socket_fd, GPtrArray *words)
{
    const Tpm *tpm = (const Tpm *)what->device;
    g_autofree char *folder = tpm_state_folder(what);

    g_ptr_array_add(words, g_strdup("socket"));
    g_ptr_array_add(words, g_strdup("--tpm2"));
    g_ptr_array_add(words, g_strdup("--ctrl"));
    g_ptr_array_add(words, g_strdup_printf("type=unixio,fd=%d", socket_fd));
    g_ptr_array_add(words, g_strdup("--tpmstate"));
    g_ptr_array_add(words, g_strdup_printf("dir=%s,mode=0600", folder));
    /* Its output is in the log of the guest's TPM. */
    if (tpm->backend.debug.is_set) {
        g_ptr_array_add(words, g_strdup("--log"));
        g_ptr_array_add(words,
                        g_strdup_printf("fd=2,level=%u", (unsigned)tpm->backend.debug.value));
    }
    /* End with QEMU, in case no daemon is there to end it. */
    g_ptr_array_add(words, g_strdup("--terminate"));
}

static const OtherUser *
swtpm_user(const HelperStart *start)
{
    return start->swtpm_user;
}

const HelperKind swtpm_kind = {
    .program = "swtpm",
    .find = swtpm_find,
    .prepare = swtpm_prepare,
    .add_arguments = swtpm_add_arguments,
    .user = swtpm_user,
    .complaint = "tpm-emulator: ",
};
