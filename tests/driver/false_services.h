/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/host_services.h"

/* Networks that remember their ports, and nothing else: of each network's name the plug it has for
 * them. */
typedef struct {
    HostServices services;
    GHashTable *plugs;  /* name -> the <plug> element; (owned) */
    GPtrArray *ports;   /* (owned) "NETWORK/UUID" */
    char *request;      /* (owned) the last that was asked for */
    char *filter;       /* (owned, nullable) the binding that there is */
    bool was_reclaimed; /* the last port */
    unsigned n_asked;   /* for secrets, which all have the value "value" but "none" */
    int usage_type;     /* of the last one */
} FalseServices;

void false_services_open(FalseServices *services);
void false_services_close(FalseServices *services);
