/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/emulators.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "qemu/binary_identity.h"
#include "qemu/probe.h"

static const char default_name[] = "qemu-system-ppc64";
static const char default_path[] = "/usr/bin/qemu-system-ppc64";

/* The targets of QEMU 2.6 to 9.0; the first two are the same. */
static const char *const targets[] = {
    "ppc64",  "ppc64le",  "aarch64",  "alpha",       "arm",     "avr",        "cris",
    "hppa",   "i386",     "lm32",     "loongarch64", "m68k",    "microblaze", "microblazeel",
    "mips",   "mips64",   "mips64el", "mipsel",      "moxie",   "nios2",      "or1k",
    "or32",   "ppc",      "ppcemb",   "riscv32",     "riscv64", "rx",         "s390x",
    "sh4",    "sh4eb",    "sparc",    "sparc64",     "tricore", "unicore32",  "x86_64",
    "xtensa", "xtensaeb",
};
enum { N_OUR_TARGETS = 2 };

/* One binary. */
typedef struct {
    GMutex lock;           /* held while it is probed */
    char *identity;        /* (nullable) binary_identity() when it was probed */
    Capabilities *current; /* (borrowed, nullable) of @all */
    GPtrArray *all;        /* Capabilities: guests may still use those of an earlier binary */
} Entry;

struct Emulators {
    char *cache_directory;
    const OtherUser *qemu_user;
    GMutex lock;         /* guards the table, not its entries */
    GHashTable *entries; /* path -> Entry; none is ever removed */
};

static Entry *
entry_new(void)
{
    Entry *entry = g_new0(Entry, 1);

    g_mutex_init(&entry->lock);
    entry->all = g_ptr_array_new_with_free_func((GDestroyNotify)capabilities_free);
    return entry;
}

static void
entry_free(gpointer item)
{
    Entry *entry = item;

    g_ptr_array_unref(entry->all);
    g_mutex_clear(&entry->lock);
    g_free(entry->identity);
    g_free(entry);
}

Emulators *
emulators_new(const char *cache_directory, const OtherUser *qemu_user)
{
    Emulators *emulators = g_new0(Emulators, 1);

    emulators->cache_directory = g_strdup(cache_directory);
    emulators->qemu_user = qemu_user;
    g_mutex_init(&emulators->lock);
    emulators->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
    return emulators;
}

void
emulators_free(Emulators *emulators)
{
    if (emulators == NULL)
        return;
    g_hash_table_unref(emulators->entries);
    g_mutex_clear(&emulators->lock);
    g_free(emulators->cache_directory);
    g_free(emulators);
}

static Entry *
find_entry(Emulators *emulators, const char *path)
{
    Entry *entry = NULL;

    g_mutex_lock(&emulators->lock);
    entry = g_hash_table_lookup(emulators->entries, path);
    if (entry == NULL) {
        entry = entry_new();
        g_hash_table_insert(emulators->entries, g_strdup(path), entry);
    }
    g_mutex_unlock(&emulators->lock);
    return entry;
}

const char *
emulators_named_target(const char *path)
{
    static const char prefix[] = "qemu-system-";
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;

    if (!g_str_has_prefix(name, prefix))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(targets); i++)
        if (g_str_equal(targets[i], name + strlen(prefix)))
            return targets[i];
    return NULL;
}

/* Do not run a program whose name has another target. */
static bool
is_possible(const char *path, GError **error)
{
    const char *target = emulators_named_target(path);

    for (size_t i = 0; target != NULL && i < N_OUR_TARGETS; i++)
        if (g_str_equal(target, targets[i]))
            return true;
    if (target == NULL)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("'%s' is a QEMU for %s, not for ppc64"), path, target);
    return false;
}

static Capabilities *
probe_ppc64(const Emulators *emulators, const char *path, GError **error)
{
    const ProbeRequest request = {.emulator = path,
                                  .cache_directory = emulators->cache_directory,
                                  .other_user = emulators->qemu_user};
    g_autoptr(Capabilities) capabilities = is_possible(path, error) ? probe(&request, error) : NULL;

    if (capabilities == NULL)
        return NULL;
    if (g_str_equal(capabilities_target(capabilities), "ppc64"))
        return g_steal_pointer(&capabilities);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("'%s' is a QEMU for %s, not for ppc64"), path, capabilities_target(capabilities));
    return NULL;
}

/* Called with the entry's lock held. */
static const Capabilities *
refresh(const Emulators *emulators, Entry *entry, const char *path, GError **error)
{
    g_autofree char *identity = binary_identity(path);

    /* The probe reports a missing file better. */
    if (identity != NULL && entry->current != NULL && g_strcmp0(identity, entry->identity) == 0)
        return entry->current;
    entry->current = probe_ppc64(emulators, path, error);
    g_free(entry->identity);
    entry->identity = g_steal_pointer(&identity);
    if (entry->current != NULL)
        g_ptr_array_add(entry->all, entry->current);
    return entry->current;
}

const Capabilities *
emulators_get(Emulators *emulators, const char *path, GError **error)
{
    g_autofree char *found = path == NULL ? g_find_program_in_path(default_name) : NULL;
    const char *used = path != NULL ? path : found != NULL ? found : default_path;
    Entry *entry = find_entry(emulators, used);
    const Capabilities *capabilities = NULL;

    assert_may_block();
    g_mutex_lock(&entry->lock);
    capabilities = refresh(emulators, entry, used, error);
    g_mutex_unlock(&entry->lock);
    return capabilities;
}
