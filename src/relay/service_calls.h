/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/host_services.h"
#include "relay/relay_config.h"

/* Returns: what the driver needs of the stock daemons, asked of those that @config (borrowed, for
 * as long as it is used) says. */
HostServices service_calls(const RelayConfig *config);
