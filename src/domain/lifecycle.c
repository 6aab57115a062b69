/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/lifecycle.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "domain/domain.h"
#include "domain/domain_walk.h"
#include "qemu/dialect.h"

static const char *const names[] = {
    [ACTION_DESTROY] = "destroy",
    [ACTION_RESTART] = "restart",
    [ACTION_PRESERVE] = "preserve",
    [ACTION_RENAME_RESTART] = "rename-restart",
    [ACTION_COREDUMP_DESTROY] = "coredump-destroy",
    [ACTION_COREDUMP_RESTART] = "coredump-restart",
    [ACTION_PRESERVE_RUNNING] = "preserve-running",
};
const NameTable action_names = NAME_TABLE(names);

static const char *const failure_names[] = {
    [LOCK_FAILURE_POWEROFF] = "poweroff",
    [LOCK_FAILURE_RESTART] = "restart",
    [LOCK_FAILURE_PAUSE] = "pause",
    [LOCK_FAILURE_IGNORE] = "ignore",
};
const NameTable lock_failure_names = NAME_TABLE(failure_names);

static const XmlField state_fields[] = {
    XML_ATTR_YES_NO("enabled", PowerState, enabled),
    XML_END,
};
static const XmlBinding state_binding = {"state", sizeof(PowerState), state_fields};

static const XmlField states_fields[] = {
    XML_INLINE("suspend-to-mem", PowerStates, to_memory, state_binding),
    XML_INLINE("suspend-to-disk", PowerStates, to_disk, state_binding),
    XML_END,
};
const XmlBinding power_states_binding = {"pm", sizeof(PowerStates), states_fields};

static void
drop_empty(char **text)
{
    if (*text != NULL && **text == '\0')
        g_clear_pointer(text, g_free);
}

void
lifecycle_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)report;
    /* A document copied from a running guest has its id. */
    domain->id.is_set = false;
    drop_empty(&domain->title);
    drop_empty(&domain->description);
    if (domain->type == VIRT_NONE)
        domain->type = VIRT_QEMU;
    if (domain->uuid == NULL)
        domain->uuid = g_uuid_string_random();
    if (domain->emulator == NULL)
        domain->emulator = g_strdup(capabilities_emulator(context->capabilities));
    if (domain->emulator == NULL)
        domain->emulator = g_strdup("/usr/bin/qemu-system-ppc64");
    if (domain->on_poweroff == ACTION_NONE)
        domain->on_poweroff = ACTION_DESTROY;
    if (domain->on_reboot == ACTION_NONE)
        domain->on_reboot = ACTION_RESTART;
    if (domain->on_crash == ACTION_NONE)
        domain->on_crash = ACTION_DESTROY;
}

/* The actions that are possible here, and those that only libvirt knows. */
static const struct {
    const char *name;
    size_t offset;
    unsigned possible;
    unsigned sensible;
} events[] = {
#define BIT(action) (1U << (action))
#define STOPS (BIT(ACTION_DESTROY) | BIT(ACTION_RESTART))
#define SENSIBLE (STOPS | BIT(ACTION_PRESERVE) | BIT(ACTION_RENAME_RESTART))
#define DUMPS (BIT(ACTION_COREDUMP_DESTROY) | BIT(ACTION_COREDUMP_RESTART))
    {"poweroff", offsetof(Domain, on_poweroff), STOPS, SENSIBLE},
    {"reboot", offsetof(Domain, on_reboot), STOPS, SENSIBLE},
    {"crash", offsetof(Domain, on_crash), STOPS | DUMPS | BIT(ACTION_PRESERVE),
     SENSIBLE | DUMPS | BIT(ACTION_PRESERVE_RUNNING)},
#undef DUMPS
#undef SENSIBLE
#undef STOPS
};

void
lifecycle_check_actions(const Domain *domain, Report *report)
{
    for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
        Action action = *(const Action *)(const void *)((const char *)domain + events[i].offset);

        if (!(events[i].sensible & BIT(action)))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                         _("Lifecycle event '%s' doesn't support '%s' action"), events[i].name,
                         names[action]);
        else if (!(events[i].possible & BIT(action)))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                         _("the action '%s' cannot be had in <on_%s>: use 'destroy' or 'restart'"),
                         names[action], events[i].name);
    }
    if (domain->on_poweroff == ACTION_RESTART && domain->on_reboot == ACTION_DESTROY)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("<on_reboot> 'destroy' with <on_poweroff> 'restart' is not supported: QEMU "
                       "cannot tell the one from the other then; leave one of them out"));
}
#undef BIT

/* libvirt 9.0 told QEMU of the states for any machine, where they had no effect. */
static void
check_power_states(const Domain *domain, const DomainContext *context, Report *report)
{
    const PowerStates *states = &domain->power_states;

    if (context->is_new && !g_str_equal(context->rules->target, "x86_64") &&
        (states->to_memory.enabled != TRISTATE_ABSENT ||
         states->to_disk.enabled != TRISTATE_ABSENT))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("setting ACPI S3/S4 not supported: only x86 machines have these states; "
                       "take <suspend-to-mem> and <suspend-to-disk> out of <pm>"));
}

void
lifecycle_check(const Domain *domain, const DomainContext *context, Report *report)
{
    lifecycle_check_actions(domain, report);
    check_power_states(domain, context, report);
    if (domain->title != NULL && strchr(domain->title, '\n') != NULL)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("Domain title can't contain newlines"));
    if (domain->name == NULL)
        return;
    if (strpbrk(domain->name, "/\n") != NULL || g_str_equal(domain->name, ".") ||
        g_str_equal(domain->name, ".."))
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("name %s cannot contain '/' or a line break, nor be '.' or '..'"),
                     domain->name);
    if (domain->type == VIRT_KVM && !capabilities_is_kvm_enabled(context->capabilities))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("Emulator '%s' does not support virt type 'kvm' on this host: use "
                       "<domain type='qemu'>"),
                     domain->emulator);
}

/* QEMU decrypts with it what a program hands it over the monitor. */
static void
add_master_key(const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autoptr(PartList) parts = part_list_new();
    JsonObject *key = part_list_add(parts, PART_OBJECT);
    g_autofree char *path = g_build_filename(context->state_directory, "master-key.aes", NULL);

    part_set_string(key, "qom-type", "secret");
    part_set_string(key, "id", "masterKey0");
    part_set_string(key, "format", "raw");
    part_set_string(key, "file", path);
    argv_add_part(argv, part_list_get(parts, 0),
                  qemu_options_take_json(domain, context, PART_OBJECT));
}

void
lifecycle_head_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autoptr(KeyValue) name = key_value_new();

    key_value_add(name, "guest", domain->name);
    key_value_add_switch(name, "debug-threads", true);
    argv_add_key_value(argv, "-name", name);
    if (context->is_for_shell)
        return;
    argv_add(argv, "-S", NULL);
    add_master_key(domain, context, argv);
}

void
lifecycle_accel_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const OptionalUint *cache = &domain->features.tcg.cache.kib;
    g_autoptr(KeyValue) pairs = key_value_new();

    (void)context;
    key_value_add_first(pairs, "accel", domain->type == VIRT_KVM ? "kvm" : "tcg");
    if (cache->is_set)
        key_value_add_uint(pairs, "tb-size", cache->value / 1024);
    argv_add_key_value(argv, "-accel", pairs);
}

static bool
has_device(const Domain *domain, const char *name)
{
    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (g_str_equal(device_name(device), name))
            return true;
    return false;
}

/* Since QEMU 11 a monitor is an object, and -mon is deprecated. */
static void
add_control(const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autoptr(PartList) parts = NULL;
    JsonObject *monitor = NULL;

    if (!capabilities_has_type(context->capabilities, "monitor-qmp")) {
        argv_add(argv, "-mon", "chardev=charmonitor,id=monitor,mode=control");
        return;
    }
    parts = part_list_new();
    monitor = part_list_add(parts, PART_OBJECT);
    part_set_string(monitor, "qom-type", "monitor-qmp");
    part_set_string(monitor, "id", "monitor");
    part_set_string(monitor, "chardev", "charmonitor");
    argv_add_part(argv, part_list_get(parts, 0),
                  qemu_options_take_json(domain, context, PART_OBJECT));
}

static void
add_monitor(const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autofree char *path = g_build_filename(context->state_directory, "monitor.sock", NULL);
    g_autoptr(PartList) parts = part_list_new();
    JsonObject *monitor = part_list_add(parts, PART_CHARDEV);

    part_set_string(monitor, "backend", "socket");
    part_set_string(monitor, "id", "charmonitor");
    if (context->monitor.fd > 0)
        part_set_string_format(monitor, "fd", "%d", context->monitor.fd);
    else
        part_set_string(monitor, "path", path);
    if (context->monitor.fd == 0 || context->monitor.listens) {
        part_set_bool(monitor, "server", true);
        part_set_bool(monitor, "wait", false);
    }
    argv_add_part(argv, part_list_get(parts, 0),
                  dialect_takes_json(context->capabilities, PART_CHARDEV));
    add_control(domain, context, argv);
}

void
lifecycle_identity_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    argv_add(argv, "-uuid", domain->hardware_uuid != NULL ? domain->hardware_uuid : domain->uuid);
    if (!has_device(domain, "graphics"))
        argv_add(argv, "-display", "none");
    argv_add(argv, "-no-user-config", NULL);
    argv_add(argv, "-nodefaults", NULL);
    if (!context->is_for_shell)
        add_monitor(domain, context, argv);
}

/* libvirt passes it for any machine; without ACPI it has no effect. */
static void
add_power_state(const PowerState *state, const char *property, Argv *argv)
{
    g_autofree char *text =
        g_strdup_printf("PIIX4_PM.%s=%d", property, state->enabled == TRISTATE_YES ? 0 : 1);

    if (state->enabled != TRISTATE_ABSENT)
        argv_add(argv, "-global", text);
}

void
lifecycle_stop_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    /* The driver decides what happens on a reboot or shutdown, not QEMU. */
    if (!context->is_for_shell)
        argv_add(argv, "-no-shutdown", NULL);
    add_power_state(&domain->power_states.to_memory, "disable_s3", argv);
    add_power_state(&domain->power_states.to_disk, "disable_s4", argv);
}

/* QEMU starts qemu-bridge-helper itself, which the sandbox must allow. */
static bool
spawns(const Domain *domain)
{
    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (device->kind->spawns != NULL && device->kind->spawns(device))
            return true;
    return false;
}

static void
add_sandbox(const Domain *domain, Argv *argv)
{
    g_autoptr(KeyValue) pairs = key_value_new();

    key_value_add_first(pairs, "enable", "on");
    key_value_add(pairs, "obsolete", "deny");
    key_value_add(pairs, "elevateprivileges", spawns(domain) ? "allow" : "deny");
    key_value_add(pairs, "spawn", spawns(domain) ? "allow" : "deny");
    key_value_add(pairs, "resourcecontrol", "deny");
    argv_add_key_value(argv, "-sandbox", pairs);
}

void
lifecycle_tail_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    /* QEMU before 2.11 has no groups of system calls, only one list that breaks some guests. */
    if (capabilities_is_at_least(context->capabilities, 2, 11)) {
        if (context->has_no_sandbox)
            argv_add(argv, "-sandbox", "off");
        else
            add_sandbox(domain, argv);
    }
    argv_add(argv, "-msg", "timestamp=on");
}
