/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "false_qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "false_services.h"
#include "plan/live.h"
#include "qemu/cache.h"
#include "qemu/detached.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_reader.h"
#include "qemu/recording.h"
#include "rpc/event_body.h"
#include "store/run_folder.h"

/* How often is looked for a command, and how long each time; more often while somebody works on the
 * guest, who will send one or come to an end, or else waits until more is said. */
enum { N_LOOKS = 2, N_BUSY_LOOKS = 100, LOOK_MS = 2, CONNECT_MS = 20000 };

static const char uuid[] = "00000000-0000-4000-8000-000000000001";
static const char document[] =
    "<domain type='qemu'><name>guest</name><uuid>00000000-0000-4000-8000-000000000001</uuid>"
    "<memory unit='MiB'>256</memory><vcpu current='1'>2</vcpu>"
    "<iothreads>1</iothreads>"
    "<os><type arch='ppc64' machine='pseries-7.2'>hvm</type></os>"
    "<on_reboot>restart</on_reboot><on_crash>restart</on_crash>"
    "<devices><emulator>%s</emulator>"
    "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
    "<source file='/nonexistent/disk'/><target dev='vda' bus='virtio'/></disk>"
    "<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>"
    "<serial type='pty'/><console type='pty'><target type='virtio'/></console>"
    "<memballoon model='virtio'><stats period='5'/></memballoon></devices></domain>";

/* What all runs share. */
static struct {
    char top[32];
    char *emulator;
    DriverConfig config;
    FalseServices services;
    GuestStore *store;
    char *live_xml;
    GHashTable *commands; /* set of names, of those that were taken */
} stage = {.top = "/tmp/pseries-fuzz-XXXXXX"};

static void
remove_stage(void)
{
    run_folder_remove(stage.top, NULL);
}

static const char *
make_folder(const char *name)
{
    char *path = g_build_filename(stage.top, name, NULL);

    g_assert_cmpint(mkdir(path, 0700), ==, 0);
    return path;
}

/* The recorded QEMU stands for a file of the emulator's name. */
static void
fill_cache(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) capabilities =
        recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);
    g_autoptr(Cache) cache = NULL;

    g_assert_no_error(error);
    g_assert_true(g_file_set_contents_full(stage.emulator, "", 0, 0, 0755, NULL));
    cache = cache_new(stage.config.cache_directory, stage.emulator);
    cache_store(cache, capabilities);
    cache_store_facts(cache, capabilities_machine(capabilities, "pseries-7.2", NULL));
}

/* As the driver itself would write it of the running guest. */
static void
write_live_xml(const char *folder)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(Driver) driver = driver_new(&stage.config, &stage.services.services, context, NULL);
    g_autofree char *text = g_strdup_printf(document, stage.emulator);
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = NULL;
    g_autoptr(Argv) argv = NULL;

    plan = driver_plan_domain(driver, domain_read(&device_table, text, strlen(text), report),
                              folder, &error);
    g_assert_no_error(error);
    live_prepare(plan);
    argv = plan_argv(plan);
    live_name(plan, 1);
    stage.live_xml = domain_format(plan->domain, DOMAIN_XML_SECURE);
}

/* Returns: (owned) the guest's own folder. */
static char *
make_run_folder(void)
{
    char *folder = guest_store_folder(stage.store, 1, "guest");

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    return folder;
}

static void
set_stage(void)
{
    g_autofree char *folder = NULL;

    g_assert_nonnull(g_mkdtemp(stage.top));
    stage.commands = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    atexit(remove_stage);
    stage.emulator = g_build_filename(stage.top, "qemu-system-ppc64", NULL);
    false_services_open(&stage.services);
    stage.config = (DriverConfig){
        .config_directory = make_folder("config"),
        .run_directory = make_folder("run"),
        .log_directory = make_folder("log"),
        .cache_directory = make_folder("cache"),
        .memory_directory = make_folder("memory"),
        .state_directory = make_folder("state"),
        .sysfs = "/nonexistent",
        .has_sandbox = true,
        .log_max_kib = 16,
        .call_timeout_ms = 1000 * 1000,
        .start_timeout_ms = 1000 * 1000,
        /* One that works at a time: then there is nothing to come when a task of ours has run. */
        .max_workers = 1,
    };
    fill_cache();
    stage.store = guest_store_new(&stage.config, NULL, NULL);
    folder = make_run_folder();
    write_live_xml(folder);
}

/* ---- the process */

/* Returns: a socket at the place of the monitor, at which nobody listens. */
static int
bind_monitor(const char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_autofree char *path = g_build_filename(folder, "monitor.sock", NULL);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)unlink(path);
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    g_assert_cmpint(bind(fd, (const struct sockaddr *)&address, sizeof address), ==, 0);
    return fd;
}

/* The peer of a connection is who has called listen(). */
static pid_t
start_child(int listener)
{
    int is_ready[2];
    char byte = 0;
    pid_t child = 0;

    g_assert_cmpint(pipe2(is_ready, O_CLOEXEC), ==, 0);
    child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        /* Not the fuzzer's handler. */
        signal(SIGTERM, SIG_DFL);
        if (listen(listener, 5) < 0)
            _exit(1);
        close(is_ready[0]);
        close(is_ready[1]);
        for (;;)
            pause();
    }
    g_assert_cmpint(child, >, 0);
    close(is_ready[1]);
    /* The fuzzer's own timer interrupts calls, here and below. */
    g_assert_cmpint(TEMP_FAILURE_RETRY(read(is_ready[0], &byte, 1)), ==, 0);
    close(is_ready[0]);
    return child;
}

static void
save_status(pid_t child, const char *folder)
{
    g_autoptr(GuestStatus) status = guest_status_new();
    g_autoptr(GError) error = NULL;

    status->name = g_strdup("guest");
    status->uuid = g_strdup(uuid);
    status->id = 1;
    status->state = VIR_DOMAIN_RUNNING;
    status->reason = VIR_DOMAIN_RUNNING_BOOTED;
    status->pid = child;
    status->pid_start_time = detached_start_time(child);
    status->folder = g_strdup(folder);
    status->live_xml = g_strdup(stage.live_xml);
    guest_store_save_status(stage.store, status, &error);
    g_assert_no_error(error);
}

/* ---- the driver */

static void
check_text(const char *text)
{
    g_assert_true(text == NULL || g_utf8_validate(text, -1, NULL));
}

/* What clients are sent. */
static void
on_event(const Event *event, void *user)
{
    GBytes *packet = event_body_packet(event, 1);

    (void)user;
    check_text(event->device);
    check_text(event->text);
    check_text(event->other_text);
    if (packet != NULL)
        g_bytes_unref(packet);
}

static void
accept_driver(FalseQemu *qemu)
{
    struct pollfd waiting = {.fd = qemu->listener, .events = POLLIN};

    g_assert_cmpint(TEMP_FAILURE_RETRY(poll(&waiting, 1, CONNECT_MS)), ==, 1);
    qemu->peer = accept4(qemu->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    g_assert_cmpint(qemu->peer, >=, 0);
    g_string_truncate(qemu->pieces, 0);
}

static void
start_driver(FalseQemu *qemu)
{
    g_autoptr(GError) error = NULL;

    qemu->context = g_main_context_new();
    qemu->driver = driver_new(&stage.config, &stage.services.services, qemu->context, &error);
    g_assert_no_error(error);
    driver_set_event_sink(qemu->driver, on_event, NULL);
    qemu->guest = guest_list_by_name(qemu->driver->guests, "guest", NULL);
    if (qemu->guest != NULL)
        accept_driver(qemu);
}

static void
end_driver(FalseQemu *qemu)
{
    g_clear_pointer(&qemu->guest, guest_unref);
    workers_drain(qemu->driver->workers);
    false_qemu_hang_up(qemu);
    g_clear_pointer(&qemu->driver, driver_free);
    g_clear_pointer(&qemu->context, g_main_context_unref);
}

void
false_qemu_open(FalseQemu *qemu)
{
    g_autofree char *folder = NULL;

    if (stage.emulator == NULL)
        set_stage();
    folder = make_run_folder();
    *qemu = (FalseQemu){.peer = -1, .pieces = g_string_new(NULL)};
    qemu->listener = bind_monitor(folder);
    qemu->child = start_child(qemu->listener);
    save_status(qemu->child, folder);
    start_driver(qemu);
    g_assert_nonnull(qemu->guest);
}

void
false_qemu_close(FalseQemu *qemu)
{
    kill(qemu->child, SIGKILL);
    false_qemu_hang_up(qemu);
    /* No guest is ever lost, nor stays when its process has ended. */
    while (qemu->guest != NULL && guest_is_active(qemu->guest))
        g_main_context_iteration(qemu->context, TRUE);
    end_driver(qemu);
    /* The driver may have reaped it. */
    (void)TEMP_FAILURE_RETRY(waitpid(qemu->child, NULL, 0));
    close(qemu->listener);
    g_string_free(qemu->pieces, TRUE);
}

void
false_qemu_restart_driver(FalseQemu *qemu)
{
    g_autoptr(GError) why =
        g_error_new_literal(PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, "the daemon ends");

    workers_interrupt(qemu->driver->workers, why);
    end_driver(qemu);
    start_driver(qemu);
}

/* ---- the conversation */

void
false_qemu_hang_up(FalseQemu *qemu)
{
    if (qemu->peer >= 0)
        close(qemu->peer);
    qemu->peer = -1;
}

/* A driver that does not read now does so in between. */
void
false_qemu_say(FalseQemu *qemu, const char *bytes, size_t length)
{
    qemu->is_awaited = false;
    while (length > 0 && qemu->peer >= 0) {
        ssize_t n_bytes = send(qemu->peer, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n_bytes < 0 && errno == EAGAIN) {
            false_qemu_settle(qemu);
        } else if (n_bytes < 0) {
            false_qemu_hang_up(qemu);
        } else {
            bytes += n_bytes;
            length -= (size_t)n_bytes;
        }
    }
}

void
false_qemu_say_line(FalseQemu *qemu, const char *bytes, size_t length)
{
    false_qemu_say(qemu, bytes, length);
    false_qemu_say(qemu, "\r\n", 2);
}

static void
hear(FalseQemu *qemu, int timeout_ms)
{
    char bytes[4096];
    struct pollfd input = {.fd = qemu->peer, .events = POLLIN};
    ssize_t n_bytes = 0;

    if (qemu->peer < 0 || TEMP_FAILURE_RETRY(poll(&input, 1, timeout_ms)) < 1)
        return;
    n_bytes = recv(qemu->peer, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n_bytes > 0)
        g_string_append_len(qemu->pieces, bytes, n_bytes);
    else
        false_qemu_hang_up(qemu);
}

static bool
is_ending(FalseQemu *qemu)
{
    g_autoptr(Run) run = guest_run(qemu->guest);
    bool is_ending = false;

    if (run == NULL)
        return true;
    g_mutex_lock(&run->lock);
    is_ending = run->is_ending;
    g_mutex_unlock(&run->lock);
    return is_ending;
}

/* The driver gives a QEMU some time to end by itself.  Ours does so unless it is asked to. */
static void
run_main_thread(FalseQemu *qemu)
{
    while (g_main_context_iteration(qemu->context, FALSE))
        continue;
    hear(qemu, 0);
    if (qemu->guest == NULL || qemu->pieces->len > 0 || !is_ending(qemu))
        return;
    hear(qemu, LOOK_MS);
    if (qemu->pieces->len == 0)
        kill(qemu->child, SIGKILL);
}

typedef struct {
    GMainContext *context;
    gint is_done;
} Turn;

static void
take_turn(void *user)
{
    Turn *turn = user;
    GMainContext *context = g_main_context_ref(turn->context);

    g_atomic_int_set(&turn->is_done, TRUE);
    g_main_context_wakeup(context);
    g_main_context_unref(context);
}

void
false_qemu_settle(FalseQemu *qemu)
{
    Turn turn = {.context = qemu->context};

    run_main_thread(qemu);
    workers_push(qemu->driver->workers, take_turn, &turn);
    while (!g_atomic_int_get(&turn.is_done))
        g_main_context_iteration(qemu->context, TRUE);
    run_main_thread(qemu);
}

static int
looks_left(FalseQemu *qemu)
{
    bool is_busy = qemu->guest != NULL && jobs_current(qemu->guest->jobs) != JOB_NONE;

    return is_busy && !qemu->is_awaited ? N_BUSY_LOOKS : N_LOOKS;
}

gint64
false_qemu_take_command(FalseQemu *qemu)
{
    g_autoptr(JsonObject) command = NULL;
    const char *end = NULL;
    const char *name = NULL;
    gint64 id = -1;

    for (int i = 0; i < looks_left(qemu) && end == NULL && qemu->peer >= 0; i++) {
        false_qemu_settle(qemu);
        if (strchr(qemu->pieces->str, '\n') == NULL)
            hear(qemu, LOOK_MS);
        end = strchr(qemu->pieces->str, '\n');
    }
    if (end == NULL) {
        qemu->is_awaited = true;
        return -1;
    }
    command = qmp_reader_parse(qemu->pieces->str, (size_t)(end - qemu->pieces->str));
    g_string_erase(qemu->pieces, 0, end - qemu->pieces->str + 1);
    /* All that the driver sends is proper. */
    g_assert_nonnull(command);
    id = qmp_member_int(command, "id", 1, INT64_MAX, -1);
    g_assert_cmpint(id, >, 0);
    name = qmp_member_string(command, "execute", NULL);
    g_assert_nonnull(name);
    g_hash_table_add(stage.commands, g_strdup(name));
    if (g_str_equal(name, "quit"))
        kill(qemu->child, SIGKILL);
    return id;
}

char *
false_qemu_commands(void)
{
    g_autoptr(GList) names = g_hash_table_get_keys(stage.commands);
    GString *text = g_string_new(NULL);

    names = g_list_sort(names, (GCompareFunc)(void (*)(void))strcmp);
    for (GList *name = names; name != NULL; name = name->next)
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", (const char *)name->data);
    return g_string_free(text, FALSE);
}
