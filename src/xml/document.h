/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <stddef.h>

#include "base/report.h"

/*
 * Reading and writing documents with libxml2.
 *
 * Documents are not trusted: no document type declaration is accepted (hence no entity), nothing is
 * loaded from disk or network, and size, depth, and whatever costs libxml2 more than linear time
 * are bounded.
 */
typedef xmlDoc XmlDocument;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlDocument, xmlFreeDoc)

/* Largest document in bytes: the longest string of libvirt's protocol. */
enum { XML_DOCUMENT_MAX_BYTES = 4 * 1024 * 1024 };

/* The most attributes in one element, and the most namespace declarations in a document. */
enum { XML_ELEMENT_MAX_ATTRIBUTES = 256, XML_DOCUMENT_MAX_NAMESPACES = 1000 };

/* Initialises libxml2, which takes no lock for that: call it on the main thread before other
 * threads parse. */
void xml_document_prepare(void);

/* Parses @length bytes of @text, in UTF-8.  Returns: (owned, nullable) the document; NULL with the
 * error and its line in @report.  Any thread; reads nothing but @text.  Errors: XML_DETAIL when it
 * is not well-formed, with the document's line and a mark where the parser stopped; XML_ERROR when
 * it is refused for the reasons above. */
XmlDocument *xml_document_parse(const char *text, size_t length, Report *report);

/* Starts a writer of libvirt's style: indent of two, single quotes, no XML declaration.  Returns:
 * (owned) the writer, and in @buffer (owned) its buffer; xml_writer_finish() takes both. */
xmlTextWriterPtr xml_writer_new(xmlBufferPtr *buffer);

/* Returns: (owned) the text, with a newline at its end. */
char *xml_writer_finish(xmlTextWriterPtr writer, xmlBufferPtr buffer);

/* Writes an attribute into the tag just started, or text into the element. xmlTextWriter's own
 * functions do not escape a single quote in an attribute. */
void xml_writer_attribute(xmlTextWriterPtr writer, const char *name, const char *value);
void xml_writer_text(xmlTextWriterPtr writer, const char *text);
