/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "driver/guest_list.h"

/*
 * Selection of guests by the flags of virConnectListAllDomains.
 *
 * The flags form groups (active or inactive, persistent or transient ...).  A guest is selected
 * when it passes every group; a group of which no flag is set lets all pass.
 */

/* Those of virConnectListAllDomainsFlags that we take. */
enum { DOMAIN_FILTER_FLAGS = 0x3fff };

/* Returns: (owned) the guests of @list that @flags select, with a reference each, in no order.
 * Any thread; takes each guest's lock for a moment and does not block. */
GPtrArray *domain_filter_select(GuestList *list, unsigned flags);
