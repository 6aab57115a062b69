/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Prints the tables of procedures: program, number, name, what becomes of a call, and whether it is
 * open to clients that may only read.
 */
#include "rpc/procedure.h"
#include "rpc/programs.h"

#include <stdio.h>

static const char *const words[] = {
    [PROCEDURE_SERVED] = "served",   [PROCEDURE_NOT_YET] = "not yet",
    [PROCEDURE_REFUSED] = "refused", [PROCEDURE_RELAYED] = "relayed",
    [PROCEDURE_EVENT] = "event",
};

/* Returns: (owned) what a client that may only read can do with it. */
static char *
access_of(const Procedure *row)
{
    const WriteCondition *condition = row->writes_if;

    if (row->status == PROCEDURE_EVENT)
        return g_strdup("");
    if (row->flags & PROCEDURE_WRITES)
        return g_strdup("no");
    if (condition == NULL)
        return g_strdup("yes");
    if (condition->bits != 0)
        return g_strdup_printf("without %s 0x%x", condition->member, condition->bits);
    return g_strdup_printf("unless %s is %u", condition->member, condition->value);
}

static void
list(const char *name, const Program *program)
{
    for (int i = 0; i < program->n_procedures; i++) {
        const Procedure *row = &program->procedures[i];
        g_autofree char *access = access_of(row);
        const char *whose = row->relay != RELAY_NONE ? relay_kind(row->relay)->scheme : "";

        printf("%s\t%d\t%s\t%s%s%s\t%s\n", name, row->number, row->name, words[row->status],
               *whose != '\0' ? ": " : "", whose, access);
    }
}

int
main(void)
{
    list("remote", &remote_program);
    list("qemu", &qemu_program);
    return 0;
}
