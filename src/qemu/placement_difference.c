/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/placement_difference.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "xml/stated.h"

/* Where differences go, and whose they are at present. */
typedef struct {
    GPtrArray *differences;
    const char *name;
} Comparison;

void
placement_difference_free(PlacementDifference *difference)
{
    if (difference == NULL)
        return;
    g_free(difference->name);
    g_free(difference->property);
    g_free(difference->wanted);
    g_free(difference->found);
    g_free(difference);
}

static void
free_difference(gpointer difference)
{
    placement_difference_free(difference);
}

char *
placement_difference_text(const PlacementDifference *difference)
{
    if (difference->property == NULL && difference->found == NULL)
        return g_strdup_printf(_("'%s': QEMU has no such thing"), difference->name);
    if (difference->property == NULL)
        return g_strdup_printf(_("'%s': QEMU has it, and it should not be there"),
                               difference->name);
    if (difference->found == NULL)
        return g_strdup_printf(_("'%s': '%s' should be '%s', and QEMU has none"), difference->name,
                               difference->property, difference->wanted);
    return g_strdup_printf(_("'%s': '%s' should be '%s', and QEMU has '%s'"), difference->name,
                           difference->property, difference->wanted, difference->found);
}

static void
add_difference(const char *property, const char *wanted, const char *found, void *user)
{
    Comparison *comparison = user;
    PlacementDifference *difference = g_new0(PlacementDifference, 1);

    difference->name = g_strdup(comparison->name);
    difference->property = g_strdup(property);
    difference->wanted = g_strdup(wanted);
    difference->found = g_strdup(found);
    g_ptr_array_add(comparison->differences, difference);
}

/* The properties of host bridges come and go with QEMU's versions: one that QEMU does not tell is
 * no difference. */
static void
add_told_difference(const char *property, const char *wanted, const char *found, void *user)
{
    if (found != NULL)
        add_difference(property, wanted, found, user);
}

/* @name: (taken) of both.  One of them may be NULL: it is missing, or one more. */
static void
compare(Comparison *comparison, const XmlBinding *binding, char *name, const void *wanted,
        const void *found)
{
    g_autofree char *owned = name;

    comparison->name = owned;
    if (found == NULL)
        add_difference(NULL, name, NULL, comparison);
    else if (wanted == NULL)
        add_difference(NULL, NULL, name, comparison);
    else
        xml_stated_compare(binding, wanted, found,
                           binding == &placement_phb_binding ? add_told_difference : add_difference,
                           comparison);
    comparison->name = NULL;
}

static unsigned
length_of(const GPtrArray *list)
{
    return list != NULL ? list->len : 0;
}

/* How the items of one list are told apart. */
typedef struct {
    const XmlBinding *binding;
    bool may_lack; /* QEMU has no such item in another version: that is no difference */
    bool (*is_same)(const void *one, const void *other);
    char *(*name)(const void *item);
} ItemKind;

static bool
is_same_capability(const void *one, const void *other)
{
    return g_strcmp0(((const PlacementCapability *)one)->name,
                     ((const PlacementCapability *)other)->name) == 0;
}

static char *
capability_name(const void *capability)
{
    return g_strdup(((const PlacementCapability *)capability)->name);
}

static bool
is_same_phb(const void *one, const void *other)
{
    return ((const PlacementPhb *)one)->index.value == ((const PlacementPhb *)other)->index.value;
}

static char *
phb_name(const void *phb)
{
    return g_strdup_printf("PHB %" PRIu64, ((const PlacementPhb *)phb)->index.value);
}

static bool
is_same_core(const void *one, const void *other)
{
    return ((const PlacementCore *)one)->id.value == ((const PlacementCore *)other)->id.value;
}

static char *
core_name(const void *core)
{
    return g_strdup_printf("core %" PRIu64, ((const PlacementCore *)core)->id.value);
}

static const ItemKind capability_kind = {&placement_capability_binding, true, is_same_capability,
                                         capability_name};
static const ItemKind phb_kind = {&placement_phb_binding, false, is_same_phb, phb_name};
static const ItemKind core_kind = {&placement_core_binding, false, is_same_core, core_name};

static const void *
find_same(const ItemKind *kind, const GPtrArray *list, const void *item)
{
    for (unsigned i = 0; i < length_of(list); i++)
        if (kind->is_same(g_ptr_array_index(list, i), item))
            return g_ptr_array_index(list, i);
    return NULL;
}

static void
compare_wanted(Comparison *comparison, const ItemKind *kind, const GPtrArray *wanted,
               const GPtrArray *found)
{
    for (unsigned i = 0; i < length_of(wanted); i++) {
        const void *item = g_ptr_array_index(wanted, i);
        const void *match = find_same(kind, found, item);

        if (match != NULL || !kind->may_lack)
            compare(comparison, kind->binding, kind->name(item), item, match);
    }
}

/* What is found beside what is wanted. */
static void
compare_others(Comparison *comparison, const ItemKind *kind, const GPtrArray *wanted,
               const GPtrArray *found)
{
    for (unsigned i = 0; i < length_of(found); i++) {
        const void *item = g_ptr_array_index(found, i);

        if (find_same(kind, wanted, item) == NULL)
            compare(comparison, kind->binding, kind->name(item), NULL, item);
    }
}

/* Returns: (owned) where a device is, behind a blank; "" when nothing is known of it. */
static char *
place_text(const PlacementDevice *device)
{
    if (device->reg.is_set)
        return g_strdup_printf(" reg 0x%" PRIx64, device->reg.value);
    if (device->phb.is_set && device->bus == NULL)
        return g_strdup_printf(" PHB %" PRIu64 " slot %" PRIu64 ".%" PRIu64, device->phb.value,
                               device->slot.value, device->function.value);
    if (device->bus != NULL && device->slot.is_set)
        return g_strdup_printf(" bus %s slot %" PRIu64 ".%" PRIu64, device->bus, device->slot.value,
                               device->function.value);
    if (device->bus != NULL && device->target.is_set)
        return g_strdup_printf(" bus %s target %" PRIu64 " lun %" PRIu64, device->bus,
                               device->target.value, device->lun.value);
    return device->bus != NULL ? g_strdup_printf(" bus %s", device->bus) : g_strdup("");
}

static char *
device_name(const PlacementDevice *device)
{
    g_autofree char *place = NULL;

    if (device->id != NULL)
        return g_strdup(device->id);
    place = place_text(device);
    return g_strconcat(device->type, place, NULL);
}

static void
note_difference(const char *name, const char *wanted, const char *found, void *user)
{
    bool *differs = user;

    (void)name;
    (void)wanted;
    (void)found;
    *differs = true;
}

static bool
is_exact(const PlacementDevice *wanted, const PlacementDevice *device)
{
    bool differs = false;

    xml_stated_compare(&placement_device_binding, wanted, device, note_difference, &differs);
    return !differs;
}

/* Returns: (borrowed, nullable) a device of the type of @wanted that nobody named and that is not
 * taken yet; @in_place: nothing of it differs. */
static PlacementDevice *
find_unnamed(const Placement *found, const PlacementDevice *wanted, GHashTable *taken,
             bool in_place)
{
    for (unsigned i = 0; i < length_of(found->devices); i++) {
        PlacementDevice *device = g_ptr_array_index(found->devices, i);

        if (device->id == NULL && g_strcmp0(device->type, wanted->type) == 0 &&
            !g_hash_table_contains(taken, device) && (!in_place || is_exact(wanted, device)))
            return device;
    }
    return NULL;
}

/* Finds the device for each that is wanted, in order: of its id; else one that nobody named, where
 * those that are in place go first.  @taken: all of them.  Returns: (owned) the matches, of which
 * some may be NULL. */
static GPtrArray *
match_devices(const Placement *wanted, const Placement *found, GHashTable *taken)
{
    GPtrArray *matches = g_ptr_array_new();

    g_ptr_array_set_size(matches, (int)length_of(wanted->devices));
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < matches->len; i++) {
            const PlacementDevice *device = g_ptr_array_index(wanted->devices, i);

            if (matches->pdata[i] != NULL)
                continue;
            matches->pdata[i] = device->id != NULL ? placement_find_device(found, device->id)
                                                   : find_unnamed(found, device, taken, pass == 0);
            if (matches->pdata[i] != NULL)
                g_hash_table_add(taken, matches->pdata[i]);
        }
    return matches;
}

static void
compare_devices(Comparison *comparison, const Placement *wanted, const Placement *found)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) matches = match_devices(wanted, found, taken);

    for (unsigned i = 0; i < matches->len; i++) {
        const PlacementDevice *device = g_ptr_array_index(wanted->devices, i);

        compare(comparison, &placement_device_binding, device_name(device), device,
                g_ptr_array_index(matches, i));
    }
    for (unsigned i = 0; !wanted->is_partial && i < length_of(found->devices); i++) {
        const PlacementDevice *device = g_ptr_array_index(found->devices, i);

        if (!g_hash_table_contains(taken, device))
            compare(comparison, &placement_device_binding, device_name(device), NULL, device);
    }
}

/* The version is for who reads the document. */
static void
compare_machine(Comparison *comparison, const Placement *wanted, const Placement *found)
{
    comparison->name = "machine";
    if (wanted->machine != NULL && g_strcmp0(wanted->machine, found->machine) != 0)
        add_difference("type", wanted->machine, found->machine, comparison);
    comparison->name = NULL;
}

GPtrArray *
placement_find_differences(const Placement *wanted, const Placement *found)
{
    Comparison comparison = {.differences = g_ptr_array_new_with_free_func(free_difference)};

    compare_machine(&comparison, wanted, found);
    compare_wanted(&comparison, &capability_kind, wanted->capabilities, found->capabilities);
    compare_wanted(&comparison, &phb_kind, wanted->phbs, found->phbs);
    if (!wanted->is_partial)
        compare_others(&comparison, &phb_kind, wanted->phbs, found->phbs);
    /* A QEMU that does not list its cores says nothing against them. */
    if (wanted->cores != NULL && found->cores != NULL) {
        compare_wanted(&comparison, &core_kind, wanted->cores, found->cores);
        compare_others(&comparison, &core_kind, wanted->cores, found->cores);
    }
    compare_devices(&comparison, wanted, found);
    return comparison.differences;
}
