/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/domain.h"

unsigned
own(const Domain *domain)
{
    unsigned n = 0;

    for (unsigned i = 0; i < domain->devices->len; i++)
        n++;
    return n;
}
