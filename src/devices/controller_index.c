/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller.h"

/* USB companion controllers are numbered separately: no device is on a companion's bus. */
enum { COMPANIONS = CONTROLLER_NVME + 1 };
G_STATIC_ASSERT((int)COMPANIONS < (int)DEVICE_INDEX_GROUPS);

bool
controller_number(const Device *device, unsigned *group, uint64_t *number)
{
    const Controller *controller = (const Controller *)(const void *)device;

    *group = controller->master.start_port.is_set ? COMPANIONS : (unsigned)controller->type;
    *number = controller->index.value;
    return controller->index.is_set;
}

Controller *
controller_find(const Domain *domain, ControllerType type, uint64_t index)
{
    Device *device = device_index_find(domain->index, domain->devices, type, index);

    if (device == NULL && type == CONTROLLER_USB)
        device = device_index_find(domain->index, domain->devices, COMPANIONS, index);
    return (Controller *)(void *)device;
}

Controller *
controller_require(Domain *domain, ControllerType type, uint64_t index)
{
    Controller *controller = controller_find(domain, type, index);

    if (controller != NULL)
        return controller;
    controller = (Controller *)(void *)domain_add_device(domain, device_new(&controller_kind));
    controller->type = type;
    controller->index = OPTIONAL_UINT(index);
    controller->is_added = true;
    return controller;
}

bool
controller_has_all(const Domain *domain, ControllerType type, uint64_t index)
{
    return device_index_first_free(domain->index, domain->devices, type) > index;
}

void
controller_require_all(Domain *domain, ControllerType type, uint64_t index, ControllerModel model)
{
    for (uint64_t i = device_index_first_free(domain->index, domain->devices, type); i <= index;
         i++)
        if (controller_find(domain, type, i) == NULL)
            controller_require(domain, type, i)->model = model;
}
