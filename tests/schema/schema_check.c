/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Validates standard input against the schema that is named: exit status 0 if it follows it.  What
 * it does not follow is printed. */
#include <stdio.h>
#include <unistd.h>

#include "xml/relaxng.h"

int
main(int argc, char **argv)
{
    static char text[65536];
    size_t length = fread(text, 1, sizeof(text), stdin);
    g_autoptr(Report) report = report_new();

    if (argc != 2)
        return 2;
    relaxng_validate(argv[1], text, length, report);
    for (unsigned i = 0; i < report_n_problems(report); i++)
        printf("%s\n", report_problem(report, i)->message);
    return report_n_errors(report) == 0 ? 0 : 1;
}
