/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/document.h"

/* Short forms for documents that are only written: those of capabilities. */

/* Writes the start tag of @element, and the end tag of the innermost open element. */
void leaf_writer_open(xmlTextWriterPtr writer, const char *element);
void leaf_writer_close(xmlTextWriterPtr writer);

/* Writes an attribute of the element just opened. */
void leaf_writer_attribute(xmlTextWriterPtr writer, const char *name, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* <element>text</element>; @text NULL: <element/>. */
void leaf_writer_leaf(xmlTextWriterPtr writer, const char *element, const char *text);

/* <element name='value'/>. */
void leaf_writer_empty(xmlTextWriterPtr writer, const char *element, const char *name,
                       const char *value);
