/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "daemon/conf_reader.h"

static void *
member_of(Config *config, const ConfigKey *key)
{
    return (char *)config + key->offset;
}

static bool
is_number(const ConfigKey *key)
{
    return key->type == CONFIG_NUMBER || key->type == CONFIG_MODE;
}

Config *
config_new(void)
{
    Config *config = g_new0(Config, 1);

    for (const ConfigKey *key = config_keys; key->name != NULL; key++)
        if (is_number(key))
            *(int64_t *)member_of(config, key) = key->number;
    return config;
}

void
config_free(Config *config)
{
    if (config == NULL)
        return;
    for (const ConfigKey *key = config_keys; key->name != NULL; key++)
        if (!is_number(key))
            g_free(*(char **)member_of(config, key));
    g_free(config);
}

static const ConfigKey *
find_key(const char *name)
{
    for (const ConfigKey *key = config_keys; key->name != NULL; key++)
        if (g_str_equal(key->name, name))
            return key;
    return NULL;
}

/* Reads @entry as a number of @key's type.  Returns: false if it is not one. */
static bool
number_of(const ConfEntry *entry, const ConfigKey *key, int64_t *number)
{
    uint64_t mode = 0;

    if (key->type == CONFIG_NUMBER) {
        *number = entry->number;
        return entry->type == CONF_NUMBER;
    }
    if (entry->type != CONF_STRING ||
        !g_ascii_string_to_unsigned(entry->string, 8, 0, INT32_MAX, &mode, NULL))
        return false;
    *number = (int64_t)mode;
    return true;
}

static bool
is_valid_string(const ConfEntry *entry, const ConfigKey *key)
{
    if (entry->type != CONF_STRING)
        return false;
    if (key->type == CONFIG_FOLDER)
        return g_path_is_absolute(entry->string);
    if (key->type == CONFIG_UUID)
        return g_uuid_string_is_valid(entry->string);
    return *entry->string != '\0';
}

/* Returns: (owned) the valid values of @key, for a message. */
static char *
describe(const ConfigKey *key)
{
    switch (key->type) {
    case CONFIG_NUMBER:
        if (key->maximum == INT64_MAX)
            return g_strdup_printf(_("a number from %lld"), (long long)key->minimum);
        return g_strdup_printf(_("a number from %lld to %lld"), (long long)key->minimum,
                               (long long)key->maximum);
    case CONFIG_MODE:
        return g_strdup_printf(_("permissions as octal digits in quotes, up to \"%04o\""),
                               (unsigned)key->maximum);
    case CONFIG_NAME:
        return g_strdup(_("a name in quotes"));
    case CONFIG_FOLDER:
        return g_strdup(_("an absolute path in quotes"));
    case CONFIG_UUID:
        return g_strdup(_("a UUID in quotes"));
    }
    g_assert_not_reached();
}

static bool
set_value(Config *config, const ConfigKey *key, const ConfEntry *entry)
{
    if (is_number(key)) {
        int64_t number = 0;

        if (!number_of(entry, key, &number) || number < key->minimum || number > key->maximum)
            return false;
        *(int64_t *)member_of(config, key) = number;
        return true;
    }
    if (!is_valid_string(entry, key))
        return false;
    *(char **)member_of(config, key) = g_strdup(entry->string);
    return true;
}

/* The line where each key was set, to detect a second setting. */
static bool
apply_entry(Config *config, const ConfEntry *entry, const char *file, GHashTable *lines,
            GError **error)
{
    const ConfigKey *key = find_key(entry->key);
    unsigned line = GPOINTER_TO_UINT(g_hash_table_lookup(lines, entry->key));
    g_autofree char *right = NULL;

    if (key == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX,
                    _("%s:%u: there is no key '%s' (its value is %s): see virtpseriesd(8) for "
                      "those that there are"),
                    file, entry->line, entry->key, entry->source);
        return false;
    }
    if (line != 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX,
                    _("%s:%u: '%s' = %s, but line %u sets it already: keep one of them"), file,
                    entry->line, entry->key, entry->source, line);
        return false;
    }
    if (set_value(config, key, entry)) {
        g_hash_table_insert(lines, entry->key, GUINT_TO_POINTER(entry->line));
        return true;
    }
    right = describe(key);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX, _("%s:%u: '%s' takes %s; not %s"), file,
                entry->line, entry->key, right, entry->source);
    return false;
}

/* A default is adjusted to a value that was set; two values that were set must fit each other. */
static bool
check_limits(Config *config, const char *file, GHashTable *lines, GError **error)
{
    unsigned line = GPOINTER_TO_UINT(g_hash_table_lookup(lines, "max_anonymous_clients"));

    if (line == 0)
        config->max_anonymous_clients = MIN(config->max_anonymous_clients, config->max_clients);
    if (config->max_anonymous_clients <= config->max_clients)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX,
                _("%s:%u: 'max_anonymous_clients' takes at most max_clients, which is "
                  "%lld; not %lld"),
                file, line, (long long)config->max_clients,
                (long long)config->max_anonymous_clients);
    return false;
}

Config *
config_parse(const char *text, size_t length, const char *file, bool is_system, GError **error)
{
    g_autoptr(GPtrArray) entries = conf_reader_parse(text, length, file, error);
    g_autoptr(GHashTable) lines = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(Config) config = config_new();

    if (entries == NULL)
        return NULL;
    for (unsigned i = 0; i < entries->len; i++) {
        const ConfEntry *entry = entries->pdata[i];

        if (!apply_entry(config, entry, file, lines, error))
            return NULL;
        if (!is_system && find_key(entry->key)->is_system_only)
            g_warning("%s:%u: '%s' means nothing to the daemon of a session", file, entry->line,
                      entry->key);
    }
    return check_limits(config, file, lines, error) ? g_steal_pointer(&config) : NULL;
}

Config *
config_load(const char *file, bool is_required, bool is_system, GError **error)
{
    g_autofree char *text = NULL;
    size_t length = 0;
    g_autoptr(GError) reason = NULL;

    if (g_file_get_contents(file, &text, &length, &reason))
        return config_parse(text, length, file, is_system, error);
    if (!is_required && g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return config_new();
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPEN_FAILED, _("cannot read the configuration: %s"),
                reason->message);
    return NULL;
}
