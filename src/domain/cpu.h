/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "domain/memory_backing.h"
#include "domain/numa_distances.h"
#include "qemu/argv.h"

/*
 * Processors: how many, of which model, in which topology, and on which nodes of the guest.
 */
typedef enum {
    CPU_MODE_NONE,
    CPU_MODE_CUSTOM,
    CPU_MODE_HOST_MODEL,
    CPU_MODE_HOST_PASSTHROUGH
} CpuMode;
typedef enum { CPU_MATCH_NONE, CPU_MATCH_EXACT, CPU_MATCH_MINIMUM, CPU_MATCH_STRICT } CpuMatch;
typedef enum { CPU_CHECK_ABSENT, CPU_CHECK_NONE, CPU_CHECK_PARTIAL, CPU_CHECK_FULL } CpuCheck;
typedef enum { CPU_FALLBACK_NONE, CPU_FALLBACK_ALLOW, CPU_FALLBACK_FORBID } CpuFallback;

typedef struct {
    CpuFallback fallback;
    char *name;
} CpuModelName;

typedef struct {
    OptionalUint sockets, dies, cores, threads;
} CpuTopology;

typedef struct {
    OptionalUint id;
    char *cpus;
    OptionalUint memory_kib;
    MemoryAccess access;
    Tristate discard;
    NumaDistances *distances; /* (owned, nullable) */
} CpuCell;

typedef struct {
    GPtrArray *cells; /* (owned, nullable) CpuCell * */
} CpuNuma;

typedef enum {
    CPU_POLICY_NONE,
    CPU_POLICY_FORCE,
    CPU_POLICY_REQUIRE,
    CPU_POLICY_OPTIONAL,
    CPU_POLICY_DISABLE,
    CPU_POLICY_FORBID
} CpuPolicy;

typedef struct {
    unsigned line;
    CpuPolicy policy;
    char *name;
} CpuFeature;

typedef struct {
    unsigned line;
    CpuMode mode;
    CpuMatch match;
    CpuCheck check;
    CpuModelName model;
    char *vendor;
    CpuTopology topology;
    GPtrArray *features; /* (owned, nullable) CpuFeature * */
    CpuNuma numa;
} DomainCpu;

typedef enum { VCPU_PLACEMENT_NONE, VCPU_PLACEMENT_STATIC, VCPU_PLACEMENT_AUTO } VcpuPlacement;

typedef struct {
    unsigned line;
    VcpuPlacement placement;
    char *cpuset;
    OptionalUint current;
    OptionalUint count;
} DomainVcpu;

/* The models of POWER processors that libvirt has names for, newest first. */
unsigned cpu_n_known_models(void);
const char *cpu_known_model(unsigned i);

extern const XmlBinding cpu_binding;
extern const XmlBinding vcpu_binding;

void cpu_complete(Domain *domain, const DomainContext *context, Report *report);
void cpu_check(const Domain *domain, const DomainContext *context, Report *report);
/* Returns: (owned, nullable) the processor that a host's is to look like at most, for the option
 * of -machine; NULL: as it is, or the QEMU (before 2.10) is told by -cpu. */
char *cpu_compatibility(const Domain *domain, const DomainContext *context);

/* -cpu. */
void cpu_argv(const Domain *domain, const DomainContext *context, Argv *argv);
/* -smp. */
void cpu_topology_argv(const Domain *domain, const DomainContext *context, Argv *argv);
