/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/relay_kind.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

static const RelayKindFacts kinds[RELAY_N_KINDS] = {
    [RELAY_NETWORK] = {"network", N_("networks"), ORIGIN_NETWORK},
    [RELAY_STORAGE] = {"storage", N_("storage pools"), ORIGIN_STORAGE},
    [RELAY_INTERFACE] = {"interface", N_("host interfaces"), ORIGIN_INTERFACE},
    [RELAY_NODE_DEVICE] = {"nodedev", N_("node devices"), ORIGIN_NODE_DEVICE},
    [RELAY_SECRET] = {"secret", N_("secrets"), ORIGIN_SECRET},
    [RELAY_NWFILTER] = {"nwfilter", N_("network filters"), ORIGIN_NWFILTER},
};

const RelayKindFacts *
relay_kind(RelayKind kind)
{
    g_assert(kind != RELAY_NONE);
    return &kinds[kind];
}

void
relay_kind_set_missing(RelayKind kind, const char *function, GError **error)
{
    const RelayKindFacts *facts = relay_kind(kind);

    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_SUPPORT,
                _("%s: %s need 'virt%sd' or 'libvirtd', and neither serves them here "
                  "(package 'libvirt-daemon-system')"),
                function, _(facts->plural), facts->scheme);
}
