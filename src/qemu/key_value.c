/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/key_value.h"

#include <inttypes.h>

#include <string.h>

struct KeyValue {
    GString *text;
};

KeyValue *
key_value_new(void)
{
    KeyValue *pairs = g_new0(KeyValue, 1);

    pairs->text = g_string_new(NULL);
    return pairs;
}

void
key_value_free(KeyValue *pairs)
{
    if (pairs == NULL)
        return;
    g_string_free(pairs->text, TRUE);
    g_free(pairs);
}

bool
key_value_is_key(const char *key)
{
    if (key[0] == '\0')
        return false;
    for (const char *at = key; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && strchr("-_.", *at) == NULL)
            return false;
    return true;
}

static void
append_value(GString *text, const char *value)
{
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == ',')
            g_string_append_c(text, ',');
        g_string_append_c(text, *at);
    }
}

void
key_value_add(KeyValue *pairs, const char *key, const char *value)
{
    g_return_if_fail(key_value_is_key(key));
    if (value == NULL)
        return;
    if (pairs->text->len > 0)
        g_string_append_c(pairs->text, ',');
    g_string_append_printf(pairs->text, "%s=", key);
    append_value(pairs->text, value);
}

void
key_value_add_format(KeyValue *pairs, const char *key, const char *format, ...)
{
    g_autofree char *value = NULL;
    va_list arguments;

    va_start(arguments, format);
    value = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    key_value_add(pairs, key, value);
}

void
key_value_add_uint(KeyValue *pairs, const char *key, uint64_t value)
{
    key_value_add_format(pairs, key, "%" PRIu64, value);
}

void
key_value_add_switch(KeyValue *pairs, const char *key, bool value)
{
    key_value_add(pairs, key, value ? "on" : "off");
}

void
key_value_add_first(KeyValue *pairs, const char *key, const char *value)
{
    g_return_if_fail(pairs->text->len == 0 && value != NULL);
    if (value[0] == '\0' || strchr(value, '=') != NULL)
        key_value_add(pairs, key, value);
    else
        append_value(pairs->text, value);
}

const char *
key_value_text(const KeyValue *pairs)
{
    return pairs->text->str;
}
