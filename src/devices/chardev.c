/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/chardev.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/device_rules.h"
#include "devices/graphics.h"
#include "domain/domain_walk.h"
#include "domain/seclabel.h"

#define ON_FREEBSD N_("it exists on FreeBSD hosts only")

static const char *const type_names[] = {
    [CHARDEV_PTY] = "pty",           [CHARDEV_FILE] = "file",
    [CHARDEV_STDIO] = "stdio",       [CHARDEV_NULL] = "null",
    [CHARDEV_UNIX] = "unix",         [CHARDEV_TCP] = "tcp",
    [CHARDEV_UDP] = "udp",           [CHARDEV_VC] = "vc",
    [CHARDEV_DEV] = "dev",           [CHARDEV_PIPE] = "pipe",
    [CHARDEV_SPICEVMC] = "spicevmc", [CHARDEV_SPICEPORT] = "spiceport",
    [CHARDEV_NMDM] = "nmdm",         [CHARDEV_VDAGENT] = "qemu-vdagent",
    [CHARDEV_DBUS] = "dbus",
};
const NameTable chardev_type_names = NAME_TABLE(type_names);

static const char *const mode_texts[] = {[CHARDEV_CONNECT] = "connect", [CHARDEV_BIND] = "bind"};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const char *const protocol_texts[] = {
    [PROTOCOL_RAW] = "raw",
    [PROTOCOL_TELNET] = "telnet",
    [PROTOCOL_TELNETS] = "telnets",
    [PROTOCOL_TLS] = "tls",
};
static const NameTable protocol_names = NAME_TABLE(protocol_texts);

static const XmlField reconnect_fields[] = {
    XML_ATTR_YES_NO("enabled", ChardevReconnect, enabled),
    XML_ATTR_UINT_OR_NONE("timeout", ChardevReconnect, timeout, 1, G_MAXUINT32),
    XML_REFUSE_ATTR("delay", N_("it is of network disks: here 'timeout' has the seconds between "
                                "two attempts")),
    XML_END,
};
static const XmlBinding reconnect_binding = {"reconnect", sizeof(ChardevReconnect),
                                             reconnect_fields};

static const XmlField clipboard_fields[] = {
    XML_ATTR("copypaste", ChardevClipboard, copy_paste, xml_type_yes_no, .is_required = true),
    XML_END,
};
static const XmlBinding clipboard_binding = {"clipboard", sizeof(ChardevClipboard),
                                             clipboard_fields};

static const char *const mouse_texts[] = {
    [CHARDEV_MOUSE_SERVER] = "server",
    [CHARDEV_MOUSE_CLIENT] = "client",
};
static const NameTable mouse_names = NAME_TABLE(mouse_texts);

static const XmlField mouse_fields[] = {
    XML_ATTR("mode", ChardevMouse, mode, xml_type_enum, .argument = &mouse_names,
             .is_required = true),
    XML_END,
};
static const XmlBinding mouse_binding = {"mouse", sizeof(ChardevMouse), mouse_fields};

static const XmlField source_fields[] = {
    XML_LINE(ChardevSource, line),
    XML_ATTR_ENUM("mode", ChardevSource, mode, mode_names),
    XML_ATTR_STRING("path", ChardevSource, path),
    XML_ATTR_STRING("host", ChardevSource, host),
    XML_ATTR_STRING("service", ChardevSource, service),
    XML_ATTR_ON_OFF("append", ChardevSource, append),
    XML_ATTR_YES_NO("tls", ChardevSource, tls),
    XML_INLINE("reconnect", ChardevSource, reconnect, reconnect_binding),
    XML_ATTR_STRING("channel", ChardevSource, channel),
    XML_REFUSE_ATTR("master slave", ON_FREEBSD),
    XML_INLINE("clipboard", ChardevSource, clipboard, clipboard_binding),
    XML_INLINE("mouse", ChardevSource, mouse, mouse_binding),
    XML_LIST("seclabel", ChardevSource, seclabels, device_seclabel_binding),
    XML_END,
};
const XmlBinding chardev_source_binding = {"source", sizeof(ChardevSource), source_fields};

static const XmlField protocol_fields[] = {
    XML_ATTR_ENUM("type", ChardevProtocol, type, protocol_names),
    XML_END,
};
const XmlBinding chardev_protocol_binding = {"protocol", sizeof(ChardevProtocol), protocol_fields};

static const XmlField log_fields[] = {
    XML_ATTR("file", ChardevLog, file, xml_type_string, .is_required = true),
    XML_ATTR_ON_OFF("append", ChardevLog, append),
    XML_END,
};
const XmlBinding chardev_log_binding = {"log", sizeof(ChardevLog), log_fields};

/* The members of <source> that each type may, and must, have. */
typedef enum {
    HAS_MODE = 1 << 0,
    HAS_PATH = 1 << 1,
    HAS_HOST = 1 << 2,
    HAS_SERVICE = 1 << 3,
    HAS_APPEND = 1 << 4,
    HAS_RECONNECT = 1 << 5,
    HAS_TLS = 1 << 6,
    HAS_CHANNEL = 1 << 7,
    HAS_CLIPBOARD = 1 << 8,
    HAS_MOUSE = 1 << 9,
} Members;

static const char *const member_names[] = {"mode",      "path", "host",    "service",   "append",
                                           "reconnect", "tls",  "channel", "clipboard", "mouse"};

static const struct {
    unsigned allowed, needed;
    const char *refusal; /* N_(), when the type is not supported */
} rules[] = {
    [CHARDEV_NONE] = {0, 0, NULL},
    [CHARDEV_PTY] = {HAS_PATH, 0, NULL},
    [CHARDEV_FILE] = {HAS_PATH | HAS_APPEND, HAS_PATH, NULL},
    [CHARDEV_STDIO] = {0, 0, NULL},
    [CHARDEV_NULL] = {0, 0, NULL},
    [CHARDEV_UNIX] = {HAS_MODE | HAS_PATH | HAS_RECONNECT, HAS_PATH, NULL},
    [CHARDEV_TCP] = {HAS_MODE | HAS_HOST | HAS_SERVICE | HAS_RECONNECT | HAS_TLS,
                     HAS_HOST | HAS_SERVICE, NULL},
    [CHARDEV_UDP] = {HAS_MODE | HAS_HOST | HAS_SERVICE, HAS_SERVICE, NULL},
    [CHARDEV_VC] = {0, 0, NULL},
    [CHARDEV_DEV] = {HAS_PATH, HAS_PATH, NULL},
    [CHARDEV_PIPE] = {HAS_PATH, HAS_PATH, NULL},
    [CHARDEV_SPICEVMC] = {0, 0, NULL},
    [CHARDEV_SPICEPORT] = {HAS_CHANNEL, HAS_CHANNEL, NULL},
    [CHARDEV_NMDM] = {0, 0, ON_FREEBSD},
    [CHARDEV_VDAGENT] = {HAS_CLIPBOARD | HAS_MOUSE, 0, NULL},
    [CHARDEV_DBUS] = {HAS_CHANNEL, HAS_CHANNEL, NULL},
};

ChardevSource *
chardev_source(const Chardev *chardev)
{
    if (chardev->sources == NULL || chardev->sources->len == 0)
        return NULL;
    return g_ptr_array_index(chardev->sources, 0);
}

/* Returns: (borrowed, nullable) the <source> of a udp device for that direction. */
static const ChardevSource *
source_of_mode(const Chardev *chardev, ChardevMode mode)
{
    for (unsigned i = 0; chardev->sources != NULL && i < chardev->sources->len; i++) {
        const ChardevSource *source = g_ptr_array_index(chardev->sources, i);

        if (source->mode == mode)
            return source;
    }
    return NULL;
}

void
chardev_drop_sources(Chardev *chardev)
{
    for (unsigned i = 0; chardev->sources != NULL && i < chardev->sources->len; i++)
        xml_binding_free(&chardev_source_binding, g_ptr_array_index(chardev->sources, i));
    g_clear_pointer(&chardev->sources, g_ptr_array_unref);
}

ChardevSource *
chardev_add_source(Chardev *chardev)
{
    ChardevSource *source = xml_binding_new(&chardev_source_binding);

    xml_list_append(&chardev->sources, source);
    return source;
}

void
chardev_copy(Chardev *to, const Chardev *from)
{
    chardev_drop_sources(to);
    for (unsigned i = 0; from->sources != NULL && i < from->sources->len; i++)
        xml_list_append(&to->sources, xml_binding_clone(&chardev_source_binding,
                                                        g_ptr_array_index(from->sources, i)));
    to->type = from->type;
    to->protocol = from->protocol;
    g_free(to->tty);
    to->tty = g_strdup(from->tty);
    g_free(to->log.file);
    to->log.file = g_strdup(from->log.file);
    to->log.append = from->log.append;
}

static unsigned
members_given(const ChardevSource *source)
{
    const bool given[] = {
        source->mode != CHARDEV_MODE_NONE,
        source->path != NULL,
        source->host != NULL,
        source->service != NULL,
        source->append != TRISTATE_ABSENT,
        source->reconnect.enabled != TRISTATE_ABSENT,
        source->tls != TRISTATE_ABSENT,
        source->channel != NULL,
        source->clipboard.copy_paste != TRISTATE_ABSENT,
        source->mouse.mode != 0,
    };
    unsigned members = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(given); i++)
        members |= given[i] ? 1U << i : 0;
    return members;
}

/* True for an empty <source/>. */
static bool
is_idle(const Chardev *chardev)
{
    return chardev->sources != NULL && chardev->sources->len == 1 &&
           members_given(chardev_source(chardev)) == 0;
}

void
chardev_complete(Chardev *chardev)
{
    if (chardev->type == CHARDEV_NONE)
        chardev->type = CHARDEV_PTY;
    if (chardev->type == CHARDEV_PTY)
        g_clear_pointer(&chardev->tty, g_free);
    if (chardev->type == CHARDEV_PTY || chardev->type == CHARDEV_SPICEVMC || is_idle(chardev))
        chardev_drop_sources(chardev);
    if (chardev->type == CHARDEV_TCP && chardev->protocol.type == PROTOCOL_NONE)
        chardev->protocol.type = PROTOCOL_RAW;
    for (unsigned i = 0; chardev->sources != NULL && i < chardev->sources->len; i++) {
        ChardevSource *source = g_ptr_array_index(chardev->sources, i);

        if (source->mode == CHARDEV_MODE_NONE && rules[chardev->type].allowed & HAS_MODE)
            source->mode = CHARDEV_CONNECT;
    }
}

static void
check_reconnect(const ChardevSource *source, Report *report)
{
    const ChardevReconnect *reconnect = &source->reconnect;

    if (reconnect->enabled != TRISTATE_ABSENT && source->mode == CHARDEV_BIND)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, source->line,
                     _("<reconnect> is possible only for a <source> of mode 'connect'"));
    if (reconnect->enabled == TRISTATE_YES && !reconnect->timeout.is_set)
        report_error(report, VIR_ERR_XML_ERROR, source->line,
                     _("<reconnect enabled='yes'> lacks its timeout in seconds"));
}

static void
check_source(const Chardev *chardev, const ChardevSource *source, Report *report)
{
    unsigned given = members_given(source);
    unsigned foreign = given & ~rules[chardev->type].allowed;
    unsigned missing = rules[chardev->type].needed & ~given;
    const char *type = type_names[chardev->type];

    device_seclabels_check(source->seclabels, source->line, report);
    for (unsigned i = 0; i < G_N_ELEMENTS(member_names); i++) {
        if (foreign & (1U << i))
            report_error(report, VIR_ERR_XML_ERROR, source->line,
                         _("'%s' does not belong in the <source> of a device of type '%s'"),
                         member_names[i], type);
        if (missing & (1U << i))
            report_error(report, VIR_ERR_XML_ERROR, source->line,
                         _("the <source> of a device of type '%s' lacks '%s'"), type,
                         member_names[i]);
    }
    check_reconnect(source, report);
}

/* Only udp has one <source> per direction. */
static void
check_number(const Chardev *chardev, const Device *device, bool may_choose, Report *report)
{
    unsigned number = chardev->sources != NULL ? chardev->sources->len : 0;
    unsigned most = chardev->type == CHARDEV_UDP ? 2 : 1;
    const char *type = type_names[chardev->type];

    if (number == 0 && rules[chardev->type].needed != 0 && !may_choose)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<%s> of type '%s' lacks its <source>"), device_name(device), type);
    if (number > most)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<%s> of type '%s' has %u <source> elements, of which it can have %u"),
                     device_name(device), type, number, most);
    if (chardev->type == CHARDEV_UDP && number > 0 &&
        source_of_mode(chardev, CHARDEV_CONNECT) == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<%s> of type 'udp' lacks a <source> of mode 'connect'"),
                     device_name(device));
}

static void
check_protocol(const Chardev *chardev, const Device *device, Report *report)
{
    ChardevProtocol protocol = chardev->protocol;

    if (protocol.type != PROTOCOL_NONE && chardev->type != CHARDEV_TCP)
        report_error(
            report, VIR_ERR_XML_ERROR, device->line,
            _("<protocol> does not belong in <%s> of type '%s', only in one of type 'tcp'"),
            device_name(device), type_names[chardev->type]);
    if (protocol.type == PROTOCOL_TELNETS || protocol.type == PROTOCOL_TLS)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("protocol type '%s' of <%s> is of other hypervisors: use 'raw' or "
                       "'telnet', and <source tls='yes'> for encryption"),
                     protocol_texts[protocol.type], device_name(device));
}

void
chardev_check(const Chardev *chardev, const Device *device, bool may_choose, Report *report)
{
    if (rules[chardev->type].refusal != NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("type '%s' of <%s> is not supported: %s"), type_names[chardev->type],
                     device_name(device), _(rules[chardev->type].refusal));
        return;
    }
    if (chardev->tty != NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("attribute 'tty' does not belong in <%s> of type '%s', only of type 'pty'"),
                     device_name(device), type_names[chardev->type]);
    check_number(chardev, device, may_choose, report);
    check_protocol(chardev, device, report);
    for (unsigned i = 0; chardev->sources != NULL && i < chardev->sources->len; i++)
        check_source(chardev, g_ptr_array_index(chardev->sources, i), report);
}

void
chardev_check_spice(const Domain *domain, const DeviceKind *kind,
                    const Chardev *(*chardev_of)(const Device *device), Report *report)
{
    if (graphics_has_type(domain, GRAPHICS_SPICE))
        return;
    DOMAIN_EACH(const Device, device, domain, kind) {
        const Chardev *chardev = chardev_of(device);

        if (chardev != NULL &&
            (chardev->type == CHARDEV_SPICEVMC || chardev->type == CHARDEV_SPICEPORT))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                         _("<%s> of type '%s' needs a <graphics type='spice'>"),
                         device_name(device), type_names[chardev->type]);
    }
}

/* QEMU's backends; "socket" both listens and connects. */
static const char *const backends[] = {
    [CHARDEV_NONE] = NULL,
    [CHARDEV_PTY] = "pty",
    [CHARDEV_FILE] = "file",
    [CHARDEV_STDIO] = "stdio",
    [CHARDEV_NULL] = "null",
    [CHARDEV_UNIX] = "socket",
    [CHARDEV_TCP] = "socket",
    [CHARDEV_UDP] = "udp",
    [CHARDEV_VC] = "vc",
    [CHARDEV_DEV] = "serial",
    [CHARDEV_PIPE] = "pipe",
    [CHARDEV_SPICEVMC] = "spicevmc",
    [CHARDEV_SPICEPORT] = "spiceport",
    [CHARDEV_NMDM] = NULL,
    [CHARDEV_VDAGENT] = "qemu-vdagent",
    [CHARDEV_DBUS] = "dbus",
};

static void
write_string(JsonObject *part, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_string_member(part, key, value);
}

static void
write_switch(JsonObject *part, const char *key, Tristate value)
{
    if (value != TRISTATE_ABSENT)
        json_object_set_boolean_member(part, key, value == TRISTATE_YES);
}

/* The guest's start must not wait for a connection. */
static void
write_listening(JsonObject *part)
{
    json_object_set_boolean_member(part, "server", TRUE);
    json_object_set_boolean_member(part, "wait", FALSE);
}

static void
write_socket(const Chardev *chardev, const ChardevSource *source, JsonObject *part)
{
    if (chardev->protocol.type == PROTOCOL_TELNET)
        json_object_set_boolean_member(part, "telnet", TRUE);
    if (source->mode == CHARDEV_BIND)
        write_listening(part);
    if (source->reconnect.enabled == TRISTATE_YES)
        json_object_set_int_member(part, "reconnect", (gint64)source->reconnect.timeout.value);
    if (source->reconnect.enabled == TRISTATE_NO)
        json_object_set_int_member(part, "reconnect", 0);
}

/* A direction missing in the document is any address and port. */
static void
write_udp(const Chardev *chardev, JsonObject *part)
{
    const ChardevSource *remote = source_of_mode(chardev, CHARDEV_CONNECT);
    const ChardevSource *local = source_of_mode(chardev, CHARDEV_BIND);
    bool has_local_port = local != NULL && local->service != NULL;

    json_object_set_string_member(part, "host", remote->host != NULL ? remote->host : "");
    json_object_set_string_member(part, "port", remote->service);
    json_object_set_string_member(part, "localaddr",
                                  local != NULL && local->host != NULL ? local->host : "");
    json_object_set_string_member(part, "localport", has_local_port ? local->service : "0");
}

static void
write_source(const Chardev *chardev, JsonObject *part)
{
    const ChardevSource *source = chardev_source(chardev);

    if (chardev->type == CHARDEV_UDP) {
        write_udp(chardev, part);
    } else if (source != NULL) {
        write_string(part, "path", source->path);
        write_string(part, "host", source->host);
        write_string(part, "port", source->service);
        write_switch(part, "append", source->append);
        write_socket(chardev, source, part);
        write_string(part, "name", source->channel);
        write_switch(part, "clipboard", source->clipboard.copy_paste);
        if (source->mouse.mode != 0)
            json_object_set_boolean_member(part, "mouse",
                                           source->mouse.mode == CHARDEV_MOUSE_CLIENT);
    }
}

/* Appends the object with TLS keys, if the chardev needs one.  Returns: (owned, nullable) its
 * id. */
static char *
add_keys(const Chardev *chardev, const char *id, PartList *parts)
{
    const ChardevSource *source = chardev_source(chardev);
    g_autofree char *keys = NULL;
    JsonObject *part = NULL;

    if (source == NULL || source->tls != TRISTATE_YES)
        return NULL;
    keys = g_strdup_printf("obj%s_tls0", id);
    part = part_list_add(parts, PART_OBJECT);
    part_set_string(part, "qom-type", "tls-creds-x509");
    part_set_string(part, "id", keys);
    part_set_string(part, "dir", device_rules_certificates);
    part_set_string(part, "endpoint", source->mode == CHARDEV_BIND ? "server" : "client");
    part_set_bool(part, "verify-peer", true);
    return g_steal_pointer(&keys);
}

void
chardev_parts(const Chardev *chardev, const ChardevEnd *end, PartList *parts)
{
    g_autofree char *keys = add_keys(chardev, end->id, parts);
    JsonObject *part = part_list_add(parts, PART_CHARDEV);

    json_object_set_string_member(part, "backend", backends[chardev->type]);
    json_object_set_string_member(part, "id", end->id);
    if (chardev->type == CHARDEV_SPICEVMC || chardev->type == CHARDEV_VDAGENT)
        write_string(part, "name", end->service != NULL ? end->service : "vdagent");
    write_source(chardev, part);
    write_string(part, "tls-creds", keys);
    if (end->path != NULL) {
        json_object_set_string_member(part, "path", end->path);
        write_listening(part);
    }
    write_string(part, "logfile", chardev->log.file);
    write_switch(part, "logappend", chardev->log.append);
}
