/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_filter.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const XmlField filter_fields[] = {
    XML_ATTR("group", DiskFilter, group, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding filter_binding = {"throttlefilter", sizeof(DiskFilter), filter_fields};

static const XmlField filters_fields[] = {
    XML_LIST("throttlefilter", DiskFilters, list, filter_binding),
    XML_END,
};
const XmlBinding disk_filters_binding = {"throttlefilters", sizeof(DiskFilters), filters_fields};

unsigned
disk_filters_n(const DiskFilters *filters)
{
    return filters->list != NULL ? filters->list->len : 0;
}

static DiskFilter *
filter_at(const DiskFilters *filters, unsigned i)
{
    return g_ptr_array_index(filters->list, i);
}

void
disk_filters_check(const DiskFilters *filters, const char *target, unsigned line,
                   const Domain *domain, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < disk_filters_n(filters); i++) {
        char *group = filter_at(filters, i)->group;

        if (group == NULL)
            continue; /* reported by the table */
        if (!throttle_groups_has(domain, group))
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("throttle group '%s' not found: disk '%s' names it, and "
                           "<throttlegroups> has none of that name"),
                         group, target);
        if (!g_hash_table_add(seen, group))
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("duplicate filter name '%s' found in disk '%s'"), group, target);
    }
}

unsigned
disk_filters_number(DiskFilters *filters, unsigned number)
{
    for (unsigned i = 0; i < disk_filters_n(filters); i++)
        if (filter_at(filters, i)->node_number == 0)
            filter_at(filters, i)->node_number = ++number;
    return number;
}

unsigned
disk_filters_first(const DiskFilters *filters)
{
    return disk_filters_n(filters) > 0 ? filter_at(filters, 0)->node_number : 0;
}

char *
disk_filters_node(const DiskFilters *filters, unsigned i)
{
    return g_strdup_printf("libvirt-%u-filter", filter_at(filters, i)->node_number);
}

void
disk_filters_parts(const DiskFilters *filters, const char *image, PartList *parts)
{
    g_autofree char *below = g_strdup(image);

    for (unsigned i = 0; i < disk_filters_n(filters); i++) {
        g_autofree char *group = throttle_group_id(filter_at(filters, i)->group);
        char *node = disk_filters_node(filters, i);
        JsonObject *part = part_list_add(parts, PART_BLOCKDEV);

        part_set_string(part, "driver", "throttle");
        part_set_string(part, "node-name", node);
        part_set_string(part, "throttle-group", group);
        part_set_string(part, "file", below);
        g_free(below);
        below = node;
    }
}
