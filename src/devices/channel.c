/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/channel.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/un.h>

#include "devices/virtio_port.h"

static const char *const type_texts[] = {
    [CHANNEL_TARGET_VIRTIO] = "virtio",
    [CHANNEL_TARGET_GUESTFWD] = "guestfwd",
    [CHANNEL_TARGET_XEN] = "xen",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const state_texts[] = {
    [CHANNEL_CONNECTED] = "connected",
    [CHANNEL_DISCONNECTED] = "disconnected",
};
static const NameTable state_names = NAME_TABLE(state_texts);

static const XmlField target_fields[] = {
    XML_ATTR("type", ChannelTarget, type, xml_type_enum, .argument = &type_names,
             .is_required = true),
    XML_ATTR_STRING("name", ChannelTarget, name),
    XML_ATTR_ENUM("state", ChannelTarget, state, state_names),
    XML_REFUSE_ATTR("address port", XML_NOT_YET),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(ChannelTarget), target_fields};

static const XmlField channel_fields[] = {
    CHARDEV_ROWS(Channel, chardev),
    XML_INLINE("target", Channel, target, target_binding),
    DEVICE_ROWS(Channel),
    XML_END,
};
static const XmlBinding channel_binding = {"channel", sizeof(Channel), channel_fields};

/* True for the path of a socket that a libvirt chose, .../domain-GUEST/NAME: it was right for one
 * start of one guest, and documents that were copied from a running guest have it. */
static bool
is_chosen_path(const char *path, const char *name)
{
    g_autofree char *file = g_path_get_basename(path);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *last_folder = g_path_get_basename(folder);

    return name != NULL && strcmp(file, name) == 0 && g_str_has_prefix(last_folder, "domain-");
}

static void
complete_socket(Channel *channel)
{
    ChardevSource *source = chardev_source(&channel->chardev);

    if (channel->chardev.type != CHARDEV_UNIX || source == NULL)
        return;
    if ((source->path == NULL && source->mode != CHARDEV_CONNECT) ||
        (source->path != NULL && is_chosen_path(source->path, channel->target.name)))
        chardev_drop_sources(&channel->chardev);
}

/* Port 0 is kept for a console; libvirt's documents write it for "choose one". */
static void
complete_port(Address *address)
{
    if (address->type == ADDRESS_VIRTIO_SERIAL && g_strcmp0(address->port, "0") == 0)
        g_clear_pointer(&address->port, g_free);
}

static void
channel_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Channel *channel = (Channel *)device;

    channel->target.state = CHANNEL_STATE_NONE;
    complete_port(&device->address);
    complete_socket(channel);
    chardev_complete(&channel->chardev);
    if (channel->target.type == CHANNEL_TARGET_VIRTIO)
        virtio_port_complete(device, domain, context, report);
}

/* Returns: (owned) where the socket of a placed channel is when its document does not say.  A name
 * is one file in the guest's folder, whatever is in it. */
static char *
chosen_path(const Channel *channel, const DomainContext *context)
{
    const Address *address = &channel->device.address;
    g_autofree char *file = NULL;

    if (channel->target.name != NULL)
        file = g_strdelimit(g_strdup(channel->target.name), "/", '_');
    else
        file = g_strdup_printf(
            "vioser-%02u-%02u-%02u.sock", (unsigned)address->controller.value,
            (unsigned)address->bus.value,
            (unsigned)g_ascii_strtoull(address->port != NULL ? address->port : "0", NULL, 10));
    return g_build_filename(context->state_directory, file, NULL);
}

static bool
needs_path(const Channel *channel)
{
    return channel->chardev.type == CHARDEV_UNIX && chardev_source(&channel->chardev) == NULL;
}

void
channel_choose_path(Channel *channel, const DomainContext *context)
{
    ChardevSource *source = NULL;

    if (channel->target.type == CHANNEL_TARGET_VIRTIO)
        channel->target.state = CHANNEL_DISCONNECTED;
    if (!needs_path(channel))
        return;
    source = chardev_add_source(&channel->chardev);
    source->mode = CHARDEV_BIND;
    source->path = chosen_path(channel, context);
}

static void
check_path(const Channel *channel, const DomainContext *context, Report *report)
{
    g_autofree char *path = NULL;

    if (!needs_path(channel) || context->state_directory == NULL)
        return;
    path = chosen_path(channel, context);
    if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, channel->device.line,
            _("the socket of channel '%s' would be '%s', which is longer than a socket's path "
              "may be: give it a <source path=''/>, or a shorter name"),
            channel->target.name != NULL ? channel->target.name : "", path);
}

static void
channel_check(const Device *device, const Domain *domain, const DomainContext *context,
              Report *report)
{
    const Channel *channel = (const Channel *)device;
    ChannelTargetType type = channel->target.type;

    (void)domain;
    if (type == CHANNEL_TARGET_NONE)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<channel> lacks its <target type='virtio'/>"));
    else if (type != CHANNEL_TARGET_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("target type '%s' of <channel> is not supported: use 'virtio'"),
                     type_texts[type]);
    chardev_check(&channel->chardev, device, needs_path(channel), report);
    virtio_port_check(device, report);
    check_path(channel, context, report);
}

/* QEMU finds ports by name over all controllers, and refuses to start with a name twice. */
static void
channel_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Channel *channel = (const Channel *)domain_device(domain, i);

        if (channel->device.kind != &channel_kind || channel->target.name == NULL)
            continue;
        if (!g_hash_table_add(names, channel->target.name))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, channel->device.line,
                         _("two channels have the name '%s': each needs its own"),
                         channel->target.name);
    }
}

static AddressNeed
channel_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)device;
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_VIRTIO_SERIAL, .model = "virtserialport"};
}

static char *
channel_id(const Device *device, const Domain *domain, unsigned position)
{
    (void)device;
    (void)domain;
    return g_strdup_printf("channel%u", position);
}

static void
channel_parts(const Device *device, const Domain *domain, const DomainContext *context,
              PartList *parts)
{
    const Channel *channel = (const Channel *)device;
    g_autofree char *path = needs_path(channel) ? chosen_path(channel, context) : NULL;

    virtio_port_parts(
        &(VirtioPort){"virtserialport", channel->target.name, &channel->chardev, path}, device,
        domain, parts);
}

const DeviceKind channel_kind = {
    .binding = &channel_binding,
    .complete = channel_complete,
    .check = channel_check,
    .check_all = channel_check_all,
    .need = channel_need,
    .id = channel_id,
    .parts = channel_parts,
};

const Channel *
channel_of_agent(const Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Channel *channel = (const Channel *)domain_device(domain, i);

        if (channel->device.kind == &channel_kind &&
            g_strcmp0(channel->target.name, "org.qemu.guest_agent.0") == 0)
            return channel;
    }
    return NULL;
}
