/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/take_over_tries.h"

#include <inttypes.h>
#include <sys/stat.h>

/* Fact name of a take-over that has begun and not ended: "TRIES STAMP", the number of tries and the
 * program that made them; another version may do better and starts again at 0. */
static const char tries_fact[] = "take-over-tries";

/* Returns: a number that identifies this version of the program. */
static uint64_t
program_stamp(void)
{
    struct stat about = {0};

    return stat("/proc/self/exe", &about) == 0 ? (uint64_t)about.st_mtime : 0;
}

void
take_over_tries_note(GuestStatus *status, unsigned n_tries)
{
    g_autofree char *value = g_strdup_printf("%u %" PRIu64, n_tries, program_stamp());

    guest_status_set_fact(status, tries_fact, value);
}

unsigned
take_over_tries_of(const GuestStatus *status)
{
    const char *value = guest_status_fact(status, tries_fact);
    char *stamp = NULL;
    uint64_t n_tries = value != NULL ? g_ascii_strtoull(value, &stamp, 10) : 0;

    if (value == NULL || g_ascii_strtoull(stamp, NULL, 10) != program_stamp())
        return 0;
    return (unsigned)MIN(n_tries, TAKE_OVER_MAX_TRIES + 1);
}
