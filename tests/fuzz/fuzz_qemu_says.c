/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/all_stats.h"
#include "driver/block_stats.h"
#include "driver/destroy.h"
#include "driver/display.h"
#include "driver/dumpxml.h"
#include "driver/memory.h"
#include "driver/memory_stats.h"
#include "driver/monitor_command.h"
#include "driver/power.h"
#include "driver/stop.h"
#include "driver/vcpu_stats.h"
#include "false_qemu.h"
#include "xml/document.h"

/*
 * What a QEMU says while it is taken over and afterwards, in any order and in pieces.
 *
 * An input is a script of lines, by their first byte:
 *
 *   <JSON  answers the driver's next command with {"return": JSON}
 *   !JSON  the same with {"error": JSON}
 *   =TEXT  says TEXT, a line
 *   ~TEXT  says TEXT, not yet a line
 *   .X     has a client call the function X of the table below
 *   ^      ends the driver and starts another
 *   -      closes the monitor
 */

/* libFuzzer's entries; they have no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { MAX_LINES = 64, MAX_RESTARTS = 3 };

/* ---- calls of clients */

static void
check_text(char *text)
{
    g_autofree char *owned = text;

    g_assert_true(owned == NULL || g_utf8_validate(owned, -1, NULL));
}

static void
call_human(Driver *driver, Guest *guest)
{
    (void)driver;
    check_text(monitor_command(guest, "info block", VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP, NULL));
}

static void
call_raw(Driver *driver, Guest *guest)
{
    (void)driver;
    check_text(monitor_command(guest, "{\"execute\":\"query-block\",\"id\":\"x\"}", 0, NULL));
}

static void
call_all_blocks(Driver *driver, Guest *guest)
{
    BlockStats stats = {0};

    (void)driver;
    block_stats_get(guest, "", &stats, NULL);
}

static void
call_one_block(Driver *driver, Guest *guest)
{
    BlockStats stats = {0};

    (void)driver;
    block_stats_get(guest, "vda", &stats, NULL);
}

static void
call_memory(Driver *driver, Guest *guest)
{
    g_autoptr(GArray) stats = g_array_new(FALSE, FALSE, sizeof(virDomainMemoryStatStruct));

    (void)driver;
    memory_stats_get(guest, 100, stats, NULL);
}

static void
call_set_memory(Driver *driver, Guest *guest)
{
    memory_set(driver, guest, 128 * 1024, VIR_DOMAIN_AFFECT_LIVE, NULL);
}

static void
call_set_period(Driver *driver, Guest *guest)
{
    memory_stats_set_period(driver, guest, 2, VIR_DOMAIN_AFFECT_LIVE, NULL);
}

static void
call_all_stats(Driver *driver, Guest *guest)
{
    (void)driver;
    params_free(all_stats_get(guest, 0xffff, VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING, NULL));
}

static void
call_vcpus(Driver *driver, Guest *guest)
{
    g_autoptr(GArray) infos = g_array_new(FALSE, TRUE, sizeof(virVcpuInfo));
    unsigned n_maps = 4096;

    (void)driver;
    vcpu_stats_get(guest, 4096, infos, NULL);
    g_byte_array_unref(vcpu_affinity(guest, &n_maps, 8));
}

/* Whatever QEMU says, the document is one. */
static void
call_describe(Driver *driver, Guest *guest)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = report_new();
    g_autofree char *xml = dumpxml(driver, guest, 0, &error);
    g_autoptr(XmlDocument) document = NULL;

    g_assert_no_error(error);
    document = xml_document_parse(xml, strlen(xml), report);
    g_assert_nonnull(document);
}

static void
call_suspend(Driver *driver, Guest *guest)
{
    suspend_guest(driver, guest, NULL);
}

static void
call_resume(Driver *driver, Guest *guest)
{
    resume_guest(driver, guest, NULL);
}

static void
call_reset(Driver *driver, Guest *guest)
{
    (void)driver;
    reset_guest(guest, 0, NULL);
}

static void
call_shut_down(Driver *driver, Guest *guest)
{
    (void)driver;
    shut_down_guest(guest, 0, NULL);
}

static void
call_reboot(Driver *driver, Guest *guest)
{
    (void)driver;
    reboot_guest(guest, 0, NULL);
}

static void
call_destroy(Driver *driver, Guest *guest)
{
    destroy_guest(driver, guest, 0, NULL);
}

static const struct {
    char letter;
    JobKind job;
    void (*call)(Driver *driver, Guest *guest);
} calls[] = {
    {'a', JOB_QUERY, call_all_stats},   {'b', JOB_QUERY, call_all_blocks},
    {'B', JOB_QUERY, call_one_block},   {'c', JOB_QUERY, call_vcpus},
    {'d', JOB_DESTROY, call_destroy},   {'h', JOB_MODIFY, call_human},
    {'j', JOB_MODIFY, call_raw},        {'m', JOB_QUERY, call_memory},
    {'M', JOB_MODIFY, call_set_memory}, {'p', JOB_MODIFY, call_set_period},
    {'R', JOB_MODIFY, call_reset},      {'r', JOB_MODIFY, call_resume},
    {'s', JOB_MODIFY, call_suspend},    {'S', JOB_MODIFY, call_shut_down},
    {'w', JOB_MODIFY, call_reboot},     {'x', JOB_QUERY, call_describe},
};

typedef struct {
    Driver *driver;
    Guest *guest; /* (owned) */
    size_t row;
} Call;

static void
run_call(void *user)
{
    g_autofree Call *call = user;
    g_autoptr(Guest) guest = call->guest;

    calls[call->row].call(call->driver, guest);
}

static void
refuse_call(const GError *why, void *user)
{
    g_autofree Call *call = user;

    (void)why;
    guest_unref(call->guest);
}

/* ---- lines */

static void
do_call(FalseQemu *qemu, const char *text, size_t length)
{
    for (size_t i = 0; length > 0 && i < G_N_ELEMENTS(calls); i++) {
        Call *call = NULL;

        if (calls[i].letter != text[0])
            continue;
        call = g_new(Call, 1);
        *call = (Call){qemu->driver, guest_ref(qemu->guest), i};
        jobs_request(qemu->guest->jobs, calls[i].job,
                     &(JobTask){.run = run_call, .refused = refuse_call, .user = call});
        /* As a server does that has been told to end a guest. */
        if (calls[i].job == JOB_DESTROY)
            stop_interrupt(qemu->guest);
    }
}

static void
answer(FalseQemu *qemu, const char *member, const char *text, size_t length)
{
    gint64 id = false_qemu_take_command(qemu);
    g_autofree char *head = g_strdup_printf("{\"id\":%" G_GINT64_FORMAT ",\"%s\":", id, member);

    if (id < 0)
        return;
    false_qemu_say(qemu, head, strlen(head));
    false_qemu_say(qemu, text, length);
    false_qemu_say_line(qemu, "}", 1);
}

static void
do_answer(FalseQemu *qemu, const char *text, size_t length)
{
    answer(qemu, "return", text, length);
}

static void
do_refuse(FalseQemu *qemu, const char *text, size_t length)
{
    answer(qemu, "error", text, length);
}

static void
do_hang_up(FalseQemu *qemu, const char *text, size_t length)
{
    (void)text;
    (void)length;
    false_qemu_hang_up(qemu);
}

static const struct {
    char letter;
    void (*act)(FalseQemu *qemu, const char *text, size_t length);
} lines[] = {
    {'<', do_answer},      {'!', do_refuse}, {'=', false_qemu_say_line},
    {'~', false_qemu_say}, {'.', do_call},   {'-', do_hang_up},
};

static void
do_line(FalseQemu *qemu, const char *line, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        if (length > 0 && line[0] == lines[i].letter)
            lines[i].act(qemu, line + 1, length - 1);
    false_qemu_settle(qemu);
}

static void
play(FalseQemu *qemu, const char *script, size_t length)
{
    const char *end = script + length;
    unsigned n_restarts = 0;

    for (unsigned i = 0; i < MAX_LINES && script < end && qemu->guest != NULL; i++) {
        const char *newline = memchr(script, '\n', (size_t)(end - script));
        const char *stop = newline != NULL ? newline : end;

        if (stop > script && script[0] == '^' && n_restarts++ < MAX_RESTARTS)
            false_qemu_restart_driver(qemu);
        else
            do_line(qemu, script, (size_t)(stop - script));
        script = stop + 1;
    }
}

/* A warning is for administrators; a critical is a fault of ours. */
static GLogWriterOutput
write_log(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user)
{
    (void)user;
    if (!(level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)))
        return G_LOG_WRITER_HANDLED;
    g_log_writer_standard_streams(level, fields, n_fields, NULL);
    abort();
}

/* All that the driver asks of a QEMU that runs; the seeds are to answer each. */
static const char wanted_commands[] =
    "balloon cont human-monitor-command qmp_capabilities qom-get qom-set query-balloon query-block "
    "query-blockstats query-cpus-fast query-status quit stop system_powerdown system_reset";

static void
report(void)
{
    g_autofree char *commands = false_qemu_commands();

    fprintf(stderr, "commands answered: %s\n", commands);
    if (g_getenv("FUZZ_ROWS") != NULL && !g_str_equal(commands, wanted_commands))
        _Exit(EXIT_FAILURE);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    /* What a thread that ends has cached counts as a leak while it ends: none does. */
    g_thread_pool_set_max_unused_threads(-1);
    g_thread_pool_set_max_idle_time(0);
    atexit(report);
    g_log_set_writer_func(write_log, NULL, NULL);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    FalseQemu qemu;

    false_qemu_open(&qemu);
    play(&qemu, (const char *)bytes, length);
    false_qemu_close(&qemu);
    return 0;
}
