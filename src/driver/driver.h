/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "base/workers.h"
#include "driver/event.h"
#include "driver/guest_list.h"
#include "host/display_ports.h"
#include "host/driver_config.h"
#include "host/emulators.h"
#include "host/host_devices.h"
#include "host/host_services.h"
#include "host/image_owner.h"
#include "host/tap_names.h"
#include "plan/plan.h"
#include "qemu/other_user.h"
#include "store/guest_store.h"

/*
 * The driver: the guests, and all that they share.
 *
 * The calls that clients make are functions of their own files, by noun (define.h, start.h, stop.h,
 * power.h ...).  They are for workers, unless they say that they never block; what changes a guest
 * is called by the holder of its job.
 *
 * Locks, in the order in which they may be taken: the list's lock of changes, its lock of look-ups,
 * a guest's, a run's.  Only the first is held across input and output, and that of the store's own
 * files alone: which guests there are changes in one step, in memory and on disk, see guest_list.h.
 */
typedef struct Driver Driver;

/* Called on the main thread with each event, in their order. */
typedef void (*EventSink)(const Event *event, void *user);

struct Driver {
    const DriverConfig *config;   /* borrowed; constant */
    const HostServices *services; /* borrowed; constant */
    OtherUser *qemu_user;         /* constant; nullable */
    OtherUser *swtpm_user;        /* constant; nullable */
    unsigned kvm_memory_slots;    /* constant; 0: not known */
    char *dac_label;  /* constant; nullable: "+UID:+GID" of QEMU and of what it is given */
    Workers *workers; /* constant, thread-safe, as are the next seven */
    GuestList *guests;
    Emulators *emulators;
    GuestStore *store;
    DisplayPorts *ports;
    TapNames *tap_names;
    ImageOwner *images;
    HostDevices *devices;
    gint last_id;   /* atomic: of the guest that was started last */
    EventSink sink; /* main thread only, as is what follows */
    void *sink_user;
};

/* Has @sink (nullable) get every event from now on, with @user.  On the main thread. */
void driver_set_event_sink(Driver *driver, EventSink sink, void *user);

/* Hands @event (owned by it from here on) to the sink.  From any thread; never blocks. */
void driver_emit(Driver *driver, Event *event);

/* The same for a lifecycle event of @guest as it is named now. */
void driver_emit_lifecycle(Driver *driver, Guest *guest, int kind, int detail);

/* Returns: how guests are planned here; it borrows from @driver, for its life.  From any thread. */
Planner driver_planner(Driver *driver);

typedef enum {
    DRIVER_PLAN_STRICT = 1 << 0, /* a name that no schema knows is an error */
    DRIVER_PLAN_KEPT = 1 << 1,   /* it was accepted before */
} DriverPlanFlags;

/* Plans the document @text.  @flags: DriverPlanFlags.  Warnings are logged.  On a worker: it may
 * probe a QEMU.  Returns: (owned, nullable) the plan.  Errors: the first that the plan reports. */
Plan *driver_plan(Driver *driver, const char *text, unsigned flags, GError **error);

/* The same for a model, which it takes.  @folder (nullable): of the run that it is planned for. */
Plan *driver_plan_domain(Driver *driver, Domain *domain, const char *folder, GError **error);

/* Returns: (owned) the definition of the guest @name that was accepted before and is kept as @text:
 * planned, or with the flaw that prevents it.  On a worker, or before clients are served. */
Definition *driver_keep(Driver *driver, const char *name, const char *text);
