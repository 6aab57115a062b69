/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/context.h"
#include "qemu/argv.h"
#include "xml/binding.h"

typedef struct Domain Domain;

/*
 * What a user hands to QEMU past libvirt: <qemu:commandline>.
 */
typedef struct {
    char *value;
} QemuArgument;

typedef struct {
    GPtrArray *arguments; /* (owned, nullable) QemuArgument *, a word each */
} QemuCommandLine;

extern const XmlBinding qemu_command_line_binding;

/* A warning that nobody has checked it. */
void qemu_options_check(const Domain *domain, const DomainContext *context, Report *report);

/* The words, behind all others. */
void qemu_options_argv(const Domain *domain, const DomainContext *context, Argv *argv);
