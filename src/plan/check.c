/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/check.h"

#include "domain/domain_walk.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

static void
check_device(const Device *device, const Domain *domain, const DomainContext *context,
             Report *report)
{
    address_check(&device->address, report);
    if (device->kind->check != NULL)
        device->kind->check(device, domain, context, report);
}

/* libvirt reserves the prefix for users and generates all other aliases. */
static void
check_alias(const Device *device, GHashTable *seen, Report *report)
{
    const char *alias = device->alias.name;

    if (alias == NULL || !g_str_has_prefix(alias, "ua-"))
        return;
    if (alias[strspn(alias, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-")] != '\0')
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("the alias '%s' has other characters than letters, digits, '_' and '-', "
                       "which QEMU takes"),
                     alias);
    if (!g_hash_table_add(seen, (gpointer)alias))
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("non unique alias detected: '%s': each device needs its own"), alias);
}

static void
check_boot_order(const Device *device, GHashTable *seen, Report *report)
{
    uint64_t order = device->boot.order.value;

    if (!device->boot.order.is_set)
        return;
    if (!g_hash_table_add(seen, GSIZE_TO_POINTER(order)))
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("boot order '%" PRIu64 "' used for more than one device"), order);
}

/* need() may rely on what check() has accepted. */
static void
check_address_type(const Device *device, const Domain *domain, const DomainContext *context,
                   Report *report)
{
    AddressNeed need = {.type = ADDRESS_NONE};

    if (device->address.type == ADDRESS_NONE || device->kind->need == NULL)
        return;
    need = device->kind->need(device, domain, context);
    if (need.type != ADDRESS_NONE && need.type != device->address.type)
        report_error(report, VIR_ERR_XML_ERROR, device->address.line,
                     _("Unsupported address type '%s' for <%s>, which has one of type '%s'"),
                     address_type_names.names[device->address.type], device_name(device),
                     address_type_names.names[need.type]);
}

void
check(const Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
      Report *report)
{
    g_autoptr(GHashTable) aliases = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) orders = g_hash_table_new(NULL, NULL);
    bool is_right = false;

    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].check != NULL)
            domain_sections[i].check(domain, context, report);
    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        check_device(device, domain, context, report);
        check_alias(device, aliases, report);
        check_boot_order(device, orders, report);
    }
    for (size_t i = 0; kinds[i] != NULL; i++)
        if (kinds[i]->check_all != NULL)
            kinds[i]->check_all(domain, context, report);
    is_right = report_n_errors(report) == 0;
    if (!is_right)
        return;
    DOMAIN_EACH_DEVICE(const Device, device, domain)
        check_address_type(device, domain, context, report);
}
