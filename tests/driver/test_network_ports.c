/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/network_ports.h"

#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "devices/network_port.h"
#include "domain/domain_walk.h"
#include "recorded_plan.h"
#include "undo_host.h"

/* A NIC gets the port of its network, is planned as what the network says, and shows both. */

#define NIC(more)                                                                                  \
    "<interface type='network'><mac address='52:54:00:00:00:01'/>"                                 \
    "<source network='net'/>" more "</interface>"
typedef struct {
    const char *name, *devices, *plug;
    const char *shown;   /* in the document of the guest that runs, with % for the port's UUID */
    const char *problem; /* else: the error */
    int code;
} Case;

static const Case cases[] = {
    {"bridge of the network", NIC(""), "<plug type='network' bridge='virbr0'/>",
     "<interface type='network'>\n      <mac address='52:54:00:00:00:01'/>\n"
     "      <source network='net' portid='%' bridge='virbr0'/>",
     NULL, 0},
    {"bridge of the host", NIC(""), "<plug type='bridge' bridge='br0' macTableManager='libvirt'/>",
     "<interface type='bridge'>\n      <mac address='52:54:00:00:00:01'/>\n"
     "      <source network='net' portid='%' macTableManager='libvirt' bridge='br0'/>",
     NULL, 0},
    {"macvtap", NIC(""), "<plug type='direct' dev='eth0' mode='bridge'/>",
     "<interface type='direct'>\n      <mac address='52:54:00:00:00:01'/>\n"
     "      <source network='net' portid='%' dev='eth0' mode='bridge'/>",
     NULL, 0},
    {"virtual function", NIC("<model type='virtio'/>"),
     "<plug type='hostdev-pci' managed='yes'><address domain='0x0001' bus='0x01' slot='0x02' "
     "function='0x3'/></plug>",
     "<interface type='hostdev' managed='yes'>\n      <mac address='52:54:00:00:00:01'/>\n"
     "      <source>\n        <address type='pci' domain='0x0001' bus='0x01' slot='0x02' "
     "function='0x3'/>\n      </source>",
     NULL, 0},
    {"virtual function for a NIC on the VIO bus", NIC("<model type='spapr-vlan'/>"),
     "<plug type='hostdev-pci'><address domain='0x0001' bus='0x01' slot='0x02' function='0x3'/>"
     "</plug>",
     "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>\n    "
     "</interface>",
     NULL, 0},
    {"settings of the network", NIC(""),
     "<virtualport type='802.1Qbh'><parameters profileid='p'/></virtualport>"
     "<bandwidth><inbound average='100'/></bandwidth><vlan><tag id='42'/></vlan>"
     "<port isolated='yes'/><plug type='bridge' bridge='br0'/>",
     "<port isolated='yes'/>", NULL, 0},
    {"no such network", NIC(""), NULL, NULL, "no network with matching name 'net'",
     VIR_ERR_NO_NETWORK},
    {"no plug", NIC(""), "", NULL, "does not say with what", VIR_ERR_INTERNAL_ERROR},
    {"bridge without a name", NIC(""), "<plug type='bridge'/>", NULL, "does not say with what",
     VIR_ERR_INTERNAL_ERROR},
    {"unknown plug", NIC(""), "<plug type='tunnel'/>", NULL,
     "the network's port: ", VIR_ERR_XML_ERROR},
    {"the second one fails",
     NIC("") "<interface type='network'><source network='other'/></interface>",
     "<plug type='network' bridge='virbr0'/>", NULL, "no network with matching name 'other'",
     VIR_ERR_NO_NETWORK},
};

/* The step is on disk before its port is taken. */
static bool
write_undo(void *user, GError **error)
{
    const Host *host = user;

    (void)error;
    g_assert_cmpuint(undo_n_steps(host->run->undo), ==, host->services.ports->len + 1);
    return true;
}

/* Returns: (owned, nullable) the live document, as launch.c has it made. */
static char *
start(Host *host, const Case *one, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) defined = recorded_plan("<memory>1048576</memory>", one->devices, "", report);
    Domain *next = domain_clone(defined->domain);
    g_autoptr(Plan) plan = NULL;

    if (!network_ports_open(host->driver, next, host->run->undo, error)) {
        domain_free(next);
        return NULL;
    }
    plan = recorded_plan_of(next, report);
    if (!report_to_error(report, error))
        return NULL;
    network_port_settle(plan->domain);
    return plan_xml(plan);
}

static void
check_shown(const Host *host, const Case *one, const char *live)
{
    const char *port = g_ptr_array_index(host->services.ports, 0);
    g_auto(GStrv) pieces = g_strsplit(one->shown, "%", -1);
    g_autofree char *shown = g_strjoinv(strchr(port, '/') + 1, pieces);

    if (strstr(live, shown) == NULL)
        g_error("no\n%s\nin\n%s", shown, live);
}

static void
test_case(gconstpointer user)
{
    const Case *one = user;
    g_autoptr(GError) error = NULL;
    g_autofree char *live = NULL;
    Host host;

    host_open(&host);
    if (one->plug != NULL)
        g_hash_table_insert(host.services.plugs, (char *)"net", (char *)one->plug);
    undo_set_writer(host.run->undo, write_undo, &host);
    live = start(&host, one, &error);
    if (one->problem == NULL) {
        g_assert_no_error(error);
        check_shown(&host, one, live);
    } else {
        g_assert_error(error, PSERIES_ERROR, one->code);
        g_assert_nonnull(strstr(error->message, one->problem));
    }
    undo_all(host.run->undo);
    g_assert_cmpuint(host.services.ports->len, ==, 0);
    host_close(&host);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path =
            g_strdelimit(g_strdup_printf("/network-ports/%s", cases[i].name), " ", '-');

        g_test_add_data_func(path, &cases[i], test_case);
    }
    return g_test_run();
}
