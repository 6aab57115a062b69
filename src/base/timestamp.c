/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/timestamp.h"

#include <glib.h>
#include <time.h>

/* Not GDateTime: its shared time zone is not reference-counted thread-safely. */
char *
timestamp_now(void)
{
    gint64 now_us = g_get_real_time();
    time_t seconds = (time_t)(now_us / G_USEC_PER_SEC);
    struct tm parts = {0};
    char date[sizeof "-2147483648-12-31 23:59:60"];

    gmtime_r(&seconds, &parts);
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &parts);
    return g_strdup_printf("%s.%03d+0000", date, (int)(now_us % G_USEC_PER_SEC / 1000));
}
