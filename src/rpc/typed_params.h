/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/params.h"
#include "rpc/remote_protocol.h"

/* Copies @params into an array of the wire's, as xdr_free() frees it. */
void typed_params_fill(const Params *params, typed_param **values, u_int *n_values);
