/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "plan/plan.h"

/*
 * A guest's definition, planned.  It does not change once others can see it: a change makes a new
 * one, so that whoever holds a reference may read it without a lock.
 */
typedef struct {
    gatomicrefcount references;
    Plan *plan;
    char *texts[2]; /* (owned, nullable) by DomainXmlFlags: written when first asked for */
} Definition;

/* Returns: (owned) a definition; takes @plan. */
Definition *definition_new(Plan *plan);
Definition *definition_ref(Definition *definition);
void definition_unref(Definition *definition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Definition, definition_unref)

/* Returns: (borrowed) the document.  @flags: DomainXmlFlags.  From the first call on, the
 * definition does not change any more, not even for whoever made it. */
const char *definition_xml(Definition *definition, unsigned flags);

/* The model, to be read. */
const Domain *definition_domain(const Definition *definition);
