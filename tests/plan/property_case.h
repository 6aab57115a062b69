/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * What the tests on generated guests share: the recorded QEMU of tests/capabilities, the
 * generator's host, and the seed, which PSERIES_TEST_SEED may state.
 */

/* Loads and makes them.  After g_test_init(). */
void property_case_begin(void);
void property_case_end(void);

guint32 property_case_seed(void);

/* Returns: how many guests to try: PSERIES_TEST_GUESTS or @n_default. */
unsigned property_case_n_guests(unsigned n_default);

Planner property_case_planner(void);

/* Plans @xml, which must be accepted.  Returns: (owned) the plan. */
Plan *property_case_plan(const char *xml);
