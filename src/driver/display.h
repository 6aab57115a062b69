/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * A guest's screen and keyboard.
 */

/* Takes a picture of screen @screen.  @mime: (static) its type.  Returns: a descriptor to read it
 * from; -1 on an error. */
int display_picture(Guest *guest, unsigned screen, unsigned flags, const char **mime,
                    GError **error);

/* Connects @fd (borrowed), a socket, to the @index-th display, as if a viewer had connected.
 * @flags: VIR_DOMAIN_OPEN_GRAPHICS_*. */
bool display_connect(Guest *guest, unsigned index, int fd, unsigned flags, GError **error);

/* Presses @n_codes keys of @codeset (virKeycodeSet) together for @hold_ms. */
typedef struct {
    unsigned codeset;
    unsigned hold_ms;
    const unsigned *codes;
    size_t n_codes;
} KeyPress;
bool display_press_keys(Guest *guest, const KeyPress *press, unsigned flags, GError **error);

/* Tells a QEMU that has just started the passwords of its displays, without which it lets nobody
 * in. */
bool display_set_passwords(Run *run, const Domain *live, GError **error);
