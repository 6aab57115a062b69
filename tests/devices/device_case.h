/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>

/*
 * Table-driven tests of one device kind: an XML snippet goes in, and the completed XML, the parts
 * and the problems that come out are compared.
 *
 * A snippet is what stands in <devices>, beside the host bridge 0 and an xHCI controller that each
 * case gets unless it has controllers of its own.  Addresses that matter for the parts must be in
 * it: nothing is placed here.
 */
typedef struct {
    const char *name;
    const char *xml;
    /* The elements of the kind as they are after completion, without their blanks between elements;
     * NULL: not looked at. */
    const char *completed;
    /* One line each, "device {...}", command line options as "-vnc ..."; NULL: not looked at. */
    const char *parts;
    /* Part of the text that one of the errors must have; NULL: there must be no error. */
    const char *error;
} DeviceCase;

/* Adds one test for each case; @element: the kind's name, "rng". */
void device_case_add(const char *element, const DeviceCase *cases, size_t n_cases);
