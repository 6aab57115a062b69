/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/tune.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "driver/amend.h"
#include "driver/flags.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

static bool
make(Domain *domain, void *user, GError **error)
{
    const Tuning *tuning = user;

    return tuning->group->set(domain, tuning->device, tuning->params, error);
}

static bool
has_no_control_group(const TuneGroup *group, GError **error)
{
    if (group->live_refusal != NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _(group->live_refusal));
    return group->live_refusal != NULL;
}

static bool
check_off(const TuneGroup *group, unsigned flags, GError **error)
{
    if (!(flags & VIR_DOMAIN_AFFECT_LIVE))
        return true;
    if (!has_no_control_group(group, error))
        amend_refuse_live(error);
    return false;
}

bool
tune_set(Driver *driver, Guest *guest, const Tuning *tuning, unsigned flags, GError **error)
{
    const TuneGroup *group = tuning->group;
    Tuning wanted = *tuning;

    return flags_check(flags, AFFECT_FLAGS, group->set_call, error) &&
           params_check(tuning->params, group->fields, group->n_fields, error) &&
           amend_resolve(guest, &flags, error) && check_off(group, flags, error) &&
           amend(driver, guest, flags, &(Amendment){.make = make, .user = &wanted}, error);
}

Params *
tune_get(Guest *guest, const TuneGroup *group, const char *device, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = NULL;
    g_autoptr(Params) params = params_new();
    bool is_next = false;

    if (!flags_check(flags, AFFECT_FLAGS | VIR_TYPED_PARAM_STRING_OKAY, group->get_call, error))
        return NULL;
    flags &= AFFECT_FLAGS;
    if (!amend_resolve(guest, &flags, error))
        return NULL;
    is_next = (flags & VIR_DOMAIN_AFFECT_CONFIG) != 0;
    if (!is_next && has_no_control_group(group, error))
        return NULL;
    definition = is_next ? guest_next(guest) : guest_current(guest);
    return group->get(definition_domain(definition), device, params, error)
               ? g_steal_pointer(&params)
               : NULL;
}
