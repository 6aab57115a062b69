/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/virtiofs.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/device_rules.h"

/* QEMU's limits: "tag property must be 36 bytes or less", "queue-size property must be 1024 or
 * smaller" and "a power of 2". */
enum { TAG_BYTES = 36, MAX_QUEUE_SIZE = 1024 };

const char virtiofs_device[] = "vhost-user-fs-pci";

static const char *const cache_texts[] = {
    [VIRTIOFS_CACHE_NONE] = "none",
    [VIRTIOFS_CACHE_ALWAYS] = "always",
};
static const NameTable cache_names = NAME_TABLE(cache_texts);

static const char *const sandbox_texts[] = {
    [VIRTIOFS_SANDBOX_NAMESPACE] = "namespace",
    [VIRTIOFS_SANDBOX_CHROOT] = "chroot",
};
static const NameTable sandbox_names = NAME_TABLE(sandbox_texts);

static const XmlField cache_fields[] = {
    XML_ATTR_ENUM("mode", VirtiofsCache, mode, cache_names),
    XML_END,
};
static const XmlBinding cache_binding = {"cache", sizeof(VirtiofsCache), cache_fields};

static const XmlField sandbox_fields[] = {
    XML_ATTR_ENUM("mode", VirtiofsSandbox, mode, sandbox_names),
    XML_END,
};
static const XmlBinding sandbox_binding = {"sandbox", sizeof(VirtiofsSandbox), sandbox_fields};

static const XmlField lock_fields[] = {
    XML_ATTR_ON_OFF("posix", VirtiofsLock, posix),
    XML_ATTR_ON_OFF("flock", VirtiofsLock, flock),
    XML_END,
};
static const XmlBinding lock_binding = {"lock", sizeof(VirtiofsLock), lock_fields};

static const XmlField thread_pool_fields[] = {
    XML_ATTR_UINT("size", VirtiofsThreadPool, size, 0, G_MAXINT32),
    XML_END,
};
static const XmlBinding thread_pool_binding = {"thread_pool", sizeof(VirtiofsThreadPool),
                                               thread_pool_fields};

static const XmlField open_files_fields[] = {
    XML_ATTR_UINT("max", VirtiofsOpenFiles, max, 0, G_MAXINT64),
    XML_END,
};
static const XmlBinding open_files_binding = {"openfiles", sizeof(VirtiofsOpenFiles),
                                              open_files_fields};

static const XmlField range_fields[] = {
    XML_ATTR("start", VirtiofsIdRange, start, xml_type_uint, .max = G_MAXUINT32,
             .is_required = true),
    XML_ATTR("target", VirtiofsIdRange, target, xml_type_uint, .max = G_MAXUINT32,
             .is_required = true),
    XML_ATTR("count", VirtiofsIdRange, count, xml_type_uint, .max = G_MAXUINT32,
             .is_required = true),
    XML_END,
};
static const XmlBinding range_binding = {"uid", sizeof(VirtiofsIdRange), range_fields};

static const XmlField id_map_fields[] = {
    XML_LIST("uid", VirtiofsIdMap, uids, range_binding),
    XML_LIST("gid", VirtiofsIdMap, gids, range_binding),
    XML_END,
};
const XmlBinding virtiofs_id_map_binding = {"idmap", sizeof(VirtiofsIdMap), id_map_fields};

static int
compare_ranges(gconstpointer a, gconstpointer b)
{
    uint64_t one = (*(const VirtiofsIdRange *const *)a)->start.value;
    uint64_t two = (*(const VirtiofsIdRange *const *)b)->start.value;

    return (one > two) - (one < two);
}

void
virtiofs_id_map_complete(VirtiofsIdMap *map)
{
    if (map->uids != NULL)
        g_ptr_array_sort(map->uids, compare_ranges);
    if (map->gids != NULL)
        g_ptr_array_sort(map->gids, compare_ranges);
}

static const XmlField binary_fields[] = {
    XML_ATTR_STRING("path", VirtiofsBinary, path),
    XML_ATTR_ON_OFF("xattr", VirtiofsBinary, xattr),
    XML_INLINE("cache", VirtiofsBinary, cache, cache_binding),
    XML_INLINE("sandbox", VirtiofsBinary, sandbox, sandbox_binding),
    XML_INLINE("lock", VirtiofsBinary, lock, lock_binding),
    XML_INLINE("thread_pool", VirtiofsBinary, thread_pool, thread_pool_binding),
    XML_INLINE("openfiles", VirtiofsBinary, open_files, open_files_binding),
    XML_END,
};
const XmlBinding virtiofs_binary_binding = {"binary", sizeof(VirtiofsBinary), binary_fields};

void
virtiofs_check(const Virtiofs *share, const Device *device, const Domain *domain, Report *report)
{
    uint64_t size = share->queue_size.value;

    device_rules_shared_memory(device, domain, "virtiofs", report);
    if (share->tag != NULL && strlen(share->tag) > TAG_BYTES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("the tag '%s' of a 'virtiofs' <filesystem> is longer than QEMU's 36 bytes"),
                     share->tag);
    if (size > MAX_QUEUE_SIZE || (size & (size - 1)) != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("queue='%u' of a 'virtiofs' <filesystem> cannot be: QEMU takes a power of 2 "
                       "to 1024"),
                     (unsigned)size);
}

char *
virtiofs_own_socket(const Device *device, const DomainContext *context)
{
    g_autofree char *name = g_strconcat(device->id, "-fs.sock", NULL);

    return g_build_filename(context->state_directory, name, NULL);
}

JsonObject *
virtiofs_parts(const Virtiofs *share, const Device *device, const DomainContext *context,
               PartList *parts)
{
    g_autofree char *chardev = g_strconcat("chr-vu-", device->id, NULL);
    g_autofree char *own = virtiofs_own_socket(device, context);
    JsonObject *part = part_list_add(parts, PART_CHARDEV);

    part_set_string(part, "backend", "socket");
    part_set_string(part, "id", chardev);
    part_set_string(part, "path", share->socket != NULL ? share->socket : own);
    part = device_rules_part(device, virtiofs_device, parts);
    part_set_string(part, "chardev", chardev);
    part_set_optional_uint(part, "queue-size", share->queue_size);
    part_set_string(part, "tag", share->tag);
    if (device->boot_index > 0)
        part_set_uint(part, "bootindex", device->boot_index);
    return part;
}
