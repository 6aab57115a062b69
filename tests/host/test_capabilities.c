/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/capabilities.h"

#include "caps_case.h"
#include "folder.h"
#include "host_tree.h"

static const char uuid[] = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

static void
test_host(void)
{
    static const struct {
        const char *path, *wanted;
    } rows[] = {
        {"//host/uuid", uuid},
        {"//host/cpu/topology/@threads", "4"},
        {"//cells/@num", "2"},
        {"//cell/@id", "0 8"},
        {"//cell/memory", "33554432 16777216"},
        {"//cell/pages[@size='16384']", "256 256"},
        {"//cell[@id='8']/distances/sibling/@value", "40 10"},
        {"//cell/cpus/@num", "7 8"},
        {"//cpu[@id='5']/@siblings", "4-6"},
        {"//host/cpu/topology/@clusters", "1"},
        {"//cell[@id='0']//@cluster_id", "0 0 0 0 4 4 4"},
        {"//host/iommu/@support", "yes"},
        {"//secmodel/model", "none"},
        {"//guest", ""},
    };
    char *root = host_tree_power();
    g_autofree char *xml = NULL;

    host_tree_write(root, "sys/kernel/iommu_groups/0/type", "DMA\n");
    xml = host_capabilities_xml(root, uuid, NULL);
    caps_case_assert_valid(xml, "capability.rng");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        caps_case_assert(xml, rows[i].path, rows[i].wanted);
    folder_remove(root);
}

static void
test_guests(void)
{
    char *root = host_tree_flat();
    g_autoptr(Capabilities) capabilities = caps_case_recorded();
    g_autofree char *xml = host_capabilities_xml(root, uuid, capabilities);
    g_autofree char *machines = NULL;
    g_auto(GStrv) names = NULL;

    caps_case_assert_valid(xml, "capability.rng");
    caps_case_assert(xml, "//host/iommu/@support", "no");
    /* The kernel says none. */
    caps_case_assert(xml, "//cell//@cluster_id", "0 0");
    caps_case_assert(xml, "//guest/arch/@name", "ppc64 ppc64le");
    caps_case_assert(xml, "//guest/os_type", "hvm hvm");
    caps_case_assert(xml, "//guest[1]//machine[1]", "pseries-7.2");
    caps_case_assert(xml, "//guest[1]//machine[@canonical='pseries-7.2']", "pseries");
    caps_case_assert(xml, "//guest[1]//machine[1]/@maxCpus", "4096");
    caps_case_assert(xml, "//guest[1]//domain/@type", "qemu");
    /* No machine that the planner would refuse. */
    machines = caps_case_find(xml, "//machine");
    names = g_strsplit(machines, " ", -1);
    for (size_t i = 0; names[i] != NULL; i++)
        g_assert_true(g_str_has_prefix(names[i], "pseries"));
    folder_remove(root);
}

/* A host that tells nothing is none that crashes us. */
static void
test_empty(void)
{
    char *root = folder_new();
    g_autofree char *xml = host_capabilities_xml(root, NULL, NULL);

    caps_case_assert_valid(xml, "capability.rng");
    caps_case_assert(xml, "//cell/@id", "0");
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host-capabilities/host", test_host);
    g_test_add_func("/host-capabilities/guests", test_guests);
    g_test_add_func("/host-capabilities/empty", test_empty);
    return g_test_run();
}
