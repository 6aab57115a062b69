/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/secret_needs.h"

#include "devices/disk.h"
#include "devices/disk_data_store.h"
#include "devices/hostdev.h"
#include "domain/domain_walk.h"

GPtrArray *
secret_needs(const Domain *domain)
{
    GPtrArray *secrets = g_ptr_array_new();

    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        disk_add_secrets(disk, secrets);
    DOMAIN_EACH(const Hostdev, hostdev, domain, &hostdev_kind)
        disk_secret_list(hostdev->source.auth, NULL, secrets);
    return secrets;
}

static void
add_cookies(const DiskSource *source, GPtrArray *texts)
{
    char *text = disk_cookies_text(source->network.cookies);

    if (text != NULL)
        g_ptr_array_add(texts, text);
}

GPtrArray *
secret_needs_cookies(const Domain *domain)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    DOMAIN_EACH(const Disk, disk, domain, &disk_kind) {
        add_cookies(&disk->source, texts);
        if (disk->source.data_store != NULL)
            add_cookies(&disk->source.data_store->source, texts);
        for (const DiskBacking *at = disk->backing; at != NULL; at = at->backing)
            add_cookies(&at->source, texts);
    }
    return texts;
}
