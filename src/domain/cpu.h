/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "domain/memory_backing.h"
#include "domain/numa_distances.h"
#include "qemu/argv.h"

/*
 * The guest's CPUs: number, model, topology and NUMA nodes.
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
    OptionalUint sockets, dies, clusters, cores, threads;
} CpuTopology;

typedef struct {
    OptionalUint id;
    char *cpus;
    OptionalUint memory_kib;
    MemoryAccess access;
    Tristate discard;
    NumaDistances *distances; /* (owned, nullable) */
} CpuCell;

extern const XmlBinding cpu_cell_binding;

typedef struct {
    unsigned line;
    GPtrArray *cells; /* (owned, nullable) CpuCell * */
    bool is_added;    /* not XML: the document has none, and memory modules are in the added one */
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

/* The POWER CPU models that libvirt has names for, newest first; names are static. */
unsigned cpu_n_known_models(void);
const char *cpu_known_model(unsigned i);

extern const XmlBinding cpu_binding;
extern const XmlBinding vcpu_binding;

/* DomainSection.complete: the CPU mode and model, one die per socket, one vCPU, static placement.
 * Always leaves domain->cpu set. */
void cpu_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for more vCPUs than the machine takes, an unknown model or feature,
 * a vendor without a model, a mode that this virtualization type does not have, a topology that
 * does not fit the number of vCPUs, and threads that the machine, or a QEMU without KVM, has not.
 */
void cpu_check(const Domain *domain, const DomainContext *context, Report *report);

/* The part of cpu_check() on <topology>: its product, and the threads that a core can have. */
void cpu_topology_check(const Domain *domain, const DomainContext *context, Report *report);

/* Returns: (owned, nullable) the CPU whose features limit the host's, for -machine max-cpu-compat;
 * NULL: no limit, or -cpu has it (QEMU before 2.10). */
char *cpu_compatibility(const Domain *domain, const DomainContext *context);

/* -cpu.  Of a guest whose devices QEMU has placed it is the version of the model that QEMU had
 * then. */
void cpu_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* -smp. */
void cpu_topology_argv(const Domain *domain, const DomainContext *context, Argv *argv);
