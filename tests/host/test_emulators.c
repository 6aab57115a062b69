/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/emulators.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "folder.h"

/*
 * The registry against a small script that plays a QEMU; each start of it adds a line to "starts"
 * in its folder.
 */
static const char script[] =
    "#!/bin/sh\n"
    "echo start >> \"${0%%/*}/starts\"\n"
    "sleep %s\n"
    "echo '{\"QMP\":{}}'\n"
    "while read -r line; do case $line in\n"
    "*qmp_capabilities*) echo '{\"return\":{}}' ;;\n"
    "*query-version*) echo '{\"return\":{\"qemu\":{\"major\":7,\"minor\":2,\"micro\":0}}}' ;;\n"
    "*query-target*) echo '{\"return\":{\"arch\":\"%s\"}}' ;;\n"
    "*query-machines*) echo '{\"return\":[{\"name\":\"pseries-7.2\",\"alias\":\"pseries\"}]}' ;;\n"
    "*query-cpu*) echo '{\"return\":[{\"name\":\"power9\"}]}' ;;\n"
    "*list*) echo '{\"return\":[{\"name\":\"thing\"}]}' ;;\n"
    "*query-kvm*) echo '{\"return\":{\"present\":true}}' ;;\n"
    "*) echo '{\"error\":{\"class\":\"GenericError\",\"desc\":\"what?\"}}' ;;\n"
    "esac; done\n";

typedef struct {
    char *folder, *cache;
    Emulators *emulators;
} Bench;

static void
set_up(Bench *bench, gconstpointer unused)
{
    (void)unused;
    bench->folder = folder_new();
    bench->cache = g_build_filename(bench->folder, "cache", NULL);
    bench->emulators = emulators_new(bench->cache, NULL);
}

static void
tear_down(Bench *bench, gconstpointer unused)
{
    (void)unused;
    emulators_free(bench->emulators);
    folder_remove(bench->folder);
    g_free(bench->cache);
}

/* Returns: (owned) the path of a new program. */
static char *
write_program(const Bench *bench, const char *name, const char *target, const char *seconds)
{
    char *path = g_build_filename(bench->folder, name, NULL);
    g_autofree char *text = g_strdup_printf(script, seconds, target);

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(g_chmod(path, 0700), ==, 0);
    return path;
}

static unsigned
n_starts(const Bench *bench)
{
    g_autofree char *text = folder_read(bench->folder, "starts");

    return text != NULL ? (unsigned)(strlen(text) / strlen("start\n")) : 0;
}

static void
test_changed(Bench *bench, gconstpointer unused)
{
    g_autofree char *path = write_program(bench, "qemu", "ppc64", "0");
    const Capabilities *first = emulators_get(bench->emulators, path, NULL);
    const Capabilities *second = NULL;

    (void)unused;
    g_assert_nonnull(first);
    g_assert_true(emulators_get(bench->emulators, path, NULL) == first);
    g_assert_cmpuint(n_starts(bench), ==, 1);
    g_free(write_program(bench, "qemu", "ppc64", "0.0"));
    second = emulators_get(bench->emulators, path, NULL);
    g_assert_nonnull(second);
    g_assert_true(second != first);
    g_assert_cmpuint(n_starts(bench), ==, 2);
    /* Guests of before still have theirs. */
    g_assert_cmpstr(capabilities_target(first), ==, "ppc64");
}

static void
test_foreign(Bench *bench, gconstpointer unused)
{
    g_autofree char *named = write_program(bench, "qemu-system-x86_64", "ppc64", "0");
    g_autofree char *other = write_program(bench, "qemu", "x86_64", "0");
    g_autoptr(GError) by_name = NULL;
    g_autoptr(GError) by_target = NULL;

    (void)unused;
    g_assert_null(emulators_get(bench->emulators, named, &by_name));
    g_assert_error(by_name, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_cmpuint(n_starts(bench), ==, 0);
    g_assert_null(emulators_get(bench->emulators, other, &by_target));
    g_assert_error(by_target, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_cmpuint(n_starts(bench), ==, 1);
}

static void
test_names(gconstpointer unused)
{
    (void)unused;
    g_assert_cmpstr(emulators_named_target("/usr/bin/qemu-system-ppc64le"), ==, "ppc64le");
    g_assert_cmpstr(emulators_named_target("qemu-system-x86_64"), ==, "x86_64");
    g_assert_null(emulators_named_target("/usr/bin/qemu-system-ppc64-new"));
    g_assert_null(emulators_named_target("/qemu-system-ppc64/mine"));
}

typedef struct {
    const Bench *bench;
    const char *path;
    gint64 done_us; /* when the answer was there */
} Asking;

static gpointer
ask(gpointer user)
{
    Asking *asking = user;
    const Capabilities *capabilities = emulators_get(asking->bench->emulators, asking->path, NULL);

    asking->done_us = g_get_monotonic_time();
    return (gpointer)(uintptr_t)capabilities;
}

/* Two ask for the slow one, which is started once; a third has another's answer before they have
 * theirs. */
static void
test_at_once(Bench *bench, gconstpointer unused)
{
    g_autofree char *slow = write_program(bench, "slow", "ppc64", "1");
    g_autofree char *fast = write_program(bench, "fast", "ppc64", "0");
    Asking askings[] = {{bench, slow, 0}, {bench, slow, 0}, {bench, fast, 0}};
    GThread *threads[G_N_ELEMENTS(askings)];
    gpointer answers[G_N_ELEMENTS(askings)];

    (void)unused;
    for (size_t i = 0; i < G_N_ELEMENTS(askings); i++)
        threads[i] = g_thread_new("asking", ask, &askings[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(askings); i++)
        answers[i] = g_thread_join(threads[i]);
    g_assert_nonnull(answers[0]);
    g_assert_true(answers[0] == answers[1]);
    g_assert_nonnull(answers[2]);
    g_assert_cmpuint(n_starts(bench), ==, 2);
    g_assert_cmpint(askings[2].done_us, <, askings[0].done_us);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/emulators/changed", Bench, NULL, set_up, test_changed, tear_down);
    g_test_add("/emulators/foreign", Bench, NULL, set_up, test_foreign, tear_down);
    g_test_add("/emulators/at-once", Bench, NULL, set_up, test_at_once, tear_down);
    g_test_add_data_func("/emulators/names", NULL, test_names);
    return g_test_run();
}
