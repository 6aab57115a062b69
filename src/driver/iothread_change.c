/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/iothread_change.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "devices/controller.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"
#include "domain/iothread_edit.h"
#include "driver/amend.h"
#include "driver/flags.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

/* A call about one thread. */
typedef struct {
    const char *call; /* in libvirt, for the error about unknown flags */
    unsigned id;
    const Params *params;
} ThreadChange;

static bool
change_thread(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment,
              GError **error)
{
    const ThreadChange *change = amendment->user;

    if (!flags_check(flags, AFFECT_FLAGS, change->call, error))
        return false;
    if (change->id == 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("invalid value of %d for iothread_id"), 0);
        return false;
    }
    if (!amend_resolve(guest, &flags, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE) {
        amend_refuse_live(error);
        return false;
    }
    return amend(driver, guest, flags, amendment, error);
}

static bool
add(Domain *domain, void *user, GError **error)
{
    return iothread_edit_add(domain, ((const ThreadChange *)user)->id, error);
}

bool
iothread_add(Driver *driver, Guest *guest, unsigned id, unsigned flags, GError **error)
{
    ThreadChange change = {"qemuDomainAddIOThread", id, NULL};
    const Amendment amendment = {.make = add, .user = &change, .is_once = true};

    return change_thread(driver, guest, flags, &amendment, error);
}

static bool
check_unused(const Domain *domain, unsigned id, GError **error)
{
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        if (disk->driver.iothread.value == id) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                        _("cannot remove IOThread %u since it is being used by disk '%s'"), id,
                        disk->target.dev);
            return false;
        }
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind)
        if (XML_READ(controller->driver)->iothread.value == id) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                        _("cannot remove IOThread '%u' since it is being used by controller"), id);
            return false;
        }
    return true;
}

static bool
take_away(Domain *domain, void *user, GError **error)
{
    unsigned id = ((const ThreadChange *)user)->id;

    return check_unused(domain, id, error) && iothread_edit_remove(domain, id, error);
}

bool
iothread_remove(Driver *driver, Guest *guest, unsigned id, unsigned flags, GError **error)
{
    ThreadChange change = {"qemuDomainDelIOThread", id, NULL};
    const Amendment amendment = {.make = take_away, .user = &change, .is_once = true};

    return change_thread(driver, guest, flags, &amendment, error);
}

static const ParamField fields[] = {
    {VIR_DOMAIN_IOTHREAD_POLL_MAX_NS, VIR_TYPED_PARAM_ULLONG, 0},
    {VIR_DOMAIN_IOTHREAD_POLL_GROW, VIR_TYPED_PARAM_UINT, 0},
    {VIR_DOMAIN_IOTHREAD_POLL_SHRINK, VIR_TYPED_PARAM_UINT, 0},
    {VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN, VIR_TYPED_PARAM_INT, 0},
    {VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX, VIR_TYPED_PARAM_INT, 0},
};

static const int *
number_of(const Params *params, const char *name)
{
    const virTypedParameter *param = params_find(params, name);

    return param != NULL ? &param->value.i : NULL;
}

static OptionalUint
unsigned_of(const Params *params, const char *name)
{
    const virTypedParameter *param = params_find(params, name);

    if (param == NULL)
        return (OptionalUint){0, false};
    return OPTIONAL_UINT(param->type == VIR_TYPED_PARAM_UINT ? param->value.ui : param->value.ul);
}

static bool
set_tuning(Domain *domain, void *user, GError **error)
{
    const ThreadChange *change = user;
    const Params *params = change->params;
    const IothreadTuning tuning = {
        .pool_min = number_of(params, VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN),
        .pool_max = number_of(params, VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX),
        .poll = {.max = unsigned_of(params, VIR_DOMAIN_IOTHREAD_POLL_MAX_NS),
                 .grow = unsigned_of(params, VIR_DOMAIN_IOTHREAD_POLL_GROW),
                 .shrink = unsigned_of(params, VIR_DOMAIN_IOTHREAD_POLL_SHRINK)}};

    return iothread_edit_tuning(domain, change->id, &tuning, error);
}

bool
iothread_set(Driver *driver, Guest *guest, const IothreadSettings *settings, unsigned flags,
             GError **error)
{
    ThreadChange change = {"qemuDomainSetIOThreadParams", settings->id, settings->params};
    const Amendment amendment = {.make = set_tuning, .user = &change};

    return params_check(settings->params, fields, G_N_ELEMENTS(fields), error) &&
           change_thread(driver, guest, flags, &amendment, error);
}
