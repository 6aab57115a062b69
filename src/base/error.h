/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libvirt/virterror.h>

/*
 * The one error domain.  Its codes are libvirt's virErrorNumber (VIR_ERR_XML_ERROR, ...), passed on
 * unchanged to the wire and the command line.  Messages have no prefix; error_text() adds the one
 * that libvirt has for the code.
 */
#define PSERIES_ERROR pseries_error_quark()
GQuark pseries_error_quark(void);

/* The same codes, for the few messages that libvirt sends without the code's prefix. */
#define PSERIES_PLAIN_ERROR pseries_plain_error_quark()
GQuark pseries_plain_error_quark(void);

/* The same codes, for what libvirt reports for the storage of images: virsh goes on without the
 * size of an image that nobody knows. */
#define PSERIES_STORAGE_ERROR pseries_storage_error_quark()
GQuark pseries_storage_error_quark(void);

/* Returns: @error's code on the wire; a foreign domain counts as internal (1). */
int error_code(const GError *error);

/* Returns: (owned) libvirt's prefix for @code and @message: 27, "no name" -> "XML error: no name".
 * A code without a prefix of its own gives @message alone. */
char *error_text_of(int code, const char *message);

/* Returns: (owned) the same for @error, whose domain may be any; a foreign one counts as internal
 * (1).  */
char *error_text(const GError *error);
