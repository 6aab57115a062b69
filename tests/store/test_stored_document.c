/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/stored_document.h"

#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "domain/domain.h"

/* An element of a chain of images is in itself. */
enum { MAX_DEPTH = 6 };

static void
test_element(void)
{
    static const char *const texts[] = {
        "<domain type='kvm'><!-- it's --></domain>\n",
        "<!--\n  <domain>\n-->\n<domain type='kvm'><!-- it's --></domain>\n",
        "<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<domain type='kvm'><!-- it's --></domain>\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *element = stored_document_element(texts[i]);

        g_assert_cmpstr(element, ==, texts[0]);
    }
}

static void
test_renamed(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *renamed = stored_document_renamed(
        "<domain><name>old &amp; <!-- c -->x</name><unknown name='old'/></domain>", "a & <b>",
        &error);
    g_autofree char *again = stored_document_renamed(renamed, "c", &error);
    g_autofree char *broken = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(renamed, ==,
                    "<domain><name>a &amp; &lt;b&gt;</name><unknown name=\"old\"/></domain>\n");
    g_assert_cmpstr(again, ==, "<domain><name>c</name><unknown name=\"old\"/></domain>\n");
    broken = stored_document_renamed("<domain><name>", "a", &error);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_DETAIL);
    g_assert_null(broken);
}

static void
test_identified(void)
{
    g_autofree char *added =
        stored_document_identified("<domain><name>a</name></domain>", "u", NULL);
    g_autofree char *set =
        stored_document_identified("<domain><uuid>bad</uuid><name>a</name></domain>", "u", NULL);

    g_assert_cmpstr(added, ==, "<domain><name>a</name><uuid>u</uuid></domain>\n");
    g_assert_cmpstr(set, ==, "<domain><uuid>u</uuid><name>a</name></domain>\n");
}

/* Where there is no secret, it is the same to the byte. */
static void
test_public(void)
{
    static const char plain[] = "<domain a='b'  >\n<c/></domain >";
    g_autofree char *same = stored_document_public(plain, NULL);
    g_autofree char *changed =
        stored_document_public("<domain><x><y passwd='s' z='1'/></x><y passwd=''/></domain>", NULL);

    g_assert_cmpstr(same, ==, plain);
    g_assert_cmpstr(changed, ==, "<domain><x><y z=\"1\"/></x><y/></domain>\n");
}

static void
assert_field_hidden(const char *element, const XmlField *field)
{
    g_autofree char *text =
        field->kind == XML_FIELD_ATTRIBUTE
            ? g_strdup_printf("<domain><%s %s='hidden'/></domain>", element, field->name)
            : g_strdup_printf("<domain><%s><%s><a b='hidden'>hidden</a></%s></%s></domain>",
                              element, field->name, field->name, element);
    g_autofree char *shown = stored_document_public(text, NULL);

    g_assert_null(strstr(shown, "hidden"));
}

/* Looks at every row of @binding that holds a secret, and at those below it.  Returns: how many. */
static unsigned
assert_hidden(const XmlBinding *binding, unsigned depth)
{
    unsigned n_secrets = 0;

    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++) {
        if (field->binding != NULL && depth < MAX_DEPTH)
            n_secrets += assert_hidden(field->binding, depth + 1);
        if (field->is_shown != domain_shows_secrets)
            continue;
        assert_field_hidden(binding->element, field);
        n_secrets++;
    }
    return n_secrets;
}

static void
test_all_secrets(void)
{
    unsigned n_secrets = assert_hidden(&domain_binding, 0);

    for (const DeviceKind *const *kind = device_table.kinds; *kind != NULL; kind++)
        n_secrets += assert_hidden((*kind)->binding, 0);
    g_assert_cmpuint(n_secrets, >, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stored_document/element", test_element);
    g_test_add_func("/stored_document/renamed", test_renamed);
    g_test_add_func("/stored_document/identified", test_identified);
    g_test_add_func("/stored_document/public", test_public);
    g_test_add_func("/stored_document/all-secrets", test_all_secrets);
    return g_test_run();
}
