/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/nic_driver.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/device.h"
#include "qemu/qmp_value.h"

/* The ring sizes that QEMU's virtio-net takes. */
enum { RING_LEAST = 256, RING_MOST = 1024 };
enum { QUEUES_MOST = 256 };

static const char *const name_texts[] = {
    [NIC_DRIVER_QEMU] = "qemu", [NIC_DRIVER_VHOST] = "vhost", [NIC_DRIVER_KVM] = "kvm",
    [NIC_DRIVER_VFIO] = "vfio", [NIC_DRIVER_XEN] = "xen",
};
static const NameTable names = NAME_TABLE(name_texts);

const char *
nic_driver_name(NicDriverName name)
{
    return name_table_name(&names, (int)name);
}

static const char *const txmode_texts[] = {
    [TXMODE_IOTHREAD] = "iothread",
    [TXMODE_TIMER] = "timer",
};
static const NameTable txmodes = NAME_TABLE(txmode_texts);

static const XmlField host_fields[] = {
    XML_ATTR_ON_OFF("csum", HostOffloads, csum),
    XML_ATTR_ON_OFF("gso", HostOffloads, gso),
    XML_ATTR_ON_OFF("tso4", HostOffloads, tso4),
    XML_ATTR_ON_OFF("tso6", HostOffloads, tso6),
    XML_ATTR_ON_OFF("ecn", HostOffloads, ecn),
    XML_ATTR_ON_OFF("ufo", HostOffloads, ufo),
    XML_ATTR_ON_OFF("mrg_rxbuf", HostOffloads, mrg_rxbuf),
    XML_END,
};
static const XmlBinding host_binding = {"host", sizeof(HostOffloads), host_fields};

static const XmlField guest_fields[] = {
    XML_ATTR_ON_OFF("csum", GuestOffloads, csum), XML_ATTR_ON_OFF("tso4", GuestOffloads, tso4),
    XML_ATTR_ON_OFF("tso6", GuestOffloads, tso6), XML_ATTR_ON_OFF("ecn", GuestOffloads, ecn),
    XML_ATTR_ON_OFF("ufo", GuestOffloads, ufo),   XML_END,
};
static const XmlBinding guest_binding = {"guest", sizeof(GuestOffloads), guest_fields};

static const XmlField driver_fields[] = {
    XML_LINE(NicDriver, line),
    XML_ATTR_ENUM("name", NicDriver, name, names),
    XML_ATTR_ENUM("txmode", NicDriver, txmode, txmodes),
    XML_ATTR_ON_OFF("ioeventfd", NicDriver, ioeventfd),
    XML_ATTR_ON_OFF("event_idx", NicDriver, event_idx),
    XML_ATTR_UINT_OR_NONE("queues", NicDriver, queues, 1, QUEUES_MOST),
    XML_ATTR_UINT_OR_NONE("rx_queue_size", NicDriver, rx_queue_size, 1, G_MAXUINT16),
    XML_ATTR_UINT_OR_NONE("tx_queue_size", NicDriver, tx_queue_size, 1, G_MAXUINT16),
    XML_ATTR_ON_OFF("rss", NicDriver, rss),
    XML_ATTR_ON_OFF("rss_hash_report", NicDriver, rss_hash_report),
    XML_ATTR_STRING("model", NicDriver, model),
    XML_REFUSE_ATTR("iommufd", NO_IOMMUFD),
    VIRTIO_ROWS(NicDriver, virtio),
    XML_INLINE("host", NicDriver, host, host_binding),
    XML_INLINE("guest", NicDriver, guest, guest_binding),
    XML_END,
};
const XmlBinding nic_driver_binding = {"driver", sizeof(NicDriver), driver_fields};

static void
check_ring(const char *attribute, OptionalUint size, unsigned line, Report *report)
{
    bool is_power = (size.value & (size.value - 1)) == 0;

    if (!size.is_set || (is_power && size.value >= RING_LEAST && size.value <= RING_MOST))
        return;
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                 _("%s has to be a power of two from %d to %d, not '%" PRIu64 "'"), attribute,
                 RING_LEAST, RING_MOST, size.value);
}

typedef struct {
    const char *property;
    Tristate value;
} Switch;

static void
write_switches(JsonObject *part, const Switch *switches, size_t n_switches)
{
    for (size_t i = 0; i < n_switches; i++)
        if (switches[i].value != TRISTATE_ABSENT)
            json_object_set_boolean_member(part, switches[i].property,
                                           switches[i].value == TRISTATE_YES);
}

static void
write_size(JsonObject *part, const char *property, OptionalUint size)
{
    if (size.is_set)
        json_object_set_int_member(part, property, (gint64)size.value);
}

void
nic_driver_write(const NicDriver *driver, JsonObject *part)
{
    const HostOffloads *host = &driver->host;
    const GuestOffloads *guest = &driver->guest;
    const Switch switches[] = {
        {"ioeventfd", driver->ioeventfd},
        {"event_idx", driver->event_idx},
        {"csum", host->csum},
        {"gso", host->gso},
        {"host_tso4", host->tso4},
        {"host_tso6", host->tso6},
        {"host_ecn", host->ecn},
        {"host_ufo", host->ufo},
        {"mrg_rxbuf", host->mrg_rxbuf},
        {"guest_csum", guest->csum},
        {"guest_tso4", guest->tso4},
        {"guest_tso6", guest->tso6},
        {"guest_ecn", guest->ecn},
        {"guest_ufo", guest->ufo},
        {"rss", driver->rss},
        {"hash", driver->rss_hash_report},
    };

    virtio_options_write(&driver->virtio, part);
    if (driver->txmode != TXMODE_NONE)
        json_object_set_string_member(part, "tx", driver->txmode == TXMODE_TIMER ? "timer" : "bh");
    write_switches(part, switches, G_N_ELEMENTS(switches));
    write_size(part, "rx_queue_size", driver->rx_queue_size);
    write_size(part, "tx_queue_size", driver->tx_queue_size);
}

/* True when an option was given that only a virtio NIC has. */
static bool
has_virtio_options(const NicDriver *driver)
{
    g_autoptr(JsonObject) part = json_object_new();

    nic_driver_write(driver, part);
    return driver->queues.is_set || qmp_value_n_members(part) > 0;
}

static bool
has_virtio_transport(const VirtioOptions *virtio)
{
    return virtio->iommu != TRISTATE_ABSENT || virtio->ats != TRISTATE_ABSENT ||
           virtio->packed != TRISTATE_ABSENT || virtio->page_per_vq != TRISTATE_ABSENT;
}

void
nic_driver_complete(NicDriver **driver, bool is_virtio, Report *report)
{
    if (*driver == NULL)
        return;
    if ((*driver)->queues.value == 1)
        (*driver)->queues = (OptionalUint){0, false};
    if (is_virtio || has_virtio_transport(&(*driver)->virtio))
        return;
    if (has_virtio_options(*driver) || (*driver)->model != NULL)
        report_warning(report, (*driver)->line,
                       _("the options of <driver> are left out: only virtio models have them"));
    xml_binding_free(&nic_driver_binding, *driver);
    *driver = NULL;
}

void
nic_driver_check(const NicDriver *driver, bool is_virtio, Report *report)
{
    if (driver == NULL)
        return;
    if (driver->name > NIC_DRIVER_VHOST)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, driver->line,
                     _("driver '%s' does not go with this type of <interface>: use 'qemu' or "
                       "'vhost'"),
                     name_texts[driver->name]);
    check_ring("rx_queue_size", driver->rx_queue_size, driver->line, report);
    check_ring("tx_queue_size", driver->tx_queue_size, driver->line, report);
    if (driver->model != NULL)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, driver->line,
            _("model='%s' of <driver> belongs only in <interface type='hostdev'>: leave it "
              "out"),
            driver->model);
    if (!is_virtio && has_virtio_transport(&driver->virtio))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, driver->line,
                     _("'iommu', 'ats', 'packed' and 'page_per_vq' of <driver> are only supported "
                       "for virtio devices: leave them out, or use model 'virtio'"));
}
