/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"
#include "xml/document.h"

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

/* Returns: (owned) @xml, which must be well-formed. */
XmlDocument *property_case_document(const char *xml);

/* Both return: (owned) the planned document @planned with @device as its last device, or without
 * one of its devices that no other needs, drawn by @random; the latter NULL when none was drawn. */
char *property_case_with_device(const char *planned, const char *device);
char *property_case_without_device(const char *planned, GRand *random);

/* Every device of the document @before is in the document @after with all that it had. */
void property_case_assert_none_moved(const char *before, const char *after);
