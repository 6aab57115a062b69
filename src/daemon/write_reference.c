/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/reference.h"

/* A tool of the build: prints one part of the reference. */
int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        char *(*text)(void);
    } references[] = {
        {"options", reference_options_rst},
        {"keys", reference_keys_rst},
        {"conf", reference_conf},
    };

    for (size_t i = 0; argc == 2 && i < G_N_ELEMENTS(references); i++)
        if (g_str_equal(argv[1], references[i].name)) {
            g_autofree char *text = references[i].text();

            return fputs(text, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        }
    fprintf(stderr, "usage: write-reference options|keys|conf\n");
    return 2;
}
