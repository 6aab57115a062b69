/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/host_services.h"

/* HostServices' secret_value(); @user: const RelayConfig *.  It is asked on a connection of our
 * own, with the token by which libvirt's daemons know each other. */
HostSecret *secret_calls_value(void *user, const HostSecretName *wanted, GError **error);
