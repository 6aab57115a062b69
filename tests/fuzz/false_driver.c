/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "false_driver.h"

#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "plan/live.h"
#include "recorded_plan.h"
#include "rpc/call.h"
#include "rpc/descriptors.h"
#include "rpc/programs.h"
#include "rpc/remote_protocol.h"
#include "rpc/stream.h"
#include "rpc/wire.h"

enum { N_WORKERS = 4, CALL_TIMEOUT_MS = 3600000, ANSWER_BYTES = 100000 };

/* One at a time; calls on workers know of no other way to it. */
static FalseDriver *current;

static struct {
    GMutex lock;
    GCond opened;
    bool is_open;
} gate;

void
false_driver_set_gate(bool is_open)
{
    g_mutex_lock(&gate.lock);
    gate.is_open = is_open;
    g_cond_broadcast(&gate.opened);
    g_mutex_unlock(&gate.lock);
}

bool
false_driver_is_gate_open(void)
{
    bool is_open = false;

    g_mutex_lock(&gate.lock);
    is_open = gate.is_open;
    g_mutex_unlock(&gate.lock);
    return is_open;
}

static void
interrupt_wait(const GError *why, void *user)
{
    (void)why;
    (void)user;
    false_driver_set_gate(true);
}

/* As a call that waits for a QEMU. */
static void
pass_gate(void)
{
    WorkerWait wait = {.interrupt = interrupt_wait};

    workers_begin_wait(&wait);
    g_mutex_lock(&gate.lock);
    while (!gate.is_open)
        g_cond_wait(&gate.opened, &gate.lock);
    g_mutex_unlock(&gate.lock);
    workers_end_wait(&wait);
}

static bool
serve_gate(Call *call, const void *args, void *ret, GError **error)
{
    (void)call;
    (void)args;
    (void)ret;
    (void)error;
    pass_gate();
    return true;
}

static bool
serve_long_answer(Call *call, const void *args, void *ret, GError **error)
{
    g_autofree char *answer = g_strnfill(ANSWER_BYTES, 'x');

    (void)call;
    (void)args;
    (void)error;
    pass_gate();
    ((connect_get_capabilities_ret *)ret)->capabilities = wire_text(answer);
    return true;
}

/* Returns: one end of a new socket; the other goes to the pictures. */
static int
make_picture(void)
{
    int ends[2] = {-1, -1};

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0)
        abort();
    g_mutex_lock(&gate.lock);
    g_array_append_val(current->pictures, ends[1]);
    g_mutex_unlock(&gate.lock);
    return ends[0];
}

static bool
serve_picture(Call *call, const void *args, void *ret, GError **error)
{
    const domain_screenshot_args *wanted = args;

    (void)ret;
    pass_gate();
    if (wanted->screen == 10) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, "no such screen");
        return false;
    }
    call->stream = stream_new(
        make_picture(), wanted->screen % 2 ? STREAM_DOWN | STREAM_UP : STREAM_DOWN, NULL, NULL);
    return true;
}

static bool
serve_descriptors(Call *call, const void *args, void *ret, GError **error)
{
    (void)args;
    (void)ret;
    (void)error;
    pass_gate();
    call->descriptors = descriptors_new();
    for (unsigned i = 0; i < 2; i++) {
        int fd = make_picture();

        g_array_append_val(call->descriptors, fd);
    }
    return true;
}

/* The rows that are served, by whom when not by the server's own. */
static const struct {
    int number;
    bool (*serve)(Call *call, const void *args, void *ret, GError **error);
} remote_rows[] = {
    {1, NULL}, /* connect_open */
    {2, NULL}, /* connect_close */
    {3, NULL}, /* connect_get_type */
    {7, serve_long_answer},
    {9, serve_gate}, /* domain_create */
    {16, NULL},      /* domain_get_info */
    {22, NULL},      /* domain_lookup_by_id */
    {23, NULL},
    {24, NULL},
    {37, NULL}, /* connect_list_domains */
    {51, NULL},
    {60, NULL}, /* connect_supports_feature */
    {66, NULL}, /* auth_list */
    {105, NULL},
    {106, NULL},
    {110, NULL}, /* connect_get_uri */
    {167, NULL},
    {168, NULL},
    {201, NULL}, /* domain_open_console */
    {211, serve_picture},
    {249, serve_gate}, /* domain_open_graphics */
    {316, NULL},
    {317, NULL},
    {343, serve_descriptors}, /* domain_open_graphics_fd */
    {360, NULL},
    {361, NULL},
};

static Program
copy_program(const Program *program)
{
    Procedure *rows =
        g_memdup2(program->procedures, sizeof(Procedure) * (size_t)program->n_procedures);

    return (Program){program->number, rows, program->n_procedures};
}

static Program
make_remote(void)
{
    Program program = copy_program(&remote_program);
    Procedure *rows = (Procedure *)(uintptr_t)program.procedures;

    for (int i = 0; i < program.n_procedures; i++)
        if (rows[i].status == PROCEDURE_SERVED)
            rows[i].status = PROCEDURE_NOT_YET;
    for (size_t i = 0; i < G_N_ELEMENTS(remote_rows); i++) {
        Procedure *row = &rows[remote_rows[i].number - 1];

        row->status = PROCEDURE_SERVED;
        /* There is no run that it could interrupt. */
        row->flags &= ~(unsigned)PROCEDURE_DESTROYS;
        if (remote_rows[i].serve == NULL)
            continue;
        row->serve = remote_rows[i].serve;
        row->flags |= PROCEDURE_BLOCKS;
    }
    return program;
}

/* Those about a guest would ask its QEMU. */
static Program
make_qemu(void)
{
    Program program = copy_program(&qemu_program);
    Procedure *rows = (Procedure *)(uintptr_t)program.procedures;

    for (int i = 0; i < program.n_procedures; i++)
        if (rows[i].flags & PROCEDURE_OF_GUEST)
            rows[i].status = PROCEDURE_NOT_YET;
    return program;
}

/* Returns: (owned) the other end of the pseudo terminal that @path (owned) names. */
static int
open_console(char **path)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    struct termios how;

    if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 || tcgetattr(fd, &how) < 0)
        abort();
    cfmakeraw(&how);
    tcsetattr(fd, TCSANOW, &how);
    *path = g_strdup(ptsname(fd));
    return fd;
}

static Definition *
make_definition(const char *console)
{
    g_autoptr(Report) report = report_new();
    Plan *plan = recorded_plan("<memory>524288</memory>", "<console type='pty'/>", "", report);
    Definition *definition = NULL;

    plan_name_devices(plan);
    live_name(plan, 1);
    definition = definition_new(plan);
    live_set_pty((Domain *)(uintptr_t)definition_domain(definition), "charserial0", console);
    g_assert_cmpstr(live_pty_of(definition_domain(definition), NULL), ==, console);
    return definition;
}

FalseDriver *
false_driver_new(void)
{
    FalseDriver *made = g_new0(FalseDriver, 1);
    g_autoptr(Definition) definition = NULL;
    g_autofree char *console = NULL;

    current = made;
    false_driver_set_gate(true);
    made->config = (DriverConfig){.call_timeout_ms = CALL_TIMEOUT_MS};
    made->context = g_main_context_new();
    made->pictures = descriptors_new();
    made->console = open_console(&console);
    false_services_open(&made->services);
    made->driver.config = &made->config;
    made->driver.services = &made->services.services;
    made->driver.workers = workers_new(made->context, N_WORKERS);
    made->driver.guests = guest_list_new(NULL, NULL, NULL);
    definition = make_definition(console);
    made->guest = guest_new(made->driver.workers, CALL_TIMEOUT_MS, definition);
    made->guest->id = 1;
    guest_set_live(made->guest, definition_ref(definition));
    guest_set_state(made->guest, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
    guest_list_add(made->driver.guests, made->guest, NULL);
    made->remote = make_remote();
    made->qemu = make_qemu();
    made->programs[0] = &made->remote;
    made->programs[1] = &made->qemu;
    return made;
}

int
false_driver_take_picture(FalseDriver *false_driver)
{
    int fd = -1;

    g_mutex_lock(&gate.lock);
    if (false_driver->pictures->len > 0) {
        fd = g_array_index(false_driver->pictures, int, 0);
        g_array_remove_index(false_driver->pictures, 0);
    }
    g_mutex_unlock(&gate.lock);
    return fd;
}

void
false_driver_hang_up(FalseDriver *false_driver)
{
    if (false_driver->console >= 0)
        close(false_driver->console);
    false_driver->console = -1;
}

void
false_driver_free(FalseDriver *false_driver)
{
    false_driver_hang_up(false_driver);
    guest_unref(false_driver->guest);
    guest_list_free(false_driver->driver.guests);
    workers_free(false_driver->driver.workers);
    descriptors_free(false_driver->pictures);
    g_free((void *)(uintptr_t)false_driver->remote.procedures);
    g_free((void *)(uintptr_t)false_driver->qemu.procedures);
    g_main_context_unref(false_driver->context);
    false_services_close(&false_driver->services);
    g_free(false_driver);
    current = NULL;
}
