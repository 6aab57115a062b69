/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * compare-with-plan VERSION DOCUMENT SOCKET: plans the document against the recorded QEMU of that
 * version and compares what the plan states with what the QEMU has whose monitor is at the socket;
 * then ends that QEMU.
 *
 * Prints each difference.  Status 0: there is none; 1: there are; 2: QEMU could not be asked.
 *
 * compare-with-plan VERSION DOCUMENT: prints the command line for that QEMU.  Status 2: there is
 * none.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "devices/device_kinds.h"
#include "plan/expectation.h"
#include "plan/plan.h"
#include "qemu/placement_difference.h"
#include "qemu/readback.h"
#include "qemu/recording.h"

enum { TIMEOUT_MS = 300000, CONNECT_TRIES = 1000, CONNECT_STEP_US = 20000, MAX_ROUND_TRIPS = 25 };
enum { SAME = 0, DIFFERENT = 1, FAILED = 2 };

typedef struct {
    const char *version;
    Capabilities *capabilities;
} RecordedQemu;

/* The recording of the target that is in the emulator's name; a QEMU with KVM is the same. */
static const Capabilities *
recorded_capabilities(void *user, const char *emulator, GError **error)
{
    RecordedQemu *qemu = user;
    const char *target = emulator != NULL ? strstr(emulator, "qemu-system-") : NULL;
    g_autofree char *path = NULL;

    target = target != NULL ? target + strlen("qemu-system-") : "ppc64";
    path = g_strdup_printf(TESTS "/capabilities/qemu-%s-%.*s.json", qemu->version,
                           (int)strcspn(target, "-"), target);
    if (qemu->capabilities == NULL)
        qemu->capabilities = recording_load(path, error);
    return qemu->capabilities;
}

/* Returns: (owned, nullable) the plan of the document at @path. */
static Plan *
planned(const char *path, RecordedQemu *qemu, GError **error)
{
    const Planner planner = {
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = TESTS "/sysfs",
        .state_root = "/run/libvirt-pseries/qemu",
        .capabilities = recorded_capabilities,
        .user = qemu,
    };
    g_autoptr(Report) report = report_new();
    g_autofree char *text = NULL;
    Plan *plan = NULL;

    if (!g_file_get_contents(path, &text, NULL, error))
        return NULL;
    plan = plan_document(&planner, text, strlen(text), report);
    if (plan == NULL)
        report_to_error(report, error);
    return plan;
}

/* A QEMU that has made its socket listens at it soon.  Returns: (owned) a connection; -1 with
 * errno.
 */
static int
connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    for (unsigned i = 0; i < CONNECT_TRIES; i++) {
        if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
            return fd;
        if (errno != ECONNREFUSED)
            break;
        g_usleep(CONNECT_STEP_US);
    }
    close(fd);
    return -1;
}

typedef struct {
    Qmp *qmp;
    unsigned n_trips;
} Counter;

static bool
ask(void *user, QmpBatch *batch, GError **error)
{
    Counter *counter = user;

    counter->n_trips++;
    return qmp_execute_batch(counter->qmp, batch, TIMEOUT_MS, error);
}

/* Returns: (owned, nullable) what the QEMU has; it is told to end then. */
static Placement *
found(const char *path, unsigned *n_trips, GError **error)
{
    int fd = connect_to(path);
    g_autoptr(Qmp) qmp = NULL;
    g_autoptr(JsonNode) ended = NULL;
    Counter counter = {0};
    const ReadbackSource source = {ask, &counter};
    Placement *placement = NULL;

    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
        return NULL;
    }
    counter.qmp = qmp = qmp_new(fd);
    if (!qmp_open(qmp, TIMEOUT_MS, error))
        return NULL;
    placement = readback_run(&source, NULL, error);
    *n_trips = counter.n_trips;
    ended = qmp_execute(qmp, "quit", NULL, TIMEOUT_MS, NULL);
    return placement;
}

static unsigned
print_differences(const Placement *wanted, const Placement *has)
{
    g_autoptr(GPtrArray) differences = placement_find_differences(wanted, has);

    for (unsigned i = 0; i < differences->len; i++) {
        g_autofree char *text = placement_difference_text(g_ptr_array_index(differences, i));

        printf("%s\n", text);
    }
    return differences->len;
}

static int
fail(GError *error)
{
    printf("%s\n", error->message);
    return FAILED;
}

static int
compare(const Plan *plan, const char *socket_path)
{
    g_autoptr(Placement) wanted = expectation_of(plan->domain, &plan->context);
    g_autoptr(GError) error = NULL;
    unsigned n_trips = 0;
    g_autoptr(Placement) has = found(socket_path, &n_trips, &error);

    if (has == NULL)
        return fail(error);
    if (n_trips > MAX_ROUND_TRIPS) {
        printf("%u round trips\n", n_trips);
        return DIFFERENT;
    }
    return print_differences(wanted, has) == 0 ? SAME : DIFFERENT;
}

int
main(int argc, char **argv)
{
    RecordedQemu qemu = {.version = argc > 1 ? argv[1] : NULL};
    g_autoptr(Argv) command = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    Plan *plan = argc == 3 || argc == 4 ? planned(argv[2], &qemu, &error) : NULL;
    int status = FAILED;

    if (plan != NULL) {
        command = plan_argv(plan);
        text = argv_print_shell(command);
        if (argc == 3)
            printf("%s\n", text);
        status = argc == 3 ? SAME : compare(plan, argv[3]);
    } else if (error != NULL) {
        fail(error);
    }
    plan_free(plan);
    capabilities_free(qemu.capabilities);
    return status;
}
