/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/place_trial.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "devices/nvram.h"
#include "domain/domain_walk.h"
#include "plan/command.h"
#include "plan/expectation.h"
#include "qemu/placement_difference.h"
#include "qemu/stand_in.h"

enum { MAX_DEPTH = 64 }; /* of buses behind buses */

/* ---- which devices, and in which order ---- */

/* A device with what it is sorted by. */
typedef struct {
    unsigned position; /* in the guest */
    unsigned depth;    /* how many open devices make buses above it */
    bool is_open;
    unsigned rank;
} TrialDevice;

static int
compare_devices(gconstpointer a, gconstpointer b)
{
    const TrialDevice *one = a;
    const TrialDevice *other = b;

    if (one->depth != other->depth)
        return one->depth < other->depth ? -1 : 1;
    if (one->is_open != other->is_open)
        return one->is_open ? 1 : -1;
    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return (one->position > other->position) - (one->position < other->position);
}

static bool
is_open(const PlaceStates *open, const Device *device)
{
    return open_places_state(open, device) != PLACE_UNKNOWN;
}

static bool
is_left_out(const Device *device, const Domain *domain, const SlotGroups *groups)
{
    const Device *first = slot_groups_first(groups, device);
    const Device *owner = open_places_owner(device, domain);

    if (first != NULL && first != device)
        return true;
    for (unsigned i = 0; owner != NULL && i < MAX_DEPTH; i++) {
        if (slot_groups_first(groups, owner) != NULL)
            return true;
        owner = open_places_owner(owner, domain);
    }
    return false;
}

static unsigned
depth_of(const Device *device, const Domain *domain, const PlaceStates *open)
{
    const Device *owner = open_places_owner(device, domain);
    unsigned depth = 0;

    for (unsigned i = 0; owner != NULL && i < MAX_DEPTH; i++) {
        depth += is_open(open, owner);
        owner = open_places_owner(owner, domain);
    }
    return depth;
}

/* Returns: (owned) TrialDevice: those with a place first, so that nothing is placed where they go;
 * what is on the bus of an open device behind that; else as on the guest's own command line. */
static GArray *
choose_devices(const Domain *domain, const PlaceStates *open, const SlotGroups *groups)
{
    GArray *devices = g_array_new(FALSE, FALSE, sizeof(TrialDevice));
    unsigned position = 0;

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        TrialDevice entry = {position++, depth_of(device, domain, open), is_open(open, device),
                             START_LAST};

        if (is_left_out(device, domain, groups))
            continue;
        if (device->kind->start_rank != NULL)
            entry.rank = device->kind->start_rank(device, domain);
        g_array_append_val(devices, entry);
    }
    g_array_sort(devices, compare_devices);
    return devices;
}

/* ---- the copy of the guest ---- */

static char *
trial_id(unsigned position)
{
    return g_strdup_printf("place%u", position);
}

/* What the document hands to QEMU past us is not ours to look through. */
static Domain *
copy_guest(const Domain *domain)
{
    Domain *copy = domain_clone(domain);

    xml_binding_clear(&qemu_command_line_binding, &copy->qemu_command_line);
    return copy;
}

/* Open devices lose their places, and get ids that do not depend on them. */
static void
open_copy(Domain *copy, const Domain *domain, const PlaceStates *open)
{
    unsigned position = 0;

    DOMAIN_EACH_DEVICE(Device, device, copy) {
        PlaceState state = open_places_state(open, domain_device(domain, position));

        if (state != PLACE_UNKNOWN) {
            open_places_clear(device, state);
            g_free(device->id);
            device->id = trial_id(position);
        }
        position++;
    }
}

/* ---- QEMU ---- */

static Placement *
run(const PlaceTrial *trial, const Argv *argv, GHashTable *plain, GError **error)
{
    const Capabilities *capabilities = trial->context->capabilities;
    const StandIn stand_in = {capabilities, plain, trial->fills_slot_zero && plain != NULL};
    g_autoptr(Argv) safe = NULL;
    g_auto(GStrv) words = NULL;
    Placement *found = NULL;

    if (trial->planner->try_out == NULL || capabilities_emulator(capabilities) == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                            _("allocation='qemu' of <pseries:pci> needs a QEMU, which is asked "
                              "where it puts devices: a recording of one is not enough"));
        return NULL;
    }
    safe = stand_in_argv(&stand_in, argv, error);
    if (safe == NULL)
        return NULL;
    words = argv_words(safe);
    found =
        trial->planner->try_out(trial->planner->try_out_user, (const char *const *)words, error);
    if (found == NULL)
        g_prefix_error(error, "%s: ", _("QEMU cannot place the devices of this guest"));
    return found;
}

/* Nothing is opened for it, and nobody listens to it. */
static DomainContext
trial_context(const PlaceTrial *trial)
{
    DomainContext context = *trial->context;

    context.files = (PartFileOpener){.open = NULL};
    context.monitor = (MonitorSocket){.fd = 0};
    return context;
}

Placement *
place_trial_open(const PlaceTrial *trial, const Domain *domain, const PlaceStates *open,
                 const SlotGroups *groups, GError **error)
{
    DomainContext context = trial_context(trial);
    g_autoptr(Domain) copy = copy_guest(domain);
    g_autoptr(GArray) chosen = choose_devices(domain, open, groups);
    g_autoptr(GPtrArray) devices = g_ptr_array_new();
    g_autoptr(GHashTable) plain = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Argv) argv = NULL;

    open_copy(copy, domain, open);
    for (unsigned i = 0; i < chosen->len; i++) {
        unsigned position = g_array_index(chosen, TrialDevice, i).position;

        g_ptr_array_add(devices, domain_device(copy, position));
        if (slot_groups_first(groups, domain_device(domain, position)) != NULL)
            g_hash_table_add(plain, trial_id(position));
    }
    argv = command_of_devices(copy, &context, devices);
    return run(trial, argv, plain, error);
}

const PlacementDevice *
place_trial_find(const Placement *found, const Domain *domain, unsigned position)
{
    g_autofree char *id = trial_id(position);
    const GPtrArray *devices = found->devices;

    if (domain_device(domain, position)->kind != &nvram_kind)
        return placement_find_device(found, id);
    for (unsigned i = 0; i < devices->len; i++) {
        const PlacementDevice *device = g_ptr_array_index(devices, i);

        if (g_str_equal(device->type, "spapr-nvram"))
            return device;
    }
    return NULL;
}

/* ---- what is recorded ---- */

/* Returns: (nullable) the device of the same id. */
static PlacementDevice *
find_same(const Placement *found, const PlacementDevice *device)
{
    return device->id != NULL ? placement_find_device(found, device->id) : NULL;
}

static void
swap_devices(PlacementDevice *one, PlacementDevice *other)
{
    PlacementDevice kept = *one;

    *one = *other;
    *other = kept;
}

/* A device in whose place another one was, or none, is as the plan has it. */
static void
take_planned_devices(Placement *found, Placement *planned)
{
    GPtrArray *devices = planned->devices;

    for (unsigned i = devices->len; i > 0; i--) {
        PlacementDevice *device = g_ptr_array_index(devices, i - 1);
        PlacementDevice *same = find_same(found, device);

        if (device->id != NULL && same == NULL)
            g_ptr_array_add(found->devices, g_ptr_array_steal_index(devices, i - 1));
        else if (same != NULL && !g_str_equal(same->type, device->type))
            swap_devices(same, device);
    }
}

/* An option ROM from a file of the user's was left out. */
static void
take_planned_roms(Placement *found, const Placement *planned)
{
    const GPtrArray *devices = planned->devices;

    for (unsigned i = 0; i < devices->len; i++) {
        const PlacementDevice *device = g_ptr_array_index(devices, i);
        PlacementDevice *same = find_same(found, device);

        if (same != NULL && device->has_rom != TRISTATE_ABSENT)
            same->has_rom = device->has_rom;
    }
}

/* What the document hands to QEMU past us may change all of the machine: no more is recorded of it
 * than the plan says. */
static void
forget_machine(Placement *found, Placement *planned)
{
    GPtrArray *phbs = found->phbs;
    GPtrArray *capabilities = found->capabilities;

    found->phbs = planned->phbs;
    found->capabilities = planned->capabilities;
    planned->phbs = phbs;
    planned->capabilities = capabilities;
}

static bool
check_found(const Placement *found, const Placement *planned, GError **error)
{
    g_autoptr(GPtrArray) differences = placement_find_differences(planned, found);
    g_autofree char *text = NULL;

    if (differences->len == 0)
        return true;
    text = placement_difference_text(g_ptr_array_index(differences, 0));
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("QEMU does not have what it was given: %s"), text);
    return false;
}

Placement *
place_trial_whole(const PlaceTrial *trial, const Domain *domain, GError **error)
{
    DomainContext context = trial_context(trial);
    g_autoptr(Domain) copy = copy_guest(domain);
    g_autoptr(Argv) argv = command_of(copy, &context);
    g_autoptr(Placement) wanted = expectation_of(copy, trial->context);
    g_autoptr(Placement) planned = expectation_of(copy, trial->context);
    g_autoptr(Placement) found = run(trial, argv, NULL, error);

    if (found == NULL)
        return NULL;
    take_planned_roms(found, planned);
    take_planned_devices(found, planned);
    if (domain->qemu_command_line.arguments != NULL)
        forget_machine(found, planned);
    placement_sort(found);
    return check_found(found, wanted, error) ? g_steal_pointer(&found) : NULL;
}
