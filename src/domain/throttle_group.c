/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/throttle_group.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "domain/domain.h"

static const XmlField groups_fields[] = {
    XML_LIST("throttlegroup", ThrottleGroups, list, disk_iotune_group_binding),
    XML_END,
};
const XmlBinding throttle_groups_binding = {"throttlegroups", sizeof(ThrottleGroups),
                                            groups_fields};

static unsigned
n_groups(const Domain *domain)
{
    return domain->throttle_groups.list != NULL ? domain->throttle_groups.list->len : 0;
}

static DiskIotune *
group_at(const Domain *domain, unsigned i)
{
    return g_ptr_array_index(domain->throttle_groups.list, i);
}

bool
throttle_groups_has(const Domain *domain, const char *name)
{
    for (unsigned i = 0; i < n_groups(domain); i++)
        if (g_strcmp0(group_at(domain, i)->group_name, name) == 0)
            return true;
    return false;
}

char *
throttle_group_id(const char *name)
{
    return g_strconcat("throttle-", name, NULL);
}

void
throttle_groups_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    (void)report;
    for (unsigned i = 0; i < n_groups(domain); i++)
        disk_iotune_complete(group_at(domain, i));
}

/* QEMU: "Parameter 'id' expects an identifier". */
static bool
is_identifier(const char *name)
{
    for (; *name != '\0'; name++)
        if (!g_ascii_isalnum(*name) && strchr("-._", *name) == NULL)
            return false;
    return true;
}

void
throttle_groups_check(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    (void)context;
    for (unsigned i = 0; i < n_groups(domain); i++) {
        const DiskIotune *group = group_at(domain, i);
        char *name = group->group_name;

        if (name == NULL) {
            report_error(report, VIR_ERR_XML_ERROR, domain->line,
                         _("missing group name: a <throttlegroup> lacks its <group_name>"));
            continue;
        }
        if (!g_hash_table_add(seen, name))
            report_error(report, VIR_ERR_XML_ERROR, domain->line,
                         _("duplicate group name '%s' found in <throttlegroups>"), name);
        if (!is_identifier(name))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                         _("the <group_name> '%s' of a <throttlegroup> is nothing that QEMU takes: "
                           "use letters, digits, '-', '.' and '_'"),
                         name);
        disk_iotune_check_limits(group, "throttlegroup", domain->line, report);
    }
}

void
throttle_groups_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    bool as_json = qemu_options_take_json(domain, context, PART_OBJECT);

    for (unsigned i = 0; i < n_groups(domain); i++) {
        g_autoptr(PartList) parts = part_list_new();
        JsonObject *part = NULL;
        g_autofree char *id = throttle_group_id(group_at(domain, i)->group_name);

        if (!disk_iotune_is_limit(group_at(domain, i)))
            continue; /* the first filter that names it makes it */
        part = part_list_add(parts, PART_OBJECT);
        part_set_string(part, "qom-type", "throttle-group");
        part_set_string(part, "id", id);
        json_object_set_object_member(part, "limits",
                                      disk_iotune_group_limits(group_at(domain, i)));
        argv_add_part(argv, part_list_get(parts, 0), as_json);
    }
}
