/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/drawing.h"

#include <json-glib/json-glib.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* What a name may do to a terminal, a graph, a picture or an object. */
#define HOSTILE "a\"];}\\\033[31m<script x='1'>&amp;\n\302\233\377"

static char *
plain_tree(const Topology *topology)
{
    return drawing_tree(topology, false);
}

static const struct {
    const char *name;
    char *(*draw)(const Topology *topology);
} formats[] = {
    {"tree", plain_tree},
    {"dot", drawing_dot},
    {"svg", drawing_svg},
    {"json", drawing_json},
};

static Sample *
small_guest(void)
{
    Sample *sample = sample_new("demo");
    TopologyBus *phb = sample_phb(sample, 0);
    TopologyBus *other = sample_phb(sample, 3);
    TopologyBus *behind = NULL;

    sample_function(sample, phb, 1, "qemu-xhci", "usb");
    behind = sample_bridge(sample_function(sample, phb, 2, "pci-bridge", "pci.5"), 5);
    sample_function(sample, behind, 7, "virtio-net-pci", "net0");
    sample_function(sample, other, 0x1f, "e1000e", "net1");
    sample_vio(sample, 0x30000000, "serial0");
    return sample;
}

/* Parts of each drawing of the small guest. */
static const struct {
    const char *name;
    size_t format;
    const char *part;
} drawn[] = {
    {"tree-title", 0,
     "demo, pseries-7.2 (2 host bridges, 4 PCI functions, 1 VIO device)\n├─ PHB 0 "},
    {"tree-slot", 0, "\n│  ├─ 01.0      qemu-xhci              thing usb       256 bytes  XML "},
    {"tree-nested", 0, "\n│     └─ 07.0   virtio-net-pci  "},
    {"tree-express", 0, "4096 bytes  XML 0000:03:1f.0  guest 0003:00:1f.0\n"},
    {"tree-vio", 0, "\n└─ VIO\n   └─ 30000000  spapr-vty              thing serial0\n"},
    {"dot-edge", 1, "\"0000:00:02.0\" -> \"0000:01:07.0\" [label=\"07.0\"];"},
    {"dot-vio", 1, "\"reg 0x30000000\""},
    {"svg-model", 2, ">virtio-net-pci</text>"},
    {"svg-bytes", 2, ">4096 B</text>"},
    {"svg-guest", 2, ">0003:00:1f.0</text>"},
    {"json-guest", 3, "\"guest_address\" : \"0003:00:1f.0\""},
    {"json-reg", 3, "\"reg\" : 805306368"},
};

static void
test_drawn(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(Sample) sample = small_guest();
    g_autofree char *text = formats[drawn[i].format].draw(sample_topology(sample));

    if (strstr(text, drawn[i].part) == NULL)
        g_error("'%s' is not in:\n%s", drawn[i].part, text);
}

static void
test_colour(void)
{
    g_autoptr(Sample) sample = small_guest();
    g_autofree char *coloured = drawing_tree(sample_topology(sample), true);
    g_autofree char *plain = drawing_tree(sample_topology(sample), false);

    g_assert_nonnull(strchr(coloured, '\033'));
    g_assert_null(strchr(plain, '\033'));
}

static void
assert_svg(const char *text)
{
    xmlDocPtr document = xmlReadMemory(text, (int)strlen(text), "svg", NULL, XML_PARSE_NONET);

    g_assert_nonnull(document);
    g_assert_null(strstr(text, "<script"));
    xmlFreeDoc(document);
}

static void
assert_json(const char *text)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    JsonArray *phbs = NULL;
    const char *id = NULL;

    json_parser_load_from_data(parser, text, -1, &error);
    g_assert_no_error(error);
    phbs = json_object_get_array_member(json_node_get_object(json_parser_get_root(parser)), "phbs");
    id = json_object_get_string_member(
        json_array_get_object_element(
            json_object_get_array_member(json_array_get_object_element(phbs, 0), "devices"), 0),
        "id");
    g_assert_true(g_str_has_prefix(id, "a\"];}\\\033[31m<script x='1'>&amp;\n"));
}

/* Every quote in a graph that is not escaped begins or ends a string, so that there is an even
 * number in each line, and no line comes from a name. */
static void
assert_dot(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        unsigned n_quotes = 0;

        for (const char *at = *line; *at != '\0'; at++) {
            if (*at == '\\' && at[1] != '\0')
                at++;
            else if (*at == '"')
                n_quotes++;
        }
        g_assert_cmpuint(n_quotes % 2, ==, 0);
    }
}

static void
test_hostile(void)
{
    g_autoptr(Sample) sample = sample_new(HOSTILE);
    g_autofree char *texts[G_N_ELEMENTS(formats)] = {NULL};

    sample_function(sample, sample_phb(sample, 0), 1, "e1000", HOSTILE);
    sample_vio(sample, 0x1000, HOSTILE);
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        texts[i] = formats[i].draw(sample_topology(sample));
        g_assert_true(g_utf8_validate(texts[i], -1, NULL));
        g_assert_null(strchr(texts[i], '\033'));
    }
    assert_dot(texts[1]);
    assert_svg(texts[2]);
    assert_json(texts[3]);
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        g_free(g_steal_pointer(&texts[i]));
}

/* A number of @node's attribute @name. */
static int
number(xmlNodePtr node, const char *name)
{
    xmlChar *text = xmlGetProp(node, (const xmlChar *)name);
    int value = text != NULL ? (int)g_ascii_strtoll((const char *)text, NULL, 10) : 0;

    xmlFree(text);
    return value;
}

/* Returns: the rectangles of @style, all inside the picture; no two of them overlap. */
static unsigned
assert_apart(xmlNodePtr root, const char *style)
{
    g_autoptr(GPtrArray) boxes = g_ptr_array_new();

    for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
        xmlChar *class =
            node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)"class") : NULL;

        if (class != NULL && g_str_equal(class, style))
            g_ptr_array_add(boxes, node);
        xmlFree(class);
    }
    for (unsigned i = 0; i < boxes->len; i++) {
        xmlNodePtr one = boxes->pdata[i];

        g_assert_cmpint(number(one, "x") + number(one, "width"), <=, number(root, "width"));
        g_assert_cmpint(number(one, "y") + number(one, "height"), <=, number(root, "height"));
        for (unsigned j = 0; j < i; j++) {
            xmlNodePtr other = boxes->pdata[j];

            g_assert_true(number(one, "x") >= number(other, "x") + number(other, "width") ||
                          number(other, "x") >= number(one, "x") + number(one, "width") ||
                          number(one, "y") >= number(other, "y") + number(other, "height") ||
                          number(other, "y") >= number(one, "y") + number(one, "height"));
        }
    }
    return boxes->len;
}

static void
test_large(void)
{
    g_autoptr(Sample) sample = sample_new("large");
    g_autofree char *text = NULL;
    xmlDocPtr document = NULL;

    for (unsigned i = 0; i < 31; i++) {
        TopologyBus *phb = sample_phb(sample, i);
        TopologyBus *behind = NULL;

        for (unsigned slot = 1; slot <= i; slot++)
            sample_function(sample, phb, slot, "virtio-net-pci-non-transitional", "net0");
        behind = sample_bridge(sample_function(sample, phb, 31, "pci-bridge", "pci.1"), 40 + i);
        sample_function(sample, behind, 1, "e1000", "net1");
    }
    text = drawing_svg(sample_topology(sample));
    document = xmlReadMemory(text, (int)strlen(text), "svg", NULL, XML_PARSE_NONET);
    g_assert_nonnull(document);
    g_assert_cmpuint(assert_apart(xmlDocGetRootElement(document), "card"), ==, 31);
    g_assert_cmpuint(assert_apart(xmlDocGetRootElement(document), "row"), ==, 30 * 31 / 2 + 31);
    g_assert_cmpuint(assert_apart(xmlDocGetRootElement(document), "bridge"), ==, 31 + 1);
    xmlFreeDoc(document);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(drawn); i++) {
        g_autofree char *path = g_strconcat("/drawing/", drawn[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_drawn);
    }
    g_test_add_func("/drawing/colour", test_colour);
    g_test_add_func("/drawing/hostile", test_hostile);
    g_test_add_func("/drawing/large", test_large);
    return g_test_run();
}
