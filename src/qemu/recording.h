/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"
#include "qemu/conversation.h"

/*
 * Recorded conversations with a QEMU, to plan for one that is not installed, and for tests.
 *
 * Ours is a text file of JSON objects, one a line: a header {"recording": 1, "emulator": ...}, then
 * for each question {"machine": ..., "command": ..., "arguments": ..., "return": ...} or "error".
 * libvirt's test data (".replies": answers alone, separated by blank lines) is taken, too.
 */

/* Returns: (owned, nullable) the capabilities of the recorded QEMU.  Errors: OPERATION_FAILED when
 * the file cannot be read, INVALID_ARG when it is no recording. */
Capabilities *recording_load(const char *path, GError **error);

/* The same for @length bytes of @text; @name: of the file, for messages. */
Capabilities *recording_parse(const char *text, size_t length, const char *name, GError **error);

/* Returns: (owned) a conversation that asks @inner (owned) and records the answers. */
Conversation *recorder_new(Conversation *inner, const char *emulator);

/* Writes what @recorder (recorder_new()) has recorded to the file @path, atomically. */
bool recorder_save(const Conversation *recorder, const char *path, GError **error);
