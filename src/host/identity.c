/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/identity.h"

#include <glib.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/file.h"

char *
host_name(void)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_flags = AI_CANONNAME};
    char name[256] = "";
    struct addrinfo *found = NULL;
    char *full = NULL;

    if (gethostname(name, sizeof name - 1) != 0)
        return g_strdup("localhost");
    /* Asking the resolver improves neither "localhost" nor a name with a dot. */
    if (g_str_has_prefix(name, "localhost") || strchr(name, '.') != NULL ||
        getaddrinfo(name, NULL, &wanted, &found) != 0)
        return g_strdup(name);
    /* The resolver says "localhost" for a name with a loopback address. */
    if (found->ai_canonname != NULL && !g_str_has_prefix(found->ai_canonname, "localhost"))
        full = g_strdup(found->ai_canonname);
    freeaddrinfo(found);
    return full != NULL ? full : g_strdup(name);
}

/* A UUID of equal digits is the placeholder of some firmware. */
static bool
is_own(const char *uuid)
{
    size_t n_alike = 0;

    for (const char *at = uuid; *at != '\0'; at++)
        n_alike += *at == uuid[0];
    return n_alike < 32;
}

/* Returns: (owned) a UUID (in the form of version 5) derived from @secret by a one-way hash. */
static char *
make_uuid(const char *secret)
{
    static const char ours[] = "libvirt-pseries host ";
    g_autofree char *text = g_strconcat(ours, secret, NULL);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    return g_strdup_printf("%.8s-%.4s-5%.3s-a%.3s-%.12s", sum, sum + 8, sum + 12, sum + 15,
                           sum + 18);
}

char *
host_uuid(const char *root, const char *configured)
{
    static const char *const firmware[] = {
        "sys/class/dmi/id/product_uuid",
        "proc/device-tree/vm,uuid",
    };
    /* The last resort is constant at least until the next boot. */
    static const char *const secrets[] = {
        "etc/machine-id",
        "var/lib/dbus/machine-id",
        "proc/sys/kernel/random/boot_id",
    };

    if (configured != NULL)
        return g_strdup(configured);
    for (size_t i = 0; i < G_N_ELEMENTS(firmware); i++) {
        g_autofree char *uuid = host_file_text(root, "%s", firmware[i]);

        if (uuid != NULL && g_uuid_string_is_valid(uuid) && is_own(uuid))
            return g_ascii_strdown(uuid, -1);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
        g_autofree char *secret = host_file_text(root, "%s", secrets[i]);

        if (secret != NULL && strlen(secret) >= 32)
            return make_uuid(secret);
    }
    return make_uuid("");
}
