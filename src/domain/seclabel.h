/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/context.h"
#include "xml/binding.h"

typedef struct Domain Domain;

/*
 * <seclabel>: how a security driver of the host is to confine the guest, or to label what it opens.
 * There is no such driver here: labels are kept, and a guest that asks for one is not started
 * without it.
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

void seclabel_complete(Domain *domain, const DomainContext *context, Report *report);
void seclabel_check(const Domain *domain, const DomainContext *context, Report *report);

/* Whether the guest can be started by us: false when it is to be confined.  Errors:
 * CONFIG_UNSUPPORTED. */
bool seclabel_allows_start(const Domain *domain, GError **error);
