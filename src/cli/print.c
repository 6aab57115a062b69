/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/print.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"

void
print_error(const GError *error)
{
    g_autofree char *text = error_text(error);

    fprintf(stderr, _("error: %s\n"), text);
}

void
print_complaint(const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, _("error: %s\n"), text);
}

void
print_warning(const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, _("warning: %s\n"), text);
}

void
print_note(const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, _("note: %s\n"), text);
}

bool
print_output(const char *text, size_t length)
{
    int problem = 0;

    if (fwrite(text, 1, length, stdout) == length && fflush(stdout) == 0)
        return true;
    problem = errno;
    if (problem != EPIPE)
        fprintf(stderr, _("error: cannot write the output: %s\n"), g_strerror(problem));
    return false;
}
