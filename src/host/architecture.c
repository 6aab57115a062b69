/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/architecture.h"

#include <glib.h>

const char *const architecture_ours[] = {"ppc64", "ppc64le", NULL};

static const char *const others[] = {
    "aarch64",    "alpha",        "armv6l",  "armv7b",    "armv7l",      "cris",     "i686",
    "ia64",       "lm32",         "m68k",    "mips",      "mips64",      "mips64el", "mipsel",
    "microblaze", "microblazeel", "or32",    "parisc",    "parisc64",    "ppc",      "ppcemb",
    "ppcle",      "riscv32",      "riscv64", "s390",      "s390x",       "sh4",      "sh4eb",
    "sparc",      "sparc64",      "tilegx",  "unicore32", "loongarch64", "x86_64",   "xtensa",
    "xtensaeb",   NULL,
};

bool
architecture_is_ours(const char *name)
{
    return g_strv_contains(architecture_ours, name);
}

bool
architecture_is_known(const char *name)
{
    return architecture_is_ours(name) || g_strv_contains(others, name);
}
