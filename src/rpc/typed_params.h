/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/params.h"
#include "rpc/remote_protocol.h"

/* Copies @params into the wire's form: @values (owned; freed by xdr_free() of the struct it is in)
 * with @n_values entries.  Any thread; does not block or fail. */
void typed_params_fill(const Params *params, typed_param **values, unsigned *n_values);

/* Returns: (owned) a copy of @values, @n_values parameters of a call.  Any thread; does not block
 * or fail. */
Params *typed_params_read(const typed_param *values, unsigned n_values);
