/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Prints the tables of procedures: program, number, name, and what becomes of a call.
 */
#include "rpc/procedure.h"

#include <stdio.h>

static const char *const words[] = {
    [PROCEDURE_SERVED] = "served",
    [PROCEDURE_NOT_YET] = "not yet",
    [PROCEDURE_REFUSED] = "refused",
    [PROCEDURE_EVENT] = "event",
};

static void
list(const char *name, const Program *program)
{
    for (int i = 0; i < program->n_procedures; i++)
        printf("%s\t%d\t%s\t%s\n", name, program->procedures[i].number, program->procedures[i].name,
               words[program->procedures[i].status]);
}

int
main(void)
{
    list("remote", &remote_program);
    list("qemu", &qemu_program);
    return 0;
}
