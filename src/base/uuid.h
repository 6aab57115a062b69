/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>

/* A UUID as bytes, in the order in which it is written, and as text of 36 characters. */
enum { UUID_BYTES = 16, UUID_TEXT_BYTES = 37 };

/* @text: as xml_type_uuid leaves it, lower case with dashes. */
void uuid_parse(const char *text, uint8_t uuid[UUID_BYTES]);

/* Writes the text and a NUL. */
void uuid_format(const uint8_t uuid[UUID_BYTES], char text[UUID_TEXT_BYTES]);
