/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap_settings.h"

#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"
#include "host/file.h"
#include "host/shaping.h"

/* What a bridge of the host knows of a NIC on it. */

#define MAC "52:54:00:00:00:09"

static bool
run(const char *command)
{
    int status = -1;

    return g_spawn_command_line_sync(command, NULL, NULL, &status, NULL) && status == 0;
}

/* Enters a network of our own, with a bridge and a device that can be on it. */
static bool
enter_network(void)
{
    return unshare(CLONE_NEWNET | CLONE_NEWNS) == 0 &&
           mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("sysfs", "/sys", "sysfs", 0, NULL) == 0 && run("ip link add br9 type bridge") &&
           run("ip link set br9 up") && run("ip tuntap add tap9 mode tap");
}

static uint64_t
port_switch(const char *name)
{
    uint64_t value = 99;

    g_assert_true(host_file_number(HOST_ROOT, &value, "sys/class/net/tap9/brport/%s", name));
    return value;
}

static const struct {
    const char *name, *manager;
    Tristate isolated;
    uint64_t isolates, learns, floods;
    bool is_entered; /* the MAC address in the bridge's table */
} cases[] = {
    {"plain", NULL, TRISTATE_ABSENT, 0, 1, 1, false},
    {"isolated", NULL, TRISTATE_YES, 1, 1, 1, false},
    {"table-of-the-kernel", "kernel", TRISTATE_ABSENT, 0, 1, 1, false},
    {"table-of-libvirt", "libvirt", TRISTATE_NO, 0, 0, 0, true},
};

/* Returns: whether to go on, in a network of our own; else another process has done so, as a
 * network is that of a process. */
static bool
begins_in_network(void)
{
    if (g_test_subprocess()) {
        g_assert_true(enter_network());
        return true;
    }
    if (geteuid() != 0 || !run("unshare --net true")) {
        g_test_skip("needs a host that gives its root a network namespace");
        return false;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
    return false;
}

static void
test_port(gconstpointer user)
{
    size_t i = GPOINTER_TO_UINT(user);
    Interface nic = {.type = INTERFACE_NETWORK};
    g_autofree char *table = NULL;
    g_autoptr(GError) error = NULL;

    if (!begins_in_network())
        return;
    nic.mac.address = (char *)MAC;
    nic.source.bridge = (char *)"br9";
    nic.source.mac_table_manager = (char *)cases[i].manager;
    nic.network.port.isolated = cases[i].isolated;
    tap_settings_apply("tap9", &nic, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(port_switch("isolated"), ==, cases[i].isolates);
    g_assert_cmpuint(port_switch("learning"), ==, cases[i].learns);
    g_assert_cmpuint(port_switch("unicast_flood"), ==, cases[i].floods);
    g_assert_true(g_spawn_command_line_sync("bridge fdb show dev tap9", &table, NULL, NULL, NULL));
    g_assert_true((strstr(table, MAC " master br9") != NULL) == cases[i].is_entered);
}

/* The kernel's word for it. */
static void
test_shaped(void)
{
    NicBandwidth bandwidth = {.inbound = {.average = OPTIONAL_UINT(100),
                                          .peak = OPTIONAL_UINT(200),
                                          .burst = OPTIONAL_UINT(50)}};
    Interface nic = {.type = INTERFACE_BRIDGE, .network = {.bandwidth = &bandwidth}};
    g_autofree char *classes = NULL;
    g_autoptr(GError) error = NULL;

    if (!begins_in_network())
        return;
    shaping_apply("tap9", &nic, &error);
    g_assert_no_error(error);
    g_spawn_command_line_sync("tc class show dev tap9", &classes, NULL, NULL, NULL);
    g_assert_nonnull(
        strstr(classes, "class htb 1:1 root prio 0 rate 800Kbit ceil 1600Kbit burst 50Kb"));
}

/* What 'tc' is told, by a program in its place: not every kernel can police. */
static void
test_words(gconstpointer user)
{
    bool is_own_end = GPOINTER_TO_UINT(user);
    NicBandwidth bandwidth = {
        .inbound = {.average = OPTIONAL_UINT(100)},
        .outbound = {.average = OPTIONAL_UINT(400), .burst = OPTIONAL_UINT(7)},
    };
    Interface nic = {.type = is_own_end ? INTERFACE_DIRECT : INTERFACE_BRIDGE,
                     .network = {.bandwidth = &bandwidth}};
    char *folder = folder_new();
    g_autofree char *program = g_build_filename(folder, "tc", NULL);
    g_autofree char *said = g_build_filename(folder, "said", NULL);
    g_autofree char *script = g_strdup_printf("#!/bin/sh\necho \"$@\" >> %s\n", said);
    g_autofree char *path = g_strconcat(folder, ":", g_getenv("PATH"), NULL);
    g_autofree char *words = NULL;
    g_autoptr(GError) error = NULL;

    folder_write(folder, "tc", script);
    g_assert_cmpint(chmod(program, 0700), ==, 0);
    g_setenv("PATH", path, TRUE);
    shaping_apply("tap9", &nic, &error);
    g_assert_no_error(error);
    g_assert_true(g_file_get_contents(said, &words, NULL, NULL));
    g_assert_nonnull(
        strstr(words, is_own_end ? "htb rate 400kbps burst 7kb\n" : "htb rate 100kbps\n"));
    g_assert_nonnull(strstr(words, is_own_end ? "police rate 100kbps burst 100kb mtu 64kb drop"
                                              : "police rate 400kbps burst 7kb mtu 64kb drop"));
    folder_remove(folder);
}

static void
test_shaping_fails(void)
{
    NicBandwidth bandwidth = {.inbound = {.average = OPTIONAL_UINT(100)}};
    Interface nic = {.type = INTERFACE_BRIDGE, .network = {.bandwidth = &bandwidth}};
    g_autoptr(GError) error = NULL;

    g_assert_false(shaping_apply("no-such-device", &nic, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_assert_nonnull(strstr(error->message, "no-such-device"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/tap-settings/%s", cases[i].name);

        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_port);
    }
    g_test_add_func("/tap-settings/shaped", test_shaped);
    g_test_add_data_func("/tap-settings/words-tap", GUINT_TO_POINTER(false), test_words);
    g_test_add_data_func("/tap-settings/words-macvtap", GUINT_TO_POINTER(true), test_words);
    g_test_add_func("/tap-settings/shaping-fails", test_shaping_fails);
    return g_test_run();
}
