/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <bandwidth> of an interface: virsh domiftune. */
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "devices/interface.h"
#include "domain/domain_walk.h"
#include "driver/tune.h"

#define FIELD(name, member) {name, VIR_TYPED_PARAM_UINT, offsetof(NicBandwidth, member)}
static const ParamField fields[] = {
    FIELD(VIR_DOMAIN_BANDWIDTH_IN_AVERAGE, inbound.average),
    FIELD(VIR_DOMAIN_BANDWIDTH_IN_PEAK, inbound.peak),
    FIELD(VIR_DOMAIN_BANDWIDTH_IN_BURST, inbound.burst),
    FIELD(VIR_DOMAIN_BANDWIDTH_IN_FLOOR, inbound.floor),
    FIELD(VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE, outbound.average),
    FIELD(VIR_DOMAIN_BANDWIDTH_OUT_PEAK, outbound.peak),
    FIELD(VIR_DOMAIN_BANDWIDTH_OUT_BURST, outbound.burst),
};

static Interface *
find_interface(const Domain *domain, const char *name, GError **error)
{
    DOMAIN_EACH(Interface, nic, domain, &interface_kind)
        if ((nic->mac.address != NULL && g_ascii_strcasecmp(nic->mac.address, name) == 0) ||
            g_strcmp0(nic->target.dev, name) == 0)
            return nic;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("'%s' is not a known interface"),
                name);
    return NULL;
}

/* Replaces a direction whose average is given, which takes it away when it is 0; other parameters
 * of a direction count together with its average only. */
static void
set_direction(NicBandwidth *bandwidth, const Params *params, const char *average, size_t offset)
{
    const virTypedParameter *given = params_find(params, average);
    BandwidthLimit *limit = (BandwidthLimit *)(void *)((char *)bandwidth + offset);

    if (given == NULL)
        return;
    *limit = (BandwidthLimit){0};
    for (size_t i = 0; i < G_N_ELEMENTS(fields) && given->value.ui != 0; i++) {
        const virTypedParameter *param = params_find(params, fields[i].name);
        void *member = (char *)bandwidth + fields[i].offset;
        bool is_of_it = fields[i].offset >= offset && fields[i].offset < offset + sizeof *limit;

        if (is_of_it && param != NULL)
            *(OptionalUint *)member = (OptionalUint){param->value.ui, param->value.ui != 0};
    }
}

static bool
set(Domain *domain, const char *device, const Params *params, GError **error)
{
    Interface *nic = find_interface(domain, device, error);
    NicBandwidth bandwidth = {0};

    if (nic == NULL)
        return false;
    if (!interface_has_shaping(nic)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("setting bandwidth on interfaces of type '%s' is not implemented yet"),
                    interface_type_names.names[nic->type]);
        return false;
    }
    bandwidth = *XML_READ(nic->network.bandwidth);
    set_direction(&bandwidth, params, VIR_DOMAIN_BANDWIDTH_IN_AVERAGE,
                  offsetof(NicBandwidth, inbound));
    set_direction(&bandwidth, params, VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE,
                  offsetof(NicBandwidth, outbound));
    xml_binding_free(&nic_bandwidth_binding, nic->network.bandwidth);
    nic->network.bandwidth = xml_binding_is_set(&nic_bandwidth_binding, &bandwidth)
                                 ? xml_binding_clone(&nic_bandwidth_binding, &bandwidth)
                                 : NULL;
    return true;
}

static bool
get(const Domain *domain, const char *device, Params *params, GError **error)
{
    const Interface *nic = find_interface(domain, device, error);

    if (nic != NULL)
        params_add_fields(params, fields, G_N_ELEMENTS(fields), XML_READ(nic->network.bandwidth));
    return nic != NULL;
}

const TuneGroup tune_interface = {
    .set_call = "qemuDomainSetInterfaceParameters",
    .get_call = "qemuDomainGetInterfaceParameters",
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .set = set,
    .get = get,
};
