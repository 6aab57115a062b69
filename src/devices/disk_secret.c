/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_secret.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

/* ---- tables */

static const char *const auth_secret_texts[] = {
    [SECRET_ISCSI] = "iscsi",
    [SECRET_CEPH] = "ceph",
};
static const NameTable auth_secret_types = NAME_TABLE(auth_secret_texts);

static const char *const encryption_secret_texts[] = {[SECRET_PASSPHRASE] = "passphrase"};
static const NameTable encryption_secret_types = NAME_TABLE(encryption_secret_texts);

#define SECRET_ROWS(types)                                                                         \
    XML_ATTR("type", SecretRef, type, xml_type_enum, .argument = &(types), .is_required = true),   \
        XML_ATTR("uuid", SecretRef, uuid, xml_type_uuid, ),                                        \
        XML_ATTR_STRING("usage", SecretRef, usage)

static const XmlField auth_secret_fields[] = {
    SECRET_ROWS(auth_secret_types),
    XML_END,
};
static const XmlBinding auth_secret_binding = {"secret", sizeof(SecretRef), auth_secret_fields};

static const XmlField encryption_secret_fields[] = {
    SECRET_ROWS(encryption_secret_types),
    XML_END,
};
static const XmlBinding encryption_secret_binding = {"secret", sizeof(SecretRef),
                                                     encryption_secret_fields};

static const char *const auth_type_texts[] = {NULL, "chap", "ceph"};
static const NameTable auth_types = NAME_TABLE(auth_type_texts);

static const XmlField auth_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("type", DiskAuth, type, auth_types),
    XML_ATTR("username", DiskAuth, user, xml_type_string, .is_required = true),
    XML_CHILD("secret", DiskAuth, secret, auth_secret_binding),
    XML_END,
};
const XmlBinding disk_auth_binding = {"auth", sizeof(DiskAuth), auth_fields};

static const char *const format_texts[] = {
    [ENCRYPTION_LUKS] = "luks",         [ENCRYPTION_LUKS2] = "luks2",
    [ENCRYPTION_LUKS_ANY] = "luks-any", [ENCRYPTION_DEFAULT] = "default",
    [ENCRYPTION_QCOW] = "qcow",
};
static const NameTable formats = NAME_TABLE(format_texts);

static const char *const engine_texts[] = {
    [ENGINE_QEMU] = "qemu",
    [ENGINE_LIBRBD] = "librbd",
};
static const NameTable engines = NAME_TABLE(engine_texts);

static const XmlField encryption_fields[] = {
    XML_ATTR("format", DiskEncryption, format, xml_type_enum, .argument = &formats,
             .is_required = true),
    XML_ATTR_ENUM("engine", DiskEncryption, engine, engines),
    XML_LIST("secret", DiskEncryption, secrets, encryption_secret_binding),
    XML_REFUSE_ELEMENT("cipher ivgen", N_("it is for making a volume: the image's own header says "
                                          "how it is encrypted")),
    XML_END,
};
const XmlBinding disk_encryption_binding = {"encryption", sizeof(DiskEncryption),
                                            encryption_fields};

/* ---- checks */

static void
check_ref(const SecretRef *ref, unsigned line, Report *report)
{
    if (ref->uuid == NULL && ref->usage == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line, _("missing secret uuid or usage attribute"));
    else if (ref->uuid != NULL && ref->usage != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line, _("either secret uuid or usage expected"));
}

/* Returns: the type of secret that QEMU's driver of the protocol takes; NONE: it takes none. */
static SecretType
type_of(DiskProtocol protocol)
{
    static const SecretType types[] = {
        [DISK_ISCSI] = SECRET_ISCSI, [DISK_RBD] = SECRET_CEPH,  [DISK_HTTP] = SECRET_ISCSI,
        [DISK_HTTPS] = SECRET_ISCSI, [DISK_FTP] = SECRET_ISCSI, [DISK_FTPS] = SECRET_ISCSI,
    };

    return (size_t)protocol < G_N_ELEMENTS(types) ? types[protocol] : SECRET_NONE;
}

void
disk_auth_check(const DiskAuth *auth, const DiskSecretOwner *owner, Report *report)
{
    SecretType type = type_of(owner->protocol);

    if (auth == NULL)
        return;
    if (owner->protocol == DISK_PROTOCOL_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("<auth> of disk '%s' is for images of type 'network'"), owner->target);
    else if (type == SECRET_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("authentication is not supported for protocol '%s'"),
                     disk_protocol_names.names[owner->protocol]);
    if (auth->secret == NULL) {
        report_error(report, VIR_ERR_XML_ERROR, owner->line, _("Missing <secret> element in auth"));
        return;
    }
    check_ref(auth->secret, owner->line, report);
    if (type != SECRET_NONE && auth->secret->type != SECRET_NONE && auth->secret->type != type)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("invalid secret type '%s': with protocol '%s' it is '%s'"),
                     auth_secret_texts[auth->secret->type],
                     disk_protocol_names.names[owner->protocol], auth_secret_texts[type]);
}

void
disk_encryption_complete(DiskEncryption *encryption)
{
    if (encryption != NULL && encryption->engine == ENGINE_NONE)
        encryption->engine = ENGINE_QEMU;
}

static void
check_engine(const DiskEncryption *encryption, const DiskSecretOwner *owner, Report *report)
{
    if (encryption->engine == ENGINE_LIBRBD && owner->protocol != DISK_RBD)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("librbd encryption is supported only with RBD backed disks, and disk '%s' "
                       "is none"),
                     owner->target);
    if (encryption->engine == ENGINE_LIBRBD)
        return;
    if (encryption->format == ENCRYPTION_LUKS2 || encryption->format == ENCRYPTION_LUKS_ANY)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("'%s' is currently not supported by the qemu encryption engine"),
                     format_texts[encryption->format]);
    if (g_strcmp0(owner->format, "raw") != 0 && g_strcmp0(owner->format, "qcow2") != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("encryption is supported only with 'raw' and 'qcow2' image format"));
}

void
disk_encryption_check(const DiskEncryption *encryption, const DiskSecretOwner *owner,
                      Report *report)
{
    unsigned n_secrets = 0;

    if (encryption == NULL)
        return;
    if (encryption->format >= ENCRYPTION_DEFAULT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     _("old qcow/qcow2 encryption is not supported: '%s'"),
                     format_texts[encryption->format]);
    n_secrets = encryption->secrets != NULL ? encryption->secrets->len : 0;
    if (n_secrets == 0)
        report_error(report, VIR_ERR_XML_ERROR, owner->line,
                     _("missing secret info for '%s' driver: <encryption> of disk '%s' lacks its "
                       "<secret>"),
                     encryption->format != ENCRYPTION_NONE ? format_texts[encryption->format]
                                                           : "luks",
                     owner->target);
    if (n_secrets > 1)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->line,
                     encryption->engine == ENGINE_LIBRBD
                         ? _("not supported yet: more than one <secret> in <encryption> of disk "
                             "'%s'")
                         : _("qemu encryption engine expects only a single secret, and disk '%s' "
                             "has more"),
                     owner->target);
    for (unsigned i = 0; i < n_secrets; i++)
        check_ref(g_ptr_array_index(encryption->secrets, i), owner->line, report);
    check_engine(encryption, owner, report);
}

/* ---- for QEMU */

bool
disk_encryption_is_qemus(const DiskEncryption *encryption)
{
    return encryption != NULL && encryption->engine != ENGINE_LIBRBD;
}

char *
secret_ref_name(const SecretRef *ref)
{
    return g_strdup_printf("%d %s %s", (int)ref->type, ref->uuid != NULL ? "uuid" : "usage",
                           ref->uuid != NULL ? ref->uuid : ref->usage);
}

char *
secret_cookies_name(const char *text)
{
    return g_strconcat("cookies ", text, NULL);
}

/* @name: in the table of secrets. */
static void
add_secret(const char *name, const char *id, const DomainContext *context, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    part_set_string(part, "qom-type", "secret");
    part_set_string(part, "id", id);
    secret_table_write(context->secrets, name, part);
}

void
secret_ref_add(const SecretRef *ref, const char *id, const DomainContext *context, PartList *parts)
{
    g_autofree char *name = secret_ref_name(ref);

    add_secret(name, id, context, parts);
}

char *
disk_encryption_add(const DiskEncryption *encryption, const char *node,
                    const DomainContext *context, PartList *parts)
{
    char *id = g_strconcat(node, "-encryption-secret0", NULL);

    secret_ref_add(g_ptr_array_index(encryption->secrets, 0), id, context, parts);
    return id;
}

DiskSecretKeys
disk_secret_keys(const DiskSecretUse *use, const DomainContext *context, PartList *parts)
{
    DiskSecretKeys keys = {.secret = NULL};
    g_autofree char *text = disk_cookies_text(use->cookies);

    if (use->auth != NULL) {
        keys.secret = g_strconcat(use->node, "-auth-secret0", NULL);
        secret_ref_add(use->auth->secret, keys.secret, context, parts);
        keys.keys.user = use->auth->user;
    }
    if (text != NULL) {
        g_autofree char *name = secret_cookies_name(text);

        keys.cookies = g_strconcat(use->node, "-httpcookie-secret0", NULL);
        add_secret(name, keys.cookies, context, parts);
    }
    if (use->encryption != NULL && !disk_encryption_is_qemus(use->encryption)) {
        keys.encryption_secret = disk_encryption_add(use->encryption, use->node, context, parts);
        keys.keys.encryption = format_texts[use->encryption->format];
    }
    keys.keys.secret = keys.secret;
    keys.keys.cookies = keys.cookies;
    keys.keys.encryption_secret = keys.encryption_secret;
    return keys;
}

void
disk_secret_keys_clear(DiskSecretKeys *keys)
{
    g_free(keys->secret);
    g_free(keys->cookies);
    g_free(keys->encryption_secret);
    *keys = (DiskSecretKeys){.secret = NULL};
}

void
disk_encryption_write(const DiskEncryption *encryption, const char *format, const char *id,
                      JsonObject *part)
{
    JsonObject *encrypt = NULL;

    if (g_strcmp0(format, "raw") == 0) {
        part_set_string(part, "driver", "luks");
        part_set_string(part, "key-secret", id);
        return;
    }
    encrypt = json_object_new();
    part_set_string(encrypt, "format", format_texts[encryption->format]);
    part_set_string(encrypt, "key-secret", id);
    json_object_set_object_member(part, "encrypt", encrypt);
}

void
disk_secret_list(const DiskAuth *auth, const DiskEncryption *encryption, GPtrArray *secrets)
{
    if (auth != NULL && auth->secret != NULL)
        g_ptr_array_add(secrets, auth->secret);
    for (unsigned i = 0;
         encryption != NULL && encryption->secrets != NULL && i < encryption->secrets->len; i++)
        g_ptr_array_add(secrets, g_ptr_array_index(encryption->secrets, i));
}
