/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "machine/machine.h"
#include "qemu/argv.h"

/*
 * The way of a guest: XML -> Domain -> complete -> check -> place -> parts -> command line.
 *
 * Each step is a function of its own (complete.h, check.h, place.h, command.h); this is the whole
 * way.
 */
typedef struct {
    const DeviceTable *devices;   /* the kinds of device there are */
    const MachineRules *machines; /* the machine rows; up to one without a name */
    bool serves;                  /* it is the daemon's: only guests of machines that it runs are
                                   * taken, and it starts the programs beside their QEMUs */
    const char *sysfs;            /* "/sys", or another host's tree */
    const char *state_root;       /* below which each guest has its folder "domain-NAME" */
    const char *state_directory;  /* nullable: of this guest, in place of one below state_root */
    const char *memory_root;      /* nullable: below which the guest has a folder, named as the
                                     other one, for its memory in files; else they are in that */
    const char *emulator;         /* in place of the document's; nullable */
    const char *machine;          /* the same */
    bool has_no_sandbox;          /* QEMU's seccomp sandbox is to be off */
    bool is_strict;               /* a name that no schema knows is an error */
    /* Returns: (borrowed, nullable) what the QEMU at @emulator can do; the path may be NULL, for
     * the default one. */
    const Capabilities *(*capabilities)(void *user, const char *emulator, GError **error);
    void *user; /* for capabilities() */
} Planner;

/* A guest that was planned: its definition and what it was planned against. */
typedef struct {
    Domain *domain;
    DomainContext context;
    char *state_directory;
    char *memory_directory;
} Plan;

/* Plans the document @text of @length bytes.  Every problem found goes to @report.  Returns:
 * (owned, nullable) the plan; NULL when there is an error in @report. */
Plan *plan_document(const Planner *planner, const char *text, size_t length, Report *report);

/* The same for a model, which it takes: plans it as it would plan the document that is written of
 * it.  Addresses stay; ids and what was chosen for one run are chosen anew. */
Plan *plan_domain(const Planner *planner, Domain *domain, Report *report);

/* The first half of it: reads the document and finds its machine; nothing is filled in, checked or
 * placed.  Problems go to @report.  Returns: (owned, nullable). */
Plan *plan_open(const Planner *planner, const char *text, size_t length, Report *report);
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* Takes one device, a child of <devices> in @text, into a planned guest: it is completed, checked,
 * placed and named among those that are there, none of which changes its place, name or block node
 * numbers; the device gets numbers that nothing had in this run.  Returns:
 * (owned, nullable) Device *, borrowed from the plan, those that are new in the order in which QEMU
 * is to get them: controllers that had to be added, and the device.  Problems go to @report; with
 * an error among them the guest is as it was.  Pointers to its devices are not valid any more. */
GPtrArray *plan_add_device(Plan *plan, const Planner *planner, const char *text, size_t length,
                           Report *report);

/* Takes @device out of the guest.  No other moves, and controllers stay that were added for it.
 * Its block node numbers are not used again in this run.  Returns: (owned, nullable) the device;
 * NULL when it is not the guest's. */
Device *plan_remove_device(Plan *plan, Device *device);

/* Returns: (owned) the completed definition. */
char *plan_xml(const Plan *plan);

/* Gives each device its id, as plan_argv() does. */
void plan_name_devices(Plan *plan);

/* Returns: (owned) the command line that starts the guest, paused. */
Argv *plan_argv(Plan *plan);

/* Returns: (owned) what the monitor is to be told before the guest runs: objects in QMP's form,
 * with "execute" and "arguments".  After plan_argv(). */
JsonArray *plan_commands(const Plan *plan);
