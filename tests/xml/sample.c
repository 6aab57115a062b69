/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sample.h"

#include <glib/gi18n-lib.h>

#include "xml/raw.h"

static const char *const shade_words[] = {
    [SHADE_ABSENT] = NULL,
    [SHADE_LIGHT] = "light",
    [SHADE_DARK] = "dark",
};
static const NameTable shade_names = NAME_TABLE(shade_words);

static const XmlField cell_fields[] = {
    XML_ATTR("memory", SampleCell, memory_kib, xml_type_size_kib, .argument = "unit", .min = 1),
    XML_ATTR_STRING("label", SampleCell, label),
    XML_END,
};
static const XmlBinding cell_binding = {"cell", sizeof(SampleCell), cell_fields};

static const XmlField source_fields[] = {
    XML_ATTR_YES_NO("shared", SampleSource, is_shared),
    XML_TEXT(SampleSource, path, xml_type_string, ),
    XML_REFUSE_ATTR("*", XML_NOT_YET),
    XML_REFUSE_ELEMENT("*", XML_NOT_PSERIES),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(SampleSource), source_fields};

static const XmlField memory_fields[] = {
    XML_ATTR_UINT("slots", SampleMemory, slots, 0, 256),
    XML_TEXT(SampleMemory, size_kib, xml_type_size_kib, .argument = "unit", .is_required = true),
    XML_END,
};
static const XmlBinding memory_binding = {"memory", sizeof(SampleMemory), memory_fields};

static const XmlField item_fields[] = {
    XML_LINE(SampleItem, line),
    XML_ATTR("name", SampleItem, name, xml_type_string, .is_required = true),
    XML_ATTR_UINT("index", SampleItem, index, 0, 0),
    XML_INLINE("source", SampleItem, source, source_binding),
    XML_END,
};
static const XmlBinding item_binding = {"item", sizeof(SampleItem), item_fields};

static const XmlField sample_fields[] = {
    XML_LINE(Sample, line),
    XML_ATTR("id", Sample, id, xml_type_text, ),
    XML_ATTR_ENUM_OR_EMPTY("shade", Sample, shade, shade_names),
    XML_ATTR_UINT("count", Sample, count, 1, 10),
    XML_ATTR_UINT("any", Sample, any, 0, 0),
    XML_ATTR_ANY_BASE("port", Sample, port, 0, UINT32_MAX),
    XML_ATTR_HEX("slot", Sample, slot, 0x1f),
    XML_ATTR_HEX("reg", Sample, reg, 0),
    XML_ATTR_INT("offset", Sample, offset, -5, 5),
    XML_ATTR_INT("shift", Sample, shift, 0, 0),
    XML_ATTR_ON_OFF("on", Sample, is_on),
    XML_ATTR("room", Sample, room_bytes, xml_type_size_bytes, .argument = "unit"),
    XML_REFUSE_ATTR("old older", XML_NOT_YET),
    XML_LEAF_STRING("title", Sample, title),
    XML_LEAF("note", Sample, note, xml_type_text, ),
    XML_LEAF("uuid", Sample, uuid, xml_type_uuid, ),
    XML_LEAF("mac", Sample, mac, xml_type_mac, ),
    XML_LEAF("cpus", Sample, cpus, xml_type_cpu_set, ),
    XML_LEAF("limit", Sample, limit_kib, xml_type_size_kib, .argument = "unit", .max = 1 << 30),
    XML_LEAVES("word", Sample, words),
    XML_FLAG("flag", Sample, is_flagged),
    XML_INLINE("memory", Sample, memory, memory_binding),
    XML_INLINE("source", Sample, source, source_binding),
    XML_RARE("reserve", Sample, reserve, source_binding),
    XML_CHILD("main", Sample, item, item_binding),
    XML_LIST("item", Sample, items, item_binding),
    XML_LIST("cell", Sample, cells, cell_binding),
    XML_LEAVES("qemu:argument", Sample, arguments),
    XML_CUSTOM("metadata", Sample, metadata, xml_raw),
    XML_REFUSE_ELEMENT("relic fossil", N_("it is too old")),
    XML_END,
};
const XmlBinding sample_binding = {"sample", sizeof(Sample), sample_fields};
