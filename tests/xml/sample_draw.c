/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sample.h"
#include "xml/document.h"

enum { MAX_CHILDREN = 3, MAX_LETTERS = 8 };

static bool
chance(GRand *random)
{
    return g_rand_boolean(random);
}

static uint64_t
number_up_to(GRand *random, uint64_t most)
{
    uint64_t number = ((uint64_t)g_rand_int(random) << 32) | g_rand_int(random);

    return most == UINT64_MAX ? number : number % (most + 1);
}

static OptionalUint
draw_uint(GRand *random, uint64_t least, uint64_t most)
{
    if (!chance(random))
        return (OptionalUint){.is_set = false};
    return OPTIONAL_UINT(least + number_up_to(random, most - least));
}

static OptionalInt
draw_int(GRand *random, int64_t least, int64_t most)
{
    OptionalInt number = {.is_set = chance(random)};

    if (number.is_set)
        number.value = least + (int64_t)number_up_to(random, (uint64_t)(most - least));
    return number;
}

/* Returns: (owned) a text of letters that XML has its own ideas about. */
static char *
draw_text(GRand *random)
{
    static const char *const letters[] = {
        "a",  "<",  ">",  "&", "'",        "\"",  " ",
        "\n", "\t", "\r", ":", "\xc3\xa4", "]]>", "\xf0\x9f\x90\xa7"};
    GString *text = g_string_new("x");

    for (gint32 n = g_rand_int_range(random, 0, MAX_LETTERS); n > 0; n--)
        g_string_append(text, letters[g_rand_int_range(random, 0, G_N_ELEMENTS(letters))]);
    return g_string_free(text, FALSE);
}

static char *
draw_optional_text(GRand *random)
{
    return chance(random) ? draw_text(random) : NULL;
}

static Tristate
draw_tristate(GRand *random)
{
    return (Tristate)g_rand_int_range(random, TRISTATE_ABSENT, TRISTATE_NO + 1);
}

static void
draw_source(GRand *random, SampleSource *source)
{
    source->path = draw_optional_text(random);
    source->is_shared = draw_tristate(random);
}

static SampleItem *
draw_item(GRand *random)
{
    SampleItem *item = g_new0(SampleItem, 1);

    item->name = draw_text(random);
    item->index = draw_uint(random, 0, UINT64_MAX);
    draw_source(random, &item->source);
    return item;
}

static SampleCell *
draw_cell(GRand *random)
{
    SampleCell *cell = g_new0(SampleCell, 1);

    cell->memory_kib = draw_uint(random, 1, UINT64_MAX / 1024);
    cell->label = draw_optional_text(random);
    return cell;
}

static void
draw_lists(GRand *random, Sample *sample)
{
    for (gint32 n = g_rand_int_range(random, 0, MAX_CHILDREN); n > 0; n--) {
        xml_list_append(&sample->words, draw_text(random));
        xml_list_append(&sample->items, draw_item(random));
        xml_list_append(&sample->cells, draw_cell(random));
        xml_list_append(&sample->arguments, draw_text(random));
    }
}

static void
draw_numbers(GRand *random, Sample *sample)
{
    sample->count = draw_uint(random, 1, 10);
    sample->any = draw_uint(random, 0, UINT64_MAX);
    sample->port = draw_uint(random, 0, UINT32_MAX);
    sample->slot = draw_uint(random, 0, 0x1f);
    sample->reg = draw_uint(random, 0, UINT64_MAX);
    sample->offset = draw_int(random, -5, 5);
    sample->shift = draw_int(random, INT32_MIN, INT32_MAX);
    sample->room_bytes = draw_uint(random, 0, UINT64_MAX);
    sample->limit_kib = draw_uint(random, 0, 1 << 30);
    sample->memory.size_kib = draw_uint(random, 0, UINT64_MAX / 1024);
    if (sample->memory.size_kib.is_set)
        sample->memory.slots = draw_uint(random, 0, 256);
}

void
sample_draw(GRand *random, Sample *sample)
{
    draw_numbers(random, sample);
    draw_lists(random, sample);
    draw_source(random, &sample->source);
    sample->id = draw_optional_text(random);
    sample->title = draw_optional_text(random);
    sample->note = draw_optional_text(random);
    sample->shade = (Shade)g_rand_int_range(random, SHADE_ABSENT, SHADE_DARK + 1);
    sample->is_on = draw_tristate(random);
    sample->is_flagged = chance(random);
    if (chance(random))
        sample->uuid = g_uuid_string_random();
    if (chance(random))
        sample->mac = g_strdup_printf("52:54:00:00:00:%02x", g_rand_int(random) & 0xff);
    if (chance(random))
        sample->cpus = g_strdup_printf("%d-%d,20", g_rand_int_range(random, 0, 5),
                                       g_rand_int_range(random, 5, 10));
    if (chance(random)) {
        sample->reserve = g_new0(SampleSource, 1);
        draw_source(random, sample->reserve);
    }
    if (chance(random))
        sample->item = draw_item(random);
    if (chance(random))
        sample->metadata = g_strdup("<metadata><a:b xmlns:a='urn:a'> &amp;\n<c/></a:b></metadata>");
}

char *
sample_format(const Sample *sample)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&sample_binding, NULL, sample, writer, NULL);
    return xml_writer_finish(writer, buffer);
}
