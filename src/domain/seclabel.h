/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/context.h"
#include "xml/binding.h"

typedef struct Domain Domain;

/*
 * <seclabel>: how a security driver confines the guest or labels its files.  There is no such
 * driver here, but the system's daemon does what libvirt's 'dac' does: it runs QEMU as a user of
 * its own, who is given the images.  Other labels are kept, and a guest that demands them is not
 * started.
 */
typedef enum { SECLABEL_TYPE_NONE, SECLABEL_DYNAMIC, SECLABEL_STATIC, SECLABEL_OFF } SeclabelType;

typedef struct {
    unsigned line;
    SeclabelType type;
    char *model;
    Tristate relabel;
    char *label, *imagelabel, *baselabel;
} Seclabel;

/* Of one file or device. */
typedef struct {
    char *model;
    Tristate relabel;
    char *label;
} DeviceSeclabel;

extern const XmlBinding seclabel_binding, device_seclabel_binding;

/* DomainSection.complete: type dynamic, and relabel as libvirt defaults it for the type.  Drops
 * image labels, which belong to a run. */
void seclabel_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for a static label without text; warns of a label that
 * will not be granted. */
void seclabel_check(const Domain *domain, const DomainContext *context, Report *report);

/* Errors for two of @labels (nullable) with one model, and for a label that relabel='no' leaves
 * without use: XML_ERROR on @line. */
void device_seclabels_check(const GPtrArray *labels, unsigned line, Report *report);

/* Returns: true when the guest can be started; false when a label must confine it.  Errors:
 * CONFIG_UNSUPPORTED. */
bool seclabel_allows_start(const Domain *domain, const DomainContext *context, GError **error);
