/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "monitor_bench.h"

/*
 * Commands and their answers.
 */
enum { SHORT_MS = 50, N_THREADS = 8, N_COMMANDS = 200 };

/* Until so many were answered, one thread may have ended for each N_COMMANDS of them. */
enum { HELD_COMMANDS = (N_THREADS - 1) * N_COMMANDS };

static void
test_no_greeting(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *bytes;
        int timeout_ms;
        int code;
    } rows[] = {
        {"", SHORT_MS, VIR_ERR_OPERATION_TIMEOUT},
        {"{\"event\": \"RESUME\"}\r\n", SHORT_MS, VIR_ERR_OPERATION_TIMEOUT},
        {"{\"return\": {}}\r\n", LONG_MS, VIR_ERR_INTERNAL_ERROR},
        {"SSH-2.0-OpenSSH_9.2\r\n", LONG_MS, VIR_ERR_INTERNAL_ERROR},
    };
    size_t row = GPOINTER_TO_SIZE(user);
    g_auto(Call) call = {.timeout_ms = LONG_MS};

    if (row < G_N_ELEMENTS(rows)) {
        call.timeout_ms = rows[row].timeout_ms;
        call_start(&call, bench);
        peer_say(bench, "%s", rows[row].bytes);
        call_expect_error(&call, rows[row].code, "");
        return;
    }
    call_start(&call, bench);
    peer_close(bench);
    call_expect_error(&call, VIR_ERR_INTERNAL_ERROR, "End of file from qemu monitor");
}

static void
test_out_of_order(Bench *bench, gconstpointer user)
{
    Call calls[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    int64_t ids[G_N_ELEMENTS(calls)] = {0};

    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        call_start(&calls[i], bench);
        ids[i] = peer_take_command(bench, calls[i].name);
    }
    peer_answer(bench, 4711, "nobody's");
    peer_say(bench, "{\"return\": \"nobody's\"}\r\n{\"return\": \"nobody's\", \"id\": \"x\"}\r\n");
    for (size_t i = G_N_ELEMENTS(calls); i-- > 0;)
        peer_answer(bench, ids[i], calls[i].name);
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        call_expect(&calls[i], calls[i].name);
        call_clear(&calls[i]);
    }
}

static void
test_late_answer(Bench *bench, gconstpointer user)
{
    g_auto(Call) late = {.name = "late", .timeout_ms = SHORT_MS};
    g_auto(Call) next = {.name = "next"};
    int64_t id = 0;

    (void)user;
    call_start(&late, bench);
    id = peer_take_command(bench, "late");
    call_expect_error(&late, VIR_ERR_OPERATION_TIMEOUT, "");
    call_start(&next, bench);
    peer_answer(bench, id, "late");
    peer_answer(bench, peer_take_command(bench, "next"), "next");
    call_expect(&next, "next");
    g_assert_cmpuint(bench_n_closed(bench), ==, 0);
}

static void
test_refusal(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *answer, *words;
    } rows[] = {
        {"\"error\": {\"class\": \"GenericError\", \"desc\": \"no such disk\"}",
         "unable to execute QEMU command 'eject': no such disk"},
        {"\"error\": {\"desc\": 5}", "unable to execute QEMU command 'eject'"},
        {"\"error\": []", "unable to execute QEMU command 'eject'"},
        {"\"other\": 1", "unable to execute QEMU command 'eject'"},
    };

    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Call) call = {.name = "eject"};
        int64_t id = 0;

        call_start(&call, bench);
        id = peer_take_command(bench, "eject");
        peer_say(bench, "{%s, \"id\": %" G_GINT64_FORMAT "}\r\n", rows[i].answer, id);
        call_expect_error(&call, VIR_ERR_INTERNAL_ERROR, rows[i].words);
    }
    bench_expect_works(bench);
}

typedef struct {
    Bench *bench;
    QmpRefusal refusal;
    int timeout_ms;
    JsonNode *answer;
    GError *error;
} Try;

static gpointer
run_try(gpointer user)
{
    Try *attempt = user;
    const MonitorCommand command = {"device_del", NULL, attempt->timeout_ms};

    attempt->answer =
        monitor_try(attempt->bench->monitor, &command, &attempt->refusal, &attempt->error);
    return NULL;
}

/* The class tells refusals apart, and a refusal from silence. */
static void
test_refusal_class(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *answer; /* NULL: none */
        QmpRefusal refusal;
        int code;
    } rows[] = {
        {"\"return\": {}", QMP_REFUSAL_NONE, 0},
        {"\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"no\"}",
         QMP_REFUSAL_DEVICE_NOT_FOUND, VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no\"}",
         QMP_REFUSAL_COMMAND_NOT_FOUND, VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {\"class\": \"DeviceNotActive\", \"desc\": \"no\"}",
         QMP_REFUSAL_DEVICE_NOT_ACTIVE, VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {\"class\": \"KVMMissingCap\", \"desc\": \"no\"}", QMP_REFUSAL_KVM_MISSING,
         VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}", QMP_REFUSAL_GENERIC,
         VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {\"class\": \"OfTomorrow\", \"desc\": \"no\"}", QMP_REFUSAL_GENERIC,
         VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {\"class\": 5}", QMP_REFUSAL_GENERIC, VIR_ERR_INTERNAL_ERROR},
        {"\"error\": {}", QMP_REFUSAL_GENERIC, VIR_ERR_INTERNAL_ERROR},
        {"\"other\": 1", QMP_REFUSAL_NONE, VIR_ERR_INTERNAL_ERROR},
        {NULL, QMP_REFUSAL_NONE, VIR_ERR_OPERATION_TIMEOUT},
    };

    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Try attempt = {.bench = bench,
                       .refusal = QMP_REFUSAL_GENERIC,
                       .timeout_ms = rows[i].answer != NULL ? LONG_MS : SHORT_MS};
        GThread *thread = g_thread_new("try", run_try, &attempt);
        int64_t id = peer_take_command(bench, "device_del");

        if (rows[i].answer != NULL)
            peer_say(bench, "{%s, \"id\": %" G_GINT64_FORMAT "}\r\n", rows[i].answer, id);
        g_thread_join(thread);
        g_assert_cmpint(attempt.refusal, ==, rows[i].refusal);
        g_assert_cmpint(attempt.answer != NULL, ==, rows[i].code == 0);
        if (rows[i].code != 0)
            g_assert_error(attempt.error, PSERIES_ERROR, rows[i].code);
        g_clear_pointer(&attempt.answer, json_node_unref);
        g_clear_error(&attempt.error);
    }
}

static void
test_raw(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *message, *answer, *expected;
    } rows[] = {
        {"{\"execute\":\"x\",\"id\":\"mine\"}", "\"return\":{\"a\":1}",
         "{\"return\":{\"a\":1},\"id\":\"mine\"}"},
        {"{\"execute\":\"x\",\"id\":{\"n\":[1]}}", "\"return\":{}",
         "{\"return\":{},\"id\":{\"n\":[1]}}"},
        {"{\"execute\":\"x\"}", "\"return\":[]", "{\"return\":[]}"},
        {"{\"execute\":\"x\",\"arguments\":{}}", "\"error\":{\"desc\":\"no\"}",
         "{\"error\":{\"desc\":\"no\"}}"},
    };

    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonNode) node = json_from_string(rows[i].message, NULL);
        g_autoptr(JsonNode) answer = NULL;
        g_autofree char *text = NULL;
        g_auto(Call) call = {.message = json_node_dup_object(node)};
        int64_t id = 0;

        call_start(&call, bench);
        id = peer_take_command(bench, "x");
        peer_say(bench, "{%s,\"id\":%" G_GINT64_FORMAT "}\r\n", rows[i].answer, id);
        call_wait(&call);
        g_assert_no_error(call.error);
        answer = json_node_init_object(json_node_alloc(), call.whole);
        text = json_to_string(answer, FALSE);
        g_assert_cmpstr(text, ==, rows[i].expected);
    }
}

static gpointer
run_many(gpointer user)
{
    Bench *bench = user;

    for (unsigned i = 0; i < N_COMMANDS; i++) {
        g_autofree char *name = g_strdup_printf("%p-%u", (void *)g_thread_self(), i);
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) answer = monitor_execute(bench->monitor, name, NULL, LONG_MS, &error);

        g_assert_no_error(error);
        g_assert_cmpstr(json_node_get_string(answer), ==, name);
    }
    return NULL;
}

/* The peer holds one command back as long as two threads at least are there, so that answers
 * overtake each other. */
static void
test_threads(Bench *bench, gconstpointer user)
{
    GThread *threads[N_THREADS];
    g_autoptr(JsonObject) held = NULL;

    (void)user;
    for (size_t i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new("many", run_many, bench);
    for (unsigned i = 0; i < N_THREADS * N_COMMANDS; i++) {
        g_autoptr(JsonObject) message = peer_take(bench);

        if (held == NULL && i < HELD_COMMANDS && i % 2 == 0) {
            held = g_steal_pointer(&message);
            continue;
        }
        peer_say(bench, "{\"event\": \"A\"}\r\n");
        peer_answer(bench, json_object_get_int_member(message, "id"),
                    json_object_get_string_member(message, "execute"));
        if (held != NULL)
            peer_answer(bench, json_object_get_int_member(held, "id"),
                        json_object_get_string_member(held, "execute"));
        g_clear_pointer(&held, json_object_unref);
    }
    for (size_t i = 0; i < N_THREADS; i++)
        g_thread_join(threads[i]);
}

/* Takes the next bytes with the descriptor that came with them. */
static int
peer_take_fd(Bench *bench)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    char bytes[4096];
    struct iovec vector = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    int fd = -1;

    g_assert_cmpint(recvmsg(bench->peer_fd, &message, MSG_CMSG_CLOEXEC), >, 0);
    g_assert_nonnull(CMSG_FIRSTHDR(&message));
    g_assert_cmpint(control.header.cmsg_type, ==, SCM_RIGHTS);
    memcpy(&fd, CMSG_DATA(&control.header), sizeof fd);
    return fd;
}

static gpointer
run_with_fd(gpointer user)
{
    Bench *bench = user;
    g_autoptr(JsonObject) arguments = json_object_new();
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const MonitorCommand command = {"getfd", arguments, LONG_MS};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = NULL;

    json_object_set_string_member(arguments, "fdname", "one");
    answer = monitor_execute_with_fd(bench->monitor, &command, fd, &error);
    g_assert_no_error(error);
    g_assert_nonnull(answer);
    g_assert_cmpint(fcntl(fd, F_GETFD), >=, 0);
    close(fd);
    return NULL;
}

static void
test_fd(Bench *bench, gconstpointer user)
{
    GThread *thread = g_thread_new("fd", run_with_fd, bench);
    int fd = peer_take_fd(bench);
    struct stat ours = {0};
    struct stat passed = {0};

    (void)user;
    g_assert_cmpint(stat("/dev/null", &ours), ==, 0);
    g_assert_cmpint(fstat(fd, &passed), ==, 0);
    g_assert_cmpuint(passed.st_rdev, ==, ours.st_rdev);
    close(fd);
    /* The negotiation had the first id. */
    peer_answer(bench, 2, "done");
    g_thread_join(thread);
}

/* Fills the way to a peer that reads nothing.  Returns: the number of bytes. */
static size_t
fill(int fd)
{
    static const char bytes[1024];
    size_t n_bytes = 0;
    ssize_t n_sent = 0;

    while ((n_sent = send(fd, bytes, sizeof bytes, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0)
        n_bytes += (size_t)n_sent;
    g_assert_cmpint(errno, ==, EAGAIN);
    return n_bytes;
}

/* A QEMU that reads nothing for a while can be talked to afterwards. */
static void
test_no_room(Bench *bench, gconstpointer user)
{
    g_auto(Call) call = {.name = "waits", .timeout_ms = SHORT_MS};
    size_t n_bytes = fill(bench->monitor_fd);

    (void)user;
    call_start(&call, bench);
    call_expect_error(&call, VIR_ERR_OPERATION_TIMEOUT, "");
    for (size_t i = 0; i < n_bytes; i++)
        g_assert_cmpint(fgetc(bench->input), ==, 0);
    bench_expect_works(bench);
}

/* Half a command cannot be taken back. */
static void
test_half(Bench *bench, gconstpointer user)
{
    g_autofree char *name = g_strnfill(8 * 1024 * 1024, 'x');
    g_auto(Call) call = {.name = name, .timeout_ms = SHORT_MS};

    (void)user;
    call_start(&call, bench);
    call_expect_error(&call, VIR_ERR_OPERATION_TIMEOUT, "");
    bench_expect_failure(bench, VIR_ERR_OPERATION_TIMEOUT, "");
}

/* Another's command that does not get through takes nobody more than the time of their own. */
static void
test_turn(Bench *bench, gconstpointer user)
{
    g_autofree char *name = g_strnfill(8 * 1024 * 1024, 'x');
    g_auto(Call) large = {.name = name, .timeout_ms = G_MAXINT};
    g_auto(Call) small = {.name = "small", .timeout_ms = SHORT_MS};

    (void)user;
    call_start(&large, bench);
    g_assert_cmpint(fgetc(bench->input), ==, '{');
    call_start(&small, bench);
    call_expect_error(&small, VIR_ERR_OPERATION_TIMEOUT, "");
    g_assert_cmpint(ungetc('{', bench->input), ==, '{');
    peer_answer(bench, peer_take_command(bench, name), "long");
    call_expect(&large, "long");
    /* What had no turn was not sent, and did no harm. */
    bench_expect_works(bench);
}

/* Some of a command may be sent long after the rest. */
static void
test_large(Bench *bench, gconstpointer user)
{
    g_autofree char *name = g_strnfill(8 * 1024 * 1024, 'x');
    g_auto(Call) call = {.name = name};

    (void)user;
    call_start(&call, bench);
    peer_answer(bench, peer_take_command(bench, name), "long");
    call_expect(&call, "long");
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        gconstpointer user;
        void (*set_up)(Bench *bench, gconstpointer user);
        void (*test)(Bench *bench, gconstpointer user);
    } tests[] = {
        {"/monitor/no-greeting/nothing", GSIZE_TO_POINTER(0), bench_set_up, test_no_greeting},
        {"/monitor/no-greeting/event", GSIZE_TO_POINTER(1), bench_set_up, test_no_greeting},
        {"/monitor/no-greeting/answer", GSIZE_TO_POINTER(2), bench_set_up, test_no_greeting},
        {"/monitor/no-greeting/other-protocol", GSIZE_TO_POINTER(3), bench_set_up,
         test_no_greeting},
        {"/monitor/no-greeting/end", GSIZE_TO_POINTER(4), bench_set_up, test_no_greeting},
        {"/monitor/out-of-order", NULL, bench_set_up_open, test_out_of_order},
        {"/monitor/late-answer", NULL, bench_set_up_open, test_late_answer},
        {"/monitor/refusal", NULL, bench_set_up_open, test_refusal},
        {"/monitor/refusal-class", NULL, bench_set_up_open, test_refusal_class},
        {"/monitor/raw", NULL, bench_set_up_open, test_raw},
        {"/monitor/threads", NULL, bench_set_up_open, test_threads},
        {"/monitor/fd", NULL, bench_set_up_open, test_fd},
        {"/monitor/no-room", NULL, bench_set_up_open, test_no_room},
        {"/monitor/half", NULL, bench_set_up_open, test_half},
        {"/monitor/turn", NULL, bench_set_up_open, test_turn},
        {"/monitor/large", NULL, bench_set_up_open, test_large},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, tests[i].user, tests[i].set_up, tests[i].test,
                   bench_tear_down);
    return g_test_run();
}
