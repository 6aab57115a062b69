/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which guests that can be planned can be started, and what is said of the others. */
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "domain/seclabel.h"
#include "plan/startable.h"
#include "recorded_plan.h"

#define SHARE(source)                                                                              \
    "<filesystem type='mount'><driver type='virtiofs'/><source " source                            \
    "/><target dir='share'/></filesystem>"
#define LUN(reservations)                                                                          \
    "<disk type='block' device='lun'><driver name='qemu' type='raw'/><source "                     \
    "dev='/dev/lun'>" reservations "</source><target dev='sda' bus='scsi'/></disk>"

static const struct {
    const char *name;
    const char *devices, *labels;
    const char *words; /* of the error; NULL: it can be started */
} cases[] = {
    {"nothing special", "", "", NULL},
    {"a virtiofsd that runs", SHARE("socket='/run/share.sock'"), "", NULL},
    {"a virtiofsd of its own", SHARE("dir='/srv'"), "",
     "<filesystem> needs the program 'virtiofsd'"},
    {"9p", "<filesystem><source dir='/srv'/><target dir='share'/></filesystem>", "", NULL},
    {"a helper that runs",
     LUN("<reservations managed='no'><source type='unix' path='/run/pr.sock' mode='client'/>"
         "</reservations>"),
     "", NULL},
    {"a helper of its own", LUN("<reservations managed='yes'/>"), "",
     "<disk> needs the program 'qemu-pr-helper'"},
    {"no reservations", LUN(""), "", NULL},
    {"a swtpm of its own", "<tpm><backend type='emulator'/></tpm>", "",
     "<tpm> needs the program 'swtpm'"},
    {"a swtpm that runs",
     "<tpm><backend type='external'><source type='unix' path='/run/swtpm.sock'/></backend></tpm>",
     "", NULL},
    {"a label", "", "<seclabel type='dynamic' model='selinux' relabel='yes'/>",
     "Security driver model 'selinux' is not available"},
};

#define DAC(rest) "<seclabel type='dynamic' model='dac' " rest "</seclabel>"
#define LABELS(label) "<label>" label "</label><imagelabel>" label "</imagelabel>"

/* What a daemon that runs QEMU as 64055:64055 grants. */
static const struct {
    const char *name;
    const char *labels;
    const char *words; /* of the error, and of the warning; NULL: it is granted */
} grants[] = {
    {"any user", DAC("relabel='yes'>"), NULL},
    {"its user", DAC("relabel='yes'>" LABELS("+64055:+64055")), NULL},
    {"its user without signs", DAC("relabel='yes'>" LABELS("64055:64055")), NULL},
    {"always that user",
     "<seclabel type='static' model='dac' relabel='yes'><label>+64055:+64055</label></seclabel>",
     NULL},
    {"another user",
     "<seclabel type='static' model='dac' relabel='yes'><label>+0:+0</label></seclabel>",
     "label '+0:+0' of <seclabel model='dac'> cannot be: QEMU runs as '+64055:+64055' here"},
    {"files as they are",
     "<seclabel type='static' model='dac' relabel='no'><label>+64055:+64055</label></seclabel>",
     "relabel='no' of <seclabel model='dac'> cannot be"},
    {"selinux beside it",
     DAC("relabel='yes'>") "<seclabel type='dynamic' model='selinux' relabel='yes'/>",
     "Security driver model 'selinux' is not available"},
    {"apparmor", "<seclabel type='dynamic' model='apparmor' relabel='yes'/>",
     "Security driver model 'apparmor' is not available"},
};

static void
test_grant(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) ignored = report_new();
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan =
        recorded_plan("<memory unit='MiB'>512</memory>", "", grants[i].labels, ignored);

    /* Nobody runs QEMU as another user there. */
    g_assert_false(startable_check(plan, NULL));
    plan->context.dac_label = "+64055:+64055";
    seclabel_check(plan->domain, &plan->context, report);
    g_assert_cmpint(startable_check(plan, &error), ==, grants[i].words == NULL);
    g_assert_cmpuint(report_n_problems(report), ==, grants[i].words == NULL ? 0 : 1);
    if (grants[i].words == NULL)
        return;
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, grants[i].words));
    g_assert_nonnull(strstr(report_problem(report, 0)->message, grants[i].words));
}

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = recorded_plan("<memory unit='MiB'>512</memory>"
                                         "<memoryBacking><access mode='shared'/></memoryBacking>",
                                         cases[i].devices, cases[i].labels, report);

    /* Who starts the programs, too, refuses labels alone. */
    g_assert_cmpint(startable_check(plan, NULL), ==, cases[i].labels[0] == '\0');
    g_assert_cmpint(startable_check_alone(plan, &error), ==, cases[i].words == NULL);
    if (cases[i].words == NULL)
        return;
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, cases[i].words));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/startable/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(grants); i++) {
        g_autofree char *path = g_strconcat("/startable/dac/", grants[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_grant);
    }
    return g_test_run();
}
