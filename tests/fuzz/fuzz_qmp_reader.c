/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "qemu/qmp.h"
#include "qemu/qmp_reader.h"
#include "qemu/recording.h"

/* libFuzzer's entry; it has no header. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Returns: how many messages come out, which have to be the same in whatever pieces the bytes come.
 */
static unsigned
count_messages(const char *bytes, size_t length, size_t step)
{
    g_autoptr(QmpReader) reader = qmp_reader_new(64 * 1024);
    unsigned n_messages = 0;
    JsonObject *message = NULL;
    bool is_sound = true;

    for (size_t at = 0; at < length && is_sound; at += step)
        is_sound = qmp_reader_feed(reader, bytes + at, MIN(step, length - at), NULL);
    if (is_sound)
        qmp_reader_finish(reader, NULL);
    while ((message = qmp_reader_next(reader)) != NULL) {
        json_object_unref(message);
        n_messages++;
    }
    return n_messages;
}

/* What can be loaded can be asked. */
static void
load(const char *text, size_t length)
{
    g_autoptr(Capabilities) capabilities = recording_parse(text, length, "fuzz", NULL);

    for (unsigned i = 0; capabilities != NULL && i < capabilities_n_machines(capabilities); i++)
        g_assert_nonnull(capabilities_machine(
            capabilities, capabilities_machine_type(capabilities, i)->name, NULL));
}

/* No wait comes to its end: the other side has said all that it ever says. */
enum { NEVER_MS = 1000 * 1000, N_COMMANDS = 4 };

/* The probe's client gets along with whatever a program says that is no QEMU. */
static void
converse(const uint8_t *bytes, size_t length)
{
    g_autoptr(Qmp) qmp = NULL;
    int ends[2] = {-1, -1};

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return;
    qmp = qmp_new(ends[0]);
    /* What finds no room is not said. */
    if (send(ends[1], bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 &&
        shutdown(ends[1], SHUT_WR) == 0 && qmp_open(qmp, NEVER_MS, NULL)) {
        for (unsigned i = 0; i < N_COMMANDS; i++) {
            g_autoptr(JsonNode) answer = qmp_execute(qmp, "query", NULL, NEVER_MS, NULL);
            g_autoptr(JsonObject) event = NULL;

            event = qmp_take_event(qmp);
            g_assert_true(answer == NULL || qmp_refusal_class(qmp) == NULL);
        }
    }
    close(ends[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *text = (const char *)bytes;

    g_assert_cmpuint(count_messages(text, length, length + 1), ==, count_messages(text, length, 1));
    load(text, length);
    converse(bytes, length);
    return 0;
}
