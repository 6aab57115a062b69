/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The numbers in the names of block nodes: "libvirt-3-format". */
#include "devices/disk.h"
#include "devices/disk_data_store.h"
#include "domain/domain_walk.h"

/* An empty drive takes a number when the whole guest is numbered, as in libvirt; in a running guest
 * it gets one when a medium is inserted. */
static bool
needs_number(const Disk *disk, bool is_whole)
{
    return disk->node_number == 0 && (is_whole || disk_has_source(disk));
}

/* Numbers the nodes without a number, from the last disk on, then detected images.  Existing
 * numbers do not change. */
static void
number_nodes(Domain *domain)
{
    const bool is_whole = domain->last_block_node == 0;
    unsigned number = domain->last_block_node;
    unsigned n_vhost_user = 0;

    DOMAIN_EACH_BACKWARDS(Disk, disk, domain, &disk_kind) {
        if (disk->type == DISK_TYPE_VHOSTUSER) {
            n_vhost_user++;
            continue;
        }
        if (needs_number(disk, is_whole))
            disk->node_number = ++number;
        number = disk_data_store_number(disk->source.data_store, number);
        number = disk_chain_number(disk->backing, false, number);
        number = disk_filters_number(&disk->filters, number);
    }
    DOMAIN_EACH_BACKWARDS(Disk, disk, domain, &disk_kind)
        number = disk_chain_number(disk->backing, true, number);
    /* A vhost-user disk has no node, but SCSI host devices are numbered as if it had one. */
    domain->last_block_node = number + (is_whole ? n_vhost_user : 0);
}

/* One helper process serves all managed <reservations>; QEMU gets its object once, with the first
 * such disk.  A disk whose nodes have numbers is already in QEMU. */
static void
choose_helper_owner(Domain *domain)
{
    Disk *first = NULL;

    DOMAIN_EACH_BACKWARDS(Disk, disk, domain, &disk_kind) {
        if (XML_READ(disk->source.reservations)->managed != TRISTATE_YES)
            continue;
        if (disk->node_number > 0)
            return;
        first = disk;
    }
    if (first != NULL)
        first->brings_helper = true;
}

void
disk_number_all(Domain *domain)
{
    choose_helper_owner(domain);
    number_nodes(domain);
}

/* The number of a data store is in the document of a running guest as well. */
static void
show_data_store(DiskSource *source)
{
    if (source->data_store != NULL)
        source->data_store->source.index = OPTIONAL_UINT(source->data_store->node_number);
}

static void
recall_data_store(DiskSource *source)
{
    if (source->data_store != NULL)
        source->data_store->node_number = (unsigned)source->data_store->source.index.value;
}

void
disk_show_nodes(Disk *disk)
{
    if (disk->node_number == 0 || !disk_has_source(disk))
        return;
    disk->source.index = OPTIONAL_UINT(disk->node_number);
    show_data_store(&disk->source);
    for (DiskBacking *at = disk->backing; at != NULL && at->type != DISK_TYPE_NONE;
         at = at->backing) {
        at->index = OPTIONAL_UINT(at->node_number);
        show_data_store(&at->source);
    }
}

void
disk_recall_nodes(Disk *disk)
{
    disk->node_number = (unsigned)disk->source.index.value;
    recall_data_store(&disk->source);
    for (DiskBacking *at = disk->backing; at != NULL; at = at->backing) {
        at->node_number = (unsigned)at->index.value;
        recall_data_store(&at->source);
    }
}
