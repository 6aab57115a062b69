/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/id_map.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

#define NUMBER_ROW(name, member)                                                                   \
    XML_ATTR(name, IdRange, member, xml_type_uint, .max = G_MAXUINT32, .is_required = true)

static const XmlField range_fields[] = {
    NUMBER_ROW("start", start),
    NUMBER_ROW("target", target),
    NUMBER_ROW("count", count),
    XML_END,
};
static const XmlBinding user_binding = {"uid", sizeof(IdRange), range_fields};
static const XmlBinding group_binding = {"gid", sizeof(IdRange), range_fields};

static const XmlField map_fields[] = {
    XML_LINE(IdMap, line),
    XML_LIST("uid", IdMap, users, user_binding),
    XML_LIST("gid", IdMap, groups, group_binding),
    XML_END,
};
const XmlBinding id_map_binding = {"idmap", sizeof(IdMap), map_fields};

static int
compare_ranges(gconstpointer a, gconstpointer b)
{
    const IdRange *one = *(IdRange *const *)a;
    const IdRange *other = *(IdRange *const *)b;

    return (one->start.value > other->start.value) - (one->start.value < other->start.value);
}

void
id_map_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    (void)report;
    if (domain->id_map.users != NULL)
        g_ptr_array_sort(domain->id_map.users, compare_ranges);
    if (domain->id_map.groups != NULL)
        g_ptr_array_sort(domain->id_map.groups, compare_ranges);
}

static bool
has_root(const GPtrArray *ranges)
{
    return ((const IdRange *)g_ptr_array_index(ranges, 0))->start.value == 0;
}

void
id_map_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const IdMap *map = &domain->id_map;

    (void)context;
    if ((map->users == NULL) != (map->groups == NULL))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, map->line,
                     _("uid and gid should be mapped both: <idmap> has one of them only"));
    else if (map->users != NULL && (!has_root(map->users) || !has_root(map->groups)))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, map->line,
                     _("You must map the root user of container: a range of <idmap> has to start "
                       "at 0"));
}
