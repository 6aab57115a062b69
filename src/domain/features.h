/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <features>: PAPR features of the guest, which are QEMU's machine options and capabilities.
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

/* The memory is given back by another process, after QEMU's end. */
typedef struct {
    unsigned line; /* 0: the element is not there */
    Tristate enabled;
} FeatureTeardown;

typedef struct {
    Mitigation value;
} FeatureMitigation;

/* Present or not; has no content. */
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
    /* No effect on a pseries guest; kept as libvirt keeps them. */
    bool has_acpi, has_pae, has_viridian, has_private_network;
    FeatureHap *hap;   /* (owned, nullable) */
    FeatureApic *apic; /* (owned, nullable) */
    FeatureGic *gic;   /* (owned, nullable) of mach-virt */
    FeatureHpt hpt;
    FeatureState htm, nested_hv, ccf_assist;
    FeatureMitigation cfpc, sbbc, ibs;
    FeatureTcg tcg;
    FeatureTeardown async_teardown;
} DomainFeatures;

extern const XmlBinding features_binding;
/* Of <cfpc> and <sbbc>; <ibs> has more. */
extern const NameTable feature_mitigations;

/* DomainSection.complete: <hap> without a state is on; <gic> gets the machine's version; what
 * host_features_take() takes. */
void features_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: what QEMU does at the guest's end. */
void features_end_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* DomainSection.check.  Errors for a feature that this machine, QEMU or virtualization type does
 * not have; warns where the machine does not start without hardware transactional memory switched
 * off. */
void features_check(const Domain *domain, const DomainContext *context, Report *report);
/* Calls @visit for each option of a machine that the guest sees and that its document states, with
 * its value as on the command line ("off", "64k"); in the order in which they stand there. */
typedef void (*FeatureVisit)(const char *name, const char *value, void *user);
void features_visit_capabilities(const Domain *domain, const DomainContext *context,
                                 FeatureVisit visit, void *user);

/* -machine, whole. */
void features_argv(const Domain *domain, const DomainContext *context, Argv *argv);
