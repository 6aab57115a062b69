/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/pci_names.h"

/* Before pciaccess.h, which uses its types. */
#include <stdint.h>

#include <pciaccess.h>

#include "base/thread_role.h"

/* The library keeps what it has read of the database, without a lock. */
static GMutex library_lock;

/* Returns: (owned, nullable) @text (nullable) as XML can have it: anybody may edit the database. */
static char *
clean(const char *text)
{
    char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;

    for (char *at = valid; at != NULL && *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    return valid;
}

PciNames
pci_names_find(unsigned vendor, unsigned product)
{
    const struct pci_id_match ids = {
        .vendor_id = vendor,
        .device_id = product,
        .subvendor_id = PCI_MATCH_ANY,
        .subdevice_id = PCI_MATCH_ANY,
    };
    const char *vendor_name = NULL;
    const char *product_name = NULL;
    PciNames names = {NULL, NULL};

    assert_may_block();
    g_mutex_lock(&library_lock);
    pci_get_strings(&ids, &product_name, &vendor_name, NULL, NULL);
    names.vendor = clean(vendor_name);
    names.product = clean(product_name);
    g_mutex_unlock(&library_lock);
    return names;
}

void
pci_names_clear(PciNames *names)
{
    g_free(names->vendor);
    g_free(names->product);
}
