/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/packet.h"
#include "rpc/procedure.h"

/* libFuzzer's entries; they have no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Rows that an input has been decoded by, for FUZZ_ROWS. */
static GHashTable *decoded;

static unsigned
count_rows(const Program *program)
{
    unsigned n_rows = 0;

    for (int i = 0; i < program->n_procedures; i++)
        n_rows += program->procedures[i].decode != NULL;
    return n_rows;
}

static void
report(void)
{
    unsigned n_rows = count_rows(&remote_program) + count_rows(&qemu_program);

    fprintf(stderr, "rows decoded: %u of %u\n", g_hash_table_size(decoded), n_rows);
    /* The seeds are to reach all of them. */
    if (g_getenv("FUZZ_ROWS") != NULL && g_hash_table_size(decoded) < n_rows)
        _Exit(EXIT_FAILURE);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    decoded = g_hash_table_new(NULL, NULL);
    atexit(report);
    return 0;
}

/* What was decoded is encoded to bytes from which the same comes out. */
static void
check(const Procedure *procedure, const uint8_t *bytes, size_t length)
{
    g_autofree void *value = g_malloc0(procedure->args_size);
    g_autofree void *again = g_malloc0(procedure->args_size);
    g_autoptr(GByteArray) first = g_byte_array_new();
    g_autoptr(GByteArray) second = g_byte_array_new();

    if (!body_decode(procedure->decode, bytes, length, value))
        return;
    g_hash_table_add(decoded, (gpointer)(uintptr_t)procedure);
    g_assert_true(body_encode(procedure->decode, value, first));
    g_assert_cmpuint(first->len, <=, length + 3);
    g_assert_true(body_decode(procedure->decode, first->data, first->len, again));
    g_assert_true(body_encode(procedure->decode, again, second));
    g_assert_cmpmem(first->data, first->len, second->data, second->len);
    xdr_free(procedure->decode, value);
    xdr_free(procedure->decode, again);
}

/* The first two words are the program and the procedure, as in a packet's header. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const Program *program = NULL;
    const Procedure *procedure = NULL;

    if (length < 8)
        return 0;
    program = packet_read_word(bytes) == PROGRAM_QEMU ? &qemu_program : &remote_program;
    procedure = procedure_find(program, (int)packet_read_word(bytes + 4));
    if (procedure != NULL && procedure->decode != NULL)
        check(procedure, bytes + 8, length - 8);
    return 0;
}
