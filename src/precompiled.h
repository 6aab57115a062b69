/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The headers of others that nearly every file needs, which take more than half of a compiler's
 * time.  Builds with b_pch read them once a room; those without, as a plain build is, see that each
 * file includes what it uses.
 */

/* Not `#pragma once`, of which compilers warn in what they precompile. */
#ifndef PRECOMPILED_H
#define PRECOMPILED_H

#include <gio/gio.h>
#include <glib.h>
#include <glib/gi18n-lib.h>

#endif
