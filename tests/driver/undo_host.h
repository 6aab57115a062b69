/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/driver_life.h"
#include "driver/undo.h"
#include "false_services.h"

/*
 * A host for one run: folders, a daemon's driver, and a thing of every kind that a run can take.
 */
enum { HOST_GUEST_ID = 7 };
#define HOST_GUEST "a"

typedef struct {
    char *top, *config_directory, *run_directory, *log_directory, *memory_directory,
        *cache_directory, *state_directory;
    DriverConfig config;
    FalseServices services;
    Driver *driver;
    Run *run;
    char *folder, *empty_folder, *image, *sysfs;
    unsigned port;
    pid_t helper;
    uint64_t helper_start;
    int helper_fd;
} Host;

/* Makes all of it; the run's undo list is empty. */
void host_open(Host *host);
void host_close(Host *host);

/* The daemon ends, whose run is lost with it; another one starts, and takes over what is kept. */
void host_daemon_ends(Host *host);
void host_daemon_starts(Host *host);

/* Writes the run's status file, whose document cannot be planned by anybody. */
void host_keep_status(Host *host);

/* How a thing of each UndoKind is added to the list and taken, and whether it is taken. */
typedef struct {
    const char *name;
    void (*add)(Host *host);
    void (*take)(Host *host);
    bool (*is_there)(const Host *host);
} HostThing;
extern const HostThing host_things[N_UNDO_KINDS];

/* Whether things of @kind can be taken here by this user, and whether that can be seen. */
bool host_can_take(unsigned kind);
bool host_can_see(unsigned kind);

/* The device that the thing of UNDO_MACVTAP is, and the one below it. */
extern const char host_macvtap_name[], host_lower_name[];

/* Enters a network of our own, in which all ports are free and root can make devices.  Before the
 * first host. */
void host_enter_namespaces(void);
