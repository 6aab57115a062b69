/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/inbox.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An inbox, and the ends of the socket that fills it. */
typedef struct {
    Accounts *accounts;
    Account *account;
    Inbox *inbox;
    int ours, theirs;
} Bench;

static const AccountLimits limits = {
    .of_client = {[ACCOUNT_CLIENTS] = 1, [ACCOUNT_BYTES] = 1100000, [ACCOUNT_DESCRIPTORS] = 40},
    .of_user = {[ACCOUNT_CLIENTS] = 1, [ACCOUNT_BYTES] = 1100000, [ACCOUNT_DESCRIPTORS] = 40},
};

static void
set_up(Bench *bench, gconstpointer user)
{
    int ends[2];

    (void)user;
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    bench->ours = ends[0];
    bench->theirs = ends[1];
    bench->accounts = accounts_new(&limits);
    bench->account = account_open(bench->accounts, 1000, NULL, NULL, NULL);
    bench->inbox = inbox_new(bench->account);
}

static void
tear_down(Bench *bench, gconstpointer user)
{
    (void)user;
    inbox_free(bench->inbox);
    account_close(bench->account);
    accounts_free(bench->accounts);
    close(bench->ours);
    if (bench->theirs >= 0)
        close(bench->theirs);
}

static GBytes *
packet(PacketType type, const char *body)
{
    const PacketHeader header = {
        .program = PROGRAM_REMOTE, .version = 1, .procedure = 7, .type = type, .serial = 3};

    return packet_new(&header, body, strlen(body));
}

static void
give(Bench *bench, const void *bytes, size_t n_bytes)
{
    g_assert_cmpint(write(bench->theirs, bytes, n_bytes), ==, (ssize_t)n_bytes);
    g_assert_cmpint(inbox_read(bench->inbox, bench->ours), ==, (ssize_t)n_bytes);
}

static void
expect_packet(Bench *bench, const char *body, guint n_descriptors)
{
    Packet taken = {0};

    g_assert_cmpint(inbox_take(bench->inbox, &taken), ==, INBOX_HAS_PACKET);
    g_assert_cmpint(taken.header.procedure, ==, 7);
    g_assert_cmpuint(taken.header.serial, ==, 3);
    g_assert_cmpuint(g_bytes_get_size(taken.body), ==, strlen(body));
    g_assert_true(memcmp(g_bytes_get_data(taken.body, NULL), body, strlen(body)) == 0);
    g_assert_cmpuint(taken.descriptors->len, ==, n_descriptors);
    for (guint i = 0; i < n_descriptors; i++)
        g_assert_cmpint(fcntl(g_array_index(taken.descriptors, int, i), F_GETFD), ==, FD_CLOEXEC);
    packet_clear(&taken);
}

static void
expect_state(Bench *bench, InboxState state)
{
    Packet taken = {0};

    g_assert_cmpint(inbox_take(bench->inbox, &taken), ==, state);
}

static void
test_pieces(Bench *bench, gconstpointer user)
{
    g_autoptr(GBytes) whole = packet(PACKET_CALL, "some body");
    size_t n_bytes = 0;
    const uint8_t *bytes = g_bytes_get_data(whole, &n_bytes);

    (void)user;
    for (size_t i = 0; i < n_bytes; i++) {
        expect_state(bench, INBOX_WAITS);
        give(bench, bytes + i, 1);
    }
    expect_packet(bench, "some body", 0);
    expect_state(bench, INBOX_WAITS);
    inbox_forget(bench->inbox);
    expect_state(bench, INBOX_WAITS);
}

/* Several in one read, and a half one: forgetting the first ones keeps the rest. */
static void
test_several(Bench *bench, gconstpointer user)
{
    g_autoptr(GBytes) one = packet(PACKET_CALL, "one ");
    g_autoptr(GBytes) two = packet(PACKET_CALL, "second");
    size_t n_one = g_bytes_get_size(one);
    size_t n_two = g_bytes_get_size(two);
    g_autofree uint8_t *all = g_malloc(n_one + 2 * n_two);

    (void)user;
    memcpy(all, g_bytes_get_data(one, NULL), n_one);
    memcpy(all + n_one, g_bytes_get_data(two, NULL), n_two);
    memcpy(all + n_one + n_two, g_bytes_get_data(two, NULL), n_two);
    give(bench, all, n_one + n_two + 10);
    expect_packet(bench, "one ", 0);
    inbox_forget(bench->inbox);
    expect_packet(bench, "second", 0);
    expect_state(bench, INBOX_WAITS);
    inbox_forget(bench->inbox);
    give(bench, all + n_one + n_two + 10, n_two - 10);
    expect_packet(bench, "second", 0);
    expect_state(bench, INBOX_WAITS);
}

/* One larger than what is read at once, and a small one behind it. */
static void
test_large(Bench *bench, gconstpointer user)
{
    g_autofree char *body = g_strnfill(1000000, 'x');
    g_autoptr(GBytes) large = packet(PACKET_CALL, body);
    g_autoptr(GBytes) small = packet(PACKET_CALL, "tiny");
    size_t n_bytes = 0;
    const uint8_t *bytes = g_bytes_get_data(large, &n_bytes);

    (void)user;
    for (size_t i = 0; i < n_bytes; i += 10000)
        give(bench, bytes + i, MIN(10000, n_bytes - i));
    expect_packet(bench, body, 0);
    inbox_forget(bench->inbox);
    give(bench, g_bytes_get_data(small, NULL), g_bytes_get_size(small));
    expect_packet(bench, "tiny", 0);
}

/* What was taken is not kept, and more than may be held is not read. */
static void
test_account(Bench *bench, gconstpointer user)
{
    g_autofree char *body = g_strnfill(1000000, 'x');
    g_autoptr(GBytes) large = packet(PACKET_CALL, body);
    size_t n_bytes = 0;
    const uint8_t *bytes = g_bytes_get_data(large, &n_bytes);

    (void)user;
    for (size_t i = 0; i < n_bytes; i += 10000)
        give(bench, bytes + i, MIN(10000, n_bytes - i));
    g_assert_cmpuint(account_held(bench->account, ACCOUNT_BYTES), ==, n_bytes);
    for (size_t i = 0; i < 100000; i += 10000)
        give(bench, bytes + i, MIN(10000, 99000 - i));
    g_assert_cmpint(write(bench->theirs, bytes, 2000), ==, 2000);
    g_assert_cmpint(inbox_read(bench->inbox, bench->ours), ==, -1);
    expect_packet(bench, body, 0);
    inbox_forget(bench->inbox);
    g_assert_cmpuint(account_held(bench->account, ACCOUNT_BYTES), <, 110000);
}

static void
send_descriptor(Bench *bench)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)),
                            .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS}};
    struct iovec vector = {.iov_base = (char *)(uintptr_t)"", .iov_len = 1};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};

    memcpy(CMSG_DATA(&control.header), &bench->ours, sizeof(int));
    g_assert_cmpint(sendmsg(bench->theirs, &message, 0), ==, 1);
    g_assert_cmpint(inbox_read(bench->inbox, bench->ours), ==, 1);
}

static void
give_call_with(Bench *bench, const char count[4])
{
    g_autoptr(GBytes) whole = NULL;
    const PacketHeader header = {.program = PROGRAM_REMOTE,
                                 .version = 1,
                                 .procedure = 7,
                                 .type = PACKET_CALL_WITH_DESCRIPTORS,
                                 .serial = 3};

    whole = packet_new(&header, count, 4);
    give(bench, g_bytes_get_data(whole, NULL), g_bytes_get_size(whole));
}

static void
test_descriptors(Bench *bench, gconstpointer user)
{
    Packet taken = {0};

    (void)user;
    give_call_with(bench, "\0\0\0\2");
    expect_state(bench, INBOX_WAITS);
    send_descriptor(bench);
    expect_state(bench, INBOX_WAITS);
    send_descriptor(bench);
    g_assert_cmpint(inbox_take(bench->inbox, &taken), ==, INBOX_HAS_PACKET);
    g_assert_cmpuint(taken.descriptors->len, ==, 2);
    packet_clear(&taken);
    expect_state(bench, INBOX_WAITS);
}

/* Bytes without descriptors where some were announced; more announced than there may be. */
static void
test_descriptors_missing(Bench *bench, gconstpointer count)
{
    give_call_with(bench, count);
    give(bench, "x", 1);
    expect_state(bench, INBOX_IS_BROKEN);
}

static void
test_broken(Bench *bench, gconstpointer user)
{
    (void)user;
    give(bench, "\xff\xff\xff\xff", 4);
    expect_state(bench, INBOX_IS_BROKEN);
}

static void
test_end(Bench *bench, gconstpointer user)
{
    (void)user;
    g_assert_cmpint(inbox_read(bench->inbox, bench->ours), ==, 0);
    close(bench->theirs);
    bench->theirs = -1;
    g_assert_cmpint(inbox_read(bench->inbox, bench->ours), ==, -1);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        const char *user;
        void (*test)(Bench *, gconstpointer);
    } tests[] = {
        {"/inbox/pieces", NULL, test_pieces},
        {"/inbox/several", NULL, test_several},
        {"/inbox/large", NULL, test_large},
        {"/inbox/account", NULL, test_account},
        {"/inbox/descriptors", NULL, test_descriptors},
        {"/inbox/descriptors-missing", "\0\0\0\1", test_descriptors_missing},
        {"/inbox/too-many-descriptors", "\0\0\0\x21", test_descriptors_missing},
        {"/inbox/broken", NULL, test_broken},
        {"/inbox/end", NULL, test_end},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, tests[i].user, set_up, tests[i].test, tear_down);
    return g_test_run();
}
