/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_list.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "folder.h"
#include "store_case.h"

/* Which guests there are, in memory and on disk, with definitions that nobody plans. */

static const char *const uuids[] = {
    "b2728008-80a1-4861-849a-6a3400869131",
    "b2728008-80a1-4861-849a-6a3400869132",
};

/* fsync() fails: that of a file, before it has its name, or that of its folder, when it has. */
static int n_syncs_until_trouble;

static int
open_file(const char *path, int flags, mode_t mode)
{
    return open(path, flags, mode);
}

static int
sync_in_trouble(int fd)
{
    if (n_syncs_until_trouble > 0 && --n_syncs_until_trouble == 0) {
        errno = EIO;
        return -1;
    }
    return fsync(fd);
}

static const DurableCalls calls = {open_file, write,   sync_in_trouble, close,
                                   rename,    symlink, unlink};

typedef struct {
    StoreCase store_case;
    GuestList *list;
    unsigned n_gone;
} Case;

static void
on_gone(Guest *guest, const Definition *last, void *user)
{
    Case *this = user;

    g_assert_true(guest->is_gone);
    g_assert_nonnull(last);
    this->n_gone++;
}

static void
open_case(Case *this)
{
    store_case_open(&this->store_case, &calls);
    this->list = guest_list_new(this->store_case.store, on_gone, this);
    this->n_gone = 0;
}

static void
close_case(Case *this)
{
    g_test_assert_expected_messages();
    guest_list_free(this->list);
    store_case_close(&this->store_case);
}

static Definition *
definition_called(const char *name, unsigned uuid, const char *title)
{
    g_autofree char *xml =
        g_markup_printf_escaped("<domain><name>%s</name><uuid>%s</uuid><title>%s</title></domain>",
                                name, uuids[uuid], title);

    return definition_new_flawed(&device_table, name, xml,
                                 g_error_new_literal(PSERIES_ERROR, VIR_ERR_XML_ERROR, "why"));
}

static Guest *
fresh_guest(const char *name, unsigned uuid, const char *title)
{
    g_autoptr(Definition) definition = definition_called(name, uuid, title);

    return guest_new(NULL, 0, definition);
}

/* Defines one.  Returns: (owned, nullable) the guest. */
static Guest *
define(Case *this, const char *name, unsigned uuid, const char *title, GError **error)
{
    g_autoptr(Guest) fresh = fresh_guest(name, uuid, title);
    bool is_update = false;

    return guest_list_define(this->list, fresh, &is_update, error);
}

static void
assert_title(Guest *guest, const char *wanted)
{
    g_autoptr(Definition) next = guest_next(guest);

    g_assert_cmpstr(definition_domain(next)->title, ==, wanted);
}

static void
assert_listed(Case *this, const char *name, bool wanted)
{
    g_autoptr(Guest) guest = guest_list_by_name(this->list, name, NULL);

    g_assert_cmpint(guest != NULL, ==, wanted);
}

static void
set_id(Guest *guest, int id)
{
    g_mutex_lock(&guest->lock);
    guest->id = id;
    g_mutex_unlock(&guest->lock);
}

static void
test_define(void)
{
    Case this;
    g_autoptr(Guest) one = NULL;
    g_autoptr(Guest) same = NULL;
    g_autoptr(GError) error = NULL;

    open_case(&this);
    one = define(&this, "one", 0, "1", &error);
    g_assert_no_error(error);
    g_assert_true(one->is_persistent);
    same = define(&this, "one", 0, "2", &error);
    g_assert_no_error(error);
    g_assert_true(one == same);
    assert_title(one, "2");
    g_assert_null(define(&this, "one", 1, "3", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_clear_error(&error);
    g_assert_null(define(&this, "two", 0, "3", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    assert_title(one, "2");
    store_case_assert_files(this.store_case.config_directory, "autostart one.xml");
    close_case(&this);
}

/* Whatever step of it fails, there is no guest and no file, and it can be done again. */
static void
test_define_fails(void)
{
    for (int step = 1; step <= 2; step++) {
        Case this;
        g_autoptr(Guest) one = NULL;
        g_autoptr(GError) error = NULL;

        open_case(&this);
        n_syncs_until_trouble = step;
        g_assert_null(define(&this, "one", 0, "1", &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_clear_error(&error);
        assert_listed(&this, "one", false);
        store_case_assert_files(this.store_case.config_directory, "autostart");
        one = define(&this, "one", 0, "2", &error);
        g_assert_no_error(error);
        assert_title(one, "2");
        close_case(&this);
    }
}

/* A file that no guest was read from. */
static void
test_file_of_nobody(void)
{
    Case this;
    g_autoptr(Guest) fresh = fresh_guest("two", 1, "2");
    g_autoptr(GError) error = NULL;

    open_case(&this);
    folder_write(this.store_case.config_directory, "two.xml", "rubbish");
    g_assert_null(define(&this, "two", 1, "2", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_clear_error(&error);
    g_assert_null(guest_list_claim(this.list, fresh, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_clear_error(&error);
    assert_listed(&this, "two", false);
    close_case(&this);
}

typedef struct {
    Case *this;
    unsigned n_calls;
    const char *name;
} Renaming;

/* Meanwhile another client defines the guest anew, once. */
static Definition *
rename_slowly(Definition *old, void *user, GError **error)
{
    Renaming *renaming = user;

    if (renaming->n_calls++ == 0) {
        g_autoptr(Guest) guest = define(renaming->this, "one", 0, "newer", error);

        g_assert_nonnull(guest);
    }
    return definition_called(renaming->name, 0, definition_domain(old)->title);
}

static void
test_change(void)
{
    Case this;
    Renaming renaming = {.this = &this, .name = "other"};
    g_autoptr(Guest) one = NULL;
    g_autoptr(Guest) two = NULL;
    g_autoptr(GError) error = NULL;

    open_case(&this);
    one = define(&this, "one", 0, "1", &error);
    two = define(&this, "two", 1, "2", &error);
    g_assert_true(guest_list_set_autostart(this.list, one, true, &error));
    g_assert_true(guest_list_change(this.list, one, rename_slowly, &renaming, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(renaming.n_calls, ==, 2);
    assert_title(one, "newer");
    assert_listed(&this, "one", false);
    assert_listed(&this, "other", true);
    store_case_assert_loads(&this.store_case, "other* two");
    renaming.name = "two";
    g_assert_false(guest_list_change(this.list, one, rename_slowly, &renaming, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID);
    assert_listed(&this, "other", true);
    store_case_assert_loads(&this.store_case, "other* two");
    close_case(&this);
}

static void
test_rename_fails(void)
{
    for (int step = 1; step <= 2; step++) {
        Case this;
        Renaming renaming = {.this = &this, .n_calls = 1, .name = "other"};
        g_autoptr(Guest) one = NULL;
        g_autoptr(GError) error = NULL;

        open_case(&this);
        one = define(&this, "one", 0, "1", &error);
        n_syncs_until_trouble = step;
        g_assert_false(guest_list_change(this.list, one, rename_slowly, &renaming, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_assert_cmpstr(one->name, ==, "one");
        assert_listed(&this, "one", true);
        assert_listed(&this, "other", false);
        store_case_assert_loads(&this.store_case, "one");
        close_case(&this);
    }
}

static void
test_undefine(void)
{
    Case this;
    g_autoptr(Guest) one = NULL;
    g_autoptr(GError) error = NULL;

    open_case(&this);
    one = define(&this, "one", 0, "1", &error);
    n_syncs_until_trouble = 1;
    g_assert_false(guest_list_undefine(this.list, one, 0, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    g_clear_error(&error);
    assert_listed(&this, "one", true);
    g_assert_true(one->is_persistent);
    g_assert_true(guest_list_undefine(this.list, one, 0, &error));
    g_assert_no_error(error);
    assert_listed(&this, "one", false);
    g_assert_cmpuint(this.n_gone, ==, 1);
    g_assert_false(guest_list_undefine(this.list, one, 0, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID);
    close_case(&this);
}

/* It ends when it is neither defined nor runs, and a definition that comes in time keeps it. */
static void
test_forget(void)
{
    Case this;
    g_autoptr(Guest) one = NULL;
    g_autoptr(Guest) again = NULL;
    g_autoptr(Definition) last = definition_called("one", 0, "last");
    g_autoptr(GError) error = NULL;

    open_case(&this);
    one = define(&this, "one", 0, "1", &error);
    set_id(one, 1);
    g_assert_true(guest_list_undefine(this.list, one, 0, &error));
    guest_list_forget(this.list, one, last);
    assert_listed(&this, "one", true);
    again = define(&this, "one", 0, "2", &error);
    g_assert_true(again == one);
    set_id(one, -1);
    guest_list_forget(this.list, one, last);
    assert_listed(&this, "one", true);
    store_case_assert_loads(&this.store_case, "one");
    g_assert_cmpuint(this.n_gone, ==, 0);
    g_assert_true(guest_list_undefine(this.list, one, 0, &error));
    g_assert_cmpuint(this.n_gone, ==, 1);
    guest_list_forget(this.list, one, last);
    close_case(&this);
}

static void
test_claim(void)
{
    Case this;
    g_autoptr(Guest) fresh = fresh_guest("one", 0, "1");
    g_autoptr(Guest) second = fresh_guest("one", 0, "2");
    g_autoptr(Guest) one = NULL;
    g_autoptr(Guest) same = NULL;
    g_autoptr(GError) error = NULL;

    open_case(&this);
    g_assert_true(jobs_try(fresh->jobs, JOB_MODIFY));
    one = guest_list_claim(this.list, fresh, &error);
    g_assert_true(one == fresh);
    g_assert_null(guest_list_claim(this.list, second, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID);
    g_clear_error(&error);
    jobs_end(one->jobs);
    set_id(one, 1);
    g_assert_null(guest_list_claim(this.list, second, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID);
    g_clear_error(&error);
    set_id(one, -1);
    same = guest_list_claim(this.list, second, &error);
    g_assert_no_error(error);
    g_assert_true(same == one);
    g_assert_cmpint(jobs_current(one->jobs), ==, JOB_MODIFY);
    jobs_end(one->jobs);
    close_case(&this);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guest_list/define", test_define);
    g_test_add_func("/guest_list/define-fails", test_define_fails);
    g_test_add_func("/guest_list/file-of-nobody", test_file_of_nobody);
    g_test_add_func("/guest_list/change", test_change);
    g_test_add_func("/guest_list/rename-fails", test_rename_fails);
    g_test_add_func("/guest_list/undefine", test_undefine);
    g_test_add_func("/guest_list/forget", test_forget);
    g_test_add_func("/guest_list/claim", test_claim);
    return g_test_run();
}
