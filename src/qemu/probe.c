/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/probe.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "qemu/cache.h"
#include "qemu/interrogation.h"
#include "qemu/kvm_needs.h"
#include "qemu/probe_process.h"
#include "qemu/recording.h"

/* The facts finder of a probed QEMU: the cache, else QEMU itself. */
typedef struct {
    Capabilities *capabilities; /* that own it */
    char *emulator;
    const OtherUser *other_user;
    int timeout_ms;
    Cache *cache;
} Source;

static void
source_free(void *user)
{
    Source *source = user;

    cache_free(source->cache);
    g_free(source->emulator);
    g_free(source);
}

/* Finds out what KVM takes in place of the machine's defaults. */
static void
find_needs(Source *source, MachineFacts *facts)
{
    g_autoptr(GError) problem = NULL;

    facts->kvm_needs = kvm_needs_find(source->emulator, source->other_user, facts->name,
                                      source->timeout_ms, &problem);
    if (facts->kvm_needs == NULL) {
        g_autofree char *warning = g_strdup_printf(_("KVM does not start machine '%s': %s"),
                                                   facts->name, problem->message);

        capabilities_add_warning(source->capabilities, warning);
    }
}

static MachineFacts *
find_facts(void *user, const char *machine, GError **error)
{
    Source *source = user;
    MachineFacts *facts = cache_load_facts(source->cache, machine);
    g_autoptr(Conversation) conversation = NULL;
    bool is_certain = false;

    (void)error;
    if (facts != NULL)
        return facts;
    conversation = probe_process_new(source->emulator, source->other_user, source->timeout_ms);
    facts = interrogation_machine(conversation, source->capabilities, machine, &is_certain);
    if (facts->is_refused_by_kvm)
        find_needs(source, facts);
    if (is_certain && facts->is_pseries)
        cache_store_facts(source->cache, facts);
    return facts;
}

/* Returns: (owned, nullable) the path of the binary. */
static char *
find_emulator(const char *name, GError **error)
{
    g_autofree char *path = g_find_program_in_path(name);

    if (path != NULL)
        return g_canonicalize_filename(path, NULL);
    if (access(name, F_OK) == 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("the emulator '%s' is not an executable file"), name);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("there is no emulator '%s'"), name);
    return NULL;
}

/* Asks a running QEMU everything that a recording must contain. */
static Capabilities *
record(const ProbeRequest *request, const char *emulator, int timeout_ms, GError **error)
{
    g_autoptr(Conversation) recorder =
        recorder_new(probe_process_new(emulator, request->other_user, timeout_ms), emulator);
    g_autoptr(Capabilities) capabilities = interrogation_run(recorder, error);

    for (unsigned i = 0; capabilities != NULL && i < capabilities_n_machines(capabilities); i++) {
        const char *machine = capabilities_machine_type(capabilities, i)->name;

        if (g_str_has_prefix(machine, "pseries"))
            capabilities_take_facts(capabilities,
                                    interrogation_machine(recorder, capabilities, machine, NULL));
    }
    if (capabilities == NULL || !recorder_save(recorder, request->record_file, error))
        return NULL;
    return g_steal_pointer(&capabilities);
}

static Capabilities *
ask(const ProbeRequest *request, const char *emulator, int timeout_ms, GError **error)
{
    g_autoptr(Conversation) conversation = NULL;

    if (request->record_file != NULL)
        return record(request, emulator, timeout_ms, error);
    conversation = probe_process_new(emulator, request->other_user, timeout_ms);
    return interrogation_run(conversation, error);
}

Capabilities *
probe(const ProbeRequest *request, GError **error)
{
    g_autofree char *emulator = find_emulator(request->emulator, error);
    int timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : PROBE_DEFAULT_TIMEOUT_MS;
    g_autoptr(Cache) cache = NULL;
    Capabilities *capabilities = NULL;
    Source *source = NULL;

    assert_may_block();
    if (emulator == NULL)
        return NULL;
    cache = cache_new(request->cache_directory, emulator);
    if (!request->refreshes && request->record_file == NULL)
        capabilities = cache_load(cache);
    if (capabilities == NULL) {
        capabilities = ask(request, emulator, timeout_ms, error);
        if (capabilities == NULL)
            return NULL;
        cache_store(cache, capabilities);
    }
    capabilities_set_emulator(capabilities, emulator);
    source = g_new0(Source, 1);
    source->capabilities = capabilities;
    source->emulator = g_steal_pointer(&emulator);
    source->other_user = request->other_user;
    source->timeout_ms = timeout_ms;
    source->cache = g_steal_pointer(&cache);
    capabilities_set_finder(capabilities, find_facts, source, source_free);
    return capabilities;
}

char *
probe_default_cache_directory(void)
{
    if (geteuid() == 0)
        return g_strdup("/var/cache/libvirt-pseries");
    return g_build_filename(g_get_user_cache_dir(), "libvirt-pseries", NULL);
}
