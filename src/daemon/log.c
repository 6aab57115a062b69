/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/log.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/timestamp.h"

static const struct {
    GLogLevelFlags severity;
    int level;
    const char *name;
} severities[] = {
    {G_LOG_LEVEL_ERROR, LOG_ERRORS, "error"},       {G_LOG_LEVEL_CRITICAL, LOG_ERRORS, "error"},
    {G_LOG_LEVEL_WARNING, LOG_WARNINGS, "warning"}, {G_LOG_LEVEL_MESSAGE, LOG_INFORMATION, "info"},
    {G_LOG_LEVEL_INFO, LOG_INFORMATION, "info"},    {G_LOG_LEVEL_DEBUG, LOG_ALL, "debug"},
};

/* Global, since GLib's log writer is. */
static int log_level = LOG_WARNINGS;

static size_t
row_of(GLogLevelFlags severity)
{
    size_t i = 0;

    while (i + 1 < G_N_ELEMENTS(severities) && (severities[i].severity & severity) == 0)
        i++;
    return i;
}

/* A message may contain strings of a guest or client. */
static void
append_escaped(GString *line, const char *message)
{
    for (const char *at = message; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == '\x7f')
            g_string_append_printf(line, "\\x%02x", (unsigned)(unsigned char)*at);
        else
            g_string_append_c(line, *at);
}

char *
log_line(GLogLevelFlags severity, const char *domain, const char *message)
{
    g_autofree char *time = timestamp_now();
    GString *line = g_string_new(NULL);

    g_string_append_printf(line, "%s: %d: %s: ", time, (int)getpid(),
                           severities[row_of(severity)].name);
    if (domain != NULL)
        g_string_append_printf(line, "%s: ", domain);
    append_escaped(line, message);
    g_string_append_c(line, '\n');
    return g_string_free(line, FALSE);
}

/* Returns: (borrowed, nullable) the text of field @key, which all writers end with a NUL. */
static const char *
field(const GLogField *fields, size_t n_fields, const char *key)
{
    for (size_t i = 0; i < n_fields; i++)
        if (g_str_equal(fields[i].key, key) && fields[i].length < 0)
            return fields[i].value;
    return NULL;
}

static GLogWriterOutput
write_log(GLogLevelFlags severity, const GLogField *fields, gsize n_fields,
          G_GNUC_UNUSED gpointer nothing)
{
    const char *message = field(fields, n_fields, "MESSAGE");
    g_autofree char *line = NULL;

    if (severities[row_of(severity)].level < g_atomic_int_get(&log_level) || message == NULL)
        return G_LOG_WRITER_HANDLED;
    if (g_log_writer_is_journald(STDERR_FILENO) &&
        g_log_writer_journald(severity, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
        return G_LOG_WRITER_HANDLED;
    line = log_line(severity, field(fields, n_fields, "GLIB_DOMAIN"), message);
    fputs(line, stderr);
    fflush(stderr);
    return G_LOG_WRITER_HANDLED;
}

void
log_set_up(void)
{
    g_log_set_writer_func(write_log, NULL, NULL);
}

void
log_set_level(int level)
{
    g_atomic_int_set(&log_level, level);
}
