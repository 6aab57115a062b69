/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Copies and differences of elements, by the same tables that read and write them. */
#include <string.h>

#include "sample.h"
#include "xml/document.h"

enum { N_SAMPLES = 2000 };

static Sample *
draw(GRand *random)
{
    Sample *sample = xml_binding_new(&sample_binding);

    sample_draw(random, sample);
    return sample;
}

static void
test_clone(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(g_test_rand_int() & G_MAXINT32);

    for (unsigned i = 0; i < N_SAMPLES; i++) {
        Sample *sample = draw(random);
        Sample *clone = xml_binding_clone(&sample_binding, sample);
        g_autofree char *wanted = sample_format(sample);
        g_autofree char *found = NULL;

        g_assert_null(xml_binding_find_difference(&sample_binding, NULL, sample, clone));
        /* What the clone has must not end with the original. */
        xml_binding_free(&sample_binding, sample);
        found = sample_format(clone);
        g_assert_cmpstr(found, ==, wanted);
        xml_binding_free(&sample_binding, clone);
    }
    g_assert_null(xml_binding_clone(&sample_binding, NULL));
}

/* Returns: (owned) the sample in @document. */
static Sample *
read_sample(XmlDocument *document)
{
    g_autoptr(Report) report = report_new();
    XmlContext context = {.report = report};
    Sample *sample = xml_binding_new(&sample_binding);

    xml_binding_parse(&sample_binding, xmlDocGetRootElement(document), sample, &context);
    return sample;
}

/* Both are equal exactly when they are written alike. */
static void
assert_difference(const Sample *sample, const Sample *other)
{
    g_autoptr(XmlDifference) difference =
        xml_binding_find_difference(&sample_binding, NULL, sample, other);
    g_autofree char *first = sample_format(sample);
    g_autofree char *second = sample_format(other);

    g_assert_cmpint(difference == NULL, ==, strcmp(first, second) == 0);
    if (difference != NULL)
        g_assert_true(g_str_has_prefix(difference->path, "sample"));
}

/* Takes something out of @node or a descendant at random. */
static void
remove_something(GRand *random, xmlNodePtr node)
{
    xmlNodePtr child = node->children;
    xmlAttrPtr attribute = node->properties;

    for (gint32 n = g_rand_int_range(random, 0, 8); child != NULL && n > 0; n--)
        child = child->next;
    if (child != NULL && child->type == XML_ELEMENT_NODE && g_rand_boolean(random)) {
        remove_something(random, child);
    } else if (child != NULL) {
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    } else if (attribute != NULL) {
        xmlRemoveProp(attribute);
    }
}

static void
test_change(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(g_test_rand_int() & G_MAXINT32);

    for (unsigned i = 0; i < N_SAMPLES; i++) {
        Sample *sample = draw(random);
        g_autofree char *xml = sample_format(sample);
        g_autoptr(Report) report = report_new();
        g_autoptr(XmlDocument) document = xml_document_parse(xml, strlen(xml), report);
        Sample *other = NULL;

        remove_something(random, xmlDocGetRootElement(document));
        other = read_sample(document);
        assert_difference(sample, other);
        xml_binding_free(&sample_binding, other);
        xml_binding_free(&sample_binding, sample);
    }
}

static void
set_count(Sample *sample)
{
    sample->count = OPTIONAL_UINT(7);
}

static void
set_title(Sample *sample)
{
    sample->title = g_strdup("new");
}

static void
set_flag(Sample *sample)
{
    sample->is_flagged = true;
}

static void
set_source(Sample *sample)
{
    sample->source.path = g_strdup("/a");
}

static void
set_reserve(Sample *sample)
{
    sample->reserve = g_new0(SampleSource, 1);
    sample->reserve->is_shared = TRISTATE_YES;
}

static void
set_unused_reserve(Sample *sample)
{
    sample->reserve = g_new0(SampleSource, 1);
}

static void
set_line(Sample *sample)
{
    sample->line = 9;
}

static void
set_child(Sample *sample)
{
    sample->item = g_new0(SampleItem, 1);
}

static void
set_words(Sample *sample)
{
    xml_list_append(&sample->words, g_strdup("one"));
    xml_list_append(&sample->words, g_strdup("two"));
}

static void
set_items(Sample *sample)
{
    SampleItem *item = g_new0(SampleItem, 1);

    item->name = g_strdup("a");
    item->source.is_shared = TRISTATE_YES;
    xml_list_append(&sample->items, item);
}

static void
set_metadata(Sample *sample)
{
    sample->metadata = g_strdup("<metadata><a/></metadata>");
}

/* One change of an empty element.  @path NULL: it makes no difference. */
static const struct {
    const char *name;
    void (*change)(Sample *sample);
    const char *path, *other;
} changes[] = {
    {"attribute", set_count, "sample@count", "7"},
    {"leaf", set_title, "sample/title", "new"},
    {"flag", set_flag, "sample/flag", NULL},
    {"inline", set_source, "sample/source", NULL},
    {"rare", set_reserve, "sample/reserve", NULL},
    {"rare-unused", set_unused_reserve, NULL, NULL},
    {"line", set_line, NULL, NULL},
    {"child", set_child, "sample/main", NULL},
    {"leaves", set_words, "sample/word[1]", "one"},
    {"list", set_items, "sample/item[1]", NULL},
    {"custom", set_metadata, "sample/metadata", "<metadata><a/></metadata>"},
};

static void
test_path(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    Sample empty = {0};
    Sample changed = {0};
    g_autoptr(XmlDifference) difference = NULL;

    changes[i].change(&changed);
    difference = xml_binding_find_difference(&sample_binding, NULL, &empty, &changed);
    if (changes[i].path == NULL) {
        g_assert_null(difference);
    } else {
        g_assert_cmpstr(difference->path, ==, changes[i].path);
        if (changes[i].other != NULL)
            g_assert_cmpstr(g_strstrip(difference->other), ==, changes[i].other);
    }
    xml_binding_clear(&sample_binding, &changed);
}

/* Deep in a list: the item and the member in it are named. */
static void
test_deep(void)
{
    Sample sample = {0};
    Sample *other = NULL;
    g_autoptr(XmlDifference) difference = NULL;

    set_items(&sample);
    set_items(&sample);
    other = xml_binding_clone(&sample_binding, &sample);
    ((SampleItem *)g_ptr_array_index(other->items, 1))->source.is_shared = TRISTATE_NO;
    difference = xml_binding_find_difference(&sample_binding, NULL, &sample, other);
    g_assert_cmpstr(difference->path, ==, "sample/item[2]/source@shared");
    g_assert_cmpstr(difference->first, ==, "yes");
    g_assert_cmpstr(difference->other, ==, "no");
    xml_binding_free(&sample_binding, other);
    xml_binding_clear(&sample_binding, &sample);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/copy/clone", test_clone);
    g_test_add_func("/copy/change", test_change);
    g_test_add_func("/copy/deep", test_deep);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *path = g_strconcat("/copy/path/", changes[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_path);
    }
    return g_test_run();
}
