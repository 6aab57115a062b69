/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/undo.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/driver.h"
#include "driver/network_ports.h"
#include "helper/helpers.h"
#include "host/macvtap.h"
#include "host/passthrough.h"
#include "host/virtual_function.h"
#include "store/run_folder.h"

/* ---- the kinds */

static bool
undo_status(void *user, const UndoStep *step, GError **error)
{
    Driver *driver = user;

    return guest_store_remove_status(driver->store, (int)step->numbers[0], step->key, error);
}

static bool
undo_folder(void *user, const UndoStep *step, GError **error)
{
    (void)user;
    return run_folder_remove(step->key, error);
}

static bool
undo_empty_folder(void *user, const UndoStep *step, GError **error)
{
    (void)user;
    if (rmdir(step->key) == 0 || errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot remove directory '%s': %s"),
                step->key, g_strerror(errno));
    return false;
}

static void
restore_port(Driver *driver, Run *run, const UndoStep *step)
{
    (void)run;
    display_ports_reserve(driver->ports, (unsigned)step->numbers[0]);
}

static bool
undo_port(void *user, const UndoStep *step, GError **error)
{
    Driver *driver = user;

    (void)error;
    display_ports_release(driver->ports, (unsigned)step->numbers[0]);
    return true;
}

static bool
undo_macvtap(void *user, const UndoStep *step, GError **error)
{
    (void)user;
    return macvtap_delete(step, error);
}

static void
restore_image(Driver *driver, Run *run, const UndoStep *step)
{
    const ImageRecord record = image_record_of(step->key, step->numbers);

    (void)run;
    image_owner_remember(driver->images, &record);
}

static bool
undo_image(void *user, const UndoStep *step, GError **error)
{
    Driver *driver = user;
    const ImageRecord record = image_record_of(step->key, step->numbers);

    (void)error;
    image_owner_take_back(driver->images, &record);
    return true;
}

static void
restore_helper(Driver *driver, Run *run, const UndoStep *step)
{
    (void)driver;
    helpers_adopt(run->helpers, step);
}

static bool
undo_helper(void *user, const UndoStep *step, GError **error)
{
    (void)user;
    return helpers_end(step, error);
}

static void
restore_host_device(Driver *driver, Run *run, const UndoStep *step)
{
    (void)run;
    passthrough_restore(driver->devices, step);
}

static bool
undo_host_device(void *user, const UndoStep *step, GError **error)
{
    Driver *driver = user;

    return passthrough_give_back(driver->devices, driver->config->sysfs, step, error);
}

static bool
undo_virtual_function(void *user, const UndoStep *step, GError **error)
{
    (void)user;
    return virtual_function_give_back(&virtual_function_kernel, step, error);
}

static bool
undo_filter(void *user, const UndoStep *step, GError **error)
{
    const HostServices *services = ((Driver *)user)->services;

    return services->unbind_filter(services->user, step->key, error);
}

static bool
undo_network_port(void *user, const UndoStep *step, GError **error)
{
    return network_port_release(user, step, error);
}

static const UndoMethod methods[] = {
    [UNDO_STATUS] = {NULL, undo_status},
    [UNDO_FOLDER] = {NULL, undo_folder},
    [UNDO_EMPTY_FOLDER] = {NULL, undo_empty_folder},
    [UNDO_PORT] = {NULL, undo_port},
    [UNDO_MACVTAP] = {NULL, undo_macvtap},
    [UNDO_IMAGE] = {NULL, undo_image},
    [UNDO_HELPER] = {helpers_begin_end, undo_helper},
    [UNDO_HOST_DEVICE] = {NULL, undo_host_device},
    [UNDO_VIRTUAL_FUNCTION] = {NULL, undo_virtual_function},
    [UNDO_FILTER] = {NULL, undo_filter},
    [UNDO_NETWORK_PORT] = {NULL, undo_network_port},
};
G_STATIC_ASSERT(G_N_ELEMENTS(methods) == N_UNDO_KINDS);

UndoList *
undo_new(Driver *driver)
{
    return undo_list_new(methods, driver);
}

/* ---- in the status file: "undo:0003" is "KIND NUMBER:NUMBER... KEY" */

static const struct {
    const char *name;
    /* (nullable) Registers with a restarted daemon what the step still holds. */
    void (*restore)(Driver *driver, Run *run, const UndoStep *step);
} rows[] = {
    [UNDO_STATUS] = {"status", NULL},
    [UNDO_FOLDER] = {"folder", NULL},
    [UNDO_EMPTY_FOLDER] = {"empty-folder", NULL},
    [UNDO_PORT] = {"port", restore_port},
    [UNDO_MACVTAP] = {"macvtap", NULL},
    [UNDO_IMAGE] = {"image", restore_image},
    [UNDO_HELPER] = {"helper", restore_helper},
    [UNDO_HOST_DEVICE] = {"host-device", restore_host_device},
    [UNDO_VIRTUAL_FUNCTION] = {"virtual-function", NULL},
    [UNDO_FILTER] = {"filter", NULL},
    [UNDO_NETWORK_PORT] = {"network-port", NULL},
};
G_STATIC_ASSERT(G_N_ELEMENTS(rows) == N_UNDO_KINDS);

static char *
fact_name(guint i)
{
    return g_strdup_printf("undo:%04u", i);
}

void
undo_note(const UndoList *list, GuestStatus *status)
{
    for (guint i = 0; i < undo_n_steps(list); i++) {
        const UndoStep *step = undo_step(list, i);
        g_autofree char *name = fact_name(i);
        g_autoptr(GString) value = g_string_new(rows[step->kind].name);

        for (size_t n = 0; n < UNDO_NUMBERS; n++)
            g_string_append_printf(value, "%c%" PRIu64, n == 0 ? ' ' : ':', step->numbers[n]);
        g_string_append_printf(value, " %s", step->key);
        guest_status_set_fact(status, name, value->str);
    }
}

/* Returns: false when @text is not as many numbers as a step has. */
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
            rows[step.kind].restore(driver, run, &step);
    }
}
