/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/fd_sets.h"

#include <unistd.h>

typedef struct {
    unsigned set;
    int fd;
} Member;

struct FdSets {
    GArray *members; /* Member */
    unsigned last;   /* number of the newest set */
};

FdSets *
fd_sets_new(void)
{
    FdSets *sets = g_new0(FdSets, 1);

    sets->members = g_array_new(FALSE, FALSE, sizeof(Member));
    return sets;
}

void
fd_sets_free(FdSets *sets)
{
    if (sets == NULL)
        return;
    for (guint i = 0; i < sets->members->len; i++)
        close(g_array_index(sets->members, Member, i).fd);
    g_array_unref(sets->members);
    g_free(sets);
}

unsigned
fd_sets_begin(FdSets *sets)
{
    return ++sets->last;
}

void
fd_sets_add(FdSets *sets, unsigned number, int fd)
{
    const Member member = {number, fd};

    g_array_append_val(sets->members, member);
}

char *
fd_sets_path(unsigned number)
{
    return g_strdup_printf("/dev/fdset/%u", number);
}

void
fd_sets_hand_over(FdSets *sets, Argv *argv, GArray *descriptors)
{
    for (guint i = 0; i < sets->members->len; i++) {
        const Member *member = &g_array_index(sets->members, Member, i);
        g_autofree char *value = g_strdup_printf("set=%u,fd=%d", member->set, member->fd);

        argv_add(argv, "-add-fd", value);
        g_array_append_val(descriptors, member->fd);
    }
    g_array_set_size(sets->members, 0);
}
