/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/undo.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/companions.h"
#include "driver/driver.h"
#include "driver/macvtap.h"
#include "driver/run_folder.h"

/* ---- the kinds */

typedef struct {
    const char *name; /* in the status file */
    /* (nullable) A daemon that comes back enters in its books what is taken still. */
    void (*restore)(Driver *driver, Run *run, const GuestStatus *status, const UndoStep *step);
    /* (nullable) Begins what undo() then waits for: called for all steps before any is undone. */
    void (*begin)(const UndoStep *step);
    bool (*undo)(Driver *driver, const UndoStep *step, GError **error);
} UndoRow;

static bool
undo_status(Driver *driver, const UndoStep *step, GError **error)
{
    return guest_store_remove_status(driver->store, (int)step->numbers[0], step->key, error);
}

static bool
undo_folder(Driver *driver, const UndoStep *step, GError **error)
{
    (void)driver;
    return run_folder_remove(step->key, error);
}

static bool
undo_empty_folder(Driver *driver, const UndoStep *step, GError **error)
{
    (void)driver;
    if (rmdir(step->key) == 0 || errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot remove directory '%s': %s"),
                step->key, g_strerror(errno));
    return false;
}

static void
restore_port(Driver *driver, Run *run, const GuestStatus *status, const UndoStep *step)
{
    (void)run;
    (void)status;
    display_ports_reserve(driver->ports, (unsigned)step->numbers[0]);
}

static bool
undo_port(Driver *driver, const UndoStep *step, GError **error)
{
    (void)error;
    display_ports_release(driver->ports, (unsigned)step->numbers[0]);
    return true;
}

static bool
undo_macvtap(Driver *driver, const UndoStep *step, GError **error)
{
    (void)driver;
    return macvtap_delete(step, error);
}

static void
restore_image(Driver *driver, Run *run, const GuestStatus *status, const UndoStep *step)
{
    const ImageRecord record = image_record_of(step->key, step->numbers);

    (void)run;
    (void)status;
    image_owner_remember(driver->images, &record);
}

static bool
undo_image(Driver *driver, const UndoStep *step, GError **error)
{
    const ImageRecord record = image_record_of(step->key, step->numbers);

    (void)error;
    image_owner_take_back(driver->images, &record);
    return true;
}

static void
restore_helper(Driver *driver, Run *run, const GuestStatus *status, const UndoStep *step)
{
    (void)driver;
    (void)status;
    companions_adopt(run, step);
}

static bool
undo_helper(Driver *driver, const UndoStep *step, GError **error)
{
    (void)driver;
    return companions_end(step, error);
}

static const UndoRow rows[] = {
    [UNDO_STATUS] = {"status", NULL, NULL, undo_status},
    [UNDO_FOLDER] = {"folder", NULL, NULL, undo_folder},
    [UNDO_EMPTY_FOLDER] = {"empty-folder", NULL, NULL, undo_empty_folder},
    [UNDO_PORT] = {"port", restore_port, NULL, undo_port},
    [UNDO_MACVTAP] = {"macvtap", NULL, NULL, undo_macvtap},
    [UNDO_IMAGE] = {"image", restore_image, NULL, undo_image},
    [UNDO_HELPER] = {"helper", restore_helper, companions_begin_end, undo_helper},
};
G_STATIC_ASSERT(G_N_ELEMENTS(rows) == N_UNDO_KINDS);

/* ---- the list */

struct UndoList {
    GPtrArray *steps; /* UndoStep *, the oldest first */
    bool is_written;
    UndoWrite write;
    void *user;
};

static void
step_free(void *user)
{
    UndoStep *step = user;

    g_free((gpointer)(uintptr_t)step->key);
    g_free(step);
}

UndoList *
undo_list_new(void)
{
    UndoList *list = g_new0(UndoList, 1);

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
        const UndoStep *step = g_ptr_array_index(list->steps, i);

        if (step->kind != kind || !g_str_equal(step->key, key))
            continue;
        g_ptr_array_remove_index(list->steps, i);
        return;
    }
}

void
undo_set_writer(UndoList *list, UndoWrite write, void *user)
{
    list->write = write;
    list->user = user;
}

bool
undo_write(UndoList *list, GError **error)
{
    if (!list->is_written)
        list->is_written = list->write(list->user, error);
    return list->is_written;
}

size_t
undo_mark(const UndoList *list)
{
    return list->steps->len;
}

void
undo_back_to(UndoList *list, Driver *driver, size_t mark)
{
    for (guint i = list->steps->len; i-- > mark;) {
        const UndoStep *step = g_ptr_array_index(list->steps, i);

        if (rows[step->kind].begin != NULL)
            rows[step->kind].begin(step);
    }
    while (list->steps->len > mark) {
        const UndoStep *step = g_ptr_array_index(list->steps, list->steps->len - 1);
        g_autoptr(GError) problem = NULL;

        if (!rows[step->kind].undo(driver, step, &problem))
            g_warning("%s", problem->message);
        g_ptr_array_set_size(list->steps, (int)list->steps->len - 1);
    }
}

void
undo_all(UndoList *list, Driver *driver)
{
    undo_back_to(list, driver, 0);
}

/* ---- in the status file: "undo:0003" is "KIND NUMBER:NUMBER... KEY" */

static char *
fact_name(guint i)
{
    return g_strdup_printf("undo:%04u", i);
}

void
undo_note(const UndoList *list, GuestStatus *status)
{
    for (guint i = 0; i < list->steps->len; i++) {
        const UndoStep *step = g_ptr_array_index(list->steps, i);
        g_autofree char *name = fact_name(i);
        g_autoptr(GString) value = g_string_new(rows[step->kind].name);

        for (size_t n = 0; n < UNDO_NUMBERS; n++)
            g_string_append_printf(value, "%c%" PRIu64, n == 0 ? ' ' : ':', step->numbers[n]);
        g_string_append_printf(value, " %s", step->key);
        guest_status_set_fact(status, name, value->str);
    }
}

/* Returns: false when @text are not as many numbers as a step has. */
static bool
read_numbers(const char *text, uint64_t *numbers)
{
    g_auto(GStrv) words = g_strsplit(text, ":", -1);

    if (g_strv_length(words) != UNDO_NUMBERS)
        return false;
    for (size_t i = 0; i < UNDO_NUMBERS; i++)
        if (!g_ascii_string_to_unsigned(words[i], 10, 0, UINT64_MAX, &numbers[i], NULL))
            return false;
    return true;
}

static bool
kind_of(const char *name, UndoKind *kind)
{
    for (unsigned i = 0; i < N_UNDO_KINDS; i++)
        if (g_str_equal(rows[i].name, name)) {
            *kind = (UndoKind)i;
            return true;
        }
    return false;
}

void
undo_restore(Run *run, Driver *driver, const GuestStatus *status)
{
    for (guint i = 0;; i++) {
        g_autofree char *name = fact_name(i);
        const char *value = guest_status_fact(status, name);
        g_auto(GStrv) words = value != NULL ? g_strsplit(value, " ", 3) : NULL;
        UndoStep step = {0};

        if (value == NULL)
            return;
        if (g_strv_length(words) != 3 || !kind_of(words[0], &step.kind) ||
            !read_numbers(words[1], step.numbers)) {
            g_warning("'%s' of the state of '%s' is not understood: %s", name, status->name, value);
            continue;
        }
        step.key = words[2];
        undo_add(run->undo, &step);
        if (rows[step.kind].restore != NULL)
            rows[step.kind].restore(driver, run, status, &step);
    }
}
