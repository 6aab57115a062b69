/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* A made-up element that uses every kind of row and every type, for the tests of the engine. */

typedef enum { SHADE_ABSENT, SHADE_LIGHT, SHADE_DARK } Shade;

typedef struct {
    OptionalUint memory_kib;
    char *label;
} SampleCell;

typedef struct {
    char *path;
    Tristate is_shared;
} SampleSource;

typedef struct {
    OptionalUint size_kib; /* text */
    OptionalUint slots;
} SampleMemory;

typedef struct {
    char *name;
    OptionalUint index;
    SampleSource source;
    unsigned line;
} SampleItem;

typedef struct {
    unsigned line;
    char *id;
    Shade shade;
    OptionalUint count; /* 1 .. 10 */
    OptionalUint any;
    OptionalUint port;
    OptionalUint slot;  /* 0 .. 0x1f, hexadecimal */
    OptionalUint reg;   /* hexadecimal, without limit */
    OptionalInt offset; /* -5 .. 5 */
    OptionalInt shift;
    Tristate is_on;
    OptionalUint room_bytes;
    char *title;
    char *note;
    char *uuid;
    char *mac;
    char *cpus;
    OptionalUint limit_kib;
    GPtrArray *words; /* char * */
    bool is_flagged;
    SampleMemory memory;
    SampleSource source;
    SampleSource *reserve; /* (owned, nullable) rare */
    SampleItem *item;
    GPtrArray *items;     /* SampleItem * */
    GPtrArray *cells;     /* SampleCell * */
    GPtrArray *arguments; /* char * */
    char *metadata;
} Sample;

extern const XmlBinding sample_binding;

/* Fills @sample, which is all zero, at random. */
void sample_draw(GRand *random, Sample *sample);

/* Returns: (owned) @sample as XML. */
char *sample_format(const Sample *sample);
