/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap_settings.h"

#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "host/file.h"

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

/* Another process has each of them, as a network is that of a process. */
static void
test_port(gconstpointer user)
{
    size_t i = GPOINTER_TO_UINT(user);
    Interface nic = {.type = INTERFACE_NETWORK};
    g_autofree char *table = NULL;
    g_autoptr(GError) error = NULL;

    if (!g_test_subprocess() && (geteuid() != 0 || !run("unshare --net true"))) {
        g_test_skip("needs a host that gives its root a network namespace");
        return;
    }
    if (!g_test_subprocess()) {
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
        g_test_trap_assert_passed();
        return;
    }
    g_assert_true(enter_network());
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

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/tap-settings/%s", cases[i].name);

        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_port);
    }
    return g_test_run();
}
