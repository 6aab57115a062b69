/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/guest_status.h"

#include <libvirt/libvirt.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "xml/document.h"

#define UUID "b2728008-80a1-4861-849a-6a3400869131"

static GuestStatus *
sample(void)
{
    GuestStatus *status = guest_status_new();

    status->name = g_strdup(" it's <a>\t\"näme\" & more\r ");
    status->uuid = g_strdup(UUID);
    status->id = 7;
    status->state = VIR_DOMAIN_PAUSED;
    status->reason = VIR_DOMAIN_PAUSED_USER;
    status->pid = 4711;
    status->pid_start_time = UINT64_MAX;
    status->folder = g_strdup("/run/a b");
    status->is_persistent = true;
    status->live_xml =
        g_strdup("<domain type='kvm' id='7'><name>x</name>"
                 "<metadata><m:a xmlns:m='urn:m' b='1 &lt; 2'/></metadata></domain>");
    return status;
}

static GuestStatus *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    GuestStatus *status = guest_status_parse(text, strlen(text), &error);

    g_assert_no_error(error);
    return status;
}

static void
test_round_trip(void)
{
    g_autoptr(GuestStatus) status = sample();
    g_autoptr(GuestStatus) again = NULL;
    g_autoptr(GuestStatus) third = NULL;
    g_autofree char *text = NULL;
    g_autofree char *text_again = NULL;

    guest_status_set_fact(status, "vcpu-1", "123");
    guest_status_set_fact(status, "tap", "'vnet0' & \"vnet1\"");
    guest_status_set_fact(status, "none", "some");
    guest_status_set_fact(status, "none", "");
    text = guest_status_format(status, NULL);
    g_assert_nonnull(text);
    again = parse(text);
    g_assert_cmpstr(again->name, ==, status->name);
    g_assert_cmpstr(again->uuid, ==, UUID);
    g_assert_cmpint(again->id, ==, 7);
    g_assert_cmpint(again->state, ==, VIR_DOMAIN_PAUSED);
    g_assert_cmpint(again->reason, ==, VIR_DOMAIN_PAUSED_USER);
    g_assert_cmpint(again->pid, ==, 4711);
    g_assert_true(again->pid_start_time == UINT64_MAX);
    g_assert_cmpstr(again->folder, ==, status->folder);
    g_assert_true(again->is_persistent);
    g_assert_cmpstr(guest_status_fact(again, "vcpu-1"), ==, "123");
    g_assert_cmpstr(guest_status_fact(again, "tap"), ==, "'vnet0' & \"vnet1\"");
    g_assert_null(guest_status_fact(again, "none"));
    g_assert_nonnull(strstr(again->live_xml, "xmlns:m=\"urn:m\""));
    g_assert_nonnull(strstr(again->live_xml, "b=\"1 &lt; 2\""));
    text_again = guest_status_format(again, NULL);
    third = parse(text_again);
    g_assert_cmpstr(third->live_xml, ==, again->live_xml);
}

/* All states have a name in the file. */
static void
test_states(void)
{
    for (int state = VIR_DOMAIN_NOSTATE; state <= VIR_DOMAIN_PMSUSPENDED; state++) {
        g_autoptr(GuestStatus) status = sample();
        g_autoptr(GuestStatus) again = NULL;
        g_autofree char *text = NULL;

        status->state = state;
        text = guest_status_format(status, NULL);
        again = parse(text);
        g_assert_cmpint(again->state, ==, state);
    }
}

static void
test_too_large(void)
{
    g_autoptr(GuestStatus) status = sample();
    g_autofree char *filling = g_strnfill(XML_DOCUMENT_MAX_BYTES, 'x');
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_free(status->live_xml);
    status->live_xml = g_strdup_printf("<domain><name>%s</name></domain>", filling);
    text = guest_status_format(status, &error);
    g_assert_null(text);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
}

#define HEAD "<pseries-status version='1' name='a' uuid='" UUID "' id='1'"

static const struct {
    const char *name;
    const char *text;
} refused[] = {
    {"other-root", "<domain><name>a</name></domain>"},
    {"other-version", "<pseries-status version='2' name='a' uuid='" UUID "' id='1'>"
                      "<live><domain/></live></pseries-status>"},
    {"no-name", "<pseries-status version='1' uuid='" UUID "' id='1'><live><domain/></live>"
                "</pseries-status>"},
    {"no-live", HEAD "/>"},
    {"empty-live", HEAD "><live/></pseries-status>"},
    {"other-state", HEAD " state='asleep'><live><domain/></live></pseries-status>"},
    {"negative-pid", HEAD " pid='-1'><live><domain/></live></pseries-status>"},
    {"large-pid", HEAD " pid='4294967297'><live><domain/></live></pseries-status>"},
};

static void
test_refused(gconstpointer row)
{
    const char *text = refused[GPOINTER_TO_SIZE(row)].text;
    g_autoptr(GError) error = NULL;
    g_autoptr(GuestStatus) status = guest_status_parse(text, strlen(text), &error);

    g_assert_null(status);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
}

static void
test_not_xml(void)
{
    static const char *const texts[] = {"", HEAD " state='running'><live><domain>"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(guest_status_parse(texts[i], strlen(texts[i]), &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_DETAIL);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guest_status/round-trip", test_round_trip);
    g_test_add_func("/guest_status/states", test_states);
    g_test_add_func("/guest_status/too-large", test_too_large);
    g_test_add_func("/guest_status/not-xml", test_not_xml);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/guest_status/refused/", refused[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    return g_test_run();
}
