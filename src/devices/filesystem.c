/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/filesystem.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char *const type_texts[] = {
    [FILESYSTEM_MOUNT] = "mount",   [FILESYSTEM_TEMPLATE] = "template", [FILESYSTEM_FILE] = "file",
    [FILESYSTEM_BLOCK] = "block",   [FILESYSTEM_RAM] = "ram",           [FILESYSTEM_BIND] = "bind",
    [FILESYSTEM_VOLUME] = "volume",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const access_texts[] = {
    [FILESYSTEM_PASSTHROUGH] = "passthrough",
    [FILESYSTEM_MAPPED] = "mapped",
    [FILESYSTEM_SQUASH] = "squash",
};
static const NameTable access_names = NAME_TABLE(access_texts);

/* QEMU's names (its documentation of -fsdev). */
static const char *const security_models[] = {
    [FILESYSTEM_PASSTHROUGH] = "passthrough",
    [FILESYSTEM_MAPPED] = "mapped",
    [FILESYSTEM_SQUASH] = "none",
};

static const char *const model_texts[] = {
    [FILESYSTEM_VIRTIO] = "virtio",
    [FILESYSTEM_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [FILESYSTEM_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const char *const types[] = {
    [FILESYSTEM_MODEL_NONE] = "virtio-9p-pci",
    [FILESYSTEM_VIRTIO] = "virtio-9p-pci",
    [FILESYSTEM_VIRTIO_TRANSITIONAL] = "virtio-9p-pci-transitional",
    [FILESYSTEM_VIRTIO_NON_TRANSITIONAL] = "virtio-9p-pci-non-transitional",
};

static const char *const driver_texts[] = {
    [FILESYSTEM_PATH] = "path", [FILESYSTEM_VIRTIOFS] = "virtiofs", [FILESYSTEM_HANDLE] = "handle",
    [FILESYSTEM_LOOP] = "loop", [FILESYSTEM_NBD] = "nbd",           [FILESYSTEM_PLOOP] = "ploop",
    [FILESYSTEM_MTP] = "mtp",
};
static const NameTable driver_names = NAME_TABLE(driver_texts);

/* Reasons for refusing drivers; NULL: another hypervisor's. */
static const char *const driver_refusals[] = {
    [FILESYSTEM_HANDLE] = N_("QEMU has had no such driver since 4.0"),
    [FILESYSTEM_MTP] = N_("libvirt has no such driver for QEMU any more"),
};

static const char *const policy_texts[] = {NULL, "immediate"};
static const NameTable policy_names = NAME_TABLE(policy_texts);

enum { MULTIDEVS_DEFAULT = 1 };
static const char *const multidevs_texts[] = {NULL, [MULTIDEVS_DEFAULT] = "default", "remap",
                                              "forbid", "warn"};
static const NameTable multidevs_names = NAME_TABLE(multidevs_texts);

static const XmlField driver_fields[] = {
    XML_ATTR_ENUM("type", FilesystemDriver, type, driver_names),
    XML_ATTR_ENUM("wrpolicy", FilesystemDriver, write_policy, policy_names),
    VIRTIO_ROWS(FilesystemDriver, virtio),
    XML_ATTR_UINT_OR_EMPTY("queue", FilesystemDriver, queue, 0, G_MAXUINT32),
    XML_REFUSE_ATTR("name format", N_("it is for other hypervisors")),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(FilesystemDriver), driver_fields};

static const XmlField source_fields[] = {
    XML_ATTR_STRING("dir", FilesystemSource, dir),
    XML_ATTR_STRING("socket", FilesystemSource, socket),
    XML_REFUSE_ATTR("file dev name usage units unit pool volume",
                    N_("it is for other hypervisors, which have other types of <filesystem>")),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(FilesystemSource), source_fields};

static const XmlField target_fields[] = {
    XML_ATTR("dir", FilesystemTarget, dir, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(FilesystemTarget), target_fields};

static const XmlField filesystem_fields[] = {
    XML_ATTR_ENUM("type", Filesystem, type, type_names),
    XML_ATTR_ENUM_OR_EMPTY("accessmode", Filesystem, access, access_names),
    XML_ATTR_ENUM("model", Filesystem, model, model_names),
    XML_ATTR_ENUM("multidevs", Filesystem, multidevs, multidevs_names),
    XML_ATTR("fmode", Filesystem, fmode, xml_type_string, ),
    XML_ATTR("dmode", Filesystem, dmode, xml_type_string, ),
    XML_INLINE("driver", Filesystem, driver, driver_binding),
    XML_INLINE("binary", Filesystem, binary, virtiofs_binary_binding),
    XML_INLINE("idmap", Filesystem, id_map, virtiofs_id_map_binding),
    XML_INLINE("source", Filesystem, source, source_binding),
    XML_INLINE("target", Filesystem, target, target_binding),
    XML_FLAG("readonly", Filesystem, is_readonly),
    DEVICE_BOOT_ROW(Filesystem),
    XML_REFUSE_ELEMENT("space_hard_limit space_soft_limit", N_("it is for other hypervisors")),
    DEVICE_ROWS(Filesystem),
    XML_END,
};
static const XmlBinding filesystem_binding = {"filesystem", sizeof(Filesystem), filesystem_fields};

static bool
is_virtiofs(const Filesystem *filesystem)
{
    return filesystem->driver.type == FILESYSTEM_VIRTIOFS;
}

static const char *
device_type(const Filesystem *filesystem)
{
    return is_virtiofs(filesystem) ? virtiofs_device : types[filesystem->model];
}

static Virtiofs
share_of(const Filesystem *filesystem)
{
    return (Virtiofs){filesystem->target.dir, filesystem->source.socket, filesystem->driver.queue};
}

/* Octal, as for chmod. */
static bool
is_file_mode(const char *text)
{
    return text == NULL || (strspn(text, "01234567") == strlen(text) && strlen(text) <= 4);
}

/* libvirt's form of modes: "0640". */
static void
complete_mode(char **mode)
{
    char *written = NULL;

    if (*mode == NULL || !is_file_mode(*mode))
        return;
    if (g_ascii_strtoull(*mode, NULL, 8) == 0) { /* as libvirt: not stated */
        g_clear_pointer(mode, g_free);
        return;
    }
    written = g_strdup_printf("%04o", (unsigned)g_ascii_strtoull(*mode, NULL, 8));
    g_free(*mode);
    *mode = written;
}

static void
filesystem_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Filesystem *filesystem = (Filesystem *)device;

    (void)domain;
    (void)context;
    if (filesystem->driver.type == FILESYSTEM_DRIVER_NONE && filesystem->driver.write_policy != 0) {
        report_warning(
            report, device->line,
            _("wrpolicy of <filesystem> is left out: it goes with <driver type='path'>"));
        filesystem->driver.write_policy = 0;
    }
    if (filesystem->type == FILESYSTEM_TYPE_NONE)
        filesystem->type = FILESYSTEM_MOUNT;
    /* An existing virtiofsd has its own configuration. */
    if (filesystem->access == FILESYSTEM_ACCESS_NONE && filesystem->source.socket == NULL)
        filesystem->access = FILESYSTEM_PASSTHROUGH;
    if (filesystem->multidevs == MULTIDEVS_DEFAULT) /* the default */
        filesystem->multidevs = 0;
    if (filesystem->driver.queue.value == 0) /* QEMU's own size */
        filesystem->driver.queue = (OptionalUint){0};
    complete_mode(&filesystem->fmode);
    complete_mode(&filesystem->dmode);
    virtiofs_id_map_complete(&filesystem->id_map);
}

static void
check_driver(const Filesystem *filesystem, Report *report)
{
    FilesystemDriverType type = filesystem->driver.type;
    const char *why = N_("it is for other hypervisors");

    if (type <= FILESYSTEM_VIRTIOFS)
        return;
    if (type < G_N_ELEMENTS(driver_refusals) && driver_refusals[type] != NULL)
        why = driver_refusals[type];
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, filesystem->device.line,
                 _("<driver type='%s'> of <filesystem> cannot be used: %s; use 'path' or "
                   "'virtiofs'"),
                 driver_texts[type], _(why));
}

static void
check_modes(const Filesystem *filesystem, Report *report)
{
    const char *modes[] = {filesystem->fmode, filesystem->dmode};
    static const char *const names[] = {"fmode", "dmode"};

    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        if (!is_file_mode(modes[i]))
            report_error(report, VIR_ERR_XML_ERROR, filesystem->device.line,
                         _("'%s' in %s of <filesystem> is not a file mode: expected up to four "
                           "octal digits"),
                         modes[i], names[i]);
        else if (modes[i] != NULL && filesystem->access != FILESYSTEM_MAPPED)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, filesystem->device.line,
                         _("%s of <filesystem> is only for accessmode='mapped'"), names[i]);
    }
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Filesystem *filesystem, Report *report)
{
    const FilesystemDriver *driver = &filesystem->driver;
    bool has_binary = xml_binding_is_set(&virtiofs_binary_binding, &filesystem->binary);
    const struct {
        bool is_given, is_of_virtiofs;
        const char *name;
    } belongings[] = {
        {driver->queue.is_set, true, "queue"},
        {has_binary, true, "<binary>"},
        {xml_binding_is_set(&virtiofs_id_map_binding, &filesystem->id_map), true, "<idmap>"},
        {filesystem->source.socket != NULL, true, "<source socket=''>"},
        {filesystem->device.boot.order.is_set, true, "<boot>"},
        {driver->write_policy != 0, false, "wrpolicy"},
        {filesystem->model != FILESYSTEM_MODEL_NONE, false, "model"},
        {filesystem->multidevs != 0, false, "multidevs"},
        {filesystem->access > FILESYSTEM_PASSTHROUGH, false, "accessmode='mapped' or 'squash'"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && belongings[i].is_of_virtiofs != is_virtiofs(filesystem))
            report_error(
                report, VIR_ERR_CONFIG_UNSUPPORTED, filesystem->device.line,
                _("<filesystem> cannot have %s, which is for the driver '%s'"), belongings[i].name,
                driver_texts[is_virtiofs(filesystem) ? FILESYSTEM_PATH : FILESYSTEM_VIRTIOFS]);
}

static void
check_ends(const Filesystem *filesystem, Report *report)
{
    unsigned line = filesystem->device.line;

    if (filesystem->source.dir == NULL && filesystem->source.socket == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line, _("<filesystem> lacks its <source dir=''/>"));
    if (filesystem->source.dir != NULL && filesystem->source.socket != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <filesystem> has 'dir' and 'socket': the program behind the "
                       "socket knows its folder"));
    if (filesystem->target.dir == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<filesystem> lacks its <target dir=''/>, the tag that the guest finds it "
                       "by"));
}

static void
filesystem_check(const Device *device, const Domain *domain, const DomainContext *context,
                 Report *report)
{
    const Filesystem *filesystem = (const Filesystem *)device;

    if (filesystem->type != FILESYSTEM_MOUNT) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("type '%s' of <filesystem> is for other hypervisors: use 'mount'"),
                     type_texts[filesystem->type]);
        return;
    }
    check_ends(filesystem, report);
    check_driver(filesystem, report);
    check_modes(filesystem, report);
    check_belongings(filesystem, report);
    if (is_virtiofs(filesystem)) {
        Virtiofs share = share_of(filesystem);

        virtiofs_check(&share, device, domain, report);
    }
    device_rules_emulated(device, device_type(filesystem), context, report);
    virtio_options_check(&filesystem->driver.virtio, device_type(filesystem), device->line, report);
}

static void
filesystem_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) tags = g_hash_table_new(g_str_hash, g_str_equal);

    (void)context;
    DOMAIN_EACH(const Filesystem, filesystem, domain, &filesystem_kind) {
        if (filesystem->target.dir == NULL)
            continue;
        if (!g_hash_table_add(tags, filesystem->target.dir))
            report_warning(report, filesystem->device.line,
                           _("filesystem target '%s' specified twice: a guest finds a <filesystem> "
                             "by it, and so only one of them"),
                           filesystem->target.dir);
    }
}

static AddressNeed
filesystem_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_PCI, .model = device_type((const Filesystem *)device)};
}

static void
add_source(const Filesystem *filesystem, const char *id, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_FSDEV);

    json_object_set_string_member(part, "fsdriver", "local");
    part_set_string(part, "security_model", security_models[filesystem->access]);
    if (filesystem->multidevs != 0)
        part_set_string(part, "multidevs", multidevs_texts[filesystem->multidevs]);
    part_set_string(part, "fmode", filesystem->fmode);
    part_set_string(part, "dmode", filesystem->dmode);
    part_set_string(part, "writeout", policy_texts[filesystem->driver.write_policy]);
    part_set_string(part, "id", id);
    part_set_string(part, "path", filesystem->source.dir);
    if (filesystem->is_readonly)
        part_set_bool(part, "readonly", true);
}

static void
filesystem_parts(const Device *device, const Domain *domain, const DomainContext *context,
                 PartList *parts)
{
    const Filesystem *filesystem = (const Filesystem *)device;
    g_autofree char *source = g_strconcat("fsdev-", device->id, NULL);
    JsonObject *part = NULL;

    if (is_virtiofs(filesystem)) {
        Virtiofs share = share_of(filesystem);

        part = virtiofs_parts(&share, device, context, parts);
        virtio_options_write(&filesystem->driver.virtio, part);
    } else {
        add_source(filesystem, source, parts);
        part = device_rules_part(device, types[filesystem->model], parts);
        virtio_options_write(&filesystem->driver.virtio, part);
        part_set_string(part, "fsdev", source);
        part_set_string(part, "mount_tag", filesystem->target.dir);
    }
    controller_write_address(domain, device, part);
}

/* Bootable only by its own <boot order=''/>. */
static BootAs
filesystem_boot_as(const Device *device)
{
    (void)device;
    return BOOT_AS_NOTHING;
}

static const char *
filesystem_helper(const Device *device)
{
    const Filesystem *filesystem = (const Filesystem *)device;

    return is_virtiofs(filesystem) && filesystem->source.socket == NULL ? "virtiofsd" : NULL;
}

const DeviceKind filesystem_kind = {
    .binding = &filesystem_binding,
    .placement_rank = PLACE_FILESYSTEM,
    .complete = filesystem_complete,
    .check = filesystem_check,
    .check_all = filesystem_check_all,
    .need = filesystem_need,
    .id_prefix = "fs",
    .parts = filesystem_parts,
    .helper = filesystem_helper,
    .helper_socket = virtiofs_own_socket,
    .boot_as = filesystem_boot_as,
};
