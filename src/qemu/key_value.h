/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The value of an option that QEMU splits at commas: "pseries-7.2,usb=off,memory-backend=ram".
 *
 * Commas inside a value are doubled, so that no value can add a key.  Keys are fixed strings of
 * letters, digits, '-', '_' and '.'; anything else is a bug and is refused.
 */
typedef struct KeyValue KeyValue;

/* Returns: (owned) an empty one. */
KeyValue *key_value_new(void);
void key_value_free(KeyValue *pairs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeyValue, key_value_free)

/* Appends "key=value"; a NULL value appends nothing. */
void key_value_add(KeyValue *pairs, const char *key, const char *value);
void key_value_add_format(KeyValue *pairs, const char *key, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void key_value_add_uint(KeyValue *pairs, const char *key, uint64_t value);
/* Appends "key=on" or "key=off". */
void key_value_add_switch(KeyValue *pairs, const char *key, bool value);

/* Appends @value without a key in first place, where QEMU implies @key.  A value that would be
 * misread (empty, or with a '=') is written as "key=value". */
void key_value_add_first(KeyValue *pairs, const char *key, const char *value);

/* Returns: (borrowed) the text so far. */
const char *key_value_text(const KeyValue *pairs);

/* Returns: true when @key is a valid key. */
bool key_value_is_key(const char *key);
