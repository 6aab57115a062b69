/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp.h"

#include <fcntl.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/qmp_reader.h"

/* Each row is what a server sends, and what becomes of it: the messages, and whether all was well.
 */
static const struct {
    const char *name;
    const char *bytes;
    unsigned n_messages;
    bool is_sound;
} streams[] = {
    {"nothing", "", 0, true},
    {"one", "{\"a\":1}\r\n", 1, true},
    {"two", "{}\n{\"b\":[{}]}\n", 2, true},
    {"blank-lines", "\n\r\n  \n{}\n\n", 1, true},
    {"no-newline", "{}", 1, true},
    {"two-in-a-line", "{} {}\n", 0, false},
    {"text", "hello\n", 0, false},
    {"array", "[]\n", 0, false},
    {"half", "{}\n{\"a\":\n{}\n", 1, false},
    {"not-utf8", "{\"a\":\"\xff\"}\n", 0, false},
    {"brackets-in-string", "{\"a\":\"[[[[[\\\"[[[{{{\"}\n", 1, true},
    {"closing-first", "]]]]\n", 0, false},
    {"comment", "{\"a\":/* */1}\n", 0, false},
    {"bracket-behind-comment", "{\"a\":/*\"*/[/*\"*/1]}\n", 0, false},
    {"other-quotes", "{'a':1}\n", 0, false},
    {"bracket-in-other-quotes", "{'\"':[[[1]]],'\"':1}\n", 0, false},
    {"nul", "{\"a\":\"b\\u0000c\"}\n", 0, false},
    {"half-pair", "{\"a\":\"\\ud800\"}\n", 0, false},
    {"half-pair-and-text", "{\"a\":\"\\ud800xxxxxx\"}\n", 0, false},
    {"second-half", "{\"a\":\"\\udc00\"}\n", 0, false},
    {"two-first-halves", "{\"a\":\"\\ud800\\ud800\"}\n", 0, false},
    {"pair", "{\"a\":\"\\ud83d\\ude00\"}\n", 1, true},
    {"escapes", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\"}\n", 1, true},
    {"unknown-escape", "{\"a\":\"\\q\"}\n", 0, false},
    {"half-escape", "{\"a\":\"\\u00\"}\n", 0, false},
    {"escaped-end", "{\"a\":\"\\", 0, false},
};

static unsigned
count_messages(QmpReader *reader)
{
    unsigned n_messages = 0;
    JsonObject *message = NULL;

    while ((message = qmp_reader_next(reader)) != NULL) {
        json_object_unref(message);
        n_messages++;
    }
    return n_messages;
}

/* The same bytes at once, and one at a time. */
static void
test_stream(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    size_t length = strlen(streams[i].bytes);

    for (size_t step = 1; step <= length + 1; step += MAX(length, 1)) {
        g_autoptr(QmpReader) reader = qmp_reader_new(1000);
        g_autoptr(GError) error = NULL;
        bool is_sound = true;

        for (size_t at = 0; at < length && is_sound; at += step)
            is_sound =
                qmp_reader_feed(reader, streams[i].bytes + at, MIN(step, length - at), &error);
        is_sound = is_sound && qmp_reader_finish(reader, &error);
        g_assert_cmpint(is_sound, ==, streams[i].is_sound);
        g_assert_cmpuint(count_messages(reader), ==, streams[i].n_messages);
        if (!is_sound)
            g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    }
}

static void
test_long_line(void)
{
    g_autoptr(QmpReader) reader = qmp_reader_new(10);
    g_autoptr(GError) error = NULL;

    g_assert_true(qmp_reader_feed(reader, "{}       \n{}       ", 19, &error));
    g_assert_no_error(error);
    g_assert_false(qmp_reader_feed(reader, "12345", 5, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    g_assert_false(qmp_reader_feed(reader, "\n{}\n", 4, NULL));
    g_assert_cmpuint(count_messages(reader), ==, 1);
}

static void
test_depth(void)
{
    for (unsigned depth = QMP_READER_MAX_DEPTH - 1; depth <= QMP_READER_MAX_DEPTH; depth++) {
        g_autoptr(QmpReader) reader = qmp_reader_new(100000);
        g_autofree char *open = g_strnfill(depth, '[');
        g_autofree char *close = g_strnfill(depth, ']');
        g_autofree char *line = g_strconcat("{\"a\":", open, close, "}\n", NULL);

        g_assert_cmpint(qmp_reader_feed(reader, line, strlen(line), NULL), ==,
                        depth < QMP_READER_MAX_DEPTH);
    }
}

/* An array of so many values, and their object. */
static void
test_values(void)
{
    for (unsigned n_values = QMP_READER_MAX_VALUES; n_values <= QMP_READER_MAX_VALUES + 1;
         n_values++) {
        g_autoptr(JsonObject) object = NULL;
        GString *text = g_string_new("{\"a\":[0");

        /* The object and the array are two of them; a value more has a comma before it. */
        for (unsigned i = 2; i < n_values; i++)
            g_string_append(text, ",0");
        g_string_append(text, "]}");
        object = qmp_reader_parse(text->str, text->len);
        g_assert_cmpint(object != NULL, ==, n_values <= QMP_READER_MAX_VALUES);
        g_string_free(text, TRUE);
    }
}

/* json-glib calls itself for each level, and would leave its stack. */
static void
test_hidden_depth(void)
{
    g_autofree char *brackets = g_strnfill(1000 * 1000, '[');
    g_autofree char *comment = g_strconcat("{\"a\":/*\"*/", brackets, "/*\"*/}", NULL);
    g_autofree char *quotes = g_strconcat("{'\"':", brackets, ",'\"':1}", NULL);

    g_assert_null(qmp_reader_parse(comment, strlen(comment)));
    g_assert_null(qmp_reader_parse(quotes, strlen(quotes)));
}

#define HELLO "{\"QMP\":{}}\r\n{\"return\":{}}\r\n"
#define EVENT "{\"event\":\"STOP\"}\n"
/* For what is not to happen, and for what is: no machine is so slow. */
enum { QUICK_MS = 50, LONG_MS = 120000 };

typedef struct {
    Qmp *qmp;
    int server;
} Pair;

/* A server that says all it ever will say before it is asked. */
static Pair
pair_new(const char *bytes)
{
    int ends[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    g_assert_cmpint(write(ends[1], bytes, strlen(bytes)), ==, (ssize_t)strlen(bytes));
    return (Pair){.qmp = qmp_new(ends[0]), .server = ends[1]};
}

static void
pair_clear(Pair *pair)
{
    qmp_free(pair->qmp);
    if (pair->server >= 0)
        close(pair->server);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

static void
test_execute(void)
{
    g_auto(Pair) pair = pair_new(HELLO EVENT "{\"return\":[1]}\n" EVENT);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(JsonNode) answer = NULL;
    char sent[200] = "";

    g_assert_true(qmp_open(pair.qmp, LONG_MS, &error));
    json_object_set_string_member(arguments, "x", "a\nb");
    answer = qmp_execute(pair.qmp, "query", arguments, LONG_MS, &error);
    g_assert_no_error(error);
    g_assert_true(JSON_NODE_HOLDS_ARRAY(answer));
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(JsonObject) event = qmp_wait_event(pair.qmp, LONG_MS, &error);

        g_assert_no_error(error);
        g_assert_cmpstr(json_object_get_string_member(event, "event"), ==, "STOP");
    }
    g_assert_null(qmp_take_event(pair.qmp));
    g_assert_cmpint(read(pair.server, sent, sizeof(sent) - 1), >, 0);
    g_assert_cmpstr(sent, ==,
                    "{\"execute\":\"qmp_capabilities\"}\n"
                    "{\"execute\":\"query\",\"arguments\":{\"x\":\"a\\nb\"}}\n");
}

static void
test_refusal(void)
{
    g_auto(Pair) pair = pair_new(
        HELLO "{\"error\":{\"class\":\"DeviceNotFound\",\"desc\":\"no x\"}}\n{\"return\":{}}\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = NULL;

    g_assert_true(qmp_open(pair.qmp, LONG_MS, NULL));
    g_assert_null(qmp_execute(pair.qmp, "device_del", NULL, LONG_MS, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_assert_nonnull(strstr(error->message, "no x"));
    g_assert_cmpstr(qmp_refusal_class(pair.qmp), ==, "DeviceNotFound");
    g_assert_false(qmp_is_broken(pair.qmp));
    answer = qmp_execute(pair.qmp, "cont", NULL, LONG_MS, NULL);
    g_assert_nonnull(answer);
    g_assert_null(qmp_refusal_class(pair.qmp));
}

/* Each row is said by a server after the greeting; its end follows unless it @stays. */
static const struct {
    const char *name;
    const char *bytes;
    bool stays;
    int code;
} failures[] = {
    {"silence", HELLO, true, VIR_ERR_OPERATION_TIMEOUT},
    {"end", HELLO, false, VIR_ERR_INTERNAL_ERROR},
    {"end-midway", HELLO "{\"return\":", false, VIR_ERR_INTERNAL_ERROR},
    {"garbage", HELLO "x\n", true, VIR_ERR_INTERNAL_ERROR},
    {"neither", HELLO "{}\n", true, VIR_ERR_INTERNAL_ERROR},
    {"odd-error", HELLO "{\"error\":1}\n", true, VIR_ERR_INTERNAL_ERROR},
    {"events-only", HELLO EVENT EVENT EVENT, true, VIR_ERR_OPERATION_TIMEOUT},
};

static void
test_failure(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_auto(Pair) pair = pair_new(failures[i].bytes);
    g_autoptr(GError) error = NULL;
    int timeout_ms = failures[i].code == VIR_ERR_OPERATION_TIMEOUT ? QUICK_MS : LONG_MS;
    gint64 start = g_get_monotonic_time();

    g_assert_true(qmp_open(pair.qmp, LONG_MS, NULL));
    if (!failures[i].stays) {
        close(pair.server);
        pair.server = -1;
    }
    g_assert_null(qmp_execute(pair.qmp, "query", NULL, timeout_ms, &error));
    g_assert_error(error, PSERIES_ERROR, failures[i].code);
    g_assert_true(qmp_is_broken(pair.qmp));
    g_assert_null(qmp_execute(pair.qmp, "query", NULL, timeout_ms, NULL));
    g_assert_cmpint(g_get_monotonic_time() - start, <, LONG_MS * 1000);
}

static void
test_greeting(void)
{
    static const char *const bad[] = {
        "",        "{\"return\":{}}\n", "{\"event\":\"X\"}\n",
        "hello\n", "{\"QMP\":{}}\n",    "{\"QMP\":{}}\n{\"error\":{}}\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_auto(Pair) pair = pair_new(bad[i]);
        g_autoptr(GError) error = NULL;

        g_assert_false(qmp_open(pair.qmp, QUICK_MS, &error));
        g_assert_nonnull(error);
    }
}

static void
test_events_bounded(void)
{
    g_autoptr(GString) bytes = g_string_new(HELLO);
    g_auto(Pair) pair = {0};
    g_autoptr(JsonNode) answer = NULL;
    g_autoptr(JsonObject) oldest = NULL;
    unsigned n_events = 1;
    JsonObject *event = NULL;

    for (unsigned i = 0; i < 1200; i++)
        g_string_append_printf(bytes, "{\"event\":\"E\",\"n\":%u}\n", i);
    g_string_append(bytes, "{\"return\":{}}\n");
    pair = pair_new(bytes->str);
    g_assert_true(qmp_open(pair.qmp, LONG_MS, NULL));
    answer = qmp_execute(pair.qmp, "query", NULL, LONG_MS, NULL);
    g_assert_nonnull(answer);
    oldest = qmp_take_event(pair.qmp);
    g_assert_cmpint(json_object_get_int_member(oldest, "n"), ==, 200);
    while ((event = qmp_take_event(pair.qmp)) != NULL) {
        json_object_unref(event);
        n_events++;
    }
    g_assert_cmpuint(n_events, ==, 1000);
}

/* That no event comes is an error, but not the end of the connection. */
static void
test_no_event(void)
{
    g_auto(Pair) pair = pair_new(HELLO);
    g_autoptr(GError) error = NULL;

    g_assert_true(qmp_open(pair.qmp, LONG_MS, NULL));
    g_assert_null(qmp_wait_event(pair.qmp, QUICK_MS, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_false(qmp_is_broken(pair.qmp));
}

/* Commands that are sent at once, of which one is refused. */
static void
test_batch(void)
{
    g_auto(Pair) pair = pair_new(
        HELLO "{\"return\":\"a\"}\n" EVENT
              "{\"error\":{\"class\":\"GenericError\",\"desc\":\"no b\"}}\n{\"return\":{}}\n");
    g_autoptr(QmpBatch) batch = qmp_batch_new();
    const QmpArgument none = {NULL, NULL};
    g_autoptr(GError) error = NULL;
    char sent[200] = "";

    qmp_batch_add_strings(batch, "a", none, none);
    qmp_batch_add_strings(batch, "b", (QmpArgument){"x", "1"}, (QmpArgument){"y", "2"});
    qmp_batch_add(batch, "c", json_object_new());
    g_assert_true(qmp_open(pair.qmp, LONG_MS, NULL));
    g_assert_true(qmp_execute_batch(pair.qmp, batch, LONG_MS, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(json_node_get_string(qmp_batch_result(batch, 0)), ==, "a");
    g_assert_null(qmp_batch_result(batch, 1));
    g_assert_nonnull(qmp_batch_result(batch, 2));
    g_assert_false(qmp_is_broken(pair.qmp));
    g_assert_cmpint(read(pair.server, sent, sizeof(sent) - 1), >, 0);
    g_assert_cmpstr(sent, ==,
                    "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"a\"}\r\n"
                    "{\"execute\":\"b\",\"arguments\":{\"x\":\"1\",\"y\":\"2\"}}\r\n"
                    "{\"execute\":\"c\",\"arguments\":{}}\r\n");
}

/* One answer is missing: nothing is known of the rest, and the connection is broken. */
static void
test_short_batch(void)
{
    g_auto(Pair) pair = pair_new(HELLO "{\"return\":\"a\"}\n");
    g_autoptr(QmpBatch) batch = qmp_batch_new();
    const QmpArgument none = {NULL, NULL};
    g_autoptr(GError) error = NULL;

    qmp_batch_add_strings(batch, "a", none, none);
    qmp_batch_add_strings(batch, "b", none, none);
    g_assert_true(qmp_open(pair.qmp, LONG_MS, NULL));
    g_assert_false(qmp_execute_batch(pair.qmp, batch, QUICK_MS, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_true(qmp_is_broken(pair.qmp));
    g_assert_null(qmp_batch_need(batch, 1, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(streams); i++) {
        g_autofree char *path = g_strconcat("/qmp_reader/stream/", streams[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_stream);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(failures); i++) {
        g_autofree char *path = g_strconcat("/qmp/failure/", failures[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_failure);
    }
    g_test_add_func("/qmp/batch", test_batch);
    g_test_add_func("/qmp/short-batch", test_short_batch);
    g_test_add_func("/qmp_reader/long-line", test_long_line);
    g_test_add_func("/qmp_reader/depth", test_depth);
    g_test_add_func("/qmp_reader/hidden-depth", test_hidden_depth);
    g_test_add_func("/qmp_reader/values", test_values);
    g_test_add_func("/qmp/execute", test_execute);
    g_test_add_func("/qmp/refusal", test_refusal);
    g_test_add_func("/qmp/greeting", test_greeting);
    g_test_add_func("/qmp/events-bounded", test_events_bounded);
    g_test_add_func("/qmp/no-event", test_no_event);
    return g_test_run();
}
