/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/shaping.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "base/thread_role.h"

/* Runs "tc @words", which are separated by blanks. */
static bool
run_tc(const char *words, GError **error)
{
    g_auto(GStrv) arguments = g_strsplit(words, " ", -1);
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_autoptr(GSubprocess) process = NULL;
    g_autofree char *said = NULL;
    g_autoptr(GError) problem = NULL;

    assert_may_block();
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C", TRUE);
    process = g_subprocess_launcher_spawnv(launcher, (const char *const *)arguments, &problem);
    if (process != NULL &&
        g_subprocess_communicate_utf8(process, NULL, NULL, NULL, &said, &problem) &&
        g_subprocess_get_successful(process))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("the <bandwidth> of an <interface> cannot be applied: %s: %s"), words,
                problem != NULL ? problem->message : g_strstrip(said));
    return false;
}

/* What @device sends: a class of a hierarchical token bucket, of which all is. */
static bool
limit_sent(const char *device, const BandwidthLimit *limit, GError **error)
{
    g_autofree char *queue =
        g_strdup_printf("tc qdisc add dev %s root handle 1: htb default 1", device);
    g_autoptr(GString) class = g_string_new(NULL);

    if (limit->average.value == 0)
        return true;
    g_string_printf(class, "tc class add dev %s parent 1: classid 1:1 htb rate %" PRIu64 "kbps",
                    device, limit->average.value);
    if (limit->peak.is_set)
        g_string_append_printf(class, " ceil %" PRIu64 "kbps", limit->peak.value);
    if (limit->burst.is_set)
        g_string_append_printf(class, " burst %" PRIu64 "kb", limit->burst.value);
    return run_tc(queue, error) && run_tc(class->str, error);
}

/* What @device receives: more than the limit is dropped. */
static bool
limit_received(const char *device, const BandwidthLimit *limit, GError **error)
{
    g_autofree char *queue = g_strdup_printf("tc qdisc add dev %s ingress", device);
    g_autofree char *police = g_strdup_printf(
        "tc filter add dev %s parent ffff: protocol all u32 match u32 0 0 police rate %" PRIu64
        "kbps burst %" PRIu64 "kb mtu 64kb drop flowid :1",
        device, limit->average.value,
        limit->burst.is_set ? limit->burst.value : limit->average.value);

    return limit->average.value == 0 || (run_tc(queue, error) && run_tc(police, error));
}

/* A tap sends what the guest gets; a macvtap is the guest's own end. */
bool
shaping_apply(const char *device, const Interface *nic, GError **error)
{
    const NicBandwidth *bandwidth = XML_READ(nic->network.bandwidth);
    bool is_own_end = nic->type == INTERFACE_DIRECT;

    return limit_sent(device, is_own_end ? &bandwidth->outbound : &bandwidth->inbound, error) &&
           limit_received(device, is_own_end ? &bandwidth->inbound : &bandwidth->outbound, error);
}
