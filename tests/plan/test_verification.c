/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Which guests are compared with their QEMU, with what, and how differences are told.
 */
#include "plan/verification.h"

#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "plan/expectation.h"
#include "recorded_plan.h"

enum { N_MORE = 10 };

#define ELEMENT(attributes, content)                                                               \
    "<metadata><pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0'" attributes ">" content \
    "</pseries:pci></metadata>"
#define COMMAND_LINE                                                                               \
    "<commandline xmlns='http://libvirt.org/schemas/domain/qemu/1.0'><arg value='-S'/>"            \
    "</commandline>"

static Plan *
plan_of(const char *metadata, const char *tail)
{
    g_autoptr(Report) report = report_new();
    g_autofree char *head = g_strconcat(metadata, "<memory unit='MiB'>512</memory>", NULL);
    Plan *plan = recorded_plan(head, "<memballoon model='virtio'/>", tail, report);

    g_assert_nonnull(plan);
    plan_name_devices(plan);
    return plan;
}

static void
test_wanted(void)
{
    g_autoptr(Plan) plain = plan_of("", "");
    g_autoptr(Plan) asked = plan_of(ELEMENT(" verify='yes'", ""), "");
    g_autoptr(Plan) refused = plan_of(ELEMENT(" verify='no'", ""), "");

    g_assert_false(verification_is_asked_for(plain, false));
    g_assert_true(verification_is_asked_for(plain, true));
    g_assert_true(verification_is_asked_for(asked, false));
    g_assert_false(verification_is_asked_for(refused, true));
    /* Where QEMU has placed the devices nobody can do without it. */
    refused->extension.allocation = ALLOCATION_QEMU;
    g_assert_true(verification_is_asked_for(refused, false));
}

/* Returns: (owned) what a QEMU as planned has, with @n_more devices. */
static Placement *
found_with(const Plan *plan, unsigned n_more)
{
    Placement *found = expectation_of(plan->domain, &plan->context);

    for (unsigned i = 0; i < n_more; i++) {
        PlacementDevice *device = placement_add_device(found);

        device->id = g_strdup_printf("more%u", i);
        device->type = g_strdup("virtio-rng-pci");
    }
    return found;
}

static void
test_check(void)
{
    g_autoptr(Plan) plan = plan_of("", "");
    g_autoptr(Placement) wanted = verification_wanted(plan, false);
    g_autoptr(Placement) same = found_with(plan, 0);
    g_autoptr(Placement) other = found_with(plan, 1);
    g_autoptr(Placement) many = found_with(plan, N_MORE);
    g_autoptr(GError) error = NULL;

    g_assert_true(verification_check(wanted, same, &error));
    g_assert_no_error(error);
    g_assert_false(verification_check(wanted, other, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_assert_nonnull(strstr(error->message, ": 'more0': QEMU has it"));
    g_assert_null(strstr(error->message, ";"));
    g_clear_error(&error);
    g_assert_false(verification_check(wanted, many, &error));
    g_assert_nonnull(strstr(error->message, "'more7'"));
    g_assert_null(strstr(error->message, "'more8'"));
    g_assert_true(g_str_has_suffix(error->message, "; and 2 more"));
}

/* What the document hands QEMU itself may be there, and is a difference to who asks strictly. */
static void
test_strict(void)
{
    g_autoptr(Plan) plan = plan_of("", COMMAND_LINE);
    g_autoptr(Placement) found = found_with(plan, 1);
    g_autoptr(Placement) lenient = verification_wanted(plan, false);
    g_autoptr(Placement) strict = verification_wanted(plan, true);

    g_assert_true(verification_check(lenient, found, NULL));
    g_assert_false(verification_check(strict, found, NULL));
}

/* The recorded placement counts, whatever is planned. */
static void
test_recorded(void)
{
    g_autoptr(Plan) plan =
        plan_of(ELEMENT("", "<pseries:placement version='7.2.0' machine='pseries-7.1'/>"), "");
    g_autoptr(Placement) wanted = verification_wanted(plan, false);
    g_autoptr(Placement) found = placement_new();
    g_autoptr(GError) error = NULL;

    found->machine = g_strdup("pseries-7.1");
    g_assert_true(verification_check(wanted, found, &error));
    g_free(found->machine);
    found->machine = g_strdup("pseries-7.2");
    g_assert_false(verification_check(wanted, found, &error));
    g_assert_true(g_str_has_suffix(
        error->message, "'machine': 'type' should be 'pseries-7.1', and QEMU has 'pseries-7.2'"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/verification/wanted", test_wanted);
    g_test_add_func("/verification/check", test_check);
    g_test_add_func("/verification/strict", test_strict);
    g_test_add_func("/verification/recorded", test_recorded);
    return g_test_run();
}
