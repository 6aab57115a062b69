/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * A guest's screens and keyboard.
 */

/* Takes a screenshot of screen @screen.  @mime: (static) its MIME type.  On a worker that holds the
 * guest's job.  Returns: (owned) a descriptor to read it from; -1 with @error. */
int display_picture(Guest *guest, unsigned screen, unsigned flags, const char **mime,
                    GError **error);

/* Connects the socket @fd (borrowed) to the @index-th display, as if a viewer had connected.
 * @flags: VIR_DOMAIN_OPEN_GRAPHICS_*.  On a worker that holds the guest's job. */
bool display_connect(Guest *guest, unsigned index, int fd, unsigned flags, GError **error);

/* Keys that are pressed together. */
typedef struct {
    unsigned codeset;
    unsigned hold_ms;
    const unsigned *codes;
    size_t n_codes;
} KeyPress;

/* Presses the keys for press->hold_ms.  On a worker that holds the guest's job.  Errors:
 * OPERATION_INVALID when the guest does not run, INVALID_ARG for an unknown code set, key or flag,
 * run_execute()'s. */
bool display_press_keys(Guest *guest, const KeyPress *press, unsigned flags, GError **error);

/* Sets the passwords of the displays of a QEMU that has just started; until then it lets nobody in.
 * On a worker that holds the guest's job.  Errors: run_execute()'s. */
bool display_set_passwords(Run *run, const Domain *live, GError **error);
