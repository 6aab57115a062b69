/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "property_case.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "generator.h"
#include "qemu/recording.h"

static struct {
    Capabilities *capabilities;
    char *sysfs;
    guint32 seed;
} suite;

void
property_case_begin(void)
{
    const char *seed = g_getenv("PSERIES_TEST_SEED");
    g_autoptr(GError) error = NULL;

    suite.seed = seed != NULL ? (guint32)strtoul(seed, NULL, 10) : g_random_int();
    g_test_message("PSERIES_TEST_SEED=%u", suite.seed);
    suite.capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);
    g_assert_no_error(error);
    suite.sysfs = g_dir_make_tmp("pseries-XXXXXX", &error);
    g_assert_no_error(error);
    generator_make_host(suite.sysfs);
}

void
property_case_end(void)
{
    generator_remove_host(suite.sysfs);
    g_free(suite.sysfs);
    capabilities_free(suite.capabilities);
}

guint32
property_case_seed(void)
{
    return suite.seed;
}

unsigned
property_case_n_guests(unsigned n_default)
{
    const char *wanted = g_getenv("PSERIES_TEST_GUESTS");

    return wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : n_default;
}

static const Capabilities *
recorded_capabilities(void *user, const char *emulator, GError **error)
{
    (void)emulator;
    (void)error;
    return user;
}

Planner
property_case_planner(void)
{
    return (Planner){
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = suite.sysfs,
        .state_root = "/run/libvirt-pseries/qemu",
        .capabilities = recorded_capabilities,
        .user = suite.capabilities,
    };
}

Plan *
property_case_plan(const char *xml)
{
    Planner with = property_case_planner();
    g_autoptr(Report) report = report_new();
    Plan *plan = plan_document(&with, xml, strlen(xml), report);
    g_autoptr(GError) error = NULL;

    if (plan == NULL)
        g_test_message("refused (seed %u):\n%s", suite.seed, xml);
    report_to_error(report, &error);
    g_assert_no_error(error);
    return plan;
}

/* ---- what moves ---- */

XmlDocument *
property_case_document(const char *xml)
{
    g_autoptr(Report) report = report_new();
    XmlDocument *document = xml_document_parse(xml, strlen(xml), report);

    g_assert_nonnull(document);
    return document;
}

static xmlNodePtr
devices_of(XmlDocument *document)
{
    xmlNodePtr node = xmlDocGetRootElement(document)->children;

    while (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "devices") != 0)
        node = node->next;
    return node;
}

char *
property_case_with_device(const char *planned, const char *device)
{
    g_autofree char *end = g_strconcat(device, "</devices>", NULL);
    g_auto(GStrv) halves = g_strsplit(planned, "</devices>", 2);

    return g_strjoinv(end, halves);
}

/* Controllers stay: others may need them. */
static bool
is_removable(xmlNodePtr node)
{
    static const char *const names[] = {"interface", "rng", "disk", "channel", "hostdev", NULL};

    return node->type == XML_ELEMENT_NODE && g_strv_contains(names, (const char *)node->name);
}

char *
property_case_without_device(const char *planned, GRand *random)
{
    g_autoptr(XmlDocument) document = property_case_document(planned);
    xmlNodePtr node = devices_of(document)->children;
    xmlChar *text = NULL;
    char *less = NULL;

    while (node != NULL && (!is_removable(node) || g_rand_int_range(random, 0, 4) != 0))
        node = node->next;
    if (node == NULL)
        return NULL;
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    xmlDocDumpMemory(document, &text, NULL);
    less = g_strdup((const char *)text);
    xmlFree(text);
    return less;
}

/* The number of a console says only how many are before it. */
static void
drop_number(xmlNodePtr node)
{
    if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "console") != 0)
        return;
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (child->type == XML_ELEMENT_NODE && strcmp((const char *)child->name, "target") == 0)
            xmlUnsetProp(child, (const xmlChar *)"port");
}

static char *
dump(xmlNodePtr node)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    char *text = NULL;

    drop_number(node);
    xmlNodeDump(buffer, NULL, node, 0, 0);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

void
property_case_assert_none_moved(const char *before, const char *after)
{
    g_autoptr(XmlDocument) first = property_case_document(before);
    g_autoptr(XmlDocument) second = property_case_document(after);
    g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (xmlNodePtr node = devices_of(second)->children; node != NULL; node = node->next)
        g_hash_table_add(places, dump(node));
    for (xmlNodePtr node = devices_of(first)->children; node != NULL; node = node->next) {
        g_autofree char *text = dump(node);
        bool is_there = node->type != XML_ELEMENT_NODE || g_hash_table_contains(places, text);

        if (!is_there)
            g_test_message("moved (seed %u): %s", suite.seed, text);
        g_assert_true(is_there);
    }
}
