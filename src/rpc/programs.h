/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/procedure.h"

/*
 * The programs of libvirt's protocol that we serve: libvirt's own (remote_table.c) and the one of
 * its QEMU driver (qemu_table.c).
 */
extern const Program remote_program, qemu_program;
