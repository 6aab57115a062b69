/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/live.h"

#include <string.h>

#include "devices/channel.h"
#include "devices/console.h"
#include "devices/disk.h"
#include "devices/graphics.h"
#include "devices/redirdev.h"
#include "devices/serial.h"
#include "devices/smartcard.h"
#include "domain/domain_walk.h"
#include "plan/live_nodes.h"

/* Returns: (owned) the id of a device's chardev in QEMU. */
static const char chardev_prefix[] = "char";

static Chardev *
serial_chardev(Device *device)
{
    return &((Serial *)(void *)device)->chardev;
}

static Chardev *
console_chardev(Device *device)
{
    return &((Console *)(void *)device)->chardev;
}

static Chardev *
channel_chardev(Device *device)
{
    return &((Channel *)(void *)device)->chardev;
}

static Chardev *
redirdev_chardev(Device *device)
{
    return &((Redirdev *)(void *)device)->chardev;
}

static Chardev *
smartcard_chardev(Device *device)
{
    return &((Smartcard *)(void *)device)->chardev;
}

static const struct {
    const DeviceKind *kind;
    Chardev *(*chardev)(Device *device);
    bool has_tty; /* repeats the path, as older libvirt wrote it */
} kinds[] = {
    {&console_kind, console_chardev, true},    {&serial_kind, serial_chardev, false},
    {&redirdev_kind, redirdev_chardev, false}, {&smartcard_kind, smartcard_chardev, false},
    {&channel_kind, channel_chardev, false},
};

/* The first device of each kind, to which a guest prints. */
enum { N_CONSOLE_KINDS = 2 };

/* A console may stand for a serial port. */
static const char *
id_of(const Device *device)
{
    const Serial *serial =
        device->kind == &console_kind ? ((const Console *)(const void *)device)->serial : NULL;

    return serial != NULL ? serial->device.id : device->id;
}

void
live_prepare(Plan *plan)
{
    memory_settle(plan->domain, &plan->context);
    DOMAIN_EACH(Channel, channel, plan->domain, &channel_kind)
        channel_choose_path(channel, &plan->context);
    DOMAIN_EACH(Graphics, graphics, plan->domain, &graphics_kind) {
        graphics_choose_address(graphics);
        graphics_choose_socket(graphics, &plan->context);
    }
}

void
live_name(Plan *plan, unsigned id)
{
    plan->domain->id = OPTIONAL_UINT(id);
    DOMAIN_EACH_DEVICE(Device, device, plan->domain)
        if (device->alias.name == NULL)
            device->alias.name = g_strdup(device->id);
    DOMAIN_EACH(Disk, disk, plan->domain, &disk_kind)
        disk_show_nodes(disk);
}

static void
set_terminal(Chardev *chardev, const char *path, bool has_tty)
{
    ChardevSource *source = NULL;

    chardev_drop_sources(chardev);
    source = chardev_add_source(chardev);
    source->path = g_strdup(path);
    g_free(chardev->tty);
    chardev->tty = has_tty ? g_strdup(path) : NULL;
}

/* Whether @path is a pseudo terminal.  The path came from a QEMU, which is not trusted; we open it
 * for clients with more rights than QEMU has. */
static bool
is_terminal(const char *path)
{
    static const char folder[] = "/dev/pts/";
    const char *number = path + strlen(folder);

    return g_str_has_prefix(path, folder) && g_ascii_isdigit(*number) &&
           strspn(number, "0123456789") == strlen(number);
}

void
live_set_pty(Domain *domain, const char *chardev_id, const char *path)
{
    const char *id = chardev_id + strlen(chardev_prefix);

    if (!g_str_has_prefix(chardev_id, chardev_prefix) || !is_terminal(path))
        return;
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
        DOMAIN_EACH(Device, device, domain, kinds[k].kind)
            if (g_strcmp0(id_of(device), id) == 0)
                set_terminal(kinds[k].chardev(device), path, kinds[k].has_tty);
}

const char *
live_pty_of(const Domain *domain, const char *alias)
{
    for (size_t k = 0; k < (alias == NULL ? N_CONSOLE_KINDS : G_N_ELEMENTS(kinds)); k++)
        DOMAIN_EACH(Device, device, domain, kinds[k].kind) {
            const Chardev *chardev = NULL;

            if (alias != NULL && g_strcmp0(id_of(device), alias) != 0)
                continue;
            chardev = kinds[k].chardev(device);
            if (chardev->type == CHARDEV_PTY && chardev_source(chardev) != NULL)
                return chardev_source(chardev)->path;
        }
    return NULL;
}

/* Aliases, and the serial port of a console, come from the document. */
static void
relink(Domain *domain)
{
    const Serial *first = serial_first(domain);

    DOMAIN_EACH_DEVICE(Device, device, domain)
        device->id = g_strdup(device->alias.name);
    DOMAIN_EACH(Console, console, domain, &console_kind)
        if (console->target.type == CONSOLE_TARGET_SERIAL)
            console->serial = first;
    DOMAIN_EACH(Disk, disk, domain, &disk_kind)
        disk_recall_nodes(disk);
    live_nodes_recall(domain, NULL);
}

Domain *
live_read(const DeviceTable *devices, const char *text, size_t length, Report *report)
{
    g_autoptr(Domain) domain = domain_read(devices, text, length, report);

    if (domain == NULL)
        return NULL;
    relink(domain);
    return g_steal_pointer(&domain);
}
