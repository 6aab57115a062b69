/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Changes of single settings in a definition that is neither completed nor planned. */
#include <glib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "domain/iothread_edit.h"
#include "domain/number_set.h"
#include "domain/pin_edit.h"
#include "domain/vcpu_edit.h"

static const DeviceKind *const no_kinds[] = {NULL};
static const XmlField no_refusals[] = {XML_END};
static const DeviceTable no_devices = {no_kinds, no_refusals};

typedef struct {
    const char *name;
    const char *head; /* of <domain> */
    bool (*edit)(Domain *domain, GError **error);
    const char *text; /* in the definition afterwards, or in the error; with "!": not in it */
    int code;         /* 0: it succeeds */
} EditCase;

static bool
to_three(Domain *domain, GError **error)
{
    return vcpu_edit_count(domain, 3, false, "persistent", error);
}

static bool
to_three_hotpluggable(Domain *domain, GError **error)
{
    return vcpu_edit_count(domain, 3, true, "persistent", error);
}

static bool
maximum_of_two(Domain *domain, GError **error)
{
    return vcpu_edit_maximum(domain, 2, error);
}

static bool
maximum_of_eight(Domain *domain, GError **error)
{
    return vcpu_edit_maximum(domain, 8, error);
}

static bool
second_on(Domain *domain, GError **error)
{
    return vcpu_edit_state(domain, "1", true, "persistent", error);
}

static bool
last_on(Domain *domain, GError **error)
{
    return vcpu_edit_state(domain, "3", true, "persistent", error);
}

static bool
first_off(Domain *domain, GError **error)
{
    return vcpu_edit_state(domain, "0", false, "persistent", error);
}

static bool
beyond_on(Domain *domain, GError **error)
{
    return vcpu_edit_state(domain, "2,9", true, "persistent", error);
}

static bool
pin_all(Domain *domain, GError **error)
{
    (void)error;
    pin_edit_vcpu(domain, 1, "3");
    pin_edit_vcpu(domain, 0, "2");
    pin_edit_vcpu(domain, 1, "4");
    pin_edit_emulator(domain, "5");
    return true;
}

static bool
add_fifth(Domain *domain, GError **error)
{
    return iothread_edit_add(domain, 5, error);
}

static bool
remove_first(Domain *domain, GError **error)
{
    return iothread_edit_remove(domain, 1, error);
}

static bool
pool_of_first(Domain *domain, GError **error)
{
    return iothread_edit_tuning(domain, 1, &(IothreadTuning){.pool_max = &(int){7}}, error);
}

static bool
pool_out_of_order(Domain *domain, GError **error)
{
    return iothread_edit_tuning(domain, 1, &(IothreadTuning){.pool_min = &(int){7}}, error);
}

static bool
poll_of_first(Domain *domain, GError **error)
{
    const IothreadTuning tuning = {.poll = {.max = OPTIONAL_UINT(0), .shrink = OPTIONAL_UINT(3)}};

    return iothread_edit_tuning(domain, 1, &tuning, error);
}

static bool
poll_out_of_range(Domain *domain, GError **error)
{
    const IothreadTuning tuning = {.poll = {.max = OPTIONAL_UINT(G_MAXUINT64)}};

    return iothread_edit_tuning(domain, 1, &tuning, error);
}

#define TWO_OF_FOUR "<vcpu current='2'>4</vcpu>"
#define CELL "<cpu><numa><cell id='0' cpus='0-3' memory='1'/></numa></cpu>"
#define LIST                                                                                       \
    "<vcpu current='3'>4</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no' order='1'/>"    \
    "<vcpu id='1' enabled='yes' hotpluggable='yes' order='2'/>"                                    \
    "<vcpu id='2' enabled='no' hotpluggable='yes'/>"                                               \
    "<vcpu id='3' enabled='yes' hotpluggable='yes' order='3'/></vcpus>"

static const EditCase cases[] = {
    {"count", TWO_OF_FOUR, to_three, "<vcpu current='3'>4</vcpu>", 0},
    {"count-above", "<vcpu>2</vcpu>", to_three, "for the persistent domain: 3 > 2",
     VIR_ERR_INVALID_ARG},
    {"count-all", "<vcpu current='1'>3</vcpu>", to_three, "<vcpu>3</vcpu>", 0},
    {"count-hotpluggable", TWO_OF_FOUR, to_three_hotpluggable,
     "<vcpu id='2' enabled='yes' hotpluggable='yes'/>", 0},
    {"count-forgets-order", LIST, to_three, "!order=", 0},
    {"maximum-grows", "<vcpu>4</vcpu>", maximum_of_eight, "<vcpu current='4'>8</vcpu>", 0},
    {"maximum-shrinks", TWO_OF_FOUR, maximum_of_two, "<vcpu>2</vcpu>", 0},
    {"maximum-shrinks-list", LIST, maximum_of_two, "!id='2'", 0},
    {"maximum-below-cells", "<vcpu>4</vcpu>" CELL, maximum_of_two,
     "Number of CPUs in <numa> exceeds the desired maximum vcpu count", VIR_ERR_INVALID_ARG},
    {"maximum-not-of-topology",
     "<vcpu>4</vcpu><cpu><topology sockets='1' cores='2' threads='2'/></cpu>", maximum_of_eight,
     "CPU topology doesn't match the desired vcpu count", VIR_ERR_INVALID_ARG},
    {"state", TWO_OF_FOUR, last_on, "<vcpu id='3' enabled='yes' hotpluggable='yes'/>", 0},
    {"state-counts", TWO_OF_FOUR, last_on, "<vcpu current='3'>4</vcpu>", 0},
    {"state-in-between", "<vcpu current='3'>4</vcpu>", second_on,
     "vcpu '1' can't be modified as it is followed by", VIR_ERR_INVALID_ARG},
    {"state-first", TWO_OF_FOUR, first_off, "vCPU '0' can't be modified", VIR_ERR_INVALID_ARG},
    {"state-beyond", TWO_OF_FOUR, beyond_on, "vcpu 9 is not present in persistent config",
     VIR_ERR_INVALID_ARG},
    {"pins", TWO_OF_FOUR, pin_all,
     "<vcpupin vcpu='0' cpuset='2'/>\n    <vcpupin vcpu='1' cpuset='4'/>\n"
     "    <emulatorpin cpuset='5'/>",
     0},
    {"iothread-first-of-all", "", add_fifth, "<iothreads>1</iothreads>", 0},
    {"iothread-names-others", "<iothreads>1</iothreads>", add_fifth,
     "<iothread id='1'/>\n    <iothread id='5'/>", 0},
    {"iothread-twice", "<iothreads>5</iothreads>", add_fifth,
     "an IOThread is already using iothread_id '5'", VIR_ERR_INVALID_ARG},
    {"iothread-last", "<iothreads>1</iothreads>", remove_first, "!iothread", 0},
    {"iothread-with-pin",
     "<iothreads>2</iothreads><cputune><iothreadpin iothread='1' cpuset='3'/>"
     "<iothreadsched iothreads='1' scheduler='idle'/></cputune>",
     remove_first, "!cputune", 0},
    {"iothread-absent", "", remove_first, "cannot find IOThread '1' in iothreadids list",
     VIR_ERR_INVALID_ARG},
    {"pool", "<iothreads>1</iothreads>", pool_of_first, "<iothread id='1' thread_pool_max='7'/>",
     0},
    {"pool-out-of-order", "<iothreads>1</iothreads>", pool_out_of_order,
     "thread_pool_min (7) can't be greater than thread_pool_max (-1)", VIR_ERR_OPERATION_INVALID},
    {"poll",
     "<iothreads>1</iothreads><iothreadids><iothread id='1'><poll grow='4'/></iothread>"
     "</iothreadids>",
     poll_of_first, "<poll max='0' grow='4' shrink='3'/>", 0},
    {"poll-out-of-range", "<iothreads>1</iothreads>", poll_out_of_range,
     "poll_max_ns (18446744073709551615) must be no more than", VIR_ERR_CONFIG_UNSUPPORTED},
};

static void
test_edit(gconstpointer row)
{
    const EditCase *one = row;
    g_autofree char *xml =
        g_strdup_printf("<domain type='qemu'><name>x</name>%s</domain>", one->head);
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain = domain_read(&no_devices, xml, strlen(xml), report);
    g_autoptr(GError) error = NULL;
    g_autofree char *after = NULL;
    bool is_absent = one->text[0] == '!';

    g_assert_nonnull(domain);
    g_assert_cmpint(one->edit(domain, &error), ==, one->code == 0);
    if (one->code != 0) {
        g_assert_error(error, PSERIES_ERROR, one->code);
        g_assert_nonnull(strstr(error->message, one->text));
        return;
    }
    after = domain_format(domain, 0);
    if ((strstr(after, one->text + is_absent) == NULL) != is_absent)
        g_error("%s in %s", one->text, after);
}

static void
test_map(void)
{
    g_autofree char *cpus = number_set_of_map((const uint8_t[]){0x0b, 0x01}, 2);
    g_autofree char *none = number_set_of_map((const uint8_t[]){0, 0}, 2);

    g_assert_cmpstr(cpus, ==, "0-1,3,8");
    g_assert_null(none);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/edits/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_edit);
    }
    g_test_add_func("/edits/map", test_map);
    return g_test_run();
}
