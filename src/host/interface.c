/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/interface.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

#include "host/file.h"

#define AT(member) offsetof(virDomainInterfaceStatsStruct, member)

/* The kernel's counters, and the libvirt counter that each adds to.  Frames for which the NIC had
 * no buffer are counted separately; libvirt counts them as dropped. */
static const struct {
    const char *counter;
    size_t own, swapped;
} counters[] = {
    {"rx_bytes", AT(rx_bytes), AT(tx_bytes)},       {"rx_packets", AT(rx_packets), AT(tx_packets)},
    {"rx_errors", AT(rx_errs), AT(tx_errs)},        {"rx_dropped", AT(rx_drop), AT(tx_drop)},
    {"rx_missed_errors", AT(rx_drop), AT(tx_drop)}, {"tx_bytes", AT(tx_bytes), AT(rx_bytes)},
    {"tx_packets", AT(tx_packets), AT(rx_packets)}, {"tx_errors", AT(tx_errs), AT(rx_errs)},
    {"tx_dropped", AT(tx_drop), AT(rx_drop)},
};

bool
host_interface_stats(const char *root, const char *name, bool is_swapped,
                     virDomainInterfaceStatsStruct *stats)
{
    unsigned n_found = 0;

    memset(stats, 0, sizeof *stats);
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(counters); i++) {
        size_t offset = is_swapped ? counters[i].swapped : counters[i].own;
        long long *sum = (long long *)(void *)((char *)stats + offset);
        uint64_t value = 0;

        if (!host_file_number(root, &value, "sys/class/net/%s/statistics/%s", name,
                              counters[i].counter))
            continue;
        *sum += (long long)value;
        n_found++;
    }
    return n_found > 0;
}
