/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/virtual_function.h"

#include <errno.h>
#include <linux/if_link.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "folder.h"
#include "host_tree.h"
#include "recorded_plan.h"

/*
 * The settings of a virtual function, on a host of files whose kernel is ours: it has a card with
 * two functions, tells of them and changes them as rtnetlink does.  No real ones were seen.
 */

#define CARD "0002:01:00.0"
#define FUNCTION "0002:01:10.2"
#define NIC(content)                                                                               \
    "<interface type='hostdev' managed='yes' " content                                             \
    "<mac address='52:54:00:aa:bb:cc'/><source><address type='pci' domain='2' bus='1' "            \
    "slot='0x10' function='2'/></source></interface>"

enum { N_FUNCTIONS = 2, N_KINDS = 5 };

static const uint16_t kinds[N_KINDS] = {IFLA_VF_TRUST, IFLA_VF_MAC, IFLA_VF_VLAN, IFLA_VF_SPOOFCHK,
                                        IFLA_VF_LINK_STATE};
static const char *const names[N_KINDS] = {"trust", "MAC address", "VLAN", "spoof check",
                                           "link state"};

/* What a function has of each kind, of the MAC address the last byte. */
typedef struct {
    uint32_t values[N_KINDS];
} State;

static struct {
    State functions[N_FUNCTIONS];
    uint16_t refused; /* the kind that cannot be set; 0: none */
    size_t shortened; /* bytes of an answer; SIZE_MAX: all */
    bool has_gone;
} kernel;

static void
put_state(NetlinkRequest *answer, uint32_t number)
{
    const State *state = &kernel.functions[number];
    size_t info = netlink_nest(answer, IFLA_VF_INFO);

    for (size_t i = 0; i < N_KINDS; i++) {
        struct ifla_vf_mac mac = {.vf = number, .mac = {2, 0, 0, 0, 0, (uint8_t)state->values[i]}};
        struct ifla_vf_vlan vlan = {.vf = number, .vlan = state->values[i]};
        struct ifla_vf_trust plain = {.vf = number, .setting = state->values[i]};

        if (kinds[i] == IFLA_VF_MAC)
            netlink_put(answer, kinds[i], &mac, sizeof mac);
        else if (kinds[i] == IFLA_VF_VLAN)
            netlink_put(answer, kinds[i], &vlan, sizeof vlan);
        else
            netlink_put(answer, kinds[i], &plain, sizeof plain);
    }
    netlink_end(answer, info);
}

static int
ask(NetlinkRequest *request, void *bytes, size_t size, size_t *length)
{
    const struct ifinfomsg fixed = {.ifi_index = 7};
    NetlinkRequest answer;
    size_t list = 0;

    g_assert_cmpint(request->message.header.nlmsg_type, ==, RTM_GETLINK);
    if (kernel.has_gone)
        return ENODEV;
    netlink_begin(&answer, RTM_NEWLINK, 0, &fixed, sizeof fixed);
    netlink_put_string(&answer, IFLA_IFNAME, "eth0");
    list = netlink_nest(&answer, IFLA_VFINFO_LIST);
    for (uint32_t i = 0; i < N_FUNCTIONS; i++)
        put_state(&answer, i);
    netlink_end(&answer, list);
    *length = MIN(answer.length, kernel.shortened);
    g_assert_cmpuint(*length, <=, size);
    memcpy(bytes, answer.message.bytes, *length);
    return 0;
}

/* The one setting of a request: behind the name of the card, in two nests. */
static int
send_request(NetlinkRequest *request)
{
    const size_t name = RTA_SPACE(strlen("eth0") + 1);
    const struct rtattr *setting =
        (const struct rtattr *)(const void *)(request->message.bytes +
                                              NLMSG_LENGTH(sizeof(struct ifinfomsg)) + name +
                                              2 * RTA_LENGTH(0));
    struct ifla_vf_mac mac = {0};
    struct ifla_vf_trust plain = {0};

    g_assert_cmpint(request->message.header.nlmsg_type, ==, RTM_SETLINK);
    if (setting->rta_type == kernel.refused)
        return EOPNOTSUPP;
    memcpy(&plain, RTA_DATA(setting), sizeof plain);
    memcpy(&mac, RTA_DATA(setting), MIN(sizeof mac, RTA_PAYLOAD(setting)));
    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i] == setting->rta_type)
            kernel.functions[plain.vf].values[i] =
                kinds[i] == IFLA_VF_MAC ? mac.mac[5] : plain.setting;
    return 0;
}

static const VirtualFunctionKernel fake = {send_request, ask};

static void
reset_kernel(void)
{
    memset(&kernel, 0, sizeof kernel);
    kernel.shortened = SIZE_MAX;
    for (uint32_t i = 0; i < N_FUNCTIONS; i++)
        kernel.functions[i] = (State){{0, 0x10 + i, 5, 1, IFLA_VF_LINK_STATE_AUTO}};
}

/* Returns: (owned) a host with the card, of which FUNCTION is function 1. */
static char *
host_new(void)
{
    char *root = folder_new();

    host_tree_write(root, "devices/" CARD "/net/eth0/address", "02:00:00:00:00:01\n");
    host_tree_write(root, "devices/" FUNCTION "/vendor", "0x8086\n");
    host_tree_link(root, "devices/" CARD "/virtfn0", "../0002:01:10.0");
    host_tree_link(root, "devices/" CARD "/virtfn1", "../" FUNCTION);
    host_tree_link(root, "devices/" FUNCTION "/physfn", "../" CARD);
    host_tree_link(root, "bus/pci/devices/" CARD, "../../../devices/" CARD);
    host_tree_link(root, "bus/pci/devices/" FUNCTION, "../../../devices/" FUNCTION);
    return root;
}

static const UndoMethod no_methods[N_UNDO_KINDS];

/* In place of the disk. */
static bool
write_nothing(void *user, GError **error)
{
    (void)user;
    (void)error;
    return true;
}

/* Returns: (owned) an empty list, as a start of a guest has it. */
static UndoList *
undo_of_start(void)
{
    UndoList *undo = undo_list_new(no_methods, NULL);

    undo_set_writer(undo, write_nothing, NULL);
    return undo;
}

static Plan *
plan_of(const char *device)
{
    g_autoptr(Report) report = report_new();

    return recorded_plan("<memory unit='GiB'>1</memory>", device, "", report);
}

static const Interface *
first_nic(const Plan *plan)
{
    DOMAIN_EACH(const Interface, nic, plan->domain, &interface_kind)
        return nic;
    g_assert_not_reached();
}

static void
assert_is(uint32_t number, const State *wanted)
{
    for (size_t i = 0; i < N_KINDS; i++)
        g_assert_cmpuint(kernel.functions[number].values[i], ==, wanted->values[i]);
}

static const State usual = {{0, 0x11, 5, 1, IFLA_VF_LINK_STATE_AUTO}};

/* Each thing that a document says of it, and what it has not said stays. */
static const struct {
    const char *name, *device;
    State wanted;
} cases[] = {
    {"mac", NIC(">"), {{0, 0xcc, 5, 1, IFLA_VF_LINK_STATE_AUTO}}},
    {"vlan", NIC("><vlan><tag id='42'/></vlan>"), {{0, 0xcc, 42, 1, IFLA_VF_LINK_STATE_AUTO}}},
    {"trust", NIC("trustGuestRxFilters='yes'>"), {{1, 0xcc, 5, 1, IFLA_VF_LINK_STATE_AUTO}}},
    {"link-down", NIC("><link state='down'/>"), {{0, 0xcc, 5, 1, IFLA_VF_LINK_STATE_DISABLE}}},
    {"all",
     NIC("trustGuestRxFilters='yes'><vlan><tag id='7'/></vlan><link state='up'/>"),
     {{1, 0xcc, 7, 1, IFLA_VF_LINK_STATE_ENABLE}}},
};

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = host_new();
    g_autoptr(Plan) plan = plan_of(cases[i].device);
    g_autoptr(UndoList) undo = undo_of_start();
    g_autoptr(GError) error = NULL;
    State other;

    reset_kernel();
    other = kernel.functions[0];
    g_assert_true(virtual_function_set_up(&fake, root, first_nic(plan), undo, &error));
    g_assert_no_error(error);
    assert_is(1, &cases[i].wanted);
    g_assert_cmpuint(undo_n_steps(undo), ==, 1);
    g_assert_true(virtual_function_give_back(&fake, undo_step(undo, 0), &error));
    g_assert_no_error(error);
    assert_is(1, &usual);
    assert_is(0, &other);
    folder_remove(root);
}

/* Each setting fails once: the error names it, and the others are given back. */
static void
test_refused(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = host_new();
    g_autoptr(Plan) plan =
        plan_of(NIC("trustGuestRxFilters='yes'><vlan><tag id='7'/></vlan><link state='up'/>"));
    g_autoptr(UndoList) undo = undo_of_start();
    g_autoptr(GError) error = NULL;
    g_autofree char *wanted = g_strdup_printf(
        "virtual function 1 of 'eth0': its %s cannot be set: %s", names[i], g_strerror(EOPNOTSUPP));
    bool is_asked_for = kinds[i] != IFLA_VF_SPOOFCHK;

    reset_kernel();
    kernel.refused = kinds[i];
    g_assert_cmpint(virtual_function_set_up(&fake, root, first_nic(plan), undo, &error), ==,
                    !is_asked_for);
    if (is_asked_for) {
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_assert_cmpstr(error->message, ==, wanted);
    }
    g_assert_true(virtual_function_give_back(&fake, undo_step(undo, 0), NULL));
    assert_is(1, &usual);
    folder_remove(root);
}

static void
assert_refuses(const char *root, const char *device, int code, const char *message)
{
    g_autoptr(Plan) plan = plan_of(device);
    g_autoptr(UndoList) undo = undo_of_start();
    g_autoptr(GError) error = NULL;

    g_assert_false(virtual_function_set_up(&fake, root, first_nic(plan), undo, &error));
    g_assert_error(error, PSERIES_ERROR, code);
    g_assert_cmpstr(error->message, ==, message);
    g_assert_cmpuint(undo_n_steps(undo), ==, 0);
}

static void
test_messages(void)
{
    char *root = host_new();
    char *empty = folder_new();
    g_autofree char *gone = g_strdup_printf(
        "virtual function 1 of 'eth0': its settings cannot be read: %s", g_strerror(ENODEV));

    reset_kernel();
    assert_refuses(root, NIC("><vlan trunk='yes'><tag id='1'/><tag id='2'/></vlan>"),
                   VIR_ERR_CONFIG_UNSUPPORTED,
                   "vlan trunking is not supported by SR-IOV network devices");
    assert_refuses(empty, NIC(">"), VIR_ERR_CONFIG_UNSUPPORTED,
                   "Interface type hostdev is currently supported on SR-IOV Virtual Functions "
                   "only: PCI device '" FUNCTION "' is none, use <hostdev>");
    kernel.has_gone = true;
    assert_refuses(root, NIC(">"), VIR_ERR_SYSTEM_ERROR, gone);
    g_assert_true(
        virtual_function_give_back(&fake, &(UndoStep){UNDO_VIRTUAL_FUNCTION, "eth0", {1}}, NULL));
    folder_remove(root);
    folder_remove(empty);
}

/* An answer that ends anywhere is none, or has what was before its end. */
static void
test_short_answers(void)
{
    char *root = host_new();
    g_autoptr(Plan) plan = plan_of(NIC(">"));
    size_t n_taken = 0;

    for (size_t length = 0; length < 400; length++) {
        g_autoptr(UndoList) undo = undo_of_start();

        reset_kernel();
        kernel.shortened = length;
        n_taken += virtual_function_set_up(&fake, root, first_nic(plan), undo, NULL);
    }
    g_assert_cmpuint(n_taken, >, 0);
    g_assert_cmpuint(n_taken, <, 400);
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/virtual_function/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    for (size_t i = 0; i < N_KINDS; i++) {
        g_autofree char *path = g_strconcat("/virtual_function/refused/", names[i], NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    g_test_add_func("/virtual_function/messages", test_messages);
    g_test_add_func("/virtual_function/short answers", test_short_answers);
    return g_test_run();
}
