/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * Documentation that the build generates from the tables of commands and options, untranslated.
 */

/* Returns: (owned) the man page's sections on the commands, as reStructuredText. */
char *reference_rst(void);

/* Returns: (owned) the completion script for bash. */
char *reference_bash(void);
