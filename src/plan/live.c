/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/live.h"

#include "devices/console.h"
#include "devices/serial.h"

static Chardev *
chardev_of(Device *device)
{
    if (device->kind == &serial_kind)
        return &((Serial *)(void *)device)->chardev;
    if (device->kind == &console_kind)
        return &((Console *)(void *)device)->chardev;
    return NULL;
}

void
live_set_pty(Domain *domain, const char *chardev_id, const char *path)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        Device *device = domain_device(domain, i);
        Chardev *chardev = chardev_of(device);

        if (chardev == NULL || device->id == NULL || !g_str_has_prefix(chardev_id, "char") ||
            !g_str_equal(chardev_id + 4, device->id))
            continue;
        g_free(chardev->tty);
        chardev->tty = g_strdup(path);
    }
}

const char *
live_pty_of(const Domain *domain, const char *alias)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        Device *device = domain_device(domain, i);
        Chardev *chardev = chardev_of(device);

        if (chardev != NULL && chardev->tty != NULL &&
            (alias == NULL || g_strcmp0(device->id, alias) == 0))
            return chardev->tty;
    }
    return NULL;
}
