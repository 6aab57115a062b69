/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/domain.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "xml/document.h"
#include "xml/node.h"
#include "xml/raw.h"

static const char *const virt_names[] = {
    [VIRT_QEMU] = "qemu",
    [VIRT_KVM] = "kvm",
};
static const NameTable virts = NAME_TABLE(virt_names);

/* ---- <devices> ---- */

static Domain *
domain_of(const void *devices_member)
{
    return (Domain *)((uintptr_t)devices_member - offsetof(Domain, devices));
}

static const DeviceKind *
find_kind(const DeviceTable *table, const char *name)
{
    for (size_t i = 0; table->kinds[i] != NULL; i++)
        if (strcmp(table->kinds[i]->binding->element, name) == 0)
            return table->kinds[i];
    return NULL;
}

static void
parse_device(xmlNodePtr node, void *member, const XmlContext *context)
{
    const DeviceKind *kind = find_kind(context->user, (const char *)node->name);
    Device *device = device_new(kind);

    domain_add_device(domain_of(member), device);
    xml_binding_parse(kind->binding, node, device, context);
}

static const XmlCustom one_device = {.parse = parse_device};

/* Sets @domain's emulator to @other, that of an earlier <devices>, where @node has none. */
static void
join_emulator(Domain *domain, char *other, xmlNodePtr node, const XmlContext *context)
{
    if (domain->emulator == NULL)
        domain->emulator = g_strdup(other);
    else if (other != NULL && strcmp(domain->emulator, other) != 0)
        xml_invalid(context, node, NULL, _("an earlier <devices> has another <emulator>"));
}

/* The table of <devices> is built from the kinds. */
static void
parse_devices(xmlNodePtr node, void *member, const XmlContext *context)
{
    Domain *domain = domain_of(member);
    g_autofree char *earlier = g_steal_pointer(&domain->emulator);
    const DeviceTable *table = context->user;
    const XmlField emulator = XML_LEAF_STRING("emulator", Domain, emulator);
    const XmlField end = XML_END;
    g_autoptr(GArray) fields = g_array_new(FALSE, TRUE, sizeof(XmlField));
    XmlBinding binding = {"devices", sizeof(Domain), NULL};

    g_array_append_val(fields, emulator);
    for (size_t i = 0; table->kinds[i] != NULL; i++) {
        const XmlField row = {.kind = XML_FIELD_CUSTOM,
                              .name = table->kinds[i]->binding->element,
                              .offset = offsetof(Domain, devices),
                              .argument = &one_device,
                              .may_repeat = true};

        g_array_append_val(fields, row);
    }
    for (const XmlField *row = table->refused; row->kind != XML_FIELD_END; row++)
        g_array_append_vals(fields, row, 1);
    g_array_append_val(fields, end);
    binding.fields = (const XmlField *)(void *)fields->data;
    xml_binding_parse(&binding, node, domain, context);
    join_emulator(domain, earlier, node, context);
}

static void
format_devices(const char *name, const void *member, xmlTextWriterPtr writer, const void *user)
{
    const Domain *domain = domain_of(member);

    xmlTextWriterStartElement(writer, BAD_CAST name);
    if (domain->emulator != NULL) {
        xmlTextWriterStartElement(writer, BAD_CAST "emulator");
        xml_writer_text(writer, domain->emulator);
        xmlTextWriterEndElement(writer);
    }
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);

        xml_binding_format(device->kind->binding, NULL, device, writer, user);
    }
    xmlTextWriterEndElement(writer);
}

static void
clear_devices(void *member)
{
    Domain *domain = domain_of(member);

    g_clear_pointer(&domain->devices, g_ptr_array_unref);
    g_clear_pointer(&domain->emulator, g_free);
}

static void
free_device(gpointer device)
{
    device_free(device);
}

static void
copy_devices(void *member, const void *from_member)
{
    Domain *domain = domain_of(member);
    const Domain *from = domain_of(from_member);

    domain->emulator = g_strdup(from->emulator);
    domain->devices = g_ptr_array_new_full(from->devices->len, free_device);
    for (unsigned i = 0; i < from->devices->len; i++)
        domain_add_device(domain, device_clone(domain_device(from, i)));
    /* Pointers between devices can be set only now. */
    for (unsigned i = 0; i < from->devices->len; i++) {
        Device *device = domain_device(domain, i);

        if (device->kind->copy != NULL)
            device->kind->copy(device, domain_device(from, i), domain, from);
    }
}

/* Returns: (owned) "devices/disk[2]": the @i-th device, counted among its kind. */
static char *
device_path(const Domain *domain, unsigned i)
{
    const Device *device = domain_device(domain, i);
    unsigned n_same = 0;

    for (unsigned j = 0; j <= i; j++)
        if (domain_device(domain, j)->kind == device->kind)
            n_same++;
    return g_strdup_printf("devices/%s[%u]", device_name(device), n_same);
}

static XmlDifference *
compare_device(const Domain *domain, const Domain *other, unsigned i)
{
    const Device *one = i < domain->devices->len ? domain_device(domain, i) : NULL;
    const Device *two = i < other->devices->len ? domain_device(other, i) : NULL;
    g_autoptr(XmlDifference) difference = NULL;
    g_autofree char *path = NULL;
    g_autofree char *inner = NULL;

    if (one == NULL || two == NULL || one->kind != two->kind)
        difference = xml_difference_new("", NULL, NULL);
    else
        difference = xml_binding_find_difference(one->kind->binding, "", one, two);
    if (difference == NULL)
        return NULL;
    path = device_path(one != NULL ? domain : other, i);
    inner = difference->path;
    difference->path = g_strconcat(path, inner, NULL);
    return g_steal_pointer(&difference);
}

static XmlDifference *
find_device_difference(const void *member, const void *other_member)
{
    const Domain *domain = domain_of(member);
    const Domain *other = domain_of(other_member);
    XmlDifference *difference = NULL;

    if (g_strcmp0(domain->emulator, other->emulator) != 0)
        return xml_difference_new("devices/emulator", domain->emulator, other->emulator);
    for (unsigned i = 0; i < MAX(domain->devices->len, other->devices->len) && difference == NULL;
         i++)
        difference = compare_device(domain, other, i);
    return difference;
}

static const XmlCustom devices_custom = {
    .parse = parse_devices,
    .format = format_devices,
    .clear = clear_devices,
    .copy = copy_devices,
    .find_difference = find_device_difference,
};

/* ---- <domain> ---- */

#define ACTION_ROW(name, member)                                                                   \
    XML_LEAF(name, Domain, member, xml_type_enum, .argument = &action_names)

static const XmlField domain_fields[] = {
    XML_LINE(Domain, line),
    XML_ATTR("type", Domain, type, xml_type_enum, .argument = &virts, .is_required = true),
    XML_ATTR("id", Domain, id, xml_type_any_base, .max = G_MAXINT32, .may_be_empty = true),
    XML_LEAF("name", Domain, name, xml_type_string, .is_required = true),
    XML_LEAF("uuid", Domain, uuid, xml_type_uuid, ),
    XML_LEAF("hwuuid", Domain, hardware_uuid, xml_type_uuid, ),
    XML_REFUSE_ELEMENT("genid", N_("QEMU has no such device for pseries: it is told by ACPI")),
    XML_LEAF("title", Domain, title, xml_type_text, ),
    XML_LEAF("description", Domain, description, xml_type_text, ),
    XML_CUSTOM("metadata", Domain, metadata, xml_raw),
    DOMAIN_MEMORY_ROWS,
    XML_INLINE("blkiotune", Domain, block_tune, block_tune_binding),
    DOMAIN_MEMORY_TUNE_ROWS,
    XML_INLINE("vcpu", Domain, vcpu, vcpu_binding),
    XML_INLINE("vcpus", Domain, vcpus, vcpus_binding),
    DOMAIN_IOTHREADS_ROWS,
    XML_INLINE("throttlegroups", Domain, throttle_groups, throttle_groups_binding),
    XML_CHILD("cputune", Domain, cputune, cputune_binding),
    XML_INLINE("numatune", Domain, memory.numatune, numa_tune_binding),
    XML_INLINE("resource", Domain, resource, resource_binding),
    XML_REFUSE_ELEMENT("sysinfo", NO_SMBIOS),
    XML_INLINE("os", Domain, os, os_binding),
    XML_INLINE("idmap", Domain, id_map, id_map_binding),
    XML_INLINE("features", Domain, features, features_binding),
    XML_RARE("cpu", Domain, cpu, cpu_binding),
    XML_INLINE("clock", Domain, clock, clock_binding),
    ACTION_ROW("on_poweroff", on_poweroff),
    ACTION_ROW("on_reboot", on_reboot),
    ACTION_ROW("on_crash", on_crash),
    XML_LEAF("on_lockfailure", Domain, on_lock_failure, xml_type_enum,
             .argument = &lock_failure_names),
    XML_INLINE("pm", Domain, power_states, power_states_binding),
    XML_INLINE("perf", Domain, perf, perf_binding),
    /* libvirt takes the devices of each */
    {.kind = XML_FIELD_CUSTOM,
     .name = "devices",
     .offset = offsetof(Domain, devices),
     .argument = &devices_custom,
     .may_repeat = true},
    XML_LIST("seclabel", Domain, seclabels, seclabel_binding),
    XML_INLINE("qemu:commandline", Domain, qemu_command_line, qemu_command_line_binding),
    XML_INLINE("qemu:capabilities", Domain, qemu_flags, qemu_flags_binding),
    XML_INLINE("qemu:override", Domain, qemu_override, qemu_override_binding),
    XML_INLINE("qemu:deprecation", Domain, qemu_deprecation, qemu_deprecation_binding),
    XML_REFUSE_ELEMENT("launchSecurity", N_("its types are for x86 and s390 machines")),
    XML_REFUSE_ELEMENT("keywrap", N_("it is for s390 machines")),
    XML_REFUSE_ELEMENT("iommufd", NO_IOMMUFD),
    XML_REFUSE_ELEMENT("bootloader bootloader_args lxc:namespace xen:commandline "
                       "bhyve:commandline vmware:datacenterpath",
                       N_("it is for other hypervisors")),
    XML_END,
};
const XmlBinding domain_binding = {"domain", sizeof(Domain), domain_fields};

Domain *
domain_parse(xmlNodePtr root, const DeviceTable *devices, bool is_strict, Report *report)
{
    XmlContext context = {.report = report, .is_strict = is_strict, .user = devices};
    Domain *domain = NULL;

    if (strcmp((const char *)root->name, "domain") != 0) {
        report_error(report, VIR_ERR_XML_ERROR, xml_node_line(root),
                     _("unexpected root element <%s>, expecting <domain>"),
                     (const char *)root->name);
        return NULL;
    }
    domain = xml_binding_new(&domain_binding);
    domain->devices = g_ptr_array_new_with_free_func(free_device);
    domain->index = device_index_new();
    xml_binding_parse(&domain_binding, root, domain, &context);
    return domain;
}

Domain *
domain_read(const DeviceTable *devices, const char *text, size_t length, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(text, length, report);
    g_autoptr(Domain) domain = NULL;

    if (document != NULL)
        domain = domain_parse(xmlDocGetRootElement(document), devices, false, report);
    return report_n_errors(report) == 0 ? g_steal_pointer(&domain) : NULL;
}

Domain *
domain_clone(const Domain *from)
{
    Domain *domain = xml_binding_clone(&domain_binding, from);

    domain->index = device_index_new();
    return domain;
}

XmlDifference *
domain_find_difference(const Domain *domain, const Domain *other)
{
    return xml_binding_find_difference(&domain_binding, NULL, domain, other);
}

Device *
domain_parse_device(XmlDocument *document, const DeviceTable *devices, bool is_strict,
                    Report *report)
{
    XmlContext context = {.report = report, .is_strict = is_strict, .user = devices};
    xmlNodePtr parent = xmlNewDocNode(document, NULL, BAD_CAST "devices", NULL);
    g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func(free_device);
    Domain holder = {.devices = read};

    xmlAddChild(parent, xmlDocSetRootElement(document, parent));
    parse_devices(parent, &holder.devices, &context);
    if (holder.emulator != NULL)
        report_error(report, VIR_ERR_XML_ERROR, 0, _("<emulator> is not a device"));
    g_free(holder.emulator);
    return read->len == 1 ? g_ptr_array_steal_index(read, 0) : NULL;
}

void
domain_free(Domain *domain)
{
    if (domain != NULL)
        g_clear_pointer(&domain->index, device_index_free);
    xml_binding_free(&domain_binding, domain);
}

char *
domain_format(const Domain *domain, unsigned flags)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&domain_binding, NULL, domain, writer, &flags);
    return xml_writer_finish(writer, buffer);
}

bool
domain_shows_secrets(const void *flags)
{
    return flags == NULL || *(const unsigned *)flags & DOMAIN_XML_SECURE;
}

Device *
domain_add_device(Domain *domain, Device *device)
{
    g_ptr_array_add(domain->devices, device);
    return device;
}

void
domain_sort(Domain *domain, const DeviceKind *kind, const gpointer *sorted)
{
    gpointer *places = domain->devices->pdata;
    unsigned n_places = domain->devices->len;

    for (unsigned i = 0; i < n_places; i++)
        if (kind == NULL || ((const Device *)places[i])->kind == kind)
            places[i] = *sorted++;
    device_index_forget(domain->index);
}
