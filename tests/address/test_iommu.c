/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/iommu.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* A link that a kernel has made, one that leads nowhere sensible, and none. */
static void
test_groups(void)
{
    g_autofree char *root = g_dir_make_tmp("pseries-XXXXXX", NULL);
    g_autofree char *folder = g_build_filename(root, "bus/pci/devices/0001:02:03.4", NULL);
    g_autofree char *link = g_build_filename(folder, "iommu_group", NULL);
    const HostPciAddress at = {OPTIONAL_UINT(1), OPTIONAL_UINT(2), OPTIONAL_UINT(3),
                               OPTIONAL_UINT(4), 0};
    static const char *const folders[] = {"bus/pci/devices", "bus/pci", "bus", ""};

    g_assert_cmpint(iommu_group_of(NULL, &at), ==, -1);
    g_assert_cmpint(iommu_group_of(root, &at), ==, -1);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_cmpint(iommu_group_of(root, &at), ==, -1);
    g_assert_cmpint(symlink("../../../../kernel/iommu_groups/17", link), ==, 0);
    g_assert_cmpint(iommu_group_of(root, &at), ==, 17);
    g_unlink(link);
    g_assert_cmpint(symlink("../nowhere", link), ==, 0);
    g_assert_cmpint(iommu_group_of(root, &at), ==, -1);
    g_unlink(link);
    g_rmdir(folder);
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(root, folders[i], NULL);

        g_rmdir(path);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/iommu/groups", test_groups);
    return g_test_run();
}
