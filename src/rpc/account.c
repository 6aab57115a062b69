/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/account.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

/* All clients of one uid. */
typedef struct {
    Accounts *accounts; /* borrowed */
    uid_t uid;
    GPtrArray *clients; /* Account (borrowed) */
    size_t held[ACCOUNT_N_RESOURCES];
} User;

struct Accounts {
    const AccountLimits *limits;
    GHashTable *users; /* uid -> User (owned) */
};

struct Account {
    const AccountLimits *limits;
    User *user; /* (borrowed) NULL: evicted, and no longer counted for the user */
    size_t held[ACCOUNT_N_RESOURCES];
    size_t most[ACCOUNT_N_RESOURCES]; /* the highest that held ever was */
    void (*evict)(void *user);
    void *evict_user;
};

/* The keys of virtpseriesd.conf, named in the error when a limit is reached.  Bytes and descriptors
 * come unasked, so a client is cut off when there are too many; other resources are refused. */
static const struct {
    bool evicts;
    const char *client_key, *user_key;
} resources[ACCOUNT_N_RESOURCES] = {
    [ACCOUNT_CLIENTS] = {false, "max_clients", "max_user_clients"},
    [ACCOUNT_BYTES] = {true, "max_client_mib", "max_user_mib"},
    [ACCOUNT_DESCRIPTORS] = {true, "max_user_descriptors", "max_user_descriptors"},
    [ACCOUNT_CALLS] = {false, "max_client_requests", "max_user_requests"},
    [ACCOUNT_STREAMS] = {false, "max_client_streams", "max_user_streams"},
    [ACCOUNT_SUBSCRIPTIONS] = {false, "max_client_callbacks", "max_user_callbacks"},
};

static void
user_free(gpointer item)
{
    User *user = item;

    g_assert(user->clients->len == 0);
    g_ptr_array_unref(user->clients);
    g_free(user);
}

Accounts *
accounts_new(const AccountLimits *limits)
{
    Accounts *accounts = g_new0(Accounts, 1);

    accounts->limits = limits;
    accounts->users = g_hash_table_new_full(NULL, NULL, NULL, user_free);
    return accounts;
}

void
accounts_free(Accounts *accounts)
{
    if (accounts == NULL)
        return;
    g_assert(g_hash_table_size(accounts->users) == 0);
    g_hash_table_unref(accounts->users);
    g_free(accounts);
}

static User *
get_user(Accounts *accounts, uid_t uid)
{
    User *user = g_hash_table_lookup(accounts->users, GUINT_TO_POINTER(uid));

    if (user != NULL)
        return user;
    user = g_new0(User, 1);
    user->accounts = accounts;
    user->uid = uid;
    user->clients = g_ptr_array_new();
    g_hash_table_insert(accounts->users, GUINT_TO_POINTER(uid), user);
    return user;
}

/* Takes @account out of its user; a user without clients is freed. */
static void
leave_user(Account *account)
{
    User *user = account->user;

    account->user = NULL;
    for (size_t i = 0; i < ACCOUNT_N_RESOURCES; i++) {
        g_assert(user->held[i] >= account->held[i]);
        user->held[i] -= account->held[i];
    }
    g_ptr_array_remove_fast(user->clients, account);
    if (user->clients->len == 0)
        g_hash_table_remove(user->accounts->users, GUINT_TO_POINTER(user->uid));
}

static size_t
limit_of_user(const User *user, AccountResource resource)
{
    size_t limit = user->accounts->limits->of_user[resource];

    return user->uid == 0 ? limit * ACCOUNT_ROOT_FACTOR : limit;
}

/* Whether @user may hold @more. */
static bool
has_room(const User *user, AccountResource resource, size_t more)
{
    size_t limit = limit_of_user(user, resource);

    return user->held[resource] <= limit && more <= limit - user->held[resource];
}

static Account *
find_largest(const User *user, AccountResource resource)
{
    Account *largest = NULL;

    for (guint i = 0; i < user->clients->len; i++) {
        Account *account = g_ptr_array_index(user->clients, i);

        if (largest == NULL || account->held[resource] > largest->held[resource])
            largest = account;
    }
    return largest;
}

static void
evict_client(Account *account, AccountResource resource)
{
    g_info("a client of user %u is cut off: it holds the most of '%s'", account->user->uid,
           resources[resource].user_key);
    leave_user(account);
    account->evict(account->evict_user);
}

/* Makes room for @more, evicting other clients of the user if need be.  Returns: false when
 * @account itself holds the most. */
static bool
make_room(Account *account, AccountResource resource, size_t more)
{
    while (!has_room(account->user, resource, more)) {
        Account *largest = find_largest(account->user, resource);

        if (largest == account || largest->held[resource] == 0)
            return false;
        evict_client(largest, resource);
    }
    return true;
}

static bool
refuse(const char *key, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_RPC, _("the limit '%s' is reached"), key);
    return false;
}

/* Whether @account may hold @more; others may be evicted over it. */
static bool
admit(Account *account, AccountResource resource, size_t more, GError **error)
{
    size_t limit = account->limits->of_client[resource];
    bool is_admitted = false;

    if (account->held[resource] > limit || more > limit - account->held[resource])
        return refuse(resources[resource].client_key, error);
    if (account->user != NULL)
        is_admitted = resources[resource].evicts ? make_room(account, resource, more)
                                                 : has_room(account->user, resource, more);
    return is_admitted || refuse(resources[resource].user_key, error);
}

bool
account_charge(Account *account, AccountResource resource, size_t amount, Charge *charge,
               GError **error)
{
    g_assert(charge->account == NULL && charge->amount == 0);
    charge->account = account;
    charge->resource = resource;
    if (charge_resize(charge, amount, error))
        return true;
    charge->account = NULL;
    return false;
}

bool
charge_resize(Charge *charge, size_t amount, GError **error)
{
    Account *account = charge->account;
    AccountResource resource = charge->resource;

    if (amount > charge->amount && !admit(account, resource, amount - charge->amount, error))
        return false;
    /* Unsigned arithmetic: a negative difference wraps around and is subtracted. */
    account->held[resource] += amount - charge->amount;
    account->most[resource] = MAX(account->most[resource], account->held[resource]);
    if (account->user != NULL)
        account->user->held[resource] += amount - charge->amount;
    charge->amount = amount;
    return true;
}

void
charge_release(Charge *charge)
{
    if (charge->account != NULL)
        charge_resize(charge, 0, NULL);
    *charge = (Charge){.account = NULL};
}

size_t
account_held(const Account *account, AccountResource resource)
{
    return account->held[resource];
}

size_t
account_most(const Account *account, AccountResource resource)
{
    return account->most[resource];
}

Account *
account_open(Accounts *accounts, uid_t uid, void (*evict)(void *user), void *user, GError **error)
{
    User *owner = get_user(accounts, uid);
    Account *account = NULL;

    if (!has_room(owner, ACCOUNT_CLIENTS, 1)) {
        refuse(resources[ACCOUNT_CLIENTS].user_key, error);
        return NULL;
    }
    account = g_new0(Account, 1);
    account->limits = accounts->limits;
    account->user = owner;
    account->evict = evict;
    account->evict_user = user;
    account->held[ACCOUNT_CLIENTS] = 1;
    owner->held[ACCOUNT_CLIENTS]++;
    g_ptr_array_add(owner->clients, account);
    return account;
}

void
account_close(Account *account)
{
    for (size_t i = 0; i < ACCOUNT_N_RESOURCES; i++)
        g_assert(account->held[i] == (i == ACCOUNT_CLIENTS));
    if (account->user != NULL)
        leave_user(account);
    g_free(account);
}
