/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/tpm_state.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "devices/tpm.h"
#include "domain/domain_walk.h"
#include "helper/helper_kind.h"
#include "host/file_owner.h"
#include "store/run_folder.h"

/* swtpm's user must be able to pass through. */
enum { PASSABLE = 0711 };

/* swtpm's state file of a TPM 2.0; swtpm_setup creates it last. */
static const char permanent_file[] = "tpm2-00.permall";

static char *
folder_of_guest(const DriverConfig *config, const char *uuid)
{
    return g_build_filename(config->state_directory, "tpm", uuid, NULL);
}

/* The one that the user named, who keeps it; NULL: the guest's own. */
static const char *
stated_folder(const Tpm *tpm)
{
    return tpm->backend.source.type == TPM_SOURCE_DIR ? tpm->backend.source.path : NULL;
}

char *
tpm_state_folder(const HelperCase *what)
{
    const HelperStart *start = what->start;
    const char *stated = stated_folder((const Tpm *)what->device);

    if (stated != NULL)
        return g_strdup(stated);
    return g_build_filename(start->config->state_directory, "tpm", start->domain->uuid, "tpm2",
                            NULL);
}

static bool
set_failed(const char *path, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create '%s': %s"), path,
                g_strerror(errno));
    return false;
}

/* ---- swtpm_setup */

const HelperKind swtpm_setup_kind = {
    .program = "swtpm_setup",
    .is_brief = true,
};

typedef struct {
    const HelperCase *what;
    const Tpm *tpm;
    const char *program;
    const char *home; /* for another user, of whom we know no home */
} Setup;

/* @words: NULL-terminated. */
static bool
run_setup(const Setup *setup, GPtrArray *words, GError **error)
{
    const HelperStart *start = setup->what->start;
    const DetachedRequest request = {
        .words = (const char *const *)(const void *)words->pdata,
        .directory = setup->home,
        .other_user = start->swtpm_user,
    };

    return helper_launch_brief(setup->what, swtpm_setup_kind.program, request, error);
}

static void
add_words(GPtrArray *words, const char *const *more)
{
    for (; *more != NULL; more++)
        g_ptr_array_add(words, g_strdup(*more));
}

/* Returns: (owned) the beginning of a command line for the TPM in @folder. */
static GPtrArray *
words_for(const Setup *setup, const char *folder)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    add_words(words, (const char *const[]){setup->program, "--tpm2", "--tpm-state", folder, NULL});
    return words;
}

/* Returns: false when no bank is set. */
static bool
add_banks(GPtrArray *words, const TpmBanks *banks)
{
    const struct {
        bool is_active;
        const char *name;
    } all[] = {{banks->sha1, "sha1"},
               {banks->sha256, "sha256"},
               {banks->sha384, "sha384"},
               {banks->sha512, "sha512"}};
    g_autoptr(GString) list = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (all[i].is_active)
            g_string_append_printf(list, "%s%s", list->len > 0 ? "," : "", all[i].name);
    if (list->len == 0)
        return false;
    add_words(words, (const char *const[]){"--pcr-banks", list->str, NULL});
    return true;
}

static void
add_profile(GPtrArray *words, const TpmProfile *profile)
{
    const char *removal = tpm_remove_disabled_name(profile->remove_disabled);

    if (profile->source != NULL)
        add_words(words, (const char *const[]){"--profile-name", profile->source, NULL});
    if (removal != NULL)
        add_words(words, (const char *const[]){"--profile-remove-disabled", removal, NULL});
}

/* The first TPM of a user also needs a CA for its certificates.  A failure here is reported by the
 * run that then misses the CA. */
static void
make_configuration(const Setup *setup)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) problem = NULL;

    add_words(words, (const char *const[]){setup->program, "--create-config-files", "skip-if-exist",
                                           NULL});
    g_ptr_array_add(words, NULL);
    if (!run_setup(setup, words, &problem))
        g_info("%s", problem->message);
}

static bool
manufacture(const Setup *setup, const char *folder, GError **error)
{
    const Domain *domain = setup->what->start->domain;
    g_autofree char *vm = g_strconcat(domain->name, ":", domain->uuid, NULL);
    g_autoptr(GPtrArray) words = words_for(setup, folder);

    if (!setup->what->start->config->is_system)
        make_configuration(setup);
    add_words(words, (const char *const[]){"--vmid", vm, "--createek", "--create-ek-cert",
                                           "--create-platform-cert", "--lock-nvram",
                                           "--not-overwrite", NULL});
    add_banks(words, &setup->tpm->backend.banks);
    add_profile(words, XML_READ(setup->tpm->backend.profile));
    g_ptr_array_add(words, NULL);
    return run_setup(setup, words, error);
}

static bool
choose_banks(const Setup *setup, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) words = words_for(setup, folder);

    if (!add_banks(words, &setup->tpm->backend.banks))
        return true;
    add_words(words, (const char *const[]){"--reconfigure", NULL});
    g_ptr_array_add(words, NULL);
    return run_setup(setup, words, error);
}

/* ---- the folders */

static bool
make_passable(const char *path, GError **error)
{
    return mkdir(path, PASSABLE) == 0 || errno == EEXIST || set_failed(path, error);
}

static bool
make_folders(const DriverConfig *config, const char *of_guest, GError **error)
{
    g_autofree char *of_all = g_build_filename(config->state_directory, "tpm", NULL);

    return make_passable(of_all, error) && make_passable(of_guest, error);
}

/* Creates an empty folder @path for swtpm's user only. */
static bool
make_private(const DriverConfig *config, const char *path, GError **error)
{
    const FileMade made = {
        .type = S_IFDIR, .user = config->swtpm_user, .group = config->swtpm_group};

    return run_folder_make(path, error) &&
           (!config->is_system || file_owner_settle(path, &made) || set_failed(path, error));
}

/* Renames @from to @to, which has no TPM in it. */
static bool
put_in_place(const char *from, const char *to, GError **error)
{
    return run_folder_remove(to, error) && (g_rename(from, to) == 0 || set_failed(to, error));
}

/* Creates a TPM in a temporary folder and renames it into place.  The temporary folder has an undo
 * step that is harmless afterwards: a renamed folder is gone, and one with a TPM in it is not
 * empty. */
static bool
make_tpm(const Setup *setup, const char *folder, GError **error)
{
    const DriverConfig *config = setup->what->start->config;
    UndoList *undo = setup->what->start->undo;
    g_autofree char *new_folder = g_build_filename(setup->home, "new", NULL);
    size_t mark = undo_mark(undo);
    bool is_made = false;

    undo_add(undo, &(UndoStep){UNDO_EMPTY_FOLDER, setup->home, {0}});
    undo_add(undo, &(UndoStep){UNDO_FOLDER, new_folder, {0}});
    is_made = undo_write(undo, error) && make_folders(config, setup->home, error) &&
              make_private(config, new_folder, error) && manufacture(setup, new_folder, error) &&
              put_in_place(new_folder, folder, error);
    undo_back_to(undo, mark);
    return is_made;
}

bool
tpm_state_prepare(const HelperCase *what, GError **error)
{
    const DriverConfig *config = what->start->config;
    const Domain *domain = what->start->domain;
    g_autofree char *of_guest = folder_of_guest(config, domain->uuid);
    g_autofree char *folder = tpm_state_folder(what);
    g_autofree char *permanent = g_build_filename(folder, permanent_file, NULL);
    g_autofree char *program = g_find_program_in_path("swtpm_setup");
    const Setup setup = {what, (const Tpm *)what->device, program, of_guest};

    assert_may_block();
    if (program == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                            _("a <tpm> with the backend 'emulator' needs the program "
                              "'swtpm_setup', and this host has none"));
        return false;
    }
    if (g_file_test(permanent, G_FILE_TEST_EXISTS))
        return choose_banks(&setup, folder, error);
    if (stated_folder(setup.tpm) != NULL)
        return make_folders(config, of_guest, error) && manufacture(&setup, folder, error);
    return make_tpm(&setup, folder, error);
}

/* Whether a <tpm> of @domain keeps its state after the guest is removed. */
static bool
is_to_stay(const Domain *domain)
{
    DOMAIN_EACH(const Tpm, tpm, domain, &tpm_kind)
        if (tpm->backend.persistent_state == TRISTATE_YES)
            return true;
    return false;
}

void
tpm_state_forget(const DriverConfig *config, const Domain *domain, unsigned flags)
{
    g_autofree char *folder = folder_of_guest(config, domain->uuid);
    g_autoptr(GError) problem = NULL;
    bool is_asked_for = (flags & VIR_DOMAIN_UNDEFINE_TPM) != 0;

    assert_may_block();
    if ((flags & VIR_DOMAIN_UNDEFINE_KEEP_TPM) != 0 || (!is_asked_for && is_to_stay(domain)))
        return;
    if (!run_folder_remove(folder, &problem))
        g_warning("%s", problem->message);
}
