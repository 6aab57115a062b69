/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/leaf_writer.h"

void
leaf_writer_open(xmlTextWriterPtr writer, const char *element)
{
    xmlTextWriterStartElement(writer, BAD_CAST element);
}

void
leaf_writer_close(xmlTextWriterPtr writer)
{
    xmlTextWriterEndElement(writer);
}

void
leaf_writer_attribute(xmlTextWriterPtr writer, const char *name, const char *format, ...)
{
    g_autofree char *value = NULL;
    va_list arguments;

    va_start(arguments, format);
    value = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    xml_writer_attribute(writer, name, value);
}

void
leaf_writer_leaf(xmlTextWriterPtr writer, const char *element, const char *text)
{
    leaf_writer_open(writer, element);
    if (text != NULL)
        xml_writer_text(writer, text);
    leaf_writer_close(writer);
}

void
leaf_writer_empty(xmlTextWriterPtr writer, const char *element, const char *name, const char *value)
{
    leaf_writer_open(writer, element);
    xml_writer_attribute(writer, name, value);
    leaf_writer_close(writer);
}
