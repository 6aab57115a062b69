/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/neighbours.h"

#include <libvirt/libvirt.h>
#include <net/if_arp.h>

#include "host/file.h"

/* A line of /proc/net/arp: address, type, flags, hardware address, mask, device. */
enum { ADDRESS, TYPE, FLAGS, MAC, MASK, DEVICE, N_WORDS };

/* Appends the address that @line gives for @mac, if it does. */
static void
add_line(GPtrArray *found, const char *line, const char *mac)
{
    g_auto(GStrv) pieces = g_strsplit_set(line, " \t", -1);
    const char *words[N_WORDS] = {NULL};
    unsigned n = 0;
    HostLease *lease = NULL;

    for (char **piece = pieces; *piece != NULL && n < N_WORDS; piece++)
        if (**piece != '\0')
            words[n++] = *piece;
    if (n < N_WORDS || g_ascii_strcasecmp(words[MAC], mac) != 0 ||
        !(g_ascii_strtoull(words[FLAGS], NULL, 16) & ATF_COM))
        return;
    lease = g_new0(HostLease, 1);
    *lease = (HostLease){g_strdup(words[ADDRESS]), 0, VIR_IP_ADDR_TYPE_IPV4};
    g_ptr_array_add(found, lease);
}

GPtrArray *
host_neighbours(const char *root, const char *mac)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)host_lease_free);
    g_autofree char *text = host_file_text(root, "proc/net/arp");
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        add_line(found, *line, mac);
    return found;
}
