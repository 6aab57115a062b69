/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>

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

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *text = (const char *)bytes;

    g_assert_cmpuint(count_messages(text, length, length + 1), ==, count_messages(text, length, 1));
    load(text, length);
    return 0;
}
