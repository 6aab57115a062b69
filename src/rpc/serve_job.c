/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/flags.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

/* Jobs in libvirt's sense (save, migration ...).  No call of ours is one yet. */

SERVE(domain_get_job_info)
{
    (void)args;
    ((domain_get_job_info_ret *)ret)->type = VIR_DOMAIN_JOB_NONE;
    return guest_check_active(call->guest, error);
}

SERVE(domain_get_job_stats)
{
    const unsigned known = VIR_DOMAIN_JOB_STATS_COMPLETED | VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED;

    unsigned flags = ((const domain_flags_args *)args)->flags;

    /* None is completed; of a guest that is off that is told as well. */
    ((domain_get_job_stats_ret *)ret)->type = VIR_DOMAIN_JOB_NONE;
    return flags_check(flags, known, "qemuDomainGetJobStats", error) &&
           (flags & VIR_DOMAIN_JOB_STATS_COMPLETED || guest_check_active(call->guest, error));
}

SERVE(domain_abort_job)
{
    (void)args;
    (void)ret;
    if (guest_check_active(call->guest, error))
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("no job is active on the domain"));
    return false;
}

/* The guest is occupied while another call or an event's follow-up holds its job. */
SERVE(domain_get_control_info)
{
    domain_get_control_info_ret *answer = ret;

    if (!flags_check(((const domain_flags_args *)args)->flags, 0, "qemuDomainGetControlInfo",
                     error) ||
        !guest_check_active(call->guest, error))
        return false;
    answer->state = jobs_current(call->guest->jobs) == JOB_NONE ? VIR_DOMAIN_CONTROL_OK
                                                                : VIR_DOMAIN_CONTROL_OCCUPIED;
    return true;
}
