/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/context.h"
#include "qemu/argv.h"
#include "xml/binding.h"

typedef struct Domain Domain;

/*
 * QEMU-specific settings that bypass libvirt's checks: <qemu:commandline>, <qemu:capabilities> and
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
    GPtrArray *arguments; /* (owned, nullable) QemuArgument *, one word each */
    GPtrArray *variables; /* (owned, nullable) QemuVariable * */
} QemuCommandLine;

/* A capability flag of QEMU that the user overrides. */
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

/* DomainSection.check.  Warns that these settings are not checked. */
void qemu_options_check(const Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: -compat for deprecated features; the user's words after all others; and the
 * environment. */
void qemu_options_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* Returns: (owned, nullable) "NAME=value" of each environment variable, NULL-terminated. */
char **qemu_options_environment(const Domain *domain);

/* Whether options of that class are written as JSON: QEMU takes it, and <qemu:capabilities> does
 * not deny it. */
bool qemu_options_take_json(const Domain *domain, const DomainContext *context, PartClass class);

/* Whether <qemu:capabilities> denies the flag that libvirt calls @name. */
bool qemu_options_deny(const Domain *domain, const char *name);
