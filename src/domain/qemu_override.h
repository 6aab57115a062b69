/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <qemu:override>: QEMU device properties that the user sets or removes, overriding the planner.
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

/* DomainSection.check.  Warns for each overridden device; errors for a property without a usable
 * name, type or value. */
void qemu_override_check(const Domain *domain, const DomainContext *context, Report *report);

/* Applies the document's overrides for the device's id to @part, the options of a device. */
void qemu_override_apply(const Domain *domain, JsonObject *part);
