/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/live_nodes.h"

#include "devices/disk.h"
#include "devices/disk_data_store.h"
#include "devices/hostdev.h"
#include "domain/domain_walk.h"

char *
live_nodes_text(const Domain *domain)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (domain->last_block_node == 0)
        return NULL;
    g_string_printf(text, "%u", domain->last_block_node);
    DOMAIN_EACH(const Hostdev, unit, domain, &hostdev_kind)
        if (unit->type == HOSTDEV_SCSI && unit->device.id != NULL && unit->node_number > 0)
            g_string_append_printf(text, " %s=%u", unit->device.id, unit->node_number);
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        if (disk->device.id != NULL && disk_filters_first(&disk->filters) > 0)
            g_string_append_printf(text, " %s=%u", disk->device.id,
                                   disk_filters_first(&disk->filters));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static unsigned
last_of_image(const DiskSource *source, unsigned number)
{
    return source->data_store != NULL ? MAX(number, source->data_store->node_number) : number;
}

static unsigned
last_of_disk(const Disk *disk)
{
    unsigned last = last_of_image(&disk->source, disk->node_number);

    for (const DiskBacking *at = disk->backing; at != NULL; at = at->backing)
        last = MAX(last, last_of_image(&at->source, at->node_number));
    return last;
}

/* Returns: the last number of the disks.  @n_images: (out) the number of their images, including
 * empty drives, which is how many numbers they take in a new guest. */
static unsigned
last_of_disks(const Domain *domain, unsigned *n_images)
{
    unsigned last = 0;

    *n_images = 0;
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind) {
        last = MAX(last, last_of_disk(disk));
        *n_images += 1 + disk_chain_length(disk->backing);
    }
    return last;
}

/* Returns: the number in @text; 0: not a number. */
static unsigned
number_of(const char *text)
{
    guint64 number = 0;

    return g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT32, &number, NULL) ? (unsigned)number
                                                                              : 0;
}

/* @word: "hostdev0=3", or the first filter of a disk: "virtio-disk0=5". */
static void
recall_unit(Domain *domain, const char *word)
{
    g_auto(GStrv) halves = g_strsplit(word, "=", 2);

    if (g_strv_length(halves) != 2)
        return;
    DOMAIN_EACH(Disk, disk, domain, &disk_kind)
        if (g_strcmp0(disk->device.id, halves[0]) == 0 && number_of(halves[1]) > 0)
            disk_filters_number(&disk->filters, number_of(halves[1]) - 1);
    DOMAIN_EACH(Hostdev, unit, domain, &hostdev_kind) {
        if (unit->type != HOSTDEV_SCSI || g_strcmp0(unit->device.id, halves[0]) != 0)
            continue;
        unit->node_number = number_of(halves[1]);
        domain->last_block_node = MAX(domain->last_block_node, unit->node_number);
    }
}

static void
recall_nothing(Domain *domain)
{
    unsigned n_images = 0;
    unsigned last = last_of_disks(domain, &n_images);

    domain->last_block_node = MAX(last, n_images);
    DOMAIN_EACH(Hostdev, unit, domain, &hostdev_kind)
        if (unit->type == HOSTDEV_SCSI)
            unit->node_number = ++domain->last_block_node;
}

void
live_nodes_recall(Domain *domain, const char *text)
{
    g_auto(GStrv) words = text != NULL ? g_strsplit(text, " ", -1) : NULL;
    unsigned n_images = 0;

    if (text == NULL || words[0] == NULL) {
        recall_nothing(domain);
        return;
    }
    domain->last_block_node = MAX(last_of_disks(domain, &n_images), number_of(words[0]));
    for (char **word = words + 1; *word != NULL; word++)
        recall_unit(domain, *word);
}
