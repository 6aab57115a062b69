/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/emulator.h"

#include "qemu/probe.h"
#include "qemu/recording.h"

static const char default_emulator[] = "qemu-system-ppc64";

struct Emulator {
    const CliOptions *options;
    char *path; /* of the QEMU that was asked last; NULL: none yet */
    Capabilities *capabilities;
};

Emulator *
emulator_new(const CliOptions *options)
{
    Emulator *emulator = g_new0(Emulator, 1);

    emulator->options = options;
    return emulator;
}

void
emulator_free(Emulator *emulator)
{
    if (emulator == NULL)
        return;
    capabilities_free(emulator->capabilities);
    g_free(emulator->path);
    g_free(emulator);
}

static Capabilities *
find_out(const CliOptions *options, const char *path, GError **error)
{
    g_autofree char *cache = probe_default_cache_directory();
    ProbeRequest request = {
        .emulator = path,
        .cache_directory = cache,
        .refreshes = options->refresh,
        .record_file = options->record,
    };

    return options->capabilities != NULL ? recording_load(options->capabilities, error)
                                         : probe(&request, error);
}

const Capabilities *
emulator_capabilities(void *user, const char *path, GError **error)
{
    Emulator *emulator = user;
    const char *named = emulator->options->emulator;

    if (path == NULL)
        path = named != NULL ? named : default_emulator;
    if (g_strcmp0(path, emulator->path) != 0) {
        g_clear_pointer(&emulator->capabilities, capabilities_free);
        g_free(emulator->path);
        emulator->path = g_strdup(path);
    }
    if (emulator->capabilities == NULL)
        emulator->capabilities = find_out(emulator->options, path, error);
    return emulator->capabilities;
}
