/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * Our element in a domain's <metadata> for options of the machine that libvirt's XML has no words
 * for.  libvirt has one element of <metadata> for each namespace, so this one has its own.
 *
 *   <pseries:machine defaults='host' xmlns:pseries='urn:libvirt-pseries:machine:1.0'>
 *     <pseries:capability name='cap-dawr1' value='on'/>
 *   </pseries:machine>
 *
 * Which names and values there are is the machine's to say (MachineFacts.options).
 */
#define MACHINE_EXTENSION_NAMESPACE "urn:libvirt-pseries:machine:1.0"

typedef struct {
    char *name, *value;
} MachineCapability;

typedef enum {
    MACHINE_DEFAULTS_NONE,
    MACHINE_DEFAULTS_MACHINE,
    MACHINE_DEFAULTS_HOST
} MachineDefaultsOf;

typedef struct {
    MachineDefaultsOf defaults; /* whose: see domain/host_features.h */
    GPtrArray *capabilities;    /* (owned, nullable) MachineCapability * */
} MachineExtension;

extern const XmlBinding machine_extension_binding;

/* Errors for a name or value that the machine lacks, for one that libvirt has an element for, for a
 * machine that is no pseries, and for a QEMU that does not say what the machine has.  @context has
 * the extension. */
void machine_extension_check(const Domain *domain, const DomainContext *context, Report *report);

/* Returns: (owned) the element that gives a guest's machine the option @name of that value, "4k"
 * for instance: libvirt's where it has one, else ours. */
char *machine_extension_element(const char *name, const char *value);
