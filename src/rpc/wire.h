/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>

#include "driver/guest.h"
#include "rpc/wire_types.h"

/*
 * Strings, bytes and guests as the C structs of the .x files hold them.
 *
 * Everything returned here comes from malloc()'s family, so that xdr_free() of the struct frees it.
 * Any thread; nothing blocks or fails.
 */

/* Returns: (owned) a copy of @text; of "" when it is NULL. */
char *wire_text(const char *text);

/* Returns: (owned, nullable) @text (copied) as an optional string; NULL when it is NULL. */
optional_string wire_optional_text(const char *text);

/* Returns: (borrowed, nullable) the text of an optional string; NULL when there is none. */
const char *wire_text_or_null(const optional_string text);

/* Returns: (owned) a copy of @bytes, which may be NULL when there are none; never NULL. */
void *wire_bytes(const void *bytes, size_t n_bytes);

/* Fills @ref, which is all zero, with name (copied), UUID and id of @guest.  Takes the guest's lock
 * for a moment. */
void wire_fill_ref(Guest *guest, domain_ref *ref);
