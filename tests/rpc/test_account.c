/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/account.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"

#define OF_ALL(amount) {(amount), (amount), (amount), (amount), (amount), (amount)}

enum { MOST_OF_CLIENT = 10, MOST_OF_USER = 25, ALICE = 1000, BOB = 1001 };

static const AccountLimits limits = {.of_client = OF_ALL(MOST_OF_CLIENT),
                                     .of_user = OF_ALL(MOST_OF_USER)};

static void
note_eviction(void *user)
{
    ++*(unsigned *)user;
}

/* Some clients, and what they hold of one resource. */
enum { N_CLIENTS = 4 };

typedef struct {
    Accounts *accounts;
    Account *clients[N_CLIENTS];
    Charge charges[N_CLIENTS];
    unsigned n_evictions[N_CLIENTS];
} Bench;

/* The last one is another user's. */
static void
set_up(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->accounts = accounts_new(&limits);
    for (unsigned i = 0; i < N_CLIENTS; i++)
        bench->clients[i] = account_open(bench->accounts, i < N_CLIENTS - 1 ? ALICE : BOB,
                                         note_eviction, &bench->n_evictions[i], NULL);
}

static void
tear_down(Bench *bench, gconstpointer user)
{
    (void)user;
    for (unsigned i = 0; i < N_CLIENTS; i++) {
        charge_release(&bench->charges[i]);
        account_close(bench->clients[i]);
    }
    accounts_free(bench->accounts);
}

static bool
charge(Bench *bench, unsigned client, AccountResource resource, size_t amount)
{
    return account_charge(bench->clients[client], resource, amount, &bench->charges[client], NULL);
}

static void
test_client(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) error = NULL;
    Charge more = {.account = NULL};

    (void)user;
    g_assert_true(charge(bench, 0, ACCOUNT_STREAMS, MOST_OF_CLIENT));
    g_assert_false(account_charge(bench->clients[0], ACCOUNT_STREAMS, 1, &more, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_RPC);
    g_assert_nonnull(strstr(error->message, "max_client_streams"));
    g_assert_null(more.account);
    g_assert_cmpuint(account_held(bench->clients[0], ACCOUNT_STREAMS), ==, MOST_OF_CLIENT);
    /* Another resource is another matter. */
    g_assert_true(account_charge(bench->clients[0], ACCOUNT_CALLS, 1, &more, NULL));
    charge_release(&more);
}

static void
test_resize(Bench *bench, gconstpointer user)
{
    Charge *held = &bench->charges[0];

    (void)user;
    g_assert_true(charge(bench, 0, ACCOUNT_BYTES, 0));
    g_assert_true(charge_resize(held, 7, NULL));
    g_assert_true(charge_resize(held, 3, NULL));
    g_assert_cmpuint(account_held(bench->clients[0], ACCOUNT_BYTES), ==, 3);
    g_assert_false(charge_resize(held, MOST_OF_CLIENT + 1, NULL));
    g_assert_false(charge_resize(held, SIZE_MAX, NULL));
    g_assert_cmpuint(held->amount, ==, 3);
    charge_release(held);
    g_assert_cmpuint(account_held(bench->clients[0], ACCOUNT_BYTES), ==, 0);
    g_assert_cmpuint(account_most(bench->clients[0], ACCOUNT_BYTES), ==, 7);
}

/* What is asked for is refused when the user has too much of it, and nobody goes. */
static void
test_user_refused(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) error = NULL;

    (void)user;
    g_assert_true(charge(bench, 0, ACCOUNT_CALLS, 10));
    g_assert_true(charge(bench, 1, ACCOUNT_CALLS, 10));
    g_assert_false(account_charge(bench->clients[2], ACCOUNT_CALLS, 6, &bench->charges[2], &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_RPC);
    g_assert_nonnull(strstr(error->message, "max_user_requests"));
    g_assert_true(charge(bench, 2, ACCOUNT_CALLS, 5));
    g_assert_true(charge(bench, 3, ACCOUNT_CALLS, 10));
    for (unsigned i = 0; i < N_CLIENTS; i++)
        g_assert_cmpuint(bench->n_evictions[i], ==, 0);
}

/* The limit that is in the way is named as virtpseriesd.conf has it. */
static void
test_streams_of_a_user(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) error = NULL;

    (void)user;
    g_assert_true(charge(bench, 0, ACCOUNT_STREAMS, 10));
    g_assert_true(charge(bench, 1, ACCOUNT_STREAMS, 10));
    g_assert_false(
        account_charge(bench->clients[2], ACCOUNT_STREAMS, 6, &bench->charges[2], &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_RPC);
    g_assert_nonnull(strstr(error->message, "max_user_streams"));
}

/* Of bytes, the one with the most goes: not the one that comes last. */
static void
test_user_evicts(Bench *bench, gconstpointer user)
{
    (void)user;
    g_assert_true(charge(bench, 0, ACCOUNT_BYTES, 9));
    g_assert_true(charge(bench, 1, ACCOUNT_BYTES, 10));
    g_assert_true(charge(bench, 3, ACCOUNT_BYTES, 10));
    g_assert_true(charge(bench, 2, ACCOUNT_BYTES, 7));
    g_assert_cmpuint(bench->n_evictions[1], ==, 1);
    g_assert_cmpuint(bench->n_evictions[0] + bench->n_evictions[2] + bench->n_evictions[3], ==, 0);
    /* It gets nothing more, and what it gives back is no longer of use to the others. */
    g_assert_false(charge_resize(&bench->charges[1], 10 + 1, NULL));
    g_assert_true(charge_resize(&bench->charges[1], 2, NULL));
    g_assert_false(charge_resize(&bench->charges[1], 3, NULL));
    g_assert_true(charge_resize(&bench->charges[2], 10, NULL));
    g_assert_cmpuint(bench->n_evictions[0] + bench->n_evictions[2], ==, 0);
}

/* Nobody else is to go for the one that has the most himself. */
static void
test_largest_is_refused(Bench *bench, gconstpointer user)
{
    (void)user;
    g_assert_true(charge(bench, 0, ACCOUNT_BYTES, 9));
    g_assert_true(charge(bench, 1, ACCOUNT_BYTES, 8));
    g_assert_true(charge(bench, 2, ACCOUNT_BYTES, 8));
    g_assert_false(charge_resize(&bench->charges[0], 10, NULL));
    for (unsigned i = 0; i < N_CLIENTS; i++)
        g_assert_cmpuint(bench->n_evictions[i], ==, 0);
}

static void
test_clients(void)
{
    g_autoptr(Accounts) accounts = accounts_new(&limits);
    Account *all[MOST_OF_USER] = {NULL};
    g_autoptr(GError) error = NULL;

    for (unsigned i = 0; i < MOST_OF_USER; i++)
        all[i] = account_open(accounts, ALICE, NULL, NULL, NULL);
    g_assert_null(account_open(accounts, ALICE, NULL, NULL, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_RPC);
    g_assert_nonnull(strstr(error->message, "max_user_clients"));
    account_close(account_open(accounts, BOB, NULL, NULL, NULL));
    account_close(all[0]);
    all[0] = account_open(accounts, ALICE, NULL, NULL, NULL);
    for (unsigned i = 0; i < MOST_OF_USER; i++)
        account_close(all[i]);
}

static void
test_root(void)
{
    g_autoptr(Accounts) accounts = accounts_new(&limits);
    Account *all[MOST_OF_USER * ACCOUNT_ROOT_FACTOR] = {NULL};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_assert_nonnull(all[i] = account_open(accounts, 0, NULL, NULL, NULL));
    g_assert_null(account_open(accounts, 0, NULL, NULL, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        account_close(all[i]);
}

/* Something that is still held when its client goes is a fault of ours. */
static void
test_forgotten(void)
{
    if (g_test_subprocess()) {
        Accounts *accounts = accounts_new(&limits);
        Account *account = account_open(accounts, ALICE, NULL, NULL, NULL);
        Charge forgotten = {.account = NULL};

        account_charge(account, ACCOUNT_BYTES, 1, &forgotten, NULL);
        account_close(account);
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_failed();
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Bench *, gconstpointer);
    } tests[] = {
        {"/account/client", test_client},
        {"/account/resize", test_resize},
        {"/account/user-refused", test_user_refused},
        {"/account/streams-of-a-user", test_streams_of_a_user},
        {"/account/user-evicts", test_user_evicts},
        {"/account/largest-is-refused", test_largest_is_refused},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, NULL, set_up, tests[i].test, tear_down);
    g_test_add_func("/account/clients", test_clients);
    g_test_add_func("/account/root", test_root);
    g_test_add_func("/account/forgotten", test_forgotten);
    return g_test_run();
}
