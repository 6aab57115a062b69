/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"
#include "base/optional.h"
#include "base/report.h"

/*
 * One table per XML element, for parsing and formatting alike.
 *
 * A binding describes an element and the C struct that holds it; each row of its table is an
 * attribute, a child or a piece of text, its type, and the member that it lives in.  Parsing,
 * formatting, copying, comparing and freeing use these rows, and so does the refusal of unsupported
 * names.  A struct of all zero bytes is an element with nothing in it: every member type has "not
 * given" as zero.
 *
 * Rows are written with the XML_* macros below; a table ends with XML_END.
 */
typedef struct XmlField XmlField;
typedef struct XmlType XmlType;

typedef struct {
    const char *element;    /* name, for messages and output */
    size_t size;            /* bytes of the struct */
    const XmlField *fields; /* up to XML_END */
} XmlBinding;

/* The context of a parse: where problems go, and the argument of XML_CUSTOM rows. */
typedef struct {
    Report *report;
    bool is_strict;   /* a name that no schema knows is an error, not a warning */
    const void *user; /* borrowed; for XML_CUSTOM rows */
} XmlContext;

typedef enum {
    XML_FIELD_END,
    XML_FIELD_ATTRIBUTE, /* name='value' */
    XML_FIELD_TEXT,      /* the element's own text */
    XML_FIELD_LEAF,      /* <name>value</name>, no attributes */
    XML_FIELD_LEAVES,    /* any number of these; GPtrArray * of char * */
    XML_FIELD_FLAG,      /* <name/>: bool, true when there */
    XML_FIELD_INLINE,    /* a child whose struct is a member; written when anything in it is set */
    XML_FIELD_RARE,  /* like INLINE, but a pointer, NULL for none: saves memory for rare elements */
    XML_FIELD_CHILD, /* a child; a pointer to its struct, NULL when absent */
    XML_FIELD_LIST,  /* any number of children; GPtrArray * of pointers to structs */
    XML_FIELD_CUSTOM,            /* a child with its own code: XmlCustom */
    XML_FIELD_LINE,              /* not XML: unsigned, the line that the element starts at */
    XML_FIELD_REFUSED_ATTRIBUTE, /* in libvirt's schema, but not supported */
    XML_FIELD_REFUSED_ELEMENT,
} XmlFieldKind;

struct XmlField {
    XmlFieldKind kind;
    const char *name; /* REFUSED_*: one or more, separated by blanks; "*" stands for any */
    size_t offset;
    const XmlType *type;       /* ATTRIBUTE, TEXT, LEAF */
    const XmlBinding *binding; /* INLINE, RARE, CHILD, LIST */
    const void *argument;      /* NameTable * of an enum; XmlCustom *; name of the unit attribute */
    uint64_t min, max;         /* numbers: range; hexadecimal: max gives the digits printed, too */
    bool is_required;
    bool may_be_empty; /* ATTRIBUTE: libvirt takes '' as no attribute */
    bool zero_is_none; /* libvirt takes 0 as no number */
    /* ATTRIBUTE, RARE: if it is written; @user is xml_binding_format()'s.  NULL: always. */
    bool (*is_shown)(const void *user);
    bool may_repeat;    /* CUSTOM */
    const char *reason; /* REFUSED_*: N_() text that says why */
};

/*
 * A scalar type.  parse() gets trimmed or whole text as the type says, writes *value on success
 * only, and on failure returns what would be right (owned: "a whole number from 0 to 31"), else
 * NULL. format() returns (owned) the text, NULL when the value is not given: values of the same
 * text are equal.
 */
struct XmlType {
    char *(*parse)(const XmlField *field, const char *text, void *value);
    char *(*format)(const XmlField *field, const void *value);
    bool owns_text; /* the value is a char * that its struct owns; else it owns nothing */
};

/* Where two values of one element differ. */
typedef struct {
    char *path;          /* "domain/devices/disk[2]/source@file"; items of a list count from 1 */
    char *first, *other; /* (nullable) the texts there; NULL: not given, or an element */
} XmlDifference;

/*
 * A child element that needs its own code.
 *
 * parse() gets the node of that element; format() is always called, and writes it or nothing.
 * @user is XmlContext's, or what xml_binding_format() was given.  clear() frees what @member owns;
 * NULL: it owns nothing.  copy() gets @member as a byte copy of @from and replaces what clear()
 * frees by copies.  find_difference() is xml_binding_find_difference() for the member; NULL:
 * members are equal if their XML is.  The member must be at least as large as a pointer: it counts
 * as set when its first bytes, of that size, are not zero.
 */
typedef struct {
    void (*parse)(xmlNodePtr node, void *member, const XmlContext *context);
    void (*format)(const char *name, const void *member, xmlTextWriterPtr writer, const void *user);
    void (*clear)(void *member);
    void (*copy)(void *member, const void *from);
    XmlDifference *(*find_difference)(const void *member, const void *other);
} XmlCustom;

extern const XmlType xml_type_string;     /* char *: unchanged text, not empty */
extern const XmlType xml_type_text;       /* char *: unchanged text, may be empty */
extern const XmlType xml_type_uint;       /* OptionalUint, decimal */
extern const XmlType xml_type_hex;        /* OptionalUint, decimal or 0x...; printed as 0x... */
extern const XmlType xml_type_base16;     /* OptionalUint, hexadecimal without 0x, too; as 0x... */
extern const XmlType xml_type_any_base;   /* OptionalUint, decimal or 0x...; printed in decimal */
extern const XmlType xml_type_int;        /* OptionalInt; min and max are read as signed */
extern const XmlType xml_type_yes_no;     /* Tristate */
extern const XmlType xml_type_on_off;     /* Tristate */
extern const XmlType xml_type_enum;       /* int; argument: NameTable */
extern const XmlType xml_type_size_kib;   /* OptionalUint, KiB rounded up; argument: "unit" */
extern const XmlType xml_type_size_mib;   /* the same in MiB; bytes where no unit is given */
extern const XmlType xml_type_size_bytes; /* OptionalUint, bytes; argument: "unit" */
extern const XmlType xml_type_uuid;       /* char *: lower case, with dashes */
extern const XmlType xml_type_mac;        /* char *: lower case, with colons */
extern const XmlType xml_type_cpu_set;    /* char *: "0-3,5", sorted and merged */

#define XML_END {.kind = XML_FIELD_END}
/* A member of any scalar type, as attribute, text or leaf: the general row. */
#define XML_ROW(row_kind, row_name, Struct, member, row_type, ...)                                 \
    {.kind = (row_kind),                                                                           \
     .name = (row_name),                                                                           \
     .offset = offsetof(Struct, member),                                                           \
     .type = &(row_type),                                                                          \
     __VA_ARGS__}
#define XML_ATTR(name, Struct, member, type, ...)                                                  \
    XML_ROW(XML_FIELD_ATTRIBUTE, name, Struct, member, type, __VA_ARGS__)
#define XML_LEAF(name, Struct, member, type, ...)                                                  \
    XML_ROW(XML_FIELD_LEAF, name, Struct, member, type, __VA_ARGS__)
#define XML_TEXT(Struct, member, type, ...)                                                        \
    XML_ROW(XML_FIELD_TEXT, NULL, Struct, member, type, __VA_ARGS__)
/* An optional text: libvirt makes no difference between an empty one and none. */
#define XML_ATTR_STRING(name, Struct, member)                                                      \
    XML_ATTR(name, Struct, member, xml_type_string, .may_be_empty = true)
#define XML_ATTR_ENUM(name, Struct, member, table)                                                 \
    XML_ATTR(name, Struct, member, xml_type_enum, .argument = &(table))
#define XML_ATTR_UINT(name, Struct, member, least, most)                                           \
    XML_ATTR(name, Struct, member, xml_type_uint, .min = (least), .max = (most))
#define XML_ATTR_UINT_OR_NONE(name, Struct, member, least, most)                                   \
    XML_ATTR(name, Struct, member, xml_type_uint, .min = (least), .max = (most),                   \
             .zero_is_none = true)
#define XML_ATTR_HEX(name, Struct, member, most)                                                   \
    XML_ATTR(name, Struct, member, xml_type_hex, .max = (most))
#define XML_ATTR_INT(name, Struct, member, least, most)                                            \
    XML_ATTR(name, Struct, member, xml_type_int, .min = (uint64_t)(least), .max = (uint64_t)(most))
#define XML_ATTR_YES_NO(name, Struct, member) XML_ATTR(name, Struct, member, xml_type_yes_no, )
#define XML_ATTR_ON_OFF(name, Struct, member) XML_ATTR(name, Struct, member, xml_type_on_off, )
/* What libvirt skips when it is empty; other words and numbers must be valid. */
#define XML_ATTR_ENUM_OR_EMPTY(name, Struct, member, table)                                        \
    XML_ATTR(name, Struct, member, xml_type_enum, .argument = &(table), .may_be_empty = true)
#define XML_ATTR_YES_NO_OR_EMPTY(name, Struct, member)                                             \
    XML_ATTR(name, Struct, member, xml_type_yes_no, .may_be_empty = true)
#define XML_ATTR_UINT_OR_EMPTY(name, Struct, member, least, most)                                  \
    XML_ATTR(name, Struct, member, xml_type_uint, .min = (least), .max = (most),                   \
             .may_be_empty = true)
/* A number that libvirt reads in hexadecimal as well. */
#define XML_ATTR_ANY_BASE(name, Struct, member, least, most)                                       \
    XML_ATTR(name, Struct, member, xml_type_any_base, .min = (least), .max = (most))
#define XML_LEAF_STRING(name, Struct, member) XML_LEAF(name, Struct, member, xml_type_string, )
#define XML_NESTED(row_kind, row_name, Struct, member, row_binding)                                \
    {.kind = (row_kind),                                                                           \
     .name = (row_name),                                                                           \
     .offset = offsetof(Struct, member),                                                           \
     .binding = &(row_binding)}
#define XML_INLINE(name, Struct, member, binding)                                                  \
    XML_NESTED(XML_FIELD_INLINE, name, Struct, member, binding)
#define XML_RARE(name, Struct, member, binding)                                                    \
    XML_NESTED(XML_FIELD_RARE, name, Struct, member, binding)
#define XML_CHILD(name, Struct, member, binding)                                                   \
    XML_NESTED(XML_FIELD_CHILD, name, Struct, member, binding)
#define XML_LIST(name, Struct, member, binding)                                                    \
    XML_NESTED(XML_FIELD_LIST, name, Struct, member, binding)
#define XML_MEMBER(row_kind, row_name, Struct, member, ...)                                        \
    {.kind = (row_kind), .name = (row_name), .offset = offsetof(Struct, member), __VA_ARGS__}
#define XML_LEAVES(name, Struct, member) XML_MEMBER(XML_FIELD_LEAVES, name, Struct, member, )
#define XML_FLAG(name, Struct, member) XML_MEMBER(XML_FIELD_FLAG, name, Struct, member, )
#define XML_CUSTOM(name, Struct, member, custom)                                                   \
    XML_MEMBER(XML_FIELD_CUSTOM, name, Struct, member, .argument = &(custom))
#define XML_LINE(Struct, member) XML_MEMBER(XML_FIELD_LINE, NULL, Struct, member, )
#define XML_REFUSE_ATTR(names, why)                                                                \
    {.kind = XML_FIELD_REFUSED_ATTRIBUTE, .name = (names), .reason = (why)}
#define XML_REFUSE_ELEMENT(names, why)                                                             \
    {.kind = XML_FIELD_REFUSED_ELEMENT, .name = (names), .reason = (why)}

/* The reasons that many rows share. */
#define XML_NOT_YET N_("not supported yet")
#define XML_NOT_PSERIES N_("a pseries guest has no such thing")

/* Reads @node into @value, which must be all zero.  Problems go to @context->report; what could be
 * read is in @value in any case, to be cleared by the caller. */
void xml_binding_parse(const XmlBinding *binding, xmlNodePtr node, void *value,
                       const XmlContext *context);

/* Writes @value as element @name (NULL: the binding's own). @user: for XML_CUSTOM rows. */
void xml_binding_format(const XmlBinding *binding, const char *name, const void *value,
                        xmlTextWriterPtr writer, const void *user);

/* Whether all @size bytes at @value are zero: nothing in it is given or owned. */
bool xml_is_zero(const void *value, size_t size);

/* Bytes that are all zero, for XML_READ(). */
enum { XML_NOTHING_SIZE = 512 };
typedef union {
    max_align_t alignment;
    char bytes[XML_NOTHING_SIZE];
} XmlNothing;
extern const XmlNothing xml_nothing;

/* A RARE @member for reading: the struct that it points to, or an all-zero one when it is NULL. */
#define XML_READ(member)                                                                           \
    (G_STATIC_ASSERT_EXPR(sizeof(*(member)) <= XML_NOTHING_SIZE),                                  \
     (member) != NULL ? (member) : (const __typeof__(*(member)) *)(const void *)&xml_nothing)

/* Frees what the members own and zeroes the struct; the struct itself stays. */
void xml_binding_clear(const XmlBinding *binding, void *value);

/* The same, and frees the struct; takes NULL. */
void xml_binding_free(const XmlBinding *binding, void *value);

/* Returns: (owned) a zeroed struct for @binding. */
void *xml_binding_new(const XmlBinding *binding);

/* Replaces what @value, a byte copy of @from, shares with it by copies of its own, for all members
 * that rows describe.  Other members stay byte copies: their owner must copy what they own. */
void xml_binding_unshare(const XmlBinding *binding, void *value, const void *from);

/* Returns: (owned, nullable) a copy of @from (nullable) in a struct of its own. */
void *xml_binding_clone(const XmlBinding *binding, const void *from);

/* Returns: (owned, nullable) the first difference between @value and @other (both nullable), in the
 * order of the rows, secrets included and lines left out; its path begins with @name (NULL: the
 * binding's own).  NULL: both are written alike. */
XmlDifference *xml_binding_find_difference(const XmlBinding *binding, const char *name,
                                           const void *value, const void *other);
XmlDifference *xml_difference_new(const char *path, const char *first, const char *other);
void xml_difference_free(XmlDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlDifference, xml_difference_free)

/* Appends (owned) @child to a LIST member, which may still be NULL. */
void xml_list_append(GPtrArray **list, void *child);

/* Whether anything in @value (nullable) is given, lines aside.  INLINE and RARE rows are written if
 * so. */
bool xml_binding_is_set(const XmlBinding *binding, const void *value);

/* Adds an XML error on @node, or its @attribute (nullable), for XML_CUSTOM rows: "PATH: REASON". */
void xml_invalid(const XmlContext *context, xmlNodePtr node, const char *attribute,
                 const char *reason);
