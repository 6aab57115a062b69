/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <os>: the machine type and what it boots.
 */
typedef enum {
    OS_ARCH_NONE,
    OS_ARCH_PPC64,
    OS_ARCH_PPC64LE,
    OS_ARCH_X86_64,
    OS_ARCH_AARCH64
} OsArch;

typedef struct {
    OsArch arch;
    char *machine; /* as written; after complete() the machine's full name */
    char *name;    /* "hvm" */
} OsType;

typedef struct {
    BootAs device;
} OsBoot;

typedef struct {
    Tristate enable;
    OptionalUint timeout_ms;
} OsBootMenu;

typedef struct {
    Tristate uses_serial;
    OptionalInt reboot_timeout_ms; /* -1: do not reboot */
} OsBios;

typedef enum { LOADER_NONE, LOADER_ROM, LOADER_PFLASH } LoaderType;
typedef enum { LOADER_FORMAT_NONE, LOADER_RAW, LOADER_QCOW2 } LoaderFormat;

typedef struct {
    Tristate is_readonly, is_secure, is_stateless;
    LoaderType type;
    LoaderFormat format;
    char *path; /* replaces QEMU's firmware */
} OsLoader;

/* The descriptors of these files in a run, see domain/opened_file.h; 0: none. */
typedef struct {
    unsigned kernel, initrd, dtb;
} OsOpened;

typedef struct {
    unsigned line;
    OsType type;
    OsLoader loader;
    char *kernel, *initrd, *cmdline, *dtb;
    GPtrArray *boot; /* (owned, nullable) OsBoot *, in boot order */
    OsBootMenu bootmenu;
    OsBios bios;
    OsOpened opened;
} DomainOs;

extern const XmlBinding os_binding;

/* Returns: (static, nullable) QEMU's target for @arch: "ppc64"; NULL for OS_ARCH_NONE. */
const char *os_arch_target(OsArch arch);

/* QEMU says: "-smbios: Option not supported for this target", "fw_cfg device not available". */
#define NO_SMBIOS N_("a pseries guest has a device tree and neither SMBIOS tables nor fw_cfg")

/* DomainSection.complete: the machine's full name, architecture, type hvm, the loader's type, and
 * boot from the first disk when no boot order is given.  Drops what has no effect: an empty command
 * line, a boot menu's timeout without the menu, boot devices past the last that is tried. */
void os_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for a type other than hvm, both kinds of boot order at once, a
 * loader that cannot be used, and <initrd> or <cmdline> without <kernel>. */
void os_check(const Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: -boot, -kernel, -initrd, -append. */
void os_argv(const Domain *domain, const DomainContext *context, Argv *argv);
