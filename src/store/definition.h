/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "plan/plan.h"

/*
 * A guest's definition: its document, and its plan or the reason why there is none.
 *
 * An accepted definition is kept even if its emulator, machine type or our rules change so that it
 * cannot be planned any more.  Document, name and UUID are always there; other members of the model
 * may be missing, and @flaw says why there is no plan.
 *
 * A published definition is immutable: a change makes a new one, so readers with a reference need
 * no lock.  Any thread; nothing here blocks.
 */
typedef struct Definition Definition;
struct Definition {
    gatomicrefcount references;
    Domain *domain;   /* see definition_domain(); the plan's, @shown, or its own (owned) */
    Plan *plan;       /* (owned, nullable) NULL: flawed, or taken over from another daemon */
    Definition *base; /* (owned, nullable) the definition whose plan this one shares */
    Domain shown;     /* with a @base: its domain with another current memory; owns nothing */
    GError *flaw;     /* (owned, nullable) the reason why it cannot be planned */
    bool is_partial;  /* the document was not completely parsed: it may say more than @domain */
    char *texts[2];   /* (owned, nullable) by DomainXmlFlags: the documents, made on first use */
};

/* Returns: (owned) a definition; takes @plan. */
Definition *definition_new(Plan *plan);

/* Returns: (owned) the definition of a running guest that was read and not planned; takes
 * @domain. */
Definition *definition_new_live(Domain *domain);

/* Returns: (owned) a definition that cannot be planned because of @flaw (taken).  @xml: the
 * well-formed document of a guest called @name; it is kept unchanged, apart from a UUID if it has
 * none. */
Definition *definition_new_flawed(const DeviceTable *devices, const char *name, const char *xml,
                                  GError *flaw);

/* Returns: (owned) the same for a document that must not be parsed: its model only has @name and
 * @uuid. */
Definition *definition_new_bare(const DeviceTable *devices, const char *name, const char *uuid,
                                const char *xml, GError *flaw);
Definition *definition_ref(Definition *definition);
/* Returns: (owned) @definition with another current memory, in constant time: it shares the plan
 * and the model.  A flawed one is returned unchanged. */
Definition *definition_with_memory(Definition *definition, uint64_t current_kib);
void definition_unref(Definition *definition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Definition, definition_unref)

/* Returns: (borrowed) the document.  @flags: DomainXmlFlags.  After the first call not even the
 * definition's maker may change it. */
const char *definition_xml(Definition *definition, unsigned flags);

/* Returns: (owned) the current document with its secrets, for the status of a starting guest, whose
 * definition still changes. */
char *definition_write(const Definition *definition);

/* Returns: (borrowed) the model, read-only.  Name and UUID are always there.  A flawed definition
 * was not completed or checked: members that a plan always has may be missing. */
const Domain *definition_domain(const Definition *definition);

/* Returns: (owned, nullable) a copy of the model, to be changed and planned.  Errors: the flaw of a
 * definition that was read in part, whose model lacks the rest. */
Domain *definition_copy_domain(const Definition *definition, GError **error);
