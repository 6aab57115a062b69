/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/device_same.h"

#include "devices/channel.h"
#include "devices/console.h"
#include "devices/controller.h"
#include "devices/disk.h"
#include "devices/filesystem.h"
#include "devices/graphics.h"
#include "devices/hostdev.h"
#include "devices/lease.h"
#include "devices/serial.h"

/* A device as the struct of its kind. */
#define AS(Struct, device) ((const Struct *)(const void *)(device))

bool
device_same_disk(const Device *one, const Device *wanted)
{
    return g_strcmp0(AS(Disk, one)->target.dev, AS(Disk, wanted)->target.dev) == 0;
}

bool
device_same_controller(const Device *one, const Device *wanted)
{
    const Controller *controller = AS(Controller, one);
    const Controller *other = AS(Controller, wanted);

    return controller->type == other->type && other->index.is_set &&
           controller->index.value == other->index.value;
}

bool
device_same_lease(const Device *one, const Device *wanted)
{
    const Lease *lease = AS(Lease, one);
    const Lease *other = AS(Lease, wanted);

    return g_strcmp0(lease->key, other->key) == 0 &&
           g_strcmp0(lease->lockspace, other->lockspace) == 0;
}

bool
device_same_filesystem(const Device *one, const Device *wanted)
{
    return g_strcmp0(AS(Filesystem, one)->target.dir, AS(Filesystem, wanted)->target.dir) == 0;
}

bool
device_same_hostdev(const Device *one, const Device *wanted)
{
    const Hostdev *hostdev = AS(Hostdev, one);
    const Hostdev *other = AS(Hostdev, wanted);
    g_autofree char *name = NULL;
    g_autofree char *other_name = NULL;

    if (hostdev->type != other->type || !hostdev_source_is_whole(&hostdev->source, hostdev->type) ||
        !hostdev_source_is_whole(&other->source, other->type))
        return false;
    name = hostdev_source_text(&hostdev->source, hostdev->type);
    other_name = hostdev_source_text(&other->source, other->type);
    return g_strcmp0(name, other_name) == 0;
}

bool
device_same_graphics(const Device *one, const Device *wanted)
{
    return AS(Graphics, one)->type == AS(Graphics, wanted)->type;
}

static bool
has_same_sources(const Chardev *one, const Chardev *other)
{
    guint n = one->sources != NULL ? one->sources->len : 0;

    if (n != (other->sources != NULL ? other->sources->len : 0))
        return false;
    for (guint i = 0; i < n; i++) {
        g_autoptr(XmlDifference) difference = xml_binding_find_difference(
            &chardev_source_binding, NULL, g_ptr_array_index(one->sources, i),
            g_ptr_array_index(other->sources, i));

        if (difference != NULL)
            return false;
    }
    return true;
}

/* Whether both lead to the same place of the host; @wanted may lack what is completed. */
static bool
is_same_chardev(const Chardev *chardev, const Chardev *wanted)
{
    Chardev completed = {0};
    bool is_same = false;

    chardev_copy(&completed, wanted);
    chardev_complete(&completed);
    is_same = chardev->type == completed.type &&
              chardev->protocol.type == completed.protocol.type &&
              has_same_sources(chardev, &completed);
    chardev_drop_sources(&completed);
    g_free(completed.tty);
    g_free(completed.log.file);
    return is_same;
}

bool
device_same_serial(const Device *one, const Device *wanted)
{
    const Serial *serial = AS(Serial, one);
    const Serial *other = AS(Serial, wanted);

    return other->target.port.is_set && serial->target.port.value == other->target.port.value &&
           is_same_chardev(&serial->chardev, &other->chardev);
}

bool
device_same_console(const Device *one, const Device *wanted)
{
    const Console *console = AS(Console, one);
    const Console *other = AS(Console, wanted);

    return console->target.type == other->target.type && other->target.port.is_set &&
           console->target.port.value == other->target.port.value &&
           is_same_chardev(&console->chardev, &other->chardev);
}

bool
device_same_channel(const Device *one, const Device *wanted)
{
    const ChannelTarget *target = &AS(Channel, one)->target;
    const ChannelTarget *other = &AS(Channel, wanted)->target;

    return g_strcmp0(target->name, other->name) == 0 &&
           g_strcmp0(target->address, other->address) == 0 &&
           target->port.value == other->port.value &&
           is_same_chardev(&AS(Channel, one)->chardev, &AS(Channel, wanted)->chardev);
}

bool
device_same_kind(const Device *one, const Device *wanted)
{
    (void)one;
    (void)wanted;
    return true;
}

bool
device_same_whole(const Device *one, const Device *wanted)
{
    const XmlBinding *binding = one->kind->binding;
    Device *copy = xml_binding_clone(binding, one);
    Device *other = xml_binding_clone(binding, wanted);
    g_autoptr(XmlDifference) difference = NULL;

    g_clear_pointer(&copy->alias.name, g_free);
    g_clear_pointer(&other->alias.name, g_free);
    if (wanted->address.type == ADDRESS_NONE)
        xml_binding_clear(&address_binding, &copy->address);
    difference = xml_binding_find_difference(binding, NULL, copy, other);
    xml_binding_free(binding, copy);
    xml_binding_free(binding, other);
    return difference == NULL;
}

bool
device_same_watchdog(const Device *one, const Device *wanted)
{
    return device_same_whole(one, wanted) &&
           (wanted->alias.name == NULL || g_strcmp0(one->alias.name, wanted->alias.name) == 0);
}
