/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <os>: what is booted, and on which machine.
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
    char *machine; /* as written until complete(), then the machine's own name */
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

typedef struct {
    Tristate is_readonly, is_secure, is_stateless;
    LoaderType type;
    char *path; /* the firmware in place of QEMU's own */
} OsLoader;

/* Of a run: under which numbers QEMU inherits the files, see domain/opened_file.h. */
typedef struct {
    unsigned kernel, initrd, dtb;
} OsOpened;

typedef struct {
    unsigned line;
    OsType type;
    OsLoader loader;
    char *kernel, *initrd, *cmdline, *dtb;
    GPtrArray *boot; /* (owned, nullable) OsBoot *, first to be tried first */
    OsBootMenu bootmenu;
    OsBios bios;
    OsOpened opened;
} DomainOs;

extern const XmlBinding os_binding;

/* Returns: (borrowed, nullable) the target of the QEMU that runs guests of @arch: "ppc64"; NULL
 * when none is given. */
const char *os_arch_target(OsArch arch);

/* QEMU's words: "-smbios: Option not supported for this target", "fw_cfg device not available". */
#define NO_SMBIOS N_("a pseries guest has a device tree and neither SMBIOS tables nor fw_cfg")

void os_complete(Domain *domain, const DomainContext *context, Report *report);
void os_check(const Domain *domain, const DomainContext *context, Report *report);

/* -boot, -kernel, -initrd, -append. */
void os_argv(const Domain *domain, const DomainContext *context, Argv *argv);
