/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/subscriptions.h"

#include <glib/gi18n-lib.h>
#define VIR_ENUM_SENTINELS
#include <libvirt/libvirt-qemu.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"
#include "rpc/event_body.h"

typedef struct {
    int id; /* -1: of the older generation */
    int event;
    bool has_guest;
    uint8_t uuid[UUID_BYTES];
    char *name;       /* (owned, nullable) of QEMU's event; NULL: all */
    GRegex *pattern;  /* (owned, nullable) compiled from name */
    bool is_given_up; /* the pattern was too expensive and matches nothing any more */
    unsigned flags;
    Charge place, bytes;
} Subscription;

struct Subscriptions {
    const Sender *sender; /* borrowed */
    GPtrArray *all;       /* Subscription */
    int last_id;
};

/* Memory of a subscription, and of a compiled pattern for each of its characters; about. */
enum { SUBSCRIPTION_BYTES = 256, PATTERN_COST = 16 };

/* Limits of the name of QEMU's event, and of the steps of matching a pattern on the main thread:
 * five times what a long pattern needs. */
enum { MAX_NAME_BYTES = 4096, MAX_MATCH_STEPS = 5000 };

static void
subscription_free(gpointer item)
{
    Subscription *subscription = item;

    charge_release(&subscription->place);
    charge_release(&subscription->bytes);
    g_clear_pointer(&subscription->pattern, g_regex_unref);
    g_free(subscription->name);
    g_free(subscription);
}

Subscriptions *
subscriptions_new(const Sender *sender)
{
    Subscriptions *subscriptions = g_new0(Subscriptions, 1);

    subscriptions->sender = sender;
    subscriptions->all = g_ptr_array_new_with_free_func(subscription_free);
    subscriptions->last_id = -1;
    return subscriptions;
}

void
subscriptions_free(Subscriptions *subscriptions)
{
    if (subscriptions == NULL)
        return;
    g_ptr_array_unref(subscriptions->all);
    g_free(subscriptions);
}

void
subscriptions_remove_all(Subscriptions *subscriptions)
{
    g_ptr_array_set_size(subscriptions->all, 0);
}

static bool
check_event(int event, bool is_plain, GError **error)
{
    if (event >= 0 && event <= EVENT_NEWEST && (!is_plain || event_body_has_plain(event)))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("unsupported event ID %d"), event);
    return false;
}

/* Adds @subscription (owned), if the account has room for it. */
static bool
add(Subscriptions *subscriptions, Subscription *subscription, GError **error)
{
    Account *account = subscriptions->sender->account;
    size_t n_bytes = SUBSCRIPTION_BYTES;

    if (subscription->name != NULL)
        n_bytes += strlen(subscription->name) * (subscription->pattern != NULL ? PATTERN_COST : 1);
    if (!account_charge(account, ACCOUNT_SUBSCRIPTIONS, 1, &subscription->place, error) ||
        !account_charge(account, ACCOUNT_BYTES, n_bytes, &subscription->bytes, error)) {
        subscription_free(subscription);
        return false;
    }
    g_ptr_array_add(subscriptions->all, subscription);
    return true;
}

/* Returns: (owned) a subscription, not added yet.  @uuid (nullable, copied): only of this guest. */
static Subscription *
subscription_new(int event, int id, const uint8_t *uuid)
{
    Subscription *subscription = g_new0(Subscription, 1);

    subscription->id = id;
    subscription->event = event;
    subscription->has_guest = uuid != NULL;
    if (uuid != NULL)
        memcpy(subscription->uuid, uuid, UUID_BYTES);
    return subscription;
}

static Subscription *
find_plain(Subscriptions *subscriptions, int event)
{
    for (guint i = 0; i < subscriptions->all->len; i++) {
        Subscription *subscription = g_ptr_array_index(subscriptions->all, i);

        if (subscription->id < 0 && subscription->event == event)
            return subscription;
    }
    return NULL;
}

bool
subscriptions_add_plain(Subscriptions *subscriptions, int event, GError **error)
{
    if (!check_event(event, true, error))
        return false;
    if (find_plain(subscriptions, event) != NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("domain event %d already registered"), event);
        return false;
    }
    return add(subscriptions, subscription_new(event, -1, NULL), error);
}

bool
subscriptions_remove_plain(Subscriptions *subscriptions, int event, GError **error)
{
    Subscription *subscription = NULL;

    if (!check_event(event, true, error))
        return false;
    subscription = find_plain(subscriptions, event);
    if (subscription == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("domain event %d not registered"), event);
        return false;
    }
    g_ptr_array_remove(subscriptions->all, subscription);
    return true;
}

int
subscriptions_add(Subscriptions *subscriptions, int event, const uint8_t *uuid, GError **error)
{
    int id = subscriptions->last_id + 1;

    if (!check_event(event, false, error) ||
        !add(subscriptions, subscription_new(event, id, uuid), error))
        return -1;
    subscriptions->last_id = id;
    return id;
}

/* Returns: (owned, nullable) the pattern @name, limited to MAX_MATCH_STEPS.  Errors: INVALID_ARG
 * when it is none. */
static GRegex *
compile(const char *name, unsigned flags, GError **error)
{
    g_autofree char *bounded = g_strdup_printf("(*LIMIT_MATCH=%d)%s", MAX_MATCH_STEPS, name);
    GRegexCompileFlags how =
        flags & VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE ? G_REGEX_CASELESS : 0;
    GRegex *pattern = g_regex_new(bounded, how, 0, NULL);

    if (pattern == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("failed to compile regex %s"),
                    name);
    return pattern;
}

int
subscriptions_add_monitor(Subscriptions *subscriptions, const char *name, unsigned flags,
                          const uint8_t *uuid, GError **error)
{
    bool is_pattern = name != NULL && flags & VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX;
    g_autoptr(GRegex) pattern = NULL;
    int id = subscriptions->last_id + 1;
    Subscription *subscription = NULL;

    if (name != NULL && strlen(name) > MAX_NAME_BYTES) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("event name has %zu bytes, more than %d"), strlen(name), MAX_NAME_BYTES);
        return -1;
    }
    if (is_pattern && (pattern = compile(name, flags, error)) == NULL)
        return -1;
    subscription = subscription_new(EVENT_OF_MONITOR, id, uuid);
    subscription->name = g_strdup(name);
    subscription->pattern = g_steal_pointer(&pattern);
    subscription->flags = flags;
    if (!add(subscriptions, subscription, error))
        return -1;
    subscriptions->last_id = id;
    return id;
}

bool
subscriptions_remove(Subscriptions *subscriptions, int id, bool is_monitor, GError **error)
{
    for (guint i = 0; i < subscriptions->all->len; i++) {
        Subscription *subscription = g_ptr_array_index(subscriptions->all, i);

        if (subscription->id != id || (subscription->event == EVENT_OF_MONITOR) != is_monitor)
            continue;
        g_ptr_array_remove_index(subscriptions->all, i);
        return true;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("domain event callback %d not registered"), id);
    return false;
}

/* A pattern that exceeds MAX_MATCH_STEPS is given up, as it would cost that for each event. */
static bool
matches(Subscription *subscription, const char *name)
{
    g_autoptr(GError) error = NULL;
    bool is_match = g_regex_match_full(subscription->pattern, name, -1, 0, 0, NULL, &error);

    subscription->is_given_up = error != NULL;
    if (error != NULL)
        g_warning("a client's pattern is given up: %s", error->message);
    return is_match;
}

static bool
is_of_name(Subscription *subscription, const Event *event)
{
    if (subscription->name == NULL)
        return true;
    if (subscription->pattern != NULL)
        return !subscription->is_given_up && matches(subscription, event->text);
    if (subscription->flags & VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE)
        return g_ascii_strcasecmp(subscription->name, event->text) == 0;
    return g_str_equal(subscription->name, event->text);
}

static bool
wants(Subscription *subscription, const Event *event)
{
    return subscription->event == event->id &&
           (!subscription->has_guest ||
            memcmp(subscription->uuid, event->guest.uuid, UUID_BYTES) == 0) &&
           (event->id != EVENT_OF_MONITOR || is_of_name(subscription, event));
}

void
subscriptions_deliver(Subscriptions *subscriptions, const Event *event)
{
    for (guint i = 0; i < subscriptions->all->len; i++) {
        Subscription *subscription = g_ptr_array_index(subscriptions->all, i);
        GBytes *packet = NULL;

        if (wants(subscription, event))
            packet = event_body_packet(event, subscription->id);
        if (packet != NULL)
            subscriptions->sender->send(packet, subscriptions->sender->user);
    }
}
