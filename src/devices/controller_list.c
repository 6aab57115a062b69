/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller_list.h"

#include "devices/hostdev.h"
#include "domain/domain_walk.h"

/* The largest index that a <controller> may have. */
enum { LAST_INDEX = 255 };

/* A companion without its <master> is completed later than it is sorted. */
static bool
is_companion(const Controller *controller)
{
    return controller->master.start_port.is_set ||
           (controller->model >= CONTROLLER_MODEL_ICH9_UHCI1 &&
            controller->model <= CONTROLLER_MODEL_ICH9_UHCI3);
}

/* A USB controller goes before its companions. */
static bool
goes_before(const Controller *one, const Controller *other)
{
    if (!one->index.is_set || !other->index.is_set)
        return false;
    if (one->index.value != other->index.value)
        return one->index.value < other->index.value;
    return !is_companion(one) && is_companion(other);
}

/* Inserts @controller behind the last of its type, or before the first that it goes before. */
static void
insert(GPtrArray *sorted, Controller *controller)
{
    unsigned at = sorted->len;
    bool is_found = false;

    for (unsigned i = sorted->len; i-- > 0;) {
        const Controller *other = g_ptr_array_index(sorted, i);

        if (other->type != controller->type)
            continue;
        if (goes_before(controller, other))
            at = i;
        else if (!is_found && at == sorted->len)
            at = i + 1;
        is_found = true;
    }
    g_ptr_array_insert(sorted, (int)at, controller);
}

/* Sorts all controllers in the order of the devices: those of the document stand as they do there,
 * unless @sorts_all. */
static void
sort(Domain *domain, bool sorts_all)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    DOMAIN_EACH(Controller, controller, domain, &controller_kind) {
        if (controller->is_added || sorts_all)
            insert(sorted, controller);
        else
            g_ptr_array_add(sorted, controller);
        controller->is_added = false;
    }
    domain_sort(domain, &controller_kind, sorted->pdata);
}

void
controller_list_add_built_in(Domain *domain)
{
    sort(domain, false);
}

/* All types that are added, in the order in which libvirt adds what devices need. */
static const ControllerType added_types[] = {
    CONTROLLER_USB, CONTROLLER_PCI,  CONTROLLER_SCSI,          CONTROLLER_FDC,
    CONTROLLER_IDE, CONTROLLER_SATA, CONTROLLER_VIRTIO_SERIAL, CONTROLLER_CCID,
};

/* Puts added controllers behind the others, type by type. */
static void
order_added(Domain *domain)
{
    g_autoptr(GPtrArray) ordered = g_ptr_array_new();

    DOMAIN_EACH(Controller, controller, domain, &controller_kind)
        if (!controller->is_added)
            g_ptr_array_add(ordered, controller);
    for (size_t i = 0; i < G_N_ELEMENTS(added_types); i++)
        DOMAIN_EACH(Controller, controller, domain, &controller_kind)
            if (controller->is_added && controller->type == added_types[i])
                g_ptr_array_add(ordered, controller);
    domain_sort(domain, &controller_kind, ordered->pdata);
}

void
controller_list_arrange(Domain *domain, bool is_placed)
{
    if (!is_placed)
        order_added(domain);
    sort(domain, is_placed);
}

/* ---- indexes ---- */

static bool
is_usb2(const Controller *controller)
{
    return controller->type == CONTROLLER_USB && controller->model >= CONTROLLER_MODEL_ICH9_EHCI1 &&
           controller->model <= CONTROLLER_MODEL_ICH9_UHCI3;
}

static bool
has_model(const GPtrArray *list, const Controller *wanted, uint64_t index)
{
    for (unsigned i = 0; i < list->len; i++) {
        const Controller *controller = g_ptr_array_index(list, i);

        if (controller->type == wanted->type && controller->model == wanted->model &&
            controller->index.is_set && controller->index.value == index)
            return true;
    }
    return false;
}

/* The parts of Intel's USB 2 controller have one index: returns that of the USB controller before
 * @controller, at @position, when the two can be parts of one. */
static OptionalUint
index_of_set(const GPtrArray *list, unsigned position, const Controller *controller)
{
    const Controller *before = NULL;

    while (position-- > 0 && before == NULL) {
        before = g_ptr_array_index(list, position);
        if (before->type != CONTROLLER_USB)
            before = NULL;
    }
    if (before == NULL || !is_usb2(before) || has_model(list, controller, before->index.value))
        return (OptionalUint){0, false};
    return before->index;
}

static OptionalUint
lowest_free(const GPtrArray *list, ControllerType type)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    gsize index = 0;

    for (unsigned i = 0; i < list->len; i++) {
        const Controller *controller = g_ptr_array_index(list, i);

        if (controller->type == type && controller->index.is_set)
            g_hash_table_add(taken, GSIZE_TO_POINTER(controller->index.value + 1));
    }
    while (g_hash_table_contains(taken, GSIZE_TO_POINTER(index + 1)))
        index++;
    return OPTIONAL_UINT(index);
}

/* Returns: whether a part of Intel's USB 2 controller got an index: all are sorted again then. */
static bool
number(const GPtrArray *list)
{
    bool has_usb2 = false;

    for (unsigned i = 0; i < list->len; i++) {
        Controller *controller = g_ptr_array_index(list, i);

        if (controller->index.is_set)
            continue;
        if (is_usb2(controller) && i > 0)
            controller->index = index_of_set(list, i, controller);
        has_usb2 = has_usb2 || (is_usb2(controller) && i > 0);
        if (!controller->index.is_set)
            controller->index = lowest_free(list, controller->type);
    }
    return has_usb2;
}

/* ---- LUNs of the host ---- */

static Controller *
find_stated(const Domain *domain, ControllerType type, uint64_t index)
{
    DOMAIN_EACH(Controller, controller, domain, &controller_kind)
        if (controller->type == type && controller->index.is_set &&
            controller->index.value == index)
            return controller;
    return NULL;
}

static void
add_scsi(Domain *domain, uint64_t index, ControllerModel model, unsigned line)
{
    Controller *controller =
        (Controller *)(void *)domain_add_device(domain, device_new(&controller_kind));

    controller->type = CONTROLLER_SCSI;
    controller->index = OPTIONAL_UINT(index);
    controller->model = model;
    controller->device.line = line;
}

/* libvirt adds their controllers while it reads one after the other, as if they stood at the end of
 * the document: up to the one that a LUN states, of the model of the last one that a LUN is on. */
static void
add_for_luns(Domain *domain)
{
    ControllerModel model = CONTROLLER_MODEL_ABSENT;
    uint64_t next = 0;

    DOMAIN_EACH(const Hostdev, hostdev, domain, &hostdev_kind) {
        uint64_t index = hostdev->device.address.controller.value;
        const Controller *stated = NULL;

        if (hostdev->type != HOSTDEV_SCSI || index < next || index > LAST_INDEX)
            continue;
        stated = find_stated(domain, CONTROLLER_SCSI, index);
        if (stated != NULL && stated->model != CONTROLLER_MODEL_ABSENT)
            model = stated->model;
        for (; next <= index; next++)
            if (find_stated(domain, CONTROLLER_SCSI, next) == NULL)
                add_scsi(domain, next, model, hostdev->device.line);
    }
}

void
controller_list_number(Domain *domain)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    add_for_luns(domain);
    DOMAIN_EACH(Controller, controller, domain, &controller_kind)
        insert(sorted, controller);
    if (number(sorted)) {
        g_autoptr(GPtrArray) numbered = g_steal_pointer(&sorted);

        sorted = g_ptr_array_new();
        for (unsigned i = 0; i < numbered->len; i++)
            insert(sorted, g_ptr_array_index(numbered, i));
    }
    device_index_forget(domain->index);
    domain_sort(domain, &controller_kind, sorted->pdata);
}
