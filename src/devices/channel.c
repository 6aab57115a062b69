/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/channel.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/un.h>

#include "devices/virtio_port.h"
#include "domain/domain_walk.h"

/* The port name that SPICE's guest agent looks for. */
static const char agent_name[] = "com.redhat.spice.0";

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
    XML_ATTR_ENUM_OR_EMPTY("state", ChannelTarget, state, state_names),
    XML_ATTR_STRING("address", ChannelTarget, address),
    XML_ATTR_UINT_OR_NONE("port", ChannelTarget, port, 1, G_MAXUINT16),
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

/* True for a socket path that libvirt generated, .../domain-GUEST/NAME.  It was valid for one start
 * of one guest, and documents copied from a running guest contain it. */
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

/* Port 0 is reserved for a console; libvirt's documents use it for "choose one". */
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

/* Returns: (owned) the default socket path of a placed channel.  The channel's name must stay one
 * path component. */
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
check_guestfwd(const Channel *channel, Report *report)
{
    const ChannelTarget *target = &channel->target;
    unsigned line = channel->device.line;
    struct in_addr address;

    if (target->address == NULL || !target->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<target type='guestfwd'> of <channel> needs an address and a port, which "
                       "the guest connects to"));
    else if (inet_pton(AF_INET, target->address, &address) != 1)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("address '%s' of <target type='guestfwd'> is no IPv4 address"),
                     target->address);
    if (target->name != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'name' does not belong in <target type='guestfwd'>"));
    if (channel->chardev.type == CHARDEV_SPICEVMC)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("type 'spicevmc' of <channel> is possible only with the target type "
                       "'virtio'"));
}

static void
check_virtio(const Channel *channel, Report *report)
{
    const ChannelTarget *target = &channel->target;
    unsigned line = channel->device.line;

    if (target->address != NULL || target->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'address' and 'port' belong only in <target type='guestfwd'>"));
    if (channel->chardev.type == CHARDEV_SPICEVMC && target->name != NULL &&
        strcmp(target->name, agent_name) != 0)
        report_warning(report, line,
                       _("the guest's agent for SPICE finds a <channel> of type 'spicevmc' by the "
                         "target name '%s', not by '%s'"),
                       agent_name, target->name);
    virtio_port_check(&channel->device, report);
}

static void
channel_check(const Device *device, const Domain *domain, const DomainContext *context,
              Report *report)
{
    const Channel *channel = (const Channel *)device;

    (void)domain;
    switch (channel->target.type) {
    case CHANNEL_TARGET_NONE:
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<channel> lacks its <target type='virtio'/>"));
        break;
    case CHANNEL_TARGET_XEN:
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("target type '%s' of <channel> belongs to Xen: use 'virtio'"),
                     type_texts[channel->target.type]);
        break;
    case CHANNEL_TARGET_GUESTFWD:
        check_guestfwd(channel, report);
        break;
    case CHANNEL_TARGET_VIRTIO:
        check_virtio(channel, report);
        break;
    }
    chardev_check(&channel->chardev, device, needs_path(channel), report);
    check_path(channel, context, report);
}

static const Chardev *
chardev_of(const Device *device)
{
    return &((const Channel *)device)->chardev;
}

/* QEMU finds ports by name over all controllers, and refuses to start with a name twice. */
static void
channel_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    (void)context;
    DOMAIN_EACH(const Channel, channel, domain, &channel_kind) {
        if (channel->target.name == NULL)
            continue;
        if (!g_hash_table_add(names, channel->target.name))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, channel->device.line,
                         _("two channels have the name '%s': each needs its own"),
                         channel->target.name);
    }
    chardev_check_spice(domain, &channel_kind, chardev_of, report);
}

static AddressNeed
channel_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    if (((const Channel *)device)->target.type != CHANNEL_TARGET_VIRTIO)
        return (AddressNeed){.type = ADDRESS_NONE};
    return (AddressNeed){.type = ADDRESS_VIRTIO_SERIAL, .model = "virtserialport"};
}

/* guestfwd needs a user mode network, in which the address is. */
static void
add_guestfwd(const Channel *channel, PartList *parts)
{
    g_autofree char *chardev = g_strconcat("char", channel->device.id, NULL);
    JsonArray *forwards = json_array_new();
    JsonObject *forward = json_object_new();
    JsonObject *part = NULL;

    chardev_parts(&channel->chardev, &(ChardevEnd){.id = chardev}, parts);
    part = part_list_add(parts, PART_NETDEV);
    part_set_string(part, "type", "user");
    json_object_set_array_member(part, "guestfwd", forwards);
    json_array_add_object_element(forwards, forward);
    part_set_string_format(forward, "str", "tcp:%s:%" PRIu64 "-chardev:%s", channel->target.address,
                           channel->target.port.value, chardev);
    part_set_string(part, "id", channel->device.id);
}

static void
channel_parts(const Device *device, const Domain *domain, const DomainContext *context,
              PartList *parts)
{
    const Channel *channel = (const Channel *)device;
    g_autofree char *path = needs_path(channel) ? chosen_path(channel, context) : NULL;
    bool is_agent =
        channel->chardev.type == CHARDEV_SPICEVMC || channel->chardev.type == CHARDEV_VDAGENT;
    const char *name = channel->target.name;

    if (channel->target.type == CHANNEL_TARGET_GUESTFWD) {
        add_guestfwd(channel, parts);
        return;
    }
    virtio_port_parts(&(VirtioPort){"virtserialport", name == NULL && is_agent ? agent_name : name,
                                    &channel->chardev, path},
                      device, domain, parts);
}

const DeviceKind channel_kind = {
    .binding = &channel_binding,
    .complete = channel_complete,
    .check = channel_check,
    .check_all = channel_check_all,
    .need = channel_need,
    .id_prefix = "channel",
    .parts = channel_parts,
};

const Channel *
channel_of_agent(const Domain *domain)
{
    DOMAIN_EACH(const Channel, channel, domain, &channel_kind)
        if (g_strcmp0(channel->target.name, "org.qemu.guest_agent.0") == 0)
            return channel;
    return NULL;
}
