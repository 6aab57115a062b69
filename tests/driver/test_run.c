/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/run.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "driver/guest.h"
#include "driver/monitor_command.h"
#include "recorded_plan.h"

enum { N_READERS = 4, N_TURNS = 2000, MOST_VCPUS = 64 };

/* A guest that runs, as a daemon knows it that has just come back. */
static Guest *
running_guest(Workers *workers)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Definition) definition =
        definition_new(recorded_plan("<memory>1</memory>", "", "", report));
    Guest *guest = guest_new(workers, 1000, definition);

    guest->id = 1;
    guest->run = run_new(undo_list_new(NULL, NULL));
    return guest;
}

/* Each way to talk to QEMU; 0: QMP, else the flags of virDomainQemuMonitorCommand(). */
static void
test_no_monitor(gconstpointer flags)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(Workers) workers = workers_new(context, 1);
    g_autoptr(Guest) guest = running_guest(workers);
    g_autoptr(GError) error = NULL;

    g_assert_null(
        monitor_command(guest, "{\"execute\":\"stop\"}", GPOINTER_TO_UINT(flags), &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID);
    g_clear_error(&error);
    g_assert_false(run_do(guest->run, "stop", NULL, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID);
    run_close_monitor(guest->run);
}

/* Every element of an array is its length, so that one that is half filled is found out. */
static GArray *
threads_of(unsigned n_vcpus)
{
    GArray *threads = g_array_new(FALSE, TRUE, sizeof(pid_t));
    pid_t thread = (pid_t)n_vcpus;

    for (unsigned i = 0; i < n_vcpus; i++)
        g_array_append_val(threads, thread);
    return threads;
}

static gpointer
read_vcpus(gpointer user)
{
    for (unsigned turn = 0; turn < N_TURNS; turn++) {
        g_autoptr(GArray) threads = run_vcpus(user);

        for (guint i = 0; i < threads->len; i++)
            g_assert_cmpint(g_array_index(threads, pid_t, i), ==, (pid_t)threads->len);
    }
    return NULL;
}

/* Who reads them has all of one time, while others learn them anew. */
static void
test_vcpus(void)
{
    g_autoptr(Run) run = run_new(undo_list_new(NULL, NULL));
    g_autoptr(GArray) first = run_vcpus(run);
    GThread *readers[N_READERS] = {NULL};

    g_assert_cmpuint(first->len, ==, 0);
    for (size_t i = 0; i < N_READERS; i++)
        readers[i] = g_thread_new("reader", read_vcpus, run);
    for (unsigned turn = 0; turn < N_TURNS; turn++)
        run_set_vcpus(run, threads_of(turn % MOST_VCPUS));
    for (size_t i = 0; i < N_READERS; i++)
        g_thread_join(readers[i]);
    g_assert_cmpuint(first->len, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/run/no-monitor/qmp", GUINT_TO_POINTER(0), test_no_monitor);
    g_test_add_data_func("/run/no-monitor/human",
                         GUINT_TO_POINTER(VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP), test_no_monitor);
    g_test_add_func("/run/vcpus", test_vcpus);
    return g_test_run();
}
