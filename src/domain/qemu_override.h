/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <qemu:override>: properties of QEMU's devices that a user sets, changes or takes away, whatever
 * the planner has made of them.
 */
typedef enum {
    OVERRIDE_NONE,
    OVERRIDE_STRING,
    OVERRIDE_UNSIGNED,
    OVERRIDE_SIGNED,
    OVERRIDE_BOOL,
    OVERRIDE_REMOVE
} OverrideType;

typedef struct {
    unsigned line;
    char *name;
    OverrideType type;
    char *value; /* nullable: REMOVE */
} OverrideProperty;

typedef struct {
    GPtrArray *properties; /* (owned, nullable) OverrideProperty *, in their order */
} OverrideFrontend;

typedef struct {
    unsigned line;
    char *alias; /* the device's id */
    OverrideFrontend frontend;
} OverrideDevice;

typedef struct {
    GPtrArray *devices; /* (owned, nullable) OverrideDevice * */
} QemuOverride;

extern const XmlBinding qemu_override_binding;

void qemu_override_check(const Domain *domain, const DomainContext *context, Report *report);

/* Changes @part, the options of a device, as the document says for the device's id. */
void qemu_override_apply(const Domain *domain, JsonObject *part);
