/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/place_bus.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "address/drive_set.h"
#include "address/vio_set.h"
#include "devices/controller.h"
#include "devices/interface.h"
#include "devices/nvram.h"
#include "devices/serial.h"
#include "devices/tpm.h"
#include "domain/domain_walk.h"

/* The largest index that a <controller> may have. */
enum { LAST_CONTROLLER = 255 };

AddressNeed
place_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const AddressNeed none = {.type = ADDRESS_NONE};

    return device->kind->need != NULL ? device->kind->need(device, domain, context) : none;
}

GArray *
place_requests(const Domain *domain, const DomainContext *context)
{
    GArray *requests = g_array_new(FALSE, FALSE, sizeof(PlaceRequest));

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        PlaceRequest request = {device, place_need(device, domain, context)};

        if (request.need.type != ADDRESS_NONE && request.need.type != ADDRESS_PCI)
            g_array_append_val(requests, request);
    }
    return requests;
}

void
place_report(Report *report, const Device *device, GError *problem)
{
    unsigned line = device->address.line != 0 ? device->address.line : device->line;

    report_error(report, problem->code, line, "%s", problem->message);
    g_error_free(problem);
}

int
place_compare(gconstpointer a, gconstpointer b)
{
    const RankedDevice *one = a;
    const RankedDevice *other = b;

    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return (one->position > other->position) - (one->position < other->position);
}

unsigned
place_rank(const DeviceKind *const *kinds, const Device *device)
{
    unsigned rank = 0;

    while (kinds[rank] != NULL && kinds[rank] != device->kind)
        rank++;
    return rank;
}

/* ---- spapr-vio ---- */

static bool
has_nvram(const Domain *domain)
{
    return domain_first(domain, &nvram_kind) != NULL;
}

static void
choose_vio(VioSet *set, Device *device, uint64_t base, Report *report)
{
    GError *problem = NULL;
    uint64_t reg = 0;

    if (vio_set_find(set, base, &reg, &problem) && vio_set_claim(set, reg, device, &problem)) {
        device->address.type = ADDRESS_SPAPR_VIO;
        device->address.reg = OPTIONAL_UINT(reg);
        return;
    }
    place_report(report, device, problem);
}

/* The order in which libvirt gives addresses to kinds. */
static const DeviceKind *const vio_order[] = {&interface_kind, &controller_kind, &serial_kind,
                                              &nvram_kind,     &tpm_kind,        NULL};

/* Claims the reg in the document, if there is one. */
static void
claim_vio(VioSet *set, const PlaceRequest *request, const DomainContext *context, Report *report)
{
    Device *device = request->device;
    GError *problem = NULL;

    if (!context->rules->has_papr)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("%s '%s' is a device of spapr-vio, which machine '%s' has not: choose a "
                       "model on another bus"),
                     device_name(device), request->need.model, context->machine->name);
    if (device->address.reg.is_set &&
        !vio_set_claim(set, device->address.reg.value, device, &problem))
        place_report(report, device, problem);
}

void
place_vio(const GArray *requests, const Domain *domain, const DomainContext *context,
          Report *report)
{
    g_autoptr(VioSet) set = vio_set_new(machine_facts_is_at_least(context->machine, 3, 1));
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(RankedDevice));

    if (!has_nvram(domain))
        vio_set_claim(set, VIO_DEFAULT_NVRAM_REG, NULL, NULL);
    for (unsigned i = 0; i < requests->len; i++) {
        const PlaceRequest *request = place_request(requests, i);
        RankedDevice entry = {request, place_rank(vio_order, request->device), i};

        if (request->need.type != ADDRESS_SPAPR_VIO)
            continue;
        claim_vio(set, request, context, report);
        if (!request->device->address.reg.is_set)
            g_array_append_val(open, entry);
    }
    g_array_sort(open, place_compare);
    for (unsigned i = 0; i < open->len; i++) {
        const PlaceRequest *request = g_array_index(open, RankedDevice, i).request;

        choose_vio(set, request->device, request->need.vio_base, report);
    }
}

/* ---- drives: the address follows from the name, there is nothing to choose ---- */

void
place_drives(const GArray *requests, Report *report)
{
    g_autoptr(DriveSet) set = drive_set_new();

    for (unsigned i = 0; i < requests->len; i++) {
        const PlaceRequest *request = place_request(requests, i);
        GError *problem = NULL;

        if (request->need.type != ADDRESS_DRIVE)
            continue;
        if (request->device->address.controller.value > LAST_CONTROLLER)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, request->device->line,
                         _("%s would sit on controller '%" PRIu64
                           "', and the last one is '%d': give "
                           "controllers more devices each, by <address type='drive'>"),
                         device_name(request->device), request->device->address.controller.value,
                         LAST_CONTROLLER);
        if (!address_is_open_drive(&request->device->address) &&
            !drive_set_claim(set, request->device, request->need.drive_bus, &problem))
            place_report(report, request->device, problem);
    }
}
