/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * Documentation that the build generates from the tables of options and configuration keys,
 * untranslated.
 */

/* Returns: (owned) the man page's list of options, as reStructuredText. */
char *reference_options_rst(void);

/* Returns: (owned) the man page's list of configuration keys, as reStructuredText. */
char *reference_keys_rst(void);

/* Returns: (owned) the configuration file with every key commented out at its default. */
char *reference_conf(void);
