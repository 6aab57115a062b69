/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/packet.h"
#include "rpc/procedure.h"
#include "rpc/programs.h"

/* libFuzzer's entries; they have no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t max_length, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t length, size_t max_length);

/* An input begins with the program and the procedure, as a packet's header does. */
enum {
    HEADER_BYTES = 8,
    ZERO_BYTES = 256, /* more than the arguments of any row want that hold nothing */
};

static const Program *const programs[] = {&remote_program, &qemu_program};

/* The rows that decode arguments. */
static GPtrArray *rows;
static GArray *programs_of_rows;

/* What was decoded is encoded to bytes from which the same comes out. */
static bool
check(const Procedure *procedure, const uint8_t *bytes, size_t length)
{
    g_autofree void *value = g_malloc0(procedure->args_size);
    g_autofree void *again = g_malloc0(procedure->args_size);
    g_autoptr(GByteArray) first = g_byte_array_new();
    g_autoptr(GByteArray) second = g_byte_array_new();

    if (!body_decode(procedure->decode, bytes, length, value))
        return false;
    g_assert_true(body_encode(procedure->decode, value, first));
    g_assert_cmpuint(first->len, <=, length + 3);
    g_assert_true(body_decode(procedure->decode, first->data, first->len, again));
    g_assert_true(body_encode(procedure->decode, again, second));
    g_assert_cmpuint(first->len, ==, second->len);
    g_assert_true(first->len == 0 || memcmp(first->data, second->data, first->len) == 0);
    xdr_free(procedure->decode, value);
    xdr_free(procedure->decode, again);
    return true;
}

/* Every row is reached without a seed of its own: by zeros, and by the mutator below. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const uint8_t zeros[ZERO_BYTES];

    (void)argc;
    (void)argv;
    rows = g_ptr_array_new();
    programs_of_rows = g_array_new(FALSE, FALSE, sizeof(Program *));
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        for (int k = 0; k < programs[i]->n_procedures; k++) {
            const Procedure *row = &programs[i]->procedures[k];

            if (row->decode == NULL)
                continue;
            g_ptr_array_add(rows, (gpointer)(uintptr_t)row);
            g_array_append_val(programs_of_rows, programs[i]);
            if (!check(row, zeros, sizeof zeros))
                g_error("the arguments of %s are not decoded from zeros", row->name);
        }
    }
    return 0;
}

/* Half of the inputs go to a row that is drawn; the others are as libFuzzer makes them. */
size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t max_length, unsigned seed)
{
    guint i = seed / 2 % rows->len;
    const Program *program = g_array_index(programs_of_rows, const Program *, i);
    const Procedure *row = g_ptr_array_index(rows, i);

    length = LLVMFuzzerMutate(bytes, length, max_length);
    if (seed % 2 == 0 && length >= HEADER_BYTES) {
        packet_write_word(bytes, (uint32_t)program->number);
        packet_write_word(bytes + 4, (uint32_t)row->number);
    }
    return length;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const Program *program = NULL;
    const Procedure *procedure = NULL;

    if (length < HEADER_BYTES)
        return 0;
    program = packet_read_word(bytes) == PROGRAM_QEMU ? &qemu_program : &remote_program;
    procedure = procedure_find(program, (int)packet_read_word(bytes + 4));
    if (procedure != NULL && procedure->decode != NULL)
        (void)check(procedure, bytes + HEADER_BYTES, length - HEADER_BYTES);
    return 0;
}
