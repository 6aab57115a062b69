/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Names of elements and attributes in the form of binding tables: "disk", or "qemu:arg" for a name
 * in one of libvirt's namespaces, whatever prefix the document uses.
 */

/* A name with the prefix of its namespace in binding tables ("qemu"; NULL: none).  Members are
 * borrowed from the document. */
typedef struct {
    const char *prefix;
    const char *local;
    bool is_foreign; /* in a namespace that is not libvirt's, so in no table */
} XmlName;

/* Returns: the table name of @local in the namespace @space (nullable).  Never fails: a namespace
 * that is not libvirt's makes it foreign. */
XmlName xml_name_of(const xmlNs *space, const xmlChar *local);

/* Whether the @length bytes at @word ("disk", "qemu:arg") are @name. */
bool xml_name_is(const XmlName *name, const char *word, size_t length);

/* Returns: (owned) the name as in the document, with the document's prefix. */
char *xml_name_written(const xmlNs *space, const xmlChar *local);

/* Returns: (static, nullable) the namespace of the prefix of @word, and that prefix (owned) in
 * @prefix; NULL, with @prefix unchanged, when @word has no prefix that libvirt uses. */
const char *xml_name_space(const char *word, char **prefix);
