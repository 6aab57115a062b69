/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/clock.h"
#include "domain/control_groups.h"
#include "domain/cpu.h"
#include "domain/cputune.h"
#include "domain/device.h"
#include "domain/device_index.h"
#include "domain/features.h"
#include "domain/id_map.h"
#include "domain/iothreads.h"
#include "domain/lifecycle.h"
#include "domain/memory.h"
#include "domain/numa.h"
#include "domain/os.h"
#include "domain/perf.h"
#include "domain/qemu_options.h"
#include "domain/qemu_override.h"
#include "domain/seclabel.h"
#include "domain/throttle_group.h"
#include "domain/vcpus.h"
#include "qemu/argv.h"
#include "xml/document.h"

/*
 * A guest's definition: libvirt's <domain> element.
 *
 * Each section that is not a device (memory, cpu, os ...) has a file with its struct, table,
 * defaults, checks and command line options; domain_sections lists them.
 */
typedef enum { VIRT_NONE, VIRT_QEMU, VIRT_KVM } VirtType;

struct Domain {
    unsigned line;
    OptionalUint id; /* of a running guest only: completing drops it */
    VirtType type;
    char *name;
    char *uuid;
    char *hardware_uuid; /* (nullable) the one that the guest is shown instead */
    char *title;
    char *description;
    char *metadata; /* the whole element as text */
    DomainMemory memory;
    BlockTune block_tune;
    DomainVcpu vcpu;
    DomainVcpus vcpus;
    DomainIothreads iothreads;
    ThrottleGroups throttle_groups;
    DomainCpuTune *cputune;
    DomainResource resource;
    DomainOs os;
    IdMap id_map;
    DomainFeatures features;
    DomainCpu *cpu;
    DomainClock clock;
    Action on_poweroff, on_reboot, on_crash;
    LockFailure on_lock_failure;
    PowerStates power_states;
    DomainPerf perf;
    char *emulator;
    GPtrArray *seclabels; /* (owned, nullable) Seclabel * */
    QemuCommandLine qemu_command_line;
    QemuFlags qemu_flags;
    QemuOverride qemu_override;
    QemuDeprecation qemu_deprecation;
    GPtrArray *devices; /* (owned) Device *, in document order, added ones last */
    DeviceIndex *index; /* (owned) of @devices: see device_index.h */
    /* The highest number that a block node ("libvirt-N-format") was given in this run; 0: none was.
     * Not part of the document.  It never goes down, so no number is used twice. */
    unsigned last_block_node;
};

/* The table of <domain>; that of <devices> is built from the kinds. */
extern const XmlBinding domain_binding;

/* A section of the definition that is not a device.  Members may be NULL.  complete() fills in
 * defaults, check() reports errors and changes nothing, argv() appends options. */
typedef struct {
    void (*complete)(Domain *domain, const DomainContext *context, Report *report);
    void (*check)(const Domain *domain, const DomainContext *context, Report *report);
    void (*argv)(const Domain *domain, const DomainContext *context, Argv *argv);
    bool is_tail; /* its options come after those of the devices */
} DomainSection;

extern const DomainSection domain_sections[];
extern const size_t domain_n_sections;

/* The kinds of devices.  Both members are borrowed for the life of everything that is read with
 * them. */
typedef struct {
    const DeviceKind *const *kinds; /* NULL-terminated, in the order of output */
    const XmlField *refused;        /* refused names with the reason; up to XML_END */
} DeviceTable;

/* Reads <domain>.  Problems go to @report.  Returns: (owned, nullable) the domain, incomplete if
 * there were errors; NULL when the root is not <domain>. */
Domain *domain_parse(xmlNodePtr root, const DeviceTable *devices, bool is_strict, Report *report);

/* Reads the document @text of @length bytes.  Returns: (owned, nullable) the domain; NULL when
 * there is an error in @report. */
Domain *domain_read(const DeviceTable *devices, const char *text, size_t length, Report *report);
void domain_free(Domain *domain);

/* Reads @document, whose root is a child of <devices>; the root is moved below such an element.
 * Problems go to @report.  Returns: (owned, nullable) the device, incomplete if there were errors;
 * NULL when it is no device of the table. */
Device *domain_parse_device(XmlDocument *document, const DeviceTable *devices, bool is_strict,
                            Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Domain, domain_free)

/* What to write besides the public part of a definition. */
typedef enum { DOMAIN_XML_SECURE = 1 << 0 } DomainXmlFlags;

/* Returns: (owned) a copy of @from, with everything that was chosen for it, such as ids and
 * addresses. */
Domain *domain_clone(const Domain *from);

/* Returns: (owned, nullable) the first difference between both, secrets included; NULL: their
 * documents are equal. */
XmlDifference *domain_find_difference(const Domain *domain, const Domain *other);

/* Returns: (owned) the whole definition as XML, devices in their order.  @flags: DomainXmlFlags. */
char *domain_format(const Domain *domain, unsigned flags);

/* XmlField.is_shown for rows with secrets; @flags: (nullable) unsigned *, DomainXmlFlags; NULL
 * shows them. */
bool domain_shows_secrets(const void *flags);

/* Appends (owned) @device.  Returns it, borrowed. */
Device *domain_add_device(Domain *domain, Device *device);

/* Puts @sorted, which are the devices of @kind (NULL: all), into the places that devices of that
 * kind have among the others, in the order of @sorted. */
void domain_sort(Domain *domain, const DeviceKind *kind, const gpointer *sorted);

/* Returns: (borrowed) the @i-th of domain->devices, of any kind. */
static inline Device *
domain_device(const Domain *domain, unsigned i)
{
    return (Device *)g_ptr_array_index(domain->devices, i);
}
