/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_network.h"

#include <glib/gi18n-lib.h>
#include <grp.h>
#include <libvirt/virterror.h>
#include <pwd.h>
#include <string.h>

/* The gluster log level that libvirt sets. */
enum { GLUSTER_DEBUG = 4 };

static const char *const protocol_texts[] = {
    [DISK_NBD] = "nbd",         [DISK_ISCSI] = "iscsi",       [DISK_RBD] = "rbd",
    [DISK_GLUSTER] = "gluster", [DISK_HTTP] = "http",         [DISK_HTTPS] = "https",
    [DISK_FTP] = "ftp",         [DISK_FTPS] = "ftps",         [DISK_SSH] = "ssh",
    [DISK_NFS] = "nfs",         [DISK_SHEEPDOG] = "sheepdog", [DISK_TFTP] = "tftp",
    [DISK_VXHS] = "vxhs",
};
const NameTable disk_protocol_names = NAME_TABLE(protocol_texts);

static const char *const transport_texts[] = {
    [DISK_TCP] = "tcp",
    [DISK_UNIX] = "unix",
    [DISK_RDMA] = "rdma",
};
static const NameTable transport_names = NAME_TABLE(transport_texts);

static const XmlField host_fields[] = {
    XML_ATTR_ENUM("transport", DiskHost, transport, transport_names),
    XML_ATTR_STRING("name", DiskHost, name),
    XML_ATTR_UINT_OR_NONE("port", DiskHost, port, 0, G_MAXUINT16),
    XML_ATTR_STRING("socket", DiskHost, socket),
    XML_END,
};
const XmlBinding disk_host_binding = {"host", sizeof(DiskHost), host_fields};

static const XmlField iqn_fields[] = {
    XML_ATTR("name", DiskIqn, name, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding iqn_binding = {"iqn", sizeof(DiskIqn), iqn_fields};

static const XmlField initiator_fields[] = {
    XML_INLINE("iqn", DiskInitiator, iqn, iqn_binding),
    XML_END,
};
const XmlBinding disk_initiator_binding = {"initiator", sizeof(DiskInitiator), initiator_fields};

static const XmlField ssl_fields[] = {
    XML_ATTR_YES_NO("verify", DiskSsl, verify),
    XML_END,
};
const XmlBinding disk_ssl_binding = {"ssl", sizeof(DiskSsl), ssl_fields};

static const XmlField readahead_fields[] = {
    XML_ATTR("size", DiskReadahead, size, xml_type_uint, .min = 1, .max = G_MAXINT64,
             .may_be_empty = true, .zero_is_none = true),
    XML_END,
};
const XmlBinding disk_readahead_binding = {"readahead", sizeof(DiskReadahead), readahead_fields};

static const XmlField timeout_fields[] = {
    XML_ATTR("seconds", DiskTimeout, seconds, xml_type_uint, .min = 1, .max = 10000,
             .may_be_empty = true, .zero_is_none = true),
    XML_END,
};
const XmlBinding disk_timeout_binding = {"timeout", sizeof(DiskTimeout), timeout_fields};

static const XmlField snapshot_fields[] = {
    XML_ATTR_STRING("name", DiskSnapshot, name),
    XML_END,
};
const XmlBinding disk_snapshot_binding = {"snapshot", sizeof(DiskSnapshot), snapshot_fields};

static const XmlField config_fields[] = {
    XML_ATTR_STRING("file", DiskConfig, file),
    XML_END,
};
const XmlBinding disk_config_binding = {"config", sizeof(DiskConfig), config_fields};

static const XmlField identity_fields[] = {
    XML_ATTR_STRING("user", DiskIdentity, user),
    XML_ATTR_STRING("group", DiskIdentity, group),
    XML_ATTR_STRING("username", DiskIdentity, user_name),
    XML_REFUSE_ATTR("keyfile agentsock", N_("QEMU takes keys from the ssh agent of its own user, "
                                            "and no others")),
    XML_END,
};
const XmlBinding disk_identity_binding = {"identity", sizeof(DiskIdentity), identity_fields};

static const DiskHost *
host_at(const DiskNetwork *network, unsigned i)
{
    return g_ptr_array_index(network->hosts, i);
}

static unsigned
n_hosts(const DiskNetwork *network)
{
    return network->hosts != NULL ? network->hosts->len : 0;
}

/* ---- the options of each protocol (QEMU's BlockdevOptions of the driver) */

static JsonObject *
make_server(const DiskHost *host)
{
    JsonObject *server = json_object_new();

    part_set_string(server, "type", host->transport == DISK_UNIX ? "unix" : "inet");
    if (host->transport == DISK_UNIX) {
        part_set_string(server, "path", host->socket);
    } else {
        part_set_string(server, "host", host->name);
        part_set_string_format(server, "port", "%u", (unsigned)host->port.value);
    }
    return server;
}

static void
write_nbd(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    (void)keys;
    json_object_set_object_member(part, "server", make_server(host_at(network, 0)));
    part_set_string(part, "export", network->name);
    part_set_string(part, "tls-hostname", network->tls_hostname);
}

/* An IPv6 address before a port is in brackets. */
static char *
host_and_port(const DiskHost *host)
{
    bool is_v6 = strchr(host->name, ':') != NULL;

    return g_strdup_printf("%s%s%s:%u", is_v6 ? "[" : "", host->name, is_v6 ? "]" : "",
                           (unsigned)host->port.value);
}

static void
write_url(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    g_autofree char *place = host_and_port(host_at(network, 0));
    const char *name = network->name != NULL ? network->name : "";

    part_set_string_format(part, "url", "%s://%s/%s%s%s", protocol_texts[network->protocol], place,
                           name[0] == '/' ? name + 1 : name, network->query != NULL ? "?" : "",
                           network->query != NULL ? network->query : "");
    part_set_string(part, "username", keys->user);
    part_set_string(part, "password-secret", keys->secret);
    part_set_tristate(part, "sslverify", network->ssl.verify);
    part_set_string(part, "cookie-secret", keys->cookies);
    part_set_optional_uint(part, "timeout", network->timeout.seconds);
    part_set_optional_uint(part, "readahead", network->readahead.size);
}

/* The name is the target's, then a slash and the LUN. */
static void
write_iscsi(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    g_autofree char *portal = host_and_port(host_at(network, 0));
    g_auto(GStrv) words = g_strsplit(network->name, "/", 2);

    part_set_string(part, "portal", portal);
    part_set_string(part, "target", words[0]);
    part_set_uint(part, "lun", g_ascii_strtoull(words[1], NULL, 10));
    part_set_string(part, "transport",
                    host_at(network, 0)->transport == DISK_RDMA ? "iser" : "tcp");
    part_set_string(part, "user", keys->user);
    part_set_string(part, "password-secret", keys->secret);
    part_set_string(part, "initiator-name", network->initiator.iqn.name);
}

static void
write_servers(const DiskNetwork *network, JsonObject *part)
{
    JsonArray *servers = json_array_new();

    for (unsigned i = 0; i < n_hosts(network); i++)
        json_array_add_object_element(servers, make_server(host_at(network, i)));
    json_object_set_array_member(part, "server", servers);
}

/* "VOLUME/PATH" */
static void
write_gluster(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    g_auto(GStrv) words =
        g_strsplit(network->name[0] == '/' ? network->name + 1 : network->name, "/", 2);

    (void)keys;
    part_set_string(part, "volume", words[0]);
    part_set_string(part, "path", words[1]);
    write_servers(network, part);
    part_set_uint(part, "debug", GLUSTER_DEBUG);
}

/* Addresses of monitors have no type. */
static void
write_monitors(const DiskNetwork *network, JsonObject *part)
{
    JsonArray *servers = json_array_new();

    for (unsigned i = 0; i < n_hosts(network); i++) {
        JsonObject *server = make_server(host_at(network, i));

        json_object_remove_member(server, "type");
        json_array_add_object_element(servers, server);
    }
    json_object_set_array_member(part, "server", servers);
}

static void
write_encryption(const DiskKeys *keys, JsonObject *part)
{
    JsonObject *encrypt = json_object_new();

    part_set_string(encrypt, "format", keys->encryption);
    part_set_string(encrypt, "key-secret", keys->encryption_secret);
    json_object_set_object_member(part, "encrypt", encrypt);
}

/* Ceph's own way to authenticate; a cluster that has it switched off is reached as well. */
static void
write_cephx(JsonObject *part)
{
    JsonArray *ways = json_array_new();

    json_array_add_string_element(ways, "cephx");
    json_array_add_string_element(ways, "none");
    json_object_set_array_member(part, "auth-client-required", ways);
}

/* "POOL/IMAGE" */
static void
write_rbd(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    g_auto(GStrv) words = g_strsplit(network->name, "/", 2);

    part_set_string(part, "pool", words[0]);
    part_set_string(part, "image", words[1]);
    part_set_string(part, "snapshot", network->snapshot.name);
    part_set_string(part, "conf", network->config.file);
    if (n_hosts(network) > 0)
        write_monitors(network, part);
    if (keys->encryption != NULL)
        write_encryption(keys, part);
    if (keys->secret == NULL)
        return;
    part_set_string(part, "user", keys->user);
    write_cephx(part);
    part_set_string(part, "key-secret", keys->secret);
}

/* A number without '+' may be a name.  Returns: false when there is no such user or group here. */
static bool
find_id(const char *text, bool is_group, uint64_t *id)
{
    const struct passwd *user = NULL;
    const struct group *group = NULL;

    if (text[0] == '+')
        return g_ascii_string_to_unsigned(text + 1, 10, 0, G_MAXUINT32, id, NULL);
    if (is_group) {
        group = getgrnam(text);
        *id = group != NULL ? group->gr_gid : 0;
    } else {
        user = getpwnam(text);
        *id = user != NULL ? user->pw_uid : 0;
    }
    return user != NULL || group != NULL ||
           g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, id, NULL);
}

static void
write_id(const char *text, bool is_group, JsonObject *part)
{
    uint64_t id = 0;

    if (text != NULL && find_id(text, is_group, &id))
        part_set_uint(part, is_group ? "group" : "user", id);
}

/* Without a user it is the one that QEMU runs as. */
static void
write_ssh(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    JsonObject *server = make_server(host_at(network, 0));

    (void)keys;
    json_object_remove_member(server, "type");
    part_set_string(part, "path", network->name);
    json_object_set_object_member(part, "server", server);
    part_set_string(part, "user", network->identity.user_name);
}

static void
write_nfs(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    JsonObject *server = json_object_new();

    (void)keys;
    part_set_string(server, "host", host_at(network, 0)->name);
    part_set_string(server, "type", "inet");
    json_object_set_object_member(part, "server", server);
    part_set_string(part, "path", network->name);
    write_id(network->identity.user, false, part);
    write_id(network->identity.group, true, part);
}

typedef enum {
    NEEDS_NAME = 1 << 0,
    NEEDS_TWO_NAMES = 1 << 1, /* with a slash between them */
    NEEDS_HOST = 1 << 2,
    HAS_MANY_HOSTS = 1 << 3,
    HAS_UNIX = 1 << 4,
    HAS_RDMA = 1 << 5,
    HAS_QUERY = 1 << 6,
    IS_URL = 1 << 7,
    HAS_SSL = 1 << 8,
} Traits;

static const struct {
    unsigned traits;
    unsigned default_port;
    void (*write)(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part);
    const char *refusal; /* N_(), when the protocol is not supported */
} protocols[] = {
    [DISK_PROTOCOL_NONE] = {0, 0, NULL, NULL},
    [DISK_NBD] = {NEEDS_HOST | HAS_UNIX, 10809, write_nbd, NULL},
    [DISK_ISCSI] = {NEEDS_NAME | NEEDS_HOST | HAS_RDMA, 3260, write_iscsi, NULL},
    [DISK_RBD] = {NEEDS_TWO_NAMES | HAS_MANY_HOSTS, 0, write_rbd, NULL},
    [DISK_GLUSTER] = {NEEDS_TWO_NAMES | NEEDS_HOST | HAS_MANY_HOSTS | HAS_UNIX, 24007,
                      write_gluster, NULL},
    [DISK_HTTP] = {IS_URL | NEEDS_NAME | NEEDS_HOST | HAS_QUERY, 80, write_url, NULL},
    [DISK_HTTPS] = {IS_URL | HAS_SSL | NEEDS_NAME | NEEDS_HOST | HAS_QUERY, 443, write_url, NULL},
    [DISK_FTP] = {IS_URL | NEEDS_NAME | NEEDS_HOST, 21, write_url, NULL},
    [DISK_FTPS] = {IS_URL | HAS_SSL | NEEDS_NAME | NEEDS_HOST, 990, write_url, NULL},
    [DISK_SSH] = {NEEDS_NAME | NEEDS_HOST, 22, write_ssh, NULL},
    [DISK_NFS] = {NEEDS_NAME | NEEDS_HOST, 0, write_nfs, NULL},
    [DISK_SHEEPDOG] = {0, 0, NULL, N_("QEMU has had no such driver since 6.1")},
    [DISK_TFTP] = {0, 0, NULL, N_("QEMU has had no such driver since 2.8")},
    [DISK_VXHS] = {0, 0, NULL, N_("QEMU has had no such driver since 5.2")},
};

void
disk_network_complete(DiskNetwork *network)
{
    unsigned port = protocols[network->protocol].default_port;

    for (unsigned i = 0; i < n_hosts(network); i++) {
        DiskHost *host = g_ptr_array_index(network->hosts, i);

        if (host->transport == DISK_TCP) /* the default */
            host->transport = DISK_TRANSPORT_NONE;
        if (host->transport != DISK_UNIX && !host->port.is_set && port != 0)
            host->port = OPTIONAL_UINT(port);
    }
    if (network->protocol == DISK_ISCSI && network->name != NULL &&
        strchr(network->name, '/') == NULL) {
        g_autofree char *name = g_steal_pointer(&network->name);

        network->name = g_strconcat(name, "/0", NULL);
    }
}

/* ---- checks */

static void
check_host(const DiskNetwork *network, const DiskHost *host, unsigned line, Report *report)
{
    unsigned traits = protocols[network->protocol].traits;
    const char *protocol = protocol_texts[network->protocol];

    if (network->protocol == DISK_NFS && host->port.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("port cannot be specified in 'nfs' protocol host: QEMU asks the server for "
                       "it"));
    if (host->transport == DISK_UNIX && host->socket == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<host transport='unix'> lacks its 'socket'"));
    if (host->transport != DISK_UNIX && host->name == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line, _("<host> of a disk lacks its 'name'"));
    if (host->transport != DISK_UNIX && host->socket != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'socket' belongs only in <host transport='unix'>"));
    if ((host->transport == DISK_UNIX && !(traits & HAS_UNIX)) ||
        (host->transport == DISK_RDMA && !(traits & HAS_RDMA)))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("transport '%s' of <host> is not possible with protocol '%s'"),
                     transport_texts[host->transport], protocol);
}

static void
check_name(const DiskNetwork *network, const char *target, unsigned line, Report *report)
{
    unsigned traits = protocols[network->protocol].traits;
    const char *protocol = protocol_texts[network->protocol];

    if (traits & (NEEDS_NAME | NEEDS_TWO_NAMES) && network->name == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source protocol='%s'> of disk '%s' lacks its 'name'"), protocol, target);
    else if (traits & NEEDS_TWO_NAMES && strchr(network->name + 1, '/') == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the name '%s' of disk '%s' lacks its image: with protocol '%s' it is of "
                       "the form 'POOL/IMAGE'"),
                     network->name, target, protocol);
    if (network->query != NULL && !(traits & HAS_QUERY))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'query' of <source> is not possible with protocol '%s'"), protocol);
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const DiskNetwork *network, unsigned line, Report *report)
{
    unsigned traits = protocols[network->protocol].traits;
    bool is_rbd = network->protocol == DISK_RBD;
    bool is_nbd = network->protocol == DISK_NBD;
    const struct {
        bool is_given, is_fitting;
        const char *name;
    } belongings[] = {
        {network->tls == TRISTATE_YES, is_nbd, "tls='yes'"},
        {network->tls_hostname != NULL, is_nbd, "tlsHostname"},
        {network->initiator.iqn.name != NULL, network->protocol == DISK_ISCSI, "<initiator>"},
        {network->ssl.verify != TRISTATE_ABSENT, traits & HAS_SSL, "<ssl>"},
        {network->cookies != NULL, traits & HAS_QUERY, "<cookies>"},
        {network->readahead.size.is_set, traits & IS_URL, "<readahead>"},
        {network->timeout.seconds.is_set, traits & IS_URL, "<timeout>"},
        {network->snapshot.name != NULL, is_rbd, "<snapshot>"},
        {network->config.file != NULL, is_rbd, "<config>"},
        {network->identity.user != NULL || network->identity.group != NULL,
         network->protocol == DISK_NFS, "<identity user='' group=''>"},
        {network->identity.user_name != NULL, network->protocol == DISK_SSH,
         "<identity username=''>"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && !belongings[i].is_fitting)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("%s of <source> is not possible with protocol '%s'"), belongings[i].name,
                         protocol_texts[network->protocol]);
}

static void
check_identity(const DiskIdentity *identity, unsigned line, Report *report)
{
    uint64_t id = 0;

    if (identity->user != NULL && !find_id(identity->user, false, &id))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("no user '%s' of <identity> is known here: use its number"), identity->user);
    if (identity->group != NULL && !find_id(identity->group, true, &id))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("no group '%s' of <identity> is known here: use its number"),
                     identity->group);
}

void
disk_network_check(const DiskNetwork *network, const char *target, unsigned line, Report *report)
{
    unsigned traits = protocols[network->protocol].traits;
    const char *protocol = protocol_texts[network->protocol];

    if (network->protocol == DISK_PROTOCOL_NONE) {
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of the network disk '%s' lacks its 'protocol'"), target);
        return;
    }
    if (protocols[network->protocol].refusal != NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("protocol '%s' of disk '%s' cannot be used: %s"), protocol, target,
                     _(protocols[network->protocol].refusal));
        return;
    }
    check_name(network, target, line, report);
    check_belongings(network, line, report);
    check_identity(&network->identity, line, report);
    disk_cookies_check(network->cookies, target, line, report);
    if (traits & NEEDS_HOST && n_hosts(network) == 0)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source protocol='%s'> of disk '%s' lacks its <host>"), protocol, target);
    if (n_hosts(network) > 1 && !(traits & HAS_MANY_HOSTS))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source protocol='%s'> of disk '%s' has more than one <host>"), protocol,
                     target);
    for (unsigned i = 0; i < n_hosts(network); i++)
        check_host(network, host_at(network, i), line, report);
}

void
disk_network_write(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part)
{
    part_set_string(part, "driver", protocol_texts[network->protocol]);
    protocols[network->protocol].write(network, keys, part);
}
