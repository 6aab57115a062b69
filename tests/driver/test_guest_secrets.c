/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_secrets.h"

#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "recorded_plan.h"
#include "undo_host.h"

#define DISK(name, source)                                                                         \
    "<disk type='file'><source file='/a'>" source "</source><target dev='" name "'/></disk>"
#define LUKS(usage)                                                                                \
    "<encryption format='luks'><secret type='passphrase' usage='" usage "'/></encryption>"

static const struct {
    const char *name, *devices;
    unsigned n_asked;
    const char *secret, *problem;
} cases[] = {
    {"none needed", DISK("vda", ""), 0, NULL, NULL},
    {"one that two disks need", DISK("vda", LUKS("v")) DISK("vdb", LUKS("v")), 1, "3 usage v",
     NULL},
    {"two", DISK("vda", LUKS("v")) DISK("vdb", LUKS("w")), 2, "3 usage w", NULL},
    {"cookies are in the document",
     "<disk type='network'><source protocol='http' name='a'><host name='h'/>"
     "<cookies><cookie name='a'>b</cookie></cookies></source><target dev='vda'/></disk>",
     0, "cookies a=b", NULL},
    {"missing", DISK("vda", LUKS("v")) DISK("vdb", LUKS("none")), 2, NULL,
     "no secret with matching usage 'none'"},
};

static void
test_case(gconstpointer user)
{
    size_t i = GPOINTER_TO_SIZE(user);
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = recorded_plan("<memory>1048576</memory>", cases[i].devices, "", report);
    g_autoptr(GError) error = NULL;
    g_autoptr(SecretTable) table = NULL;
    Host host;

    host_open(&host);
    g_assert_nonnull(plan);
    table = guest_secrets_find(host.driver, plan->domain, &error);
    g_assert_cmpuint(host.services.n_asked, ==, cases[i].n_asked);
    if (cases[i].problem != NULL) {
        g_assert_null(table);
        g_assert_cmpstr(error->message, ==, cases[i].problem);
    } else {
        g_assert_no_error(error);
        if (cases[i].secret != NULL)
            g_assert_true(secret_table_has(table, cases[i].secret));
        if (cases[i].n_asked > 0)
            g_assert_cmpint(host.services.usage_type, ==, VIR_SECRET_USAGE_TYPE_VOLUME);
    }
    host_close(&host);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path =
            g_strdelimit(g_strdup_printf("/guest-secrets/%s", cases[i].name), " ", '-');

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
