/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>

/*
 * Table-driven tests of the parts of <domain> that are not devices: a snippet of XML goes in, and
 * the completed XML, the command line and the problems that come out are looked at.
 */
typedef struct {
    const char *name;
    /* Children of <domain>; <name>, and <memory> and <os> unless it has them, are added.  With
     * "<!--kvm-->" the guest is one of KVM's, with "<!--kvm host-->" the host has KVM as well. */
    const char *xml;
    /* What the completed XML must hold, without blanks between elements; NULL: not looked at.  With
     * '!' in front: what it must not hold. */
    const char *completed;
    /* An option that the command line must have, with its value: "-m 1024"; NULL: not looked at. */
    const char *option;
    /* Part of an error that there must be; NULL: there must be none. */
    const char *error;
    /* Part of a warning that there must be; NULL: not looked at. */
    const char *warning;
} SectionCase;

/* Adds one test for each case, under @group. */
void section_case_add(const char *group, const SectionCase *cases, size_t n_cases);
