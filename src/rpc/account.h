/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * What clients make the daemon hold: counted for each client and for each user, and bounded for
 * both.
 *
 * A client is one connection; a user is all clients of one uid.  Everything here is used on the
 * main thread only, and nothing blocks.
 */
typedef enum {
    ACCOUNT_CLIENTS,
    ACCOUNT_BYTES,
    ACCOUNT_DESCRIPTORS,
    ACCOUNT_CALLS,
    ACCOUNT_STREAMS,
    ACCOUNT_SUBSCRIPTIONS,
} AccountResource;

enum { ACCOUNT_N_RESOURCES = ACCOUNT_SUBSCRIPTIONS + 1 };

/* The most that may be held; by AccountResource.  root may hold ACCOUNT_ROOT_FACTOR times what
 * another user may. */
typedef struct {
    size_t of_client[ACCOUNT_N_RESOURCES];
    size_t of_user[ACCOUNT_N_RESOURCES];
} AccountLimits;

enum { ACCOUNT_ROOT_FACTOR = 4 };

/* The accounts of all users. */
typedef struct Accounts Accounts;

/* The account of one client. */
typedef struct Account Account;

/* Something held on an account.  All zero: nothing. */
typedef struct {
    Account *account; /* borrowed */
    AccountResource resource;
    size_t amount;
} Charge;

/* Returns: (owned) no account; @limits is borrowed. */
Accounts *accounts_new(const AccountLimits *limits);

/* All accounts are closed by then. */
void accounts_free(Accounts *accounts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Accounts, accounts_free)

/* Opens the account of a client of @uid.  @evict(@user) is called at most once, when that user's
 * clients together hold too much and this one holds the most; it must end the client, but later.
 * Returns: (owned, nullable) the account.  Errors: RPC: that user has too many. */
Account *account_open(Accounts *accounts, uid_t uid, void (*evict)(void *user), void *user,
                      GError **error);

/* Closes it; nothing is held on it any more. */
void account_close(Account *account);

/* How much is held on it. */
size_t account_held(const Account *account, AccountResource resource);

/* The most that was ever held on it at once. */
size_t account_most(const Account *account, AccountResource resource);

/* Makes @charge hold @amount of @resource on @account, instead of what it holds.  Less is always
 * granted.  When all clients of a user hold too many bytes or descriptors, the client that holds
 * the most is evicted to make room; what a client has to ask for is refused instead.
 * Errors: RPC, with @charge unchanged. */
bool account_charge(Account *account, AccountResource resource, size_t amount, Charge *charge,
                    GError **error);

/* The same for a charge that was made before. */
bool charge_resize(Charge *charge, size_t amount, GError **error);

/* Gives back what @charge holds. */
void charge_release(Charge *charge);
