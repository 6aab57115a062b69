/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/context.h"
#include "qemu/argv.h"
#include "xml/binding.h"

typedef struct Domain Domain;

/*
 * What a user hands to QEMU past libvirt: <qemu:commandline>, <qemu:capabilities> and
 * <qemu:deprecation>.
 */
typedef struct {
    char *value;
} QemuArgument;

typedef struct {
    unsigned line;
    char *name;
    char *value; /* nullable: empty */
} QemuVariable;

typedef struct {
    GPtrArray *arguments; /* (owned, nullable) QemuArgument *, a word each */
    GPtrArray *variables; /* (owned, nullable) QemuVariable * */
} QemuCommandLine;

/* What libvirt is to believe that the QEMU can do, or cannot. */
typedef struct {
    unsigned line;
    char *name;
} QemuFlag;

typedef struct {
    GPtrArray *added;   /* (owned, nullable) QemuFlag * */
    GPtrArray *deleted; /* (owned, nullable) QemuFlag * */
} QemuFlags;

typedef enum {
    DEPRECATION_ABSENT,
    DEPRECATION_NONE,
    DEPRECATION_OMIT,
    DEPRECATION_REJECT,
    DEPRECATION_CRASH
} DeprecationBehavior;

typedef struct {
    DeprecationBehavior behavior;
} QemuDeprecation;

extern const XmlBinding qemu_command_line_binding;
extern const XmlBinding qemu_flags_binding;
extern const XmlBinding qemu_deprecation_binding;

/* Warnings that nobody has checked it. */
void qemu_options_check(const Domain *domain, const DomainContext *context, Report *report);

/* How QEMU is to treat what it will not have for ever; the words, behind all others; and the
 * environment. */
void qemu_options_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* Returns: (owned, nullable) "NAME=value" of each variable that QEMU is to find, NULL-terminated.
 */
char **qemu_options_environment(const Domain *domain);

/* Whether the command line's option for parts of that class is to be written as JSON: the QEMU
 * takes it, and <qemu:capabilities> does not deny it. */
bool qemu_options_take_json(const Domain *domain, const DomainContext *context, PartClass class);

/* Whether <qemu:capabilities> denies what libvirt calls @name. */
bool qemu_options_deny(const Domain *domain, const char *name);
