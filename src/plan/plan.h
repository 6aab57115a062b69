/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/extension.h"
#include "machine/machine.h"
#include "qemu/argv.h"

/*
 * Plans a guest: XML -> Domain -> complete -> check -> place -> parts -> command line.
 *
 * Each step has its own header (complete.h, check.h, place.h, command.h).  All of it may probe a
 * QEMU, so it is for threads that may block.  With allocation='qemu' place_by_qemu.h follows
 * place.h.
 */
typedef struct {
    const DeviceTable *devices;   /* the kinds of device there are */
    const MachineRules *machines; /* the machine rows; up to one without a name */
    bool serves;       /* for the daemon: only machines that it runs are accepted, and it starts the
                          helper processes */
    const char *sysfs; /* "/sys", or another host's tree */
    const char *state_root; /* each guest's folder is "domain-NAME" below it */
    const char
        *state_directory;      /* nullable: this guest's folder, in place of one below state_root */
    const char *memory_root;   /* nullable: where the guest has a folder of the same name for memory
                                  files; NULL: they are in the other folder */
    const char *emulator;      /* nullable: overrides the document's */
    const char *machine;       /* the same */
    bool has_no_sandbox;       /* QEMU's seccomp sandbox is to be off */
    unsigned kvm_memory_slots; /* DomainContext's, as is the next */
    const char *dac_label;
    bool is_strict; /* a name that no schema knows is an error */
    bool is_kept; /* documents are definitions that were accepted before, by rules of their time */
    /* Returns: (borrowed, nullable) what the QEMU at @emulator can do; the path may be NULL, for
     * the default one. */
    const Capabilities *(*capabilities)(void *user, const char *emulator, GError **error);
    void *user; /* for capabilities() */
    /* Starts a QEMU by @words and reads what it has: see qemu/try_out.h.  NULL: there is none to be
     * started, and guests with allocation='qemu' are refused unless all is recorded. */
    Placement *(*try_out)(void *user, const char *const *words, GError **error);
    void *try_out_user;
} Planner;

/* A planned guest: its definition and what it was planned for. */
typedef struct {
    Domain *domain;
    DomainContext context;
    Extension extension; /* our own element, as the document has it */
    char *state_directory;
    char *memory_directory;
    MachineRules *own_rules; /* (nullable) those of the context, where they are not the machine's */
} Plan;

/* Plans the document @text of @length bytes.  Every problem found goes to @report.  Returns:
 * (owned, nullable) the plan; NULL when there is an error in @report. */
Plan *plan_document(const Planner *planner, const char *text, size_t length, Report *report);

/* The same for the model @domain (taken), with the result of planning its document.  Addresses are
 * kept; ids and other choices of a run are made again. */
Plan *plan_domain(const Planner *planner, Domain *domain, Report *report);

/* Only the first step: reads the document and finds its machine; nothing is filled in, checked or
 * placed.  Problems go to @report.  Returns: (owned, nullable) the plan. */
Plan *plan_open(const Planner *planner, const char *text, size_t length, Report *report);
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* Adds one device, a child of <devices> in @text, to a planned guest: completes, checks, places and
 * names it.  No other device changes its address, id or block node numbers; the device gets numbers
 * that were never used in this run.  In a guest with dense packing it joins a slot that its kind
 * shares, but not while the guest runs (its domain has an id).  Returns: (owned, nullable) Device
 * *, borrowed from the plan: the new devices in the order in which QEMU gets them, first
 * controllers that had to be added, then the device.  Problems go to @report; on an error the guest
 * is unchanged and NULL is returned.  Invalidates all pointers to the plan's devices. */
GPtrArray *plan_add_device(Plan *plan, const Planner *planner, const char *text, size_t length,
                           Report *report);

/* Completes @device, which is none of @domain's, as a device that is added to @domain, which stays
 * as it is; but an address that @device does not state is not chosen.  Problems go to @report; on
 * an error @device is incomplete. */
void plan_complete_device(const Planner *planner, const Domain *domain, Device *device,
                          Report *report);

/* Removes @device from the guest.  No other device moves; controllers that were added for it stay,
 * and its block node numbers are not used again in this run.  Returns: (owned, nullable) the
 * device; NULL when it is not the guest's. */
Device *plan_remove_device(Plan *plan, Device *device);

/* Returns: (owned) the completed definition. */
char *plan_xml(const Plan *plan);

/* Gives each device its id, as plan_argv() does. */
void plan_name_devices(Plan *plan);

/* Returns: (owned) the command line that starts the guest, paused. */
Argv *plan_argv(Plan *plan);

/* Returns: (owned) the QMP commands to run before the guest is resumed: objects with "execute" and
 * "arguments".  Call it after plan_argv(). */
JsonArray *plan_commands(const Plan *plan);
