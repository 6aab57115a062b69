/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/keycode.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <linux/input-event-codes.h>

#include "base/error.h"

/* QEMU's key numbers are XT scan codes, with bit 7 set for those with an 0xe0 prefix.  Linux key
 * codes equal them for the keys of such a keyboard. */
enum { LAST_SAME_LINUX_CODE = KEY_KPDOT, MAX_NUMBER = 0xff };

static const struct {
    unsigned linux_code, number;
} keys[] = {
    {KEY_102ND, 0x56},     {KEY_F11, 0x57},       {KEY_F12, 0x58},          {KEY_KPENTER, 0x9c},
    {KEY_RIGHTCTRL, 0x9d}, {KEY_KPSLASH, 0xb5},   {KEY_SYSRQ, 0x54},        {KEY_RIGHTALT, 0xb8},
    {KEY_HOME, 0xc7},      {KEY_UP, 0xc8},        {KEY_PAGEUP, 0xc9},       {KEY_LEFT, 0xcb},
    {KEY_RIGHT, 0xcd},     {KEY_END, 0xcf},       {KEY_DOWN, 0xd0},         {KEY_PAGEDOWN, 0xd1},
    {KEY_INSERT, 0xd2},    {KEY_DELETE, 0xd3},    {KEY_MUTE, 0xa0},         {KEY_VOLUMEDOWN, 0xae},
    {KEY_VOLUMEUP, 0xb0},  {KEY_POWER, 0xde},     {KEY_KPEQUAL, 0x59},      {KEY_PAUSE, 0xc6},
    {KEY_KPCOMMA, 0x7e},   {KEY_LEFTMETA, 0xdb},  {KEY_RIGHTMETA, 0xdc},    {KEY_COMPOSE, 0xdd},
    {KEY_NEXTSONG, 0x99},  {KEY_PLAYPAUSE, 0xa2}, {KEY_PREVIOUSSONG, 0x90}, {KEY_STOPCD, 0xa4},
};

static bool
from_linux(unsigned code, unsigned *number)
{
    if (code >= KEY_ESC && code <= LAST_SAME_LINUX_CODE) {
        *number = code;
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (keys[i].linux_code == code) {
            *number = keys[i].number;
            return true;
        }
    return false;
}

static bool
as_it_is(unsigned code, unsigned *number)
{
    *number = code;
    return code > 0 && code <= MAX_NUMBER;
}

/* Only the code sets that clients use; the others would need large tables. */
static bool (*const sets[])(unsigned code, unsigned *number) = {
    [VIR_KEYCODE_SET_LINUX] = from_linux,
    [VIR_KEYCODE_SET_XT] = as_it_is,
    [VIR_KEYCODE_SET_QNUM] = as_it_is,
};

bool
keycode_to_qemu(unsigned codeset, unsigned code, unsigned *number, GError **error)
{
    if (codeset >= G_N_ELEMENTS(sets) || sets[codeset] == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("key code set %u is not supported: use 'linux', 'xt' or 'qnum'"), codeset);
    else if (!sets[codeset](code, number))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("invalid keycode %u"), code);
    else
        return true;
    return false;
}
