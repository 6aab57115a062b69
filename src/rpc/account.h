/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * What clients make the daemon hold: counted for each client and for each user, with a limit for
 * both.
 *
 * A client is one connection; a user is all clients of one uid.  Main thread only; nothing blocks.
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

/* The most that may be held of each AccountResource.  root may hold ACCOUNT_ROOT_FACTOR times what
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

/* An amount of one resource, held on an account.  All zero: nothing. */
typedef struct {
    Account *account; /* borrowed */
    AccountResource resource;
    size_t amount;
} Charge;

/* Returns: (owned) the set of accounts, empty.  @limits is borrowed for its life. */
Accounts *accounts_new(const AccountLimits *limits);

/* Frees @accounts (NULL: nothing to do).  All accounts must have been closed. */
void accounts_free(Accounts *accounts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Accounts, accounts_free)

/* Opens the account of a client of @uid.  @evict(@user) is called at most once, when the clients of
 * that user together hold too much and this one holds the most.  It must end the client, but not
 * before it has returned.  Returns: (owned, nullable) the account.  Errors: RPC when that user has
 * too many clients. */
Account *account_open(Accounts *accounts, uid_t uid, void (*evict)(void *user), void *user,
                      GError **error);

/* Closes and frees @account.  Nothing may be held on it any more. */
void account_close(Account *account);

/* Returns: how much of @resource is held on @account now. */
size_t account_held(const Account *account, AccountResource resource);

/* Returns: the most that was ever held of @resource on @account at once. */
size_t account_most(const Account *account, AccountResource resource);

/* Makes @charge, which holds nothing, hold @amount of @resource on @account.  When the clients of a
 * user together hold too many bytes or descriptors, the one that holds the most is evicted to make
 * room; other resources are refused instead.  Returns: false with @charge unchanged.  Errors: RPC,
 * naming the limit. */
bool account_charge(Account *account, AccountResource resource, size_t amount, Charge *charge,
                    GError **error);

/* Changes the amount of @charge, made by account_charge().  Less is always granted.  Returns and
 * errors: as account_charge(). */
bool charge_resize(Charge *charge, size_t amount, GError **error);

/* Gives back what @charge holds, and clears it; it may hold nothing. */
void charge_release(Charge *charge);
