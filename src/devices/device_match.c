/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/device_match.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/channel.h"
#include "devices/console.h"
#include "devices/controller.h"
#include "devices/device_same.h"
#include "devices/disk.h"
#include "devices/filesystem.h"
#include "devices/graphics.h"
#include "devices/hostdev.h"
#include "devices/input.h"
#include "devices/interface.h"
#include "devices/interface_match.h"
#include "devices/lease.h"
#include "devices/memory_module.h"
#include "devices/redirdev.h"
#include "devices/rng.h"
#include "devices/serial.h"
#include "devices/shmem.h"
#include "devices/sound.h"
#include "devices/vsock.h"
#include "devices/watchdog.h"
#include "domain/domain_walk.h"

/* A device as the struct of its kind. */
#define AS(Struct, device) ((const Struct *)(const void *)(device))

/* ---- what is said of those with names */

/* What is wrong: there is no such device, or there is one already. */
typedef enum { FLAW_MISSING, FLAW_TAKEN } Flaw;

static void
say_disk(const Device *wanted, Flaw flaw, DeviceEdit edit, GError **error)
{
    const char *target = AS(Disk, wanted)->target.dev;

    if (flaw == FLAW_TAKEN)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, _("target %s already exists"),
                    target);
    else if (edit == DEVICE_UPDATE)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("target %s doesn't exist%s"),
                    target, "."); /* libvirt's words end with it */
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_DEVICE_MISSING, _("no target device %s"), target);
}

static const char not_present[] = N_("device not present in domain configuration");

static void
say_controller(const Device *wanted, Flaw flaw, DeviceEdit edit, GError **error)
{
    (void)edit;
    if (flaw == FLAW_TAKEN)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("controller index='%u' already exists"),
                    (unsigned)AS(Controller, wanted)->index.value);
    else
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_DEVICE_MISSING, _(not_present));
}

static void
say_lease(const Device *wanted, Flaw flaw, DeviceEdit edit, GError **error)
{
    const Lease *lease = AS(Lease, wanted);

    (void)edit;
    if (flaw == FLAW_TAKEN)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("Lease %s in lockspace %s already exists"), lease->key,
                    lease->lockspace != NULL ? lease->lockspace : "(null)");
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_DEVICE_MISSING,
                    _("Lease %s in lockspace %s does not exist"), lease->key,
                    lease->lockspace != NULL ? lease->lockspace : "(null)");
}

static void
say_graphics(const Device *wanted, Flaw flaw, DeviceEdit edit, GError **error)
{
    (void)flaw;
    (void)edit;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("cannot find existing graphics type '%s' device to modify"),
                graphics_type_names.names[AS(Graphics, wanted)->type]);
}

/* ---- the kinds */

typedef struct {
    const DeviceKind *kind;
    bool (*is_same)(const Device *one, const Device *wanted);
    int missing_code;            /* of @missing; 0: DEVICE_MISSING */
    const char *missing, *taken; /* N_(), nullable */
    void (*say)(const Device *wanted, Flaw flaw, DeviceEdit edit, GError **error); /* instead */
    bool may_repeat;                    /* a further one like it may be attached */
    bool is_whole;                      /* compared as a whole */
    bool can_update, is_only_updatable; /* of attach, detach and update */
} MatchRule;

/* libvirt has words of its own for each kind. */
static const char is_present[] = N_("device is already in the domain configuration");
static const char chardev_is_present[] = N_("chardev already exists");

static const MatchRule rules[] = {
    {&disk_kind, device_same_disk, .say = say_disk, .can_update = true},
    {&controller_kind, device_same_controller, .say = say_controller},
    {&lease_kind, device_same_lease, .say = say_lease},
    {&filesystem_kind, device_same_filesystem,
     .missing = N_("no matching filesystem device was found"),
     .taken = N_("Target already exists")},
    {&interface_kind, .may_repeat = true, .can_update = true},
    {&serial_kind, device_same_serial, .missing_code = VIR_ERR_INVALID_ARG, .missing = not_present,
     .taken = chardev_is_present},
    {&console_kind, device_same_console, .missing_code = VIR_ERR_INVALID_ARG,
     .missing = not_present, .taken = chardev_is_present},
    {&channel_kind, device_same_channel, .missing_code = VIR_ERR_INVALID_ARG,
     .missing = not_present, .taken = chardev_is_present},
    {&input_kind, device_same_whole, .missing = N_("matching input device not found"),
     .may_repeat = true, .is_whole = true},
    {&graphics_kind, device_same_graphics, .say = say_graphics, .can_update = true,
     .is_only_updatable = true},
    {&sound_kind, device_same_whole, .missing = not_present, .may_repeat = true, .is_whole = true},
    {&hostdev_kind, device_same_hostdev, .missing = not_present, .taken = is_present},
    {&redirdev_kind, device_same_whole, .missing = N_("no matching redirdev was not found"),
     .may_repeat = true, .is_whole = true},
    {&watchdog_kind, device_same_watchdog, .missing = N_("no matching watchdog was found"),
     .taken = is_present, .is_whole = true},
    {&rng_kind, device_same_whole, .missing = N_("no matching RNG device was found"),
     .may_repeat = true, .is_whole = true},
    {&shmem_kind, device_same_whole, .missing = N_("matching shmem device was not found"),
     .taken = is_present, .is_whole = true},
    {&memory_module_kind, device_same_whole, .missing = N_("matching memory device was not found"),
     .may_repeat = true, .is_whole = true, .can_update = true},
    {&vsock_kind, device_same_kind, .missing_code = VIR_ERR_OPERATION_FAILED,
     .missing = N_("matching vsock device not found"),
     .taken = N_("domain already has a vsock device")},
};

/* Returns: (static, nullable) the row of @kind; NULL: changed with the whole definition only. */
static const MatchRule *
rule_of(const DeviceKind *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].kind == kind)
            return &rules[i];
    return NULL;
}

bool
device_match_needs_whole(const DeviceKind *kind)
{
    const MatchRule *rule = rule_of(kind);

    return rule != NULL && rule->is_whole;
}

/* A serial console stands for a serial port, which is the device. */
static bool
check_console(const Device *wanted, DeviceEdit edit, GError **error)
{
    ConsoleTargetType type = CONSOLE_TARGET_NONE;

    if (wanted->kind == &console_kind)
        type = AS(Console, wanted)->target.type;
    if (wanted->kind != &console_kind ||
        (type != CONSOLE_TARGET_NONE && type != CONSOLE_TARGET_SERIAL))
        return true;
    if (edit == DEVICE_ATTACH)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_UNSUPPORTED,
                            _("attaching serial console is not supported"));
    else
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("detaching serial console is not supported"));
    return false;
}

static void
refuse_kind(const char *name, DeviceEdit edit, GError **error)
{
    switch (edit) {
    case DEVICE_ATTACH:
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_UNSUPPORTED,
                    _("persistent attach of device '%s' is not supported"), name);
        break;
    case DEVICE_DETACH:
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_UNSUPPORTED,
                    _("persistent detach of device '%s' is not supported"), name);
        break;
    case DEVICE_UPDATE:
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_UNSUPPORTED,
                    _("persistent update of device '%s' is not supported"), name);
        break;
    }
}

bool
device_match_check_kind(const Device *wanted, DeviceEdit edit, GError **error)
{
    const MatchRule *rule = rule_of(wanted->kind);

    if (rule != NULL && (edit == DEVICE_UPDATE ? rule->can_update : !rule->is_only_updatable))
        return check_console(wanted, edit, error);
    refuse_kind(device_name(wanted), edit, error);
    return false;
}

static void
fail(const MatchRule *rule, const Device *wanted, Flaw flaw, DeviceEdit edit, GError **error)
{
    if (rule->say != NULL)
        rule->say(wanted, flaw, edit, error);
    else if (flaw == FLAW_TAKEN)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, _(rule->taken));
    else if (edit == DEVICE_UPDATE)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("%s not found"),
                    device_name(wanted));
    else
        g_set_error_literal(error, PSERIES_ERROR,
                            rule->missing_code != 0 ? rule->missing_code : VIR_ERR_DEVICE_MISSING,
                            _(rule->missing));
}

/* Returns: (borrowed, nullable) the first device that is the same. */
static Device *
find_same(const Domain *domain, const MatchRule *rule, const Device *wanted)
{
    DOMAIN_EACH(Device, device, domain, rule->kind)
        if (rule->is_same(device, wanted))
            return device;
    return NULL;
}

/* Of other kinds the addresses are checked with the whole definition. */
static bool
check_disk_address(const Domain *domain, const Device *wanted, GError **error)
{
    if (wanted->kind != &disk_kind || wanted->address.type == ADDRESS_NONE)
        return true;
    DOMAIN_EACH(const Device, disk, domain, &disk_kind) {
        g_autoptr(XmlDifference) difference =
            xml_binding_find_difference(&address_binding, NULL, &disk->address, &wanted->address);

        if (difference != NULL)
            continue;
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("Domain already contains a disk with that address"));
        return false;
    }
    return true;
}

bool
device_match_check_new(const Domain *domain, const Device *wanted, GError **error)
{
    const MatchRule *rule = rule_of(wanted->kind);

    if (rule->may_repeat || find_same(domain, rule, wanted) == NULL)
        return check_disk_address(domain, wanted, error);
    fail(rule, wanted, FLAW_TAKEN, DEVICE_ATTACH, error);
    return false;
}

Device *
device_match_find(const Domain *domain, const Device *wanted, DeviceEdit edit, GError **error)
{
    const MatchRule *rule = rule_of(wanted->kind);
    Device *found = NULL;

    if (wanted->kind == &interface_kind)
        return (Device *)interface_match_find(domain, AS(Interface, wanted), error);
    found = find_same(domain, rule, wanted);
    if (found == NULL)
        fail(rule, wanted, FLAW_MISSING, edit, error);
    return found;
}

Device *
device_match_alias(const Domain *domain, const char *alias, GError **error)
{
    DOMAIN_EACH_DEVICE(Device, device, domain)
        if (g_strcmp0(device->alias.name, alias) == 0)
            return device;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("no device found with alias %s"),
                alias);
    return NULL;
}
