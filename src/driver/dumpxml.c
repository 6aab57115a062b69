/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/dumpxml.h"

#include <libvirt/libvirt.h>

#include "devices/disk.h"
#include "domain/domain_walk.h"
#include "driver/flags.h"

enum {
    XML_FLAGS = VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_UPDATE_CPU |
                VIR_DOMAIN_XML_MIGRATABLE,
};

static const Disk *
find_disk(const Domain *domain, const char *target)
{
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        if (g_str_equal(disk->target.dev, target))
            return disk;
    return NULL;
}

static void
forget_detected(Domain *live, const Domain *next)
{
    DOMAIN_EACH(Disk, disk, live, &disk_kind) {
        const Disk *defined = find_disk(next, disk->target.dev);

        if (defined != NULL)
            disk_forget_detected(disk, defined);
    }
}

/* Returns: (owned, nullable) what runs, without what was chosen for this host and this run. */
static Definition *
without_choices(Driver *driver, Guest *guest, Definition *live, GError **error)
{
    g_autoptr(Definition) next = guest_next(guest);
    Domain *domain = definition_copy_domain(live, error);
    Plan *plan = domain != NULL ? driver_plan_domain(driver, domain, NULL, error) : NULL;

    if (plan == NULL)
        return NULL;
    forget_detected(plan->domain, definition_domain(next));
    return definition_new(plan);
}

char *
dumpxml(Driver *driver, Guest *guest, unsigned flags, GError **error)
{
    unsigned format = flags & VIR_DOMAIN_XML_SECURE ? DOMAIN_XML_SECURE : 0;
    g_autoptr(Definition) definition = NULL;
    g_autoptr(Definition) shown = NULL;

    if (!flags_check(flags, XML_FLAGS, "qemuDomainGetXMLDesc", error))
        return NULL;
    definition = flags & VIR_DOMAIN_XML_INACTIVE ? guest_next(guest) : guest_current(guest);
    if (!(flags & VIR_DOMAIN_XML_MIGRATABLE))
        return g_strdup(definition_xml(definition, format));
    shown = without_choices(driver, guest, definition, error);
    return shown != NULL ? g_strdup(definition_xml(shown, format)) : NULL;
}
