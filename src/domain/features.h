/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <features>: what of PAPR a guest is offered; QEMU's machine options and capabilities.
 */
typedef enum {
    HPT_RESIZING_NONE,
    HPT_RESIZING_ENABLED,
    HPT_RESIZING_DISABLED,
    HPT_RESIZING_REQUIRED
} HptResizing;
typedef enum {
    MITIGATION_NONE,
    MITIGATION_BROKEN,
    MITIGATION_WORKAROUND,
    MITIGATION_FIXED,
    MITIGATION_FIXED_IBS,
    MITIGATION_FIXED_CCD,
    MITIGATION_FIXED_NA
} Mitigation;

typedef struct {
    OptionalUint kib;
} HptPageSize;

typedef struct {
    HptResizing resizing;
    HptPageSize max_page_size;
} FeatureHpt;

typedef struct {
    Tristate state;
} FeatureState;

/* QEMU's cache of translated code. */
typedef struct {
    OptionalUint kib;
} TcgCache;

typedef struct {
    TcgCache cache;
} FeatureTcg;

typedef struct {
    Mitigation value;
} FeatureMitigation;

/* It is there, with nothing in it. */
typedef struct {
    char nothing;
} FeatureApic;

/* ARM's interrupt controller. */
typedef enum { GIC_NONE, GIC_2, GIC_3 } GicVersion;

typedef struct {
    GicVersion version;
} FeatureGic;

typedef struct {
    Tristate state;
} FeatureHap;

typedef struct {
    unsigned line;
    /* Nothing to a pseries guest; kept as stock libvirt keeps them. */
    bool has_acpi, has_pae, has_viridian, has_private_network;
    FeatureHap *hap;   /* (owned, nullable) */
    FeatureApic *apic; /* (owned, nullable) */
    FeatureGic *gic;   /* (owned, nullable) of mach-virt */
    FeatureHpt hpt;
    FeatureState htm, nested_hv, ccf_assist;
    FeatureMitigation cfpc, sbbc, ibs;
    FeatureTcg tcg;
} DomainFeatures;

extern const XmlBinding features_binding;

void features_complete(Domain *domain, const DomainContext *context, Report *report);
/* True when QEMU is told by a property of the machine that it is to have no ACPI; by an option
 * otherwise, which went with QEMU 9.0. */
bool features_acpi_is_property(const DomainContext *context);

void features_check(const Domain *domain, const DomainContext *context, Report *report);
/* -machine, whole. */
void features_argv(const Domain *domain, const DomainContext *context, Argv *argv);
