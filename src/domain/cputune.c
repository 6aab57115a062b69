/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/cputune.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

static const XmlField vcpu_pin_fields[] = {
    XML_ATTR("vcpu", VcpuPin, vcpu, xml_type_uint, .max = G_MAXUINT16, .is_required = true),
    XML_ATTR("cpuset", VcpuPin, cpuset, xml_type_cpu_set, .is_required = true),
    XML_END,
};
static const XmlBinding vcpu_pin_binding = {"vcpupin", sizeof(VcpuPin), vcpu_pin_fields};

static const XmlField emulator_pin_fields[] = {
    XML_ATTR("cpuset", EmulatorPin, cpuset, xml_type_cpu_set, .is_required = true),
    XML_END,
};
static const XmlBinding emulator_pin_binding = {"emulatorpin", sizeof(EmulatorPin),
                                                emulator_pin_fields};

#define PERIOD_ROW(name, member)                                                                   \
    XML_LEAF(name, DomainCpuTune, member, xml_type_uint, .min = 1000, .max = 1000000)
#define QUOTA_ROW(name, member)                                                                    \
    XML_LEAF(name, DomainCpuTune, member, xml_type_int, .min = (uint64_t)-1, .max = 17592186044415)

static const XmlField cputune_fields[] = {
    XML_LEAF("shares", DomainCpuTune, shares, xml_type_uint, .min = 1, .max = 262144),
    PERIOD_ROW("period", period),
    QUOTA_ROW("quota", quota),
    PERIOD_ROW("global_period", global_period),
    QUOTA_ROW("global_quota", global_quota),
    PERIOD_ROW("emulator_period", emulator_period),
    QUOTA_ROW("emulator_quota", emulator_quota),
    XML_LIST("vcpupin", DomainCpuTune, vcpu_pins, vcpu_pin_binding),
    XML_INLINE("emulatorpin", DomainCpuTune, emulator_pin, emulator_pin_binding),
    XML_REFUSE_ELEMENT("iothread_period iothread_quota iothreadpin vcpusched iothreadsched "
                       "emulatorsched cachetune memorytune",
                       XML_NOT_YET),
    XML_END,
};
const XmlBinding cputune_binding = {"cputune", sizeof(DomainCpuTune), cputune_fields};

void
cputune_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *pins = domain->cputune != NULL ? domain->cputune->vcpu_pins : NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    (void)context;
    for (unsigned i = 0; pins != NULL && i < pins->len; i++) {
        const VcpuPin *pin = g_ptr_array_index(pins, i);

        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(pin->vcpu.value)))
            report_error(report, VIR_ERR_XML_ERROR, domain->line,
                         _("vcpu '%" G_GUINT64_FORMAT "' has two <vcpupin>: one is allowed"),
                         pin->vcpu.value);
    }
}
