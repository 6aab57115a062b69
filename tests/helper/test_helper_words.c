/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the programs beside a guest's QEMU are told, and where they are to listen. */
#include <string.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "helper/passt.h"
#include "helper/pr_helper.h"
#include "helper/swtpm.h"
#include "helper/virtiofsd.h"
#include "recorded_plan.h"

#define UUID "00000000-0000-4000-8000-000000000001"
#define SHARE(source, binary)                                                                      \
    "<filesystem><driver type='virtiofs'/>" binary "<source " source                               \
    "/><target dir='share'/></filesystem>"
#define LUN(target, managed)                                                                       \
    "<disk type='block' device='lun'><driver name='qemu' type='raw'/><source "                     \
    "dev='/dev/lun'><reservations " managed "</reservations></source><target dev='" target         \
    "' bus='scsi'/></disk>"

static const struct {
    const char *name, *devices;
    const HelperKind *kind; /* NULL: none is needed */
    const char *socket, *words;
} cases[] = {
    {"swtpm", "<tpm><backend type='emulator'/></tpm>", &swtpm_kind, "/run/guest/swtpm.sock",
     "socket --tpm2 --ctrl type=unixio,fd=9 --tpmstate dir=/state/tpm/" UUID
     "/tpm2,mode=0600 --terminate"},
    {"swtpm-elsewhere",
     "<tpm><backend type='emulator' debug='7'><source type='dir' path='/tpm'/></backend></tpm>",
     &swtpm_kind, "/run/guest/swtpm.sock",
     "socket --tpm2 --ctrl type=unixio,fd=9 --tpmstate dir=/tpm,mode=0600 --log fd=2,level=7 "
     "--terminate"},
    {"swtpm-that-runs",
     "<tpm><backend type='external'><source type='unix' path='/run/swtpm.sock'/></backend></tpm>",
     NULL, NULL, NULL},
    {"tpm-of-the-host", "<tpm><backend type='passthrough'/></tpm>", NULL, NULL, NULL},
    {"virtiofsd", SHARE("dir='/srv'", ""), &virtiofsd_kind, "/run/guest/fs0-fs.sock",
     "--fd=9 -o source=/srv"},
    {"virtiofsd-alias", SHARE("dir='/srv'", "<alias name='ua-data'/>"), &virtiofsd_kind,
     "/run/guest/ua-data-fs.sock", "--fd=9 -o source=/srv"},
    {"virtiofsd-options",
     SHARE("dir='/srv'", "<binary xattr='on'><cache mode='always'/><sandbox mode='chroot'/>"
                         "<lock posix='on' flock='off'/><thread_pool size='16'/></binary>"),
     &virtiofsd_kind, "/run/guest/fs0-fs.sock",
     "--fd=9 -o source=/srv,cache=always,sandbox=chroot,xattr,no_flock,posix_lock "
     "--thread-pool-size=16"},
    {"virtiofsd-other-options",
     SHARE("dir='/srv'", "<binary xattr='off'><cache mode='none'/><sandbox mode='namespace'/>"
                         "<lock flock='on'/><thread_pool size='0'/></binary>"),
     &virtiofsd_kind, "/run/guest/fs0-fs.sock",
     "--fd=9 -o source=/srv,cache=none,sandbox=namespace,no_xattr,flock --thread-pool-size=0"},
    {"virtiofsd-owners",
     SHARE("dir='/srv'",
           "<binary><openfiles max='5000'/></binary><readonly/><idmap>"
           "<uid start='1' target='100000' count='65536'/><uid start='0' target='1000' count='1'/>"
           "<gid start='0' target='1000' count='1'/></idmap>"),
     &virtiofsd_kind, "/run/guest/fs0-fs.sock",
     "--fd=9 -o source=/srv --uid-map=:0:1000:1: --uid-map=:1:100000:65536: --gid-map=:0:1000:1: "
     "--readonly --rlimit-nofile=5000"},
    /* A folder's name is no option. */
    {"virtiofsd-hostile-path", SHARE("dir='/srv/a,sandbox=none\\b'", ""), &virtiofsd_kind,
     "/run/guest/fs0-fs.sock", "--fd=9 -o source=/srv/a\\,sandbox=none\\\\b"},
    {"virtiofsd-that-runs", SHARE("socket='/run/share.sock'", ""), NULL, NULL, NULL},
    {"passt",
     "<interface type='user'><backend type='passt' logFile='/log' hostname='h' fqdn='h.example'/>"
     "<source dev='eth0'/><ip family='ipv4' address='192.0.2.5' prefix='24'/>"
     "<ip family='ipv6' address='2001:db8::5'/>"
     "<portForward proto='tcp' address='203.0.113.1' dev='eth0'><range start='2022' to='22'/>"
     "<range start='8000' end='8010'/><range start='8005' exclude='yes'/></portForward>"
     "<portForward proto='udp'><range start='53'/></portForward>"
     "<portForward proto='tcp' address='2001:db8::9'/></interface>",
     &passt_kind, "/run/guest/net0-passt.sock",
     "--foreground --one-off --socket /run/guest/net0-passt.sock --interface eth0 --log-file /log "
     "--hostname h --fqdn h.example --address 192.0.2.5 --netmask 24 --address 2001:db8::5 "
     "--tcp-ports 203.0.113.1%eth0/2022:22,8000-8010,~8005 --udp-ports 53 --tcp-ports "
     "2001:db8::9/all"},
    {"9p", "<filesystem><source dir='/srv'/><target dir='share'/></filesystem>", NULL, NULL, NULL},
    {"helper", LUN("sda", "managed='yes'>"), &pr_helper_kind, "/run/guest/pr-helper0.sock", ""},
    {"helper-that-runs",
     LUN("sda", "managed='no'><source type='unix' path='/run/pr.sock' mode='client'/>"), NULL, NULL,
     NULL},
};

/* Returns: (owned) the guest that has @devices, with the ids that QEMU gets. */
static Plan *
plan_of(const char *devices)
{
    g_autoptr(Report) report = report_new();
    Plan *plan = recorded_plan("<uuid>" UUID "</uuid><memory unit='MiB'>512</memory>"
                               "<memoryBacking><access mode='shared'/></memoryBacking>",
                               devices, "", report);

    /* Who starts the program has nothing to warn of. */
    g_assert_cmpuint(report_n_problems(report), ==, 0);
    argv_free(plan_argv(plan));
    return plan;
}

/* Returns: (borrowed, nullable) the device that needs a program. */
static const Device *
find_device(const Domain *domain)
{
    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        if (device->kind->helper != NULL && device->kind->helper(device) != NULL)
            return device;
    }
    return NULL;
}

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    const DriverConfig config = {.state_directory = "/state"};
    g_autoptr(Plan) plan = plan_of(cases[i].devices);
    const HelperStart start = {
        .config = &config, .domain = plan->domain, .context = &plan->context};
    const HelperCase what = {&start, find_device(plan->domain)};
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *socket = NULL;
    g_autofree char *text = NULL;

    g_assert_cmpint(what.device != NULL, ==, cases[i].kind != NULL);
    if (what.device == NULL)
        return;
    g_assert_cmpstr(what.device->kind->helper(what.device), ==, cases[i].kind->program);
    socket = what.device->kind->helper_socket(what.device, &plan->context);
    g_assert_cmpstr(socket, ==, cases[i].socket);
    cases[i].kind->add_arguments(&what, 9, words);
    g_ptr_array_add(words, NULL);
    text = g_strjoinv(" ", (char **)words->pdata);
    g_assert_cmpstr(text, ==, cases[i].words);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/helper_words/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
