/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/nic_passt.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

/* How long QEMU waits before it connects again to a passt that has ended, as with libvirt. */
enum { RECONNECT_SECONDS = 5, MS_PER_SECOND = 1000 };

bool
nic_passt_is_used(const Interface *nic)
{
    return nic->backend.type == BACKEND_PASST;
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Interface *nic, Report *report)
{
    const struct {
        const char *name, *value;
    } settings[] = {
        {"logFile", nic->backend.log_file},
        {"hostname", nic->backend.host_name},
        {"fqdn", nic->backend.fqdn},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
        if (settings[i].value != NULL && !nic_passt_is_used(nic))
            report_error(
                report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                _("%s='%s' in <backend> of <interface> is for type='passt', which this one "
                  "is not"),
                settings[i].name, settings[i].value);
}

static void
check_addresses(const Interface *nic, Report *report)
{
    const GPtrArray *ips = nic->addresses.ips;
    static const char *const families[] = {NULL, "IPv4", "IPv6"};
    unsigned n_of[] = {0, 0, 0};

    for (unsigned i = 0; ips != NULL && i < ips->len; i++) {
        NicFamily family = ((const NicIp *)g_ptr_array_index(ips, i))->family;

        if (++n_of[family] == 2 && family != NIC_FAMILY_NONE)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                         _("Only one %s address per interface is allowed with passt"),
                         families[family]);
    }
    if (nic->addresses.routes != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                     _("<route> is not supported on <interface type='user'>: passt gives the guest "
                       "the routes of the host"));
}

/* The socket of a vhostuser interface is passt's, which the daemon starts. */
static void
check_source(const Interface *nic, Report *report)
{
    const InterfaceSource *source = &nic->source;

    if (source->path != NULL || source->mode != INTERFACE_MODE_NONE ||
        source->socket_type != INTERFACE_SOCKET_NONE || source->reconnect != NULL)
        report_error(report, VIR_ERR_XML_ERROR, nic->device.line,
                     _("<source> of <interface type='vhostuser'> has 'dev' alone with <backend "
                       "type='passt'>: passt makes the socket, and QEMU connects to it"));
}

static void
add_option(GPtrArray *words, const char *option, const char *value)
{
    if (value == NULL)
        return;
    g_ptr_array_add(words, g_strdup(option));
    g_ptr_array_add(words, g_strdup(value));
}

/* passt's form of ports: "[ADDRESS][%DEVICE]/2022:22,8000-8010,~8005". */
static char *
ports_of(const NicPortForward *forward)
{
    g_autoptr(GString) text = g_string_new(forward->address);
    const GPtrArray *ranges = forward->ranges;

    if (forward->dev != NULL)
        g_string_append_printf(text, "%%%s", forward->dev);
    if (text->len > 0)
        g_string_append_c(text, '/');
    for (unsigned i = 0; ranges != NULL && i < ranges->len; i++) {
        const NicPortRange *range = g_ptr_array_index(ranges, i);
        uint64_t n_more = range->end.is_set ? range->end.value - range->start.value : 0;

        g_string_append_printf(text, "%s%s%" PRIu64, i > 0 ? "," : "",
                               range->exclude == TRISTATE_YES ? "~" : "", range->start.value);
        if (n_more > 0)
            g_string_append_printf(text, "-%" PRIu64, range->end.value);
        if (!range->to.is_set)
            continue;
        g_string_append_printf(text, ":%" PRIu64, range->to.value);
        if (n_more > 0)
            g_string_append_printf(text, "-%" PRIu64, range->to.value + n_more);
    }
    if (ranges == NULL || ranges->len == 0)
        g_string_append(text, "all");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

void
nic_passt_add_words(const Interface *nic, const char *socket, GPtrArray *words)
{
    const GPtrArray *ips = nic->addresses.ips;
    g_autofree char *mtu =
        nic->mtu.size.is_set ? g_strdup_printf("%" PRIu64, nic->mtu.size.value) : NULL;

    g_ptr_array_add(words, g_strdup("--one-off"));
    if (nic->type == INTERFACE_VHOSTUSER)
        g_ptr_array_add(words, g_strdup("--vhost-user"));
    add_option(words, "--socket", socket);
    add_option(words, "--interface", nic->source.dev);
    add_option(words, "--mtu", mtu);
    add_option(words, "--log-file", nic->backend.log_file);
    add_option(words, "--hostname", nic->backend.host_name);
    add_option(words, "--fqdn", nic->backend.fqdn);
    for (unsigned i = 0; ips != NULL && i < ips->len; i++) {
        const NicIp *ip = g_ptr_array_index(ips, i);
        g_autofree char *prefix = g_strdup_printf("%" PRIu64, ip->prefix.value);

        add_option(words, "--address", ip->address);
        if (ip->family == NIC_FAMILY_IPV4 && ip->prefix.is_set)
            add_option(words, "--netmask", prefix);
    }
    for (unsigned i = 0; nic->port_forwards != NULL && i < nic->port_forwards->len; i++) {
        const NicPortForward *forward = g_ptr_array_index(nic->port_forwards, i);
        g_autofree char *ports = ports_of(forward);

        add_option(words, forward->protocol == NIC_PROTOCOL_UDP ? "--udp-ports" : "--tcp-ports",
                   ports);
    }
}

/* Its id is not known yet, nor is the socket that follows from it. */
static void
warn_of_start(const Interface *nic, Report *report)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = NULL;

    nic_passt_add_words(nic, "...", words);
    g_ptr_array_add(words, NULL);
    text = g_strjoinv(" ", (char **)words->pdata);
    report_warning(report, nic->device.line,
                   _("passt is not started for the guest, and must listen at the guest's socket "
                     "before it starts: passt %s"),
                   text);
}

void
nic_passt_check(const Interface *nic, const DomainContext *context, Report *report)
{
    unsigned line = nic->device.line;

    check_belongings(nic, report);
    if (!nic_passt_is_used(nic))
        return;
    if (nic->type == INTERFACE_VHOSTUSER)
        check_source(nic, report);
    else if (nic->type != INTERFACE_USER)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("The 'passt' backend can only be used with interface type='user' or "
                       "type='vhostuser', not '%s'"),
                     interface_type_names.names[nic->type]);
    if (!capabilities_is_at_least(context->capabilities, 7, 2))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<backend type='passt'> of <interface> needs QEMU 7.2 or later"));
    check_addresses(nic, report);
    nic_port_forwards_check(nic->port_forwards, line, report);
    if (!context->starts_helpers)
        warn_of_start(nic, report);
}

char *
nic_passt_socket(const Device *device, const DomainContext *context)
{
    g_autofree char *name = g_strconcat(device->id, "-passt.sock", NULL);

    return g_build_filename(context->state_directory, name, NULL);
}

/* -netdev stream connects again since QEMU 8.0, told in milliseconds since 9.2. */
void
nic_passt_write(const Interface *nic, const DomainContext *context, JsonObject *part)
{
    g_autofree char *path = nic_passt_socket(&nic->device, context);
    JsonObject *address = json_object_new();

    part_set_string(part, "type", "stream");
    part_set_string(address, "type", "unix");
    part_set_string(address, "path", path);
    json_object_set_object_member(part, "addr", address);
    part_set_bool(part, "server", false);
    if (capabilities_is_at_least(context->capabilities, 9, 2))
        part_set_uint(part, "reconnect-ms", RECONNECT_SECONDS * MS_PER_SECOND);
    else if (capabilities_is_at_least(context->capabilities, 8, 0))
        part_set_uint(part, "reconnect", RECONNECT_SECONDS);
}

void
nic_passt_write_socket(const Interface *nic, const DomainContext *context, JsonObject *part)
{
    g_autofree char *path = nic_passt_socket(&nic->device, context);

    part_set_string(part, "path", path);
    part_set_uint(part, "reconnect", RECONNECT_SECONDS);
}
