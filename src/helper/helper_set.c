/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/helper_set.h"

struct HelperSet {
    GMutex lock;
    GPtrArray *all; /* Helper * */
};

HelperSet *
helper_set_new(void)
{
    HelperSet *set = g_new0(HelperSet, 1);

    g_mutex_init(&set->lock);
    set->all = g_ptr_array_new_with_free_func((GDestroyNotify)helper_unref);
    return set;
}

void
helper_set_free(HelperSet *set)
{
    if (set == NULL)
        return;
    g_mutex_clear(&set->lock);
    g_ptr_array_unref(set->all);
    g_free(set);
}

GPtrArray *
helper_set_list(HelperSet *set)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func((GDestroyNotify)helper_unref);

    g_mutex_lock(&set->lock);
    for (guint i = 0; i < set->all->len; i++)
        g_ptr_array_add(copy, helper_ref(g_ptr_array_index(set->all, i)));
    g_mutex_unlock(&set->lock);
    return copy;
}

void
helper_set_add(HelperSet *set, Helper *helper)
{
    g_mutex_lock(&set->lock);
    g_ptr_array_add(set->all, helper_ref(helper));
    g_mutex_unlock(&set->lock);
}

void
helper_set_remove(HelperSet *set, Helper *helper)
{
    g_mutex_lock(&set->lock);
    g_ptr_array_remove(set->all, helper);
    g_mutex_unlock(&set->lock);
}
