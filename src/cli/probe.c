/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "cli/command.h"
#include "cli/emulator.h"
#include "cli/findings.h"
#include "cli/print.h"

int
cli_probe(const CliOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Emulator) emulator = emulator_new(options);
    g_autoptr(Findings) findings = NULL;
    g_autofree char *text = NULL;
    const Capabilities *capabilities = emulator_capabilities(emulator, NULL, &error);

    if (capabilities != NULL)
        findings = findings_new(capabilities, options->machine, &error);
    if (findings == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    text = options->json ? findings_json(findings) : findings_text(findings);
    return print_output(text, strlen(text)) ? CLI_DONE : CLI_FAILED;
}
