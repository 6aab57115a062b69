/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Times the planner in one process, for './dev bench'.
 *
 *   bench_plan RECORDING < DOCUMENT      prints microseconds for planning and for the command line
 *   bench_plan --probe EMULATOR CACHE    prints microseconds for a probe from the cache
 *
 * Each figure is the median of several runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "devices/device_kinds.h"
#include "plan/plan.h"
#include "qemu/probe.h"
#include "qemu/recording.h"

enum { RUNS = 15 };

static const Capabilities *
recorded(void *user, const char *emulator, GError **error)
{
    (void)emulator;
    (void)error;
    return user;
}

static int
compare(const void *a, const void *b)
{
    gint64 one = *(const gint64 *)a;
    gint64 other = *(const gint64 *)b;

    return (one > other) - (one < other);
}

static gint64
median(gint64 *figures)
{
    qsort(figures, RUNS, sizeof(*figures), compare);
    return figures[RUNS / 2];
}

static GString *
read_all(void)
{
    GString *text = g_string_new(NULL);
    char buffer[65536];
    ssize_t n = 0;

    while ((n = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0)
        g_string_append_len(text, buffer, n);
    return text;
}

static int
time_planning(const char *recording)
{
    g_autoptr(Capabilities) capabilities = recording_load(recording, NULL);
    GString *text = read_all();
    const Planner planner = {
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = "/nonexistent",
        .state_root = "/run/bench",
        .capabilities = recorded,
        .user = capabilities,
    };
    gint64 plans[RUNS];
    gint64 argvs[RUNS];

    for (unsigned i = 0; i < RUNS; i++) {
        g_autoptr(Report) report = report_new();
        g_autoptr(Plan) plan = NULL;
        g_autoptr(Argv) argv = NULL;
        gint64 start = g_get_monotonic_time();
        gint64 planned = 0;

        plan = plan_document(&planner, text->str, text->len, report);
        planned = g_get_monotonic_time();
        if (plan == NULL)
            return 1;
        argv = plan_argv(plan);
        plans[i] = planned - start;
        argvs[i] = g_get_monotonic_time() - planned;
    }
    g_string_free(text, TRUE);
    printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", median(plans), median(argvs));
    return 0;
}

static int
time_probe(const char *emulator, const char *cache)
{
    const ProbeRequest request = {.emulator = emulator, .cache_directory = cache};
    gint64 figures[RUNS];

    capabilities_free(probe(&request, NULL));
    for (unsigned i = 0; i < RUNS; i++) {
        gint64 start = g_get_monotonic_time();
        Capabilities *capabilities = probe(&request, NULL);

        figures[i] = g_get_monotonic_time() - start;
        if (capabilities == NULL)
            return 1;
        capabilities_free(capabilities);
    }
    printf("%" G_GINT64_FORMAT "\n", median(figures));
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--probe") == 0)
        return time_probe(argv[2], argv[3]);
    return argc == 2 ? time_planning(argv[1]) : 2;
}
