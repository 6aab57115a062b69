/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/verification.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "plan/expectation.h"

/* How many differences an error names. */
enum { MAX_NAMED = 8 };

bool
verification_is_asked_for(const Plan *plan, bool by_default)
{
    const Extension *extension = &plan->extension;

    if (extension->allocation == ALLOCATION_QEMU)
        return true;
    if (extension->is_verified != TRISTATE_ABSENT)
        return extension->is_verified == TRISTATE_YES;
    return by_default;
}

Placement *
verification_wanted(const Plan *plan, bool is_strict)
{
    Placement *expected = NULL;

    if (plan->extension.placement != NULL)
        return xml_binding_clone(&placement_binding, plan->extension.placement);
    expected = expectation_of(plan->domain, &plan->context);
    /* A machine with a board has devices that no document names. */
    if (is_strict && plan->context.rules->has_papr)
        expected->is_partial = false;
    return expected;
}

/* Returns: (owned) the first of @differences, and how many more there are. */
static char *
text_of(const GPtrArray *differences)
{
    GString *text = g_string_new(NULL);
    unsigned n_named = MIN(differences->len, MAX_NAMED);

    for (unsigned i = 0; i < n_named; i++) {
        g_autofree char *one = placement_difference_text(g_ptr_array_index(differences, i));

        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", one);
    }
    if (differences->len > n_named)
        g_string_append_printf(
            text, ngettext("; and %u more", "; and %u more", differences->len - n_named),
            differences->len - n_named);
    return g_string_free(text, FALSE);
}

bool
verification_check(const Placement *wanted, const Placement *found, GError **error)
{
    g_autoptr(GPtrArray) differences = placement_find_differences(wanted, found);
    g_autofree char *text = text_of(differences);

    if (differences->len > 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("QEMU does not have the machine that was planned: %s"), text);
    return differences->len == 0;
}
