/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/monitor_events.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "driver/balloon.h"
#include "driver/power.h"
#include "driver/stop.h"
#include "qemu/qmp_member.h"

/* Polling interval while the backlog of QEMU's monitor socket is full. */
enum { ROOM_MS = 20 };

/* The receiver of the events. */
typedef struct {
    Driver *driver;
    Guest *guest; /* (owned) */
    Run *run;     /* (owned) */
} RunWatch;

static RunWatch *
watch_new(Driver *driver, Guest *guest, Run *run)
{
    RunWatch *watch = g_new0(RunWatch, 1);

    watch->driver = driver;
    watch->guest = guest_ref(guest);
    watch->run = run_ref(run);
    return watch;
}

static void
watch_free(void *user)
{
    RunWatch *watch = user;

    guest_unref(watch->guest);
    run_unref(watch->run);
    g_free(watch);
}

static Event *
event_of(RunWatch *watch, int id)
{
    g_auto(GuestName) name = guest_name(watch->guest);

    return event_new(id, &name);
}

static void
on_stop(RunWatch *watch, JsonObject *details)
{
    (void)details;
    power_on_stop(watch->driver, watch->guest, watch->run);
}

static void
on_resume(RunWatch *watch, JsonObject *details)
{
    (void)details;
    power_on_resume(watch->driver, watch->guest);
}

static void
on_shutdown(RunWatch *watch, JsonObject *details)
{
    power_on_shutdown(watch->driver, watch->guest, watch->run,
                      qmp_member_bool(details, "guest", true),
                      qmp_member_string(details, "reason", ""));
}

static void
on_reset(RunWatch *watch, JsonObject *details)
{
    power_on_reset(watch->driver, watch->guest, watch->run,
                   qmp_member_bool(details, "guest", false));
}

static void
on_panic(RunWatch *watch, JsonObject *details)
{
    (void)details;
    power_on_panic(watch->driver, watch->guest, watch->run);
}

static void
on_rtc_change(RunWatch *watch, JsonObject *details)
{
    Event *event = event_of(watch, VIR_DOMAIN_EVENT_ID_RTC_CHANGE);

    event->number = qmp_member_int(details, "offset", INT64_MIN, INT64_MAX, 0);
    driver_emit(watch->driver, event);
}

static void
on_balloon_change(RunWatch *watch, JsonObject *details)
{
    int64_t bytes = qmp_member_int(details, "actual", 0, INT64_MAX, -1);
    Event *event = NULL;

    if (bytes < 0)
        return;
    event = event_of(watch, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE);
    event->number = bytes / 1024;
    balloon_on_change(watch->driver, watch->guest, watch->run, (uint64_t)event->number);
    driver_emit(watch->driver, event);
}

static void
on_tray_moved(RunWatch *watch, JsonObject *details)
{
    Event *event = event_of(watch, VIR_DOMAIN_EVENT_ID_TRAY_CHANGE);

    event->device = g_strdup(qmp_member_string(details, "id", ""));
    event->kind = qmp_member_bool(details, "tray-open", false) ? VIR_DOMAIN_EVENT_TRAY_CHANGE_OPEN
                                                               : VIR_DOMAIN_EVENT_TRAY_CHANGE_CLOSE;
    driver_emit(watch->driver, event);
}

static const struct {
    const char *name;
    void (*handle)(RunWatch *watch, JsonObject *details); /* @details: nullable */
    bool changes_state;
} handlers[] = {
    {"BALLOON_CHANGE", on_balloon_change, false},
    {"DEVICE_TRAY_MOVED", on_tray_moved, false},
    {"GUEST_PANICKED", on_panic, true},
    {"RESET", on_reset, false},
    {"RESUME", on_resume, true},
    {"RTC_CHANGE", on_rtc_change, false},
    {"SHUTDOWN", on_shutdown, true},
    {"STOP", on_stop, true},
};

/* Count first, so that a query that is under way does not publish an older state. */
static void
handle(RunWatch *watch, size_t row, JsonObject *details)
{
    if (handlers[row].changes_state)
        run_note_change(watch->run);
    handlers[row].handle(watch, details);
}

/* Clients that registered for QEMU's own events get each one unchanged.  @details: nullable, as in
 * the handlers. */
static void
pass_on(RunWatch *watch, const char *name, JsonObject *message, JsonObject *details)
{
    JsonObject *time = qmp_member_object(message, "timestamp");
    Event *event = event_of(watch, EVENT_OF_MONITOR);

    event->text = g_strdup(name);
    event->number = qmp_member_int(time, "seconds", 0, INT64_MAX, 0);
    event->micros = (unsigned)qmp_member_int(time, "microseconds", 0, 999999, 0);
    if (qmp_value_n_members(details) > 0) {
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), details);

        event->other_text = json_to_string(node, FALSE);
    }
    driver_emit(watch->driver, event);
}

static void
on_event(JsonObject *message, void *user)
{
    RunWatch *watch = user;
    const char *name = qmp_member_name(message, "event");
    JsonObject *details = qmp_member_object(message, "data");

    /* Not an event of QEMU's. */
    if (name == NULL)
        return;
    pass_on(watch, name, message, details);
    for (size_t i = 0; i < G_N_ELEMENTS(handlers); i++)
        if (g_str_equal(name, handlers[i].name))
            handle(watch, i, details);
}

/* Without a monitor QEMU cannot be controlled: end it. */
static void
on_closed(const GError *why, void *user)
{
    RunWatch *watch = user;
    g_auto(GuestName) name = guest_name(watch->guest);

    g_debug("monitor of '%s' closed: %s", name.name, why->message);
    stop_on_exit(watch->driver, watch->guest, watch->run);
}

static void
give_up(const GError *why, void *is_over)
{
    (void)why;
    g_atomic_int_set((gint *)is_over, TRUE);
}

/* Daemons that connected while QEMU was hanging may have filled the backlog of its socket; there is
 * no event for room in it, so poll.  Returns: false, with errno. */
static bool
connect_in_time(Guest *guest, int fd, const struct sockaddr_un *address, unsigned timeout_ms)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    gint is_over = FALSE;
    WorkerWait wait = {give_up, &is_over};
    int problem = EAGAIN;

    assert_may_block();
    workers_begin_wait(&wait);
    while (problem == EAGAIN) {
        problem = connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 ? errno : 0;
        if (problem != EAGAIN || g_atomic_int_get(&is_over) ||
            jobs_is_awaited(guest->jobs, JOB_DESTROY) || g_get_monotonic_time() >= deadline)
            break;
        g_usleep(ROOM_MS * 1000);
    }
    workers_end_wait(&wait);
    errno = problem;
    return problem == 0;
}

/* Returns: (owned) a descriptor; -1 with @error. */
static int
connect_to(Guest *guest, const char *path, pid_t pid, unsigned timeout_ms, GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer = {0};
    socklen_t length = sizeof peer;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    if (fd < 0 || !connect_in_time(guest, fd, &address, timeout_ms) ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("failed to connect to monitor socket: %s"), g_strerror(errno));
    else if (pid != 0 && peer.pid != pid)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("process %d is at the monitor socket of process %d"), (int)peer.pid,
                    (int)pid);
    else
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

bool
monitor_events_connect(Driver *driver, Guest *guest, Run *run, pid_t pid, GError **error)
{
    static const MonitorHandlers monitor_handlers = {
        .event = on_event, .closed = on_closed, .free = watch_free};
    g_autofree char *path = g_build_filename(run->folder, "monitor.sock", NULL);
    int fd = connect_to(guest, path, pid, driver->config->start_timeout_ms, error);
    g_autoptr(Monitor) monitor = NULL;

    if (fd < 0)
        return false;
    monitor = monitor_new(fd, workers_context(driver->workers), &monitor_handlers,
                          watch_new(driver, guest, run));
    run_set_monitor(run, monitor);
    /* An interrupt may have come before the monitor was set. */
    stop_interrupt(guest);
    return monitor_open(monitor, (int)driver->config->start_timeout_ms, error);
}

static gboolean
on_exit_of(gint fd, GIOCondition condition, gpointer user)
{
    RunWatch *watch = user;

    (void)fd;
    (void)condition;
    stop_on_exit(watch->driver, watch->guest, watch->run);
    return G_SOURCE_REMOVE;
}

void
monitor_events_watch_exit(Driver *driver, Guest *guest, Run *run)
{
    run->watch = g_unix_fd_source_new(run->pid_fd, G_IO_IN);
    g_source_set_callback(run->watch, (GSourceFunc)(void (*)(void))on_exit_of,
                          watch_new(driver, guest, run), watch_free);
    g_source_attach(run->watch, workers_context(driver->workers));
}
