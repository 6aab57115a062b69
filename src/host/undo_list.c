/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/undo_list.h"

struct UndoList {
    const UndoMethod *methods;
    void *undo_user;
    GPtrArray *steps; /* UndoStep *, the oldest first */
    bool is_written;
    UndoWrite write;
    void *write_user;
};

static void
step_free(void *user)
{
    UndoStep *step = user;

    g_free((gpointer)(uintptr_t)step->key);
    g_free(step);
}

UndoList *
undo_list_new(const UndoMethod *methods, void *user)
{
    UndoList *list = g_new0(UndoList, 1);

    list->methods = methods;
    list->undo_user = user;
    list->steps = g_ptr_array_new_with_free_func(step_free);
    list->is_written = true;
    return list;
}

void
undo_list_free(UndoList *list)
{
    if (list == NULL)
        return;
    g_ptr_array_unref(list->steps);
    g_free(list);
}

void
undo_add(UndoList *list, const UndoStep *step)
{
    UndoStep *copy = g_memdup2(step, sizeof *step);

    copy->key = g_strdup(step->key);
    g_ptr_array_add(list->steps, copy);
    list->is_written = false;
}

void
undo_drop(UndoList *list, UndoKind kind, const char *key)
{
    for (guint i = list->steps->len; i-- > 0;) {
        const UndoStep *step = undo_step(list, i);

        if (step->kind != kind || !g_str_equal(step->key, key))
            continue;
        g_ptr_array_remove_index(list->steps, i);
        return;
    }
}

size_t
undo_n_steps(const UndoList *list)
{
    return list->steps->len;
}

const UndoStep *
undo_step(const UndoList *list, size_t i)
{
    return g_ptr_array_index(list->steps, i);
}

void
undo_set_writer(UndoList *list, UndoWrite write, void *user)
{
    list->write = write;
    list->write_user = user;
}

bool
undo_write(UndoList *list, GError **error)
{
    if (!list->is_written)
        list->is_written = list->write(list->write_user, error);
    return list->is_written;
}

size_t
undo_mark(const UndoList *list)
{
    return list->steps->len;
}

void
undo_back_to(UndoList *list, size_t mark)
{
    for (size_t i = list->steps->len; i-- > mark;) {
        const UndoStep *step = undo_step(list, i);

        if (list->methods[step->kind].begin != NULL)
            list->methods[step->kind].begin(step);
    }
    while (list->steps->len > mark) {
        const UndoStep *step = undo_step(list, list->steps->len - 1);
        g_autoptr(GError) problem = NULL;

        if (!list->methods[step->kind].undo(list->undo_user, step, &problem))
            g_warning("%s", problem->message);
        g_ptr_array_set_size(list->steps, (int)list->steps->len - 1);
    }
}

void
undo_all(UndoList *list)
{
    undo_back_to(list, 0);
}
