/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "plan/plan.h"

/*
 * A guest's definition: its document, and the plan of it or the reason why there is none.
 *
 * A definition that was accepted once is kept whatever becomes of the emulator, its machine types
 * or our rules.  So whoever has one has its document, its name and its UUID, and a model in which
 * anything else may be missing; who needs the plan asks for it, and may be told why there is none.
 *
 * It does not change once others can see it: a change makes a new one, so that whoever holds a
 * reference may read it without a lock.
 */
typedef struct Definition Definition;
struct Definition {
    gatomicrefcount references;
    Domain *domain;   /* see definition_domain(); the plan's, @shown, or (owned) its own */
    Plan *plan;       /* (owned, nullable) of one that is to be started, or was by this daemon */
    Definition *base; /* (owned, nullable) the definition that this one shares its plan with */
    Domain shown;     /* with a @base: its domain but for the current memory; owns nothing */
    GError *flaw;     /* (owned, nullable) why it cannot be planned */
    bool is_partial; /* not even all of the document was understood: it may say more than @domain */
    char *texts[2];  /* (owned, nullable) by DomainXmlFlags: written when first asked for */
};

/* Returns: (owned) a definition; takes @plan. */
Definition *definition_new(Plan *plan);

/* Returns: (owned) the definition of a guest that runs, which is read and not planned; takes
 * @domain. */
Definition *definition_new_live(Domain *domain);

/* Returns: (owned) a definition that cannot be planned because of @flaw, which it takes.  @xml: the
 * document, well-formed, of a guest called @name; it is kept as it is, but for a UUID that it
 * lacks. */
Definition *definition_new_flawed(const DeviceTable *devices, const char *name, const char *xml,
                                  GError *flaw);

/* Returns: (owned) the same for a document that had better not be looked into: its model has @name
 * and @uuid alone. */
Definition *definition_new_bare(const DeviceTable *devices, const char *name, const char *uuid,
                                const char *xml, GError *flaw);
Definition *definition_ref(Definition *definition);
/* Returns: (owned) @definition but for its current memory, in constant time: nothing is planned or
 * copied anew.  One with a flaw stays as it is. */
Definition *definition_with_memory(Definition *definition, uint64_t current_kib);
void definition_unref(Definition *definition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Definition, definition_unref)

/* Returns: (borrowed) the document.  @flags: DomainXmlFlags.  From the first call on, the
 * definition does not change any more, not even for whoever made it. */
const char *definition_xml(Definition *definition, unsigned flags);

/* Returns: (owned) the document with its secrets as it is now; for the status of a guest that
 * starts, whose definition changes still. */
char *definition_write(const Definition *definition);

/* The model, to be read.  Name and UUID are always there.  Where the definition has a flaw, nothing
 * was completed or checked: members that a plan always has may be missing. */
const Domain *definition_domain(const Definition *definition);

/* Returns: (owned, nullable) a copy of the model, to be changed and planned.  Errors: the flaw of a
 * definition that was read in part, whose model lacks the rest. */
Domain *definition_copy_domain(const Definition *definition, GError **error);
