/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/guest_store.h"

#include <errno.h>

#include "base/error.h"
#include "store_case.h"

/* Codes and texts, where stock has one, as libvirt 9.0 answers the same name at define. */
static const struct {
    const char *title;
    const char *name;
    int code; /* 0: accepted */
    const char *message;
} name_rows[] = {
    {"plain", "guest", 0, NULL},
    {"blank", " ", 0, NULL},
    {"blanks-around", " a ", 0, NULL},
    {"tab", "a\tb", 0, NULL},
    {"dots", "...", 0, NULL},
    {"hidden", ".hidden", 0, NULL},
    {"dash", "-dash", 0, NULL},
    {"not-ascii", "ä", 0, NULL},
    {"backslash", "a\\b", 0, NULL},
    {"empty", "", VIR_ERR_NO_NAME, "missing name information"},
    {"slash", "a/b", VIR_ERR_XML_ERROR, "name a/b cannot contain '/'"},
    {"above", "../x", VIR_ERR_XML_ERROR, "name ../x cannot contain '/'"},
    {"newline", "a\nb", VIR_ERR_XML_DETAIL, "invalid char in name: \n"},
    {"newline-alone", "\n", VIR_ERR_XML_DETAIL, "invalid char in name: \n"},
    {"control", "a\001b", VIR_ERR_XML_DETAIL, NULL},
    {"not-utf-8", "a\xff", VIR_ERR_XML_DETAIL, NULL},
    {"no-character", "\xef\xbf\xbf", VIR_ERR_XML_DETAIL, NULL},
    {"dot", ".", VIR_ERR_SYSTEM_ERROR, NULL},
    {"dot-dot", "..", VIR_ERR_SYSTEM_ERROR, NULL},
};

static void
test_name(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GError) error = NULL;
    bool is_accepted = guest_store_check_name(name_rows[i].name, &error);

    g_assert_cmpint(is_accepted, ==, name_rows[i].code == 0);
    if (!is_accepted)
        g_assert_error(error, PSERIES_ERROR, name_rows[i].code);
    if (name_rows[i].message != NULL)
        g_assert_cmpstr(error->message, ==, name_rows[i].message);
}

/* Any accepted name is kept, and found again. */
static void
test_name_kept(gconstpointer row)
{
    const char *name = name_rows[GPOINTER_TO_SIZE(row)].name;
    g_autofree char *found = g_strconcat(name, "*", NULL);
    StoreCase store_case;

    store_case_open(&store_case, NULL);
    store_case_save(&store_case, name);
    g_assert_true(guest_store_set_autostart(store_case.store, name, true, NULL));
    store_case_assert_loads(&store_case, found);
    store_case_close(&store_case);
}

static void
test_name_length(void)
{
    g_autofree char *longest = g_strnfill(247, 'n');
    g_autofree char *longer = g_strnfill(248, 'n');
    g_autofree char *long_one = g_strnfill(300, 'n');
    g_autoptr(GError) error = NULL;
    StoreCase store_case;

    g_assert_true(guest_store_check_name(longest, NULL));
    g_assert_false(guest_store_check_name(longer, NULL));
    g_assert_false(guest_store_check_name(long_one, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    g_assert_true(g_str_has_suffix(error->message, g_strerror(ENAMETOOLONG)));
    store_case_open(&store_case, NULL);
    store_case_save(&store_case, longest);
    store_case_assert_loads(&store_case, longest);
    store_case_close(&store_case);
}

static void
add_name_tests(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(name_rows); i++) {
        g_autofree char *path = g_strconcat("/guest_name/checked/", name_rows[i].title, NULL);
        g_autofree char *kept = g_strconcat("/guest_name/kept/", name_rows[i].title, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_name);
        if (name_rows[i].code == 0)
            g_test_add_data_func(kept, GSIZE_TO_POINTER(i), test_name_kept);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_name_tests();
    g_test_add_func("/guest_name/length", test_name_length);
    return g_test_run();
}
