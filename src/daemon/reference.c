/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/reference.h"

#include <glib.h>
#include <string.h>

#include "base/option_rst.h"
#include "daemon/config.h"
#include "daemon/options.h"

enum { CONF_COLUMNS = 78 };

char *
reference_options_rst(void)
{
    GString *text = g_string_new(NULL);

    for (const GOptionEntry *entry = options_entries; entry->long_name != NULL; entry++)
        option_rst_append(text, entry);
    g_string_append(text, "-h, --help\n    show the options and end\n\n");
    return g_string_free(text, FALSE);
}

/* Returns: (owned) the default of @key, or a sample, in the form of the file. */
static char *
value_of(const ConfigKey *key)
{
    if (key->type == CONFIG_NUMBER)
        return g_strdup_printf("%lld", (long long)key->number);
    if (key->type == CONFIG_MODE)
        return g_strdup_printf("\"%04o\"", (unsigned)key->number);
    return g_strdup_printf("\"%s\"", key->sample);
}

/* Returns: (owned) the description of @key with its valid values and where it applies. */
static char *
remark_of(const ConfigKey *key)
{
    GString *remark = g_string_new(NULL);

    if (key->type == CONFIG_NUMBER && key->maximum < INT32_MAX)
        g_string_append_printf(remark, " From %lld to %lld.", (long long)key->minimum,
                               (long long)key->maximum);
    else if (key->type == CONFIG_NUMBER)
        g_string_append_printf(remark, " From %lld.", (long long)key->minimum);
    if (key->is_system_only)
        g_string_append(remark, " For the system's daemon alone.");
    if (key->otherwise != NULL)
        g_string_append_printf(remark, " %s", key->otherwise);
    return g_string_free(remark, FALSE);
}

char *
reference_keys_rst(void)
{
    GString *text = g_string_new(NULL);

    for (const ConfigKey *key = config_keys; key->name != NULL; key++) {
        g_autofree char *value = value_of(key);
        g_autofree char *remark = remark_of(key);

        g_string_append_printf(text, "%s = %s\n    %s%s\n\n", key->name, value, key->text, remark);
    }
    return g_string_free(text, FALSE);
}

static void
append_comment(GString *text, const char *words)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);
    size_t column = 0;

    for (char **word = all; *word != NULL; word++) {
        if (column == 0 || column + 1 + strlen(*word) > CONF_COLUMNS) {
            g_string_append(text, column == 0 ? "#" : "\n#");
            column = 1;
        }
        g_string_append_printf(text, " %s", *word);
        column += 1 + strlen(*word);
    }
    g_string_append_c(text, '\n');
}

char *
reference_conf(void)
{
    GString *text = g_string_new("# The configuration of virtpseriesd(8).\n"
                                 "#\n"
                                 "# A key that is commented out shows its default, or an example "
                                 "where the text\n# above it says what the default is. The daemon "
                                 "reads the file when it starts.\n");

    for (const ConfigKey *key = config_keys; key->name != NULL; key++) {
        g_autofree char *value = value_of(key);
        g_autofree char *remark = remark_of(key);
        g_autofree char *words = g_strconcat(key->text, remark, NULL);

        g_string_append_c(text, '\n');
        append_comment(text, words);
        g_string_append_printf(text, "#%s = %s\n", key->name, value);
    }
    return g_string_free(text, FALSE);
}
