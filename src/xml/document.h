/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <stddef.h>

#include "base/report.h"

/*
 * Documents in and out, on libxml2.
 *
 * What we read may come from anybody: no document type declaration is accepted (hence no entity
 * of any kind), nothing is fetched from disk or network, size and depth are bounded, and so is
 * whatever libxml2 takes more than linear time for.
 */
typedef xmlDoc XmlDocument;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlDocument, xmlFreeDoc)

/* Largest document in bytes: as much as libvirt's wire carries in one string. */
enum { XML_DOCUMENT_MAX_BYTES = 4 * 1024 * 1024 };

/* The most attributes in one element, and the most namespace declarations in a document. */
enum { XML_ELEMENT_MAX_ATTRIBUTES = 256, XML_DOCUMENT_MAX_NAMESPACES = 1000 };

/* To be called on the main thread before there are others that parse: libxml2 sets itself up
 * without a lock. */
void xml_document_prepare(void);

/* Parses @length bytes of @text, in UTF-8.  Returns: (owned, nullable) the document; NULL with the
 * error and its line in @report.  Any thread; reads nothing but @text.  Errors: XML_DETAIL when it
 * is not well-formed, with the line of the document and a mark where the parser stopped, XML_ERROR
 * when we do not accept it. */
XmlDocument *xml_document_parse(const char *text, size_t length, Report *report);

/* The same for what libvirt's errors do not call a "domain_definition", but @name. */
XmlDocument *xml_document_parse_named(const char *text, size_t length, const char *name,
                                      Report *report);

/* Starts a writer in libvirt's manner: two blanks an indent, single quotes, no XML declaration.
 * Both are owned by the caller; xml_writer_finish() takes both. */
xmlTextWriterPtr xml_writer_new(xmlBufferPtr *buffer);

/* Returns: (owned) the text, with a newline at its end. */
char *xml_writer_finish(xmlTextWriterPtr writer, xmlBufferPtr buffer);

/* Writes an attribute into the tag just started, or text into the element.  xmlTextWriter's own
 * functions leave a single quote in an attribute as it is, and so break it. */
void xml_writer_attribute(xmlTextWriterPtr writer, const char *name, const char *value);
void xml_writer_text(xmlTextWriterPtr writer, const char *text);
