/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/cpu_model.h"

#include "folder.h"
#include "host_tree.h"

/* The models are libvirt's (cpu_map/ppc64_*.xml); the texts are Linux's (its cputable.c). */
static const struct {
    const char *name, *cpuinfo, *wanted;
} cases[] = {
    {"power9", "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 2166.0MHz\n",
     "POWER9"},
    {"guest", "processor\t: 0\ncpu\t\t: POWER10 (architected), altivec supported\n", "POWER10"},
    {"power8e", "cpu\t\t: POWER8E (raw), altivec supported\n", "POWER8"},
    {"power8nvl", "cpu\t\t: POWER8NVL (raw), altivec supported\n", "POWER8"},
    {"other-power", "cpu\t\t: PPC970, altivec supported\n", NULL},
    {"x86", "processor\t: 0\ncpu family\t: 6\nmodel name\t: POWER9\n", NULL},
    {"no-number", "cpu : POWER\ncpu : POWER9\n", NULL},
    {"no-value", "cpu\n", NULL},
    {"nothing", "", NULL},
};

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = folder_new();
    g_autofree char *model = NULL;

    host_tree_write(root, "proc/cpuinfo", cases[i].cpuinfo);
    model = host_cpu_model(root);
    g_assert_cmpstr(model, ==, cases[i].wanted);
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/cpu_model/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
