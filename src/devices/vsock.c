/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/vsock.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

static const char *const model_texts[] = {
    [VSOCK_VIRTIO] = "virtio",
    [VSOCK_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [VSOCK_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const char *const types[] = {
    [VSOCK_MODEL_NONE] = NULL,
    [VSOCK_VIRTIO] = "vhost-vsock-pci",
    [VSOCK_VIRTIO_TRANSITIONAL] = "vhost-vsock-pci-transitional",
    [VSOCK_VIRTIO_NON_TRANSITIONAL] = "vhost-vsock-pci-non-transitional",
};

static const XmlField cid_fields[] = {
    XML_ATTR_YES_NO("auto", VsockCid, is_auto),
    XML_ATTR_UINT("address", VsockCid, address, VSOCK_FIRST_CID, G_MAXUINT32 - 1),
    XML_END,
};
static const XmlBinding cid_binding = {"cid", sizeof(VsockCid), cid_fields};

static const XmlField driver_fields[] = {
    VIRTIO_ROWS(VsockDriver, virtio),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(VsockDriver), driver_fields};

static const XmlField vsock_fields[] = {
    XML_ATTR_ENUM("model", Vsock, model, model_names),
    XML_INLINE("cid", Vsock, cid, cid_binding),
    XML_INLINE("driver", Vsock, driver, driver_binding),
    DEVICE_ROWS(Vsock),
    XML_END,
};
static const XmlBinding vsock_binding = {"vsock", sizeof(Vsock), vsock_fields};

static void
vsock_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Vsock *vsock = (Vsock *)device;

    (void)domain;
    (void)context;
    (void)report;
    if (vsock->model == VSOCK_MODEL_NONE)
        vsock->model = VSOCK_VIRTIO;
    if (vsock->cid.is_auto == TRISTATE_ABSENT)
        vsock->cid.is_auto = vsock->cid.address.is_set ? TRISTATE_NO : TRISTATE_YES;
}

static void
vsock_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Vsock *vsock = (const Vsock *)device;

    (void)domain;
    if (vsock->model == VSOCK_VIRTIO_TRANSITIONAL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("model 'virtio-transitional' of <vsock> does not exist in QEMU, as vsock is "
                       "younger than virtio 0.9: use 'virtio'"));
    else
        device_rules_emulated(device, types[vsock->model], context, report);
    if (vsock->cid.is_auto != TRISTATE_YES && !vsock->cid.address.is_set)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<vsock> lacks the guest's <cid address=''/>, a number of %d or more, or "
                       "<cid auto='yes'/>"),
                     VSOCK_FIRST_CID);
}

static void
vsock_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &vsock_kind, report);
}

static AddressNeed
vsock_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_PCI, .model = types[((const Vsock *)device)->model]};
}

/* Without an inherited descriptor QEMU opens /dev/vhost-vsock itself. */
static void
vsock_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Vsock *vsock = (const Vsock *)device;
    JsonObject *part = device_rules_part(device, types[vsock->model], parts);

    (void)context;
    virtio_options_write(&vsock->driver.virtio, part);
    part_set_uint(part, "guest-cid",
                  vsock->cid.address.is_set ? vsock->cid.address.value : VSOCK_FIRST_CID);
    part_set_string(part, "vhostfd", vsock->vhost_fd);
    controller_write_address(domain, device, part);
}

static void
vsock_clear(Device *device)
{
    g_free(((Vsock *)(void *)device)->vhost_fd);
}

static void
vsock_copy(Device *device, const Device *from, const Domain *domain, const Domain *from_domain)
{
    (void)domain;
    (void)from_domain;
    ((Vsock *)(void *)device)->vhost_fd = g_strdup(((const Vsock *)(const void *)from)->vhost_fd);
}

const DeviceKind vsock_kind = {
    .binding = &vsock_binding,
    .placement_rank = PLACE_VSOCK,
    .complete = vsock_complete,
    .check = vsock_check,
    .check_all = vsock_check_all,
    .need = vsock_need,
    .id_prefix = "vsock",
    .parts = vsock_parts,
    .clear = vsock_clear,
    .copy = vsock_copy,
};
