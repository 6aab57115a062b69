/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "qemu/qmp_batch.h"

/*
 * A guest of a libvirt daemon, stock's or ours, reached by virsh as a child process: QEMU serves
 * one client at a time, and that is its daemon.
 *
 * Calls block, each with a deadline.
 */
typedef struct {
    const char *uri;  /* borrowed, as is @name */
    const char *name; /* its name, id or UUID */
} VirshGuest;

/* Returns: (owned, nullable) the guest's document; of the run where it runs.  Errors:
 * OPERATION_FAILED with virsh's words, OPERATION_TIMEOUT, CONFIG_UNSUPPORTED when there is no
 * virsh.
 */
char *virsh_document(const VirshGuest *guest, GError **error);

/* Runs the commands of @batch through the guest's daemon; @user is the VirshGuest: the form that
 * ReadbackSource wants.  Errors: as above. */
bool virsh_ask(void *user, QmpBatch *batch, GError **error);
