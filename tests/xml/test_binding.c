/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "sample.h"
#include "xml/document.h"

#define UUID "7b4a8b1c-0a5e-4e6e-9d5e-3f2b1c0d9e8f"
#define QEMU "http://libvirt.org/schemas/domain/qemu/1.0"

/* What is accepted, and what comes out.  NULL: the same. */
static const struct {
    const char *name;
    const char *in;
    const char *out;
} accepted[] = {
    {"empty", "<sample/>\n", NULL},
    {"text", "<sample id='a b'/>\n", NULL},
    {"text-empty", "<sample id=''/>\n", NULL},
    {"text-escapes", "<sample id='&lt;&gt;&amp;&apos;&quot;&#13;&#10;&#9;'/>\n", NULL},
    {"text-unicode", "<sample id='\xc3\xa4\xf0\x9f\x90\xa7'/>\n", NULL},
    {"enum", "<sample shade='dark'/>\n", NULL},
    {"uint-least", "<sample count='1'/>\n", NULL},
    {"uint-most", "<sample count='10'/>\n", NULL},
    {"uint-zeros", "<sample count='007'/>\n", "<sample count='7'/>\n"},
    {"uint-largest", "<sample any='18446744073709551615'/>\n", NULL},
    {"hex", "<sample slot='0x1f'/>\n", NULL},
    {"hex-padded", "<sample slot='0x3'/>\n", "<sample slot='0x03'/>\n"},
    {"hex-decimal", "<sample slot='31'/>\n", "<sample slot='0x1f'/>\n"},
    {"hex-capitals", "<sample slot='0X1F'/>\n", "<sample slot='0x1f'/>\n"},
    {"hex-zero-first", "<sample slot='05'/>\n", "<sample slot='0x05'/>\n"},
    {"hex-unbounded", "<sample reg='0x1000'/>\n", NULL},
    {"hex-largest", "<sample reg='0xffffffffffffffff'/>\n", NULL},
    {"int", "<sample offset='-5'/>\n", NULL},
    {"int-lowest", "<sample shift='-9223372036854775808'/>\n", NULL},
    {"on", "<sample on='on'/>\n", NULL},
    {"off", "<sample on='off'/>\n", NULL},
    {"bytes", "<sample room='5'/>\n", "<sample room='5' unit='bytes'/>\n"},
    {"bytes-unit", "<sample unit='MB' room='5'/>\n", "<sample room='5000000' unit='bytes'/>\n"},
    {"bytes-largest", "<sample room='15' unit='EiB'/>\n",
     "<sample room='17293822569102704640' unit='bytes'/>\n"},
    {"title", "<sample>\n  <title> a </title>\n</sample>\n", NULL},
    {"title-cdata", "<sample><title><![CDATA[<a>]]></title></sample>",
     "<sample>\n  <title>&lt;a&gt;</title>\n</sample>\n"},
    {"title-comment", "<sample><title>a<!-- x -->b<?p?>c</title></sample>",
     "<sample>\n  <title>abc</title>\n</sample>\n"},
    {"note-empty", "<sample><note/></sample>", "<sample/>\n"},
    {"note-blank", "<sample>\n  <note> </note>\n</sample>\n", NULL},
    {"title-empty", "<sample><title></title></sample>", "<sample/>\n"},
    {"leaf-size-empty", "<sample><limit/></sample>", "<sample/>\n"},
    {"leaf-size-unit-empty", "<sample><limit unit=''>7</limit></sample>",
     "<sample>\n  <limit unit='KiB'>7</limit>\n</sample>\n"},
    {"optional-string-empty", "<sample><cell label=''/></sample>",
     "<sample>\n  <cell/>\n</sample>\n"},
    {"enum-empty", "<sample shade=''/>", "<sample/>\n"},
    {"uint-sign", "<sample any=' +1'/>", "<sample any='1'/>\n"},
    {"int-sign", "<sample offset=' -1'/>", "<sample offset='-1'/>\n"},
    {"any-base", "<sample port='0x1f'/>", "<sample port='31'/>\n"},
    {"uuid", "<sample>\n  <uuid>" UUID "</uuid>\n</sample>\n", NULL},
    {"uuid-plain", "<sample><uuid> 7B4A8B1C0A5E4E6E9D5E3F2B1C0D9E8F\n</uuid></sample>",
     "<sample>\n  <uuid>" UUID "</uuid>\n</sample>\n"},
    {"mac", "<sample><mac>52:54:00:AB:cd:0f</mac></sample>",
     "<sample>\n  <mac>52:54:00:ab:cd:0f</mac>\n</sample>\n"},
    {"cpus", "<sample><cpus> 5, 0-3 ,^2,4,16383,9-9</cpus></sample>",
     "<sample>\n  <cpus>0-1,3-5,9,16383</cpus>\n</sample>\n"},
    {"leaf-size", "<sample><limit unit='GiB'>\n1</limit></sample>",
     "<sample>\n  <limit unit='KiB'>1048576</limit>\n</sample>\n"},
    {"leaf-size-up", "<sample><limit unit='b'>1025</limit></sample>",
     "<sample>\n  <limit unit='KiB'>2</limit>\n</sample>\n"},
    {"leaf-size-short-unit", "<sample><limit unit='m'>1</limit></sample>",
     "<sample>\n  <limit unit='KiB'>1024</limit>\n</sample>\n"},
    {"leaves", "<sample>\n  <word>a</word>\n  <word></word>\n</sample>\n", NULL},
    {"flag", "<sample>\n  <flag/>\n</sample>\n", NULL},
    {"inline", "<sample>\n  <memory slots='2' unit='KiB'>7</memory>\n</sample>\n", NULL},
    {"inline-default-unit", "<sample><memory>7</memory></sample>",
     "<sample>\n  <memory unit='KiB'>7</memory>\n</sample>\n"},
    {"inline-empty", "<sample><source/></sample>", "<sample/>\n"},
    {"inline-blank", "<sample><source> \n</source></sample>", "<sample/>\n"},
    {"rare", "<sample>\n  <reserve shared='no'>/x</reserve>\n</sample>\n", NULL},
    {"rare-empty", "<sample><reserve/></sample>", "<sample/>\n"},
    {"child",
     "<sample>\n  <main name='a'>\n    <source shared='no'>/x</source>\n  </main>\n"
     "</sample>\n",
     NULL},
    {"list", "<sample>\n  <item name='b'/>\n  <item name='a' index='0'/>\n</sample>\n", NULL},
    {"cell", "<sample><cell memory='1' unit='MiB' label='x'/></sample>",
     "<sample>\n  <cell memory='1024' unit='KiB' label='x'/>\n</sample>\n"},
    {"order", "<sample><flag/><title>t</title></sample>",
     "<sample>\n  <title>t</title>\n  <flag/>\n</sample>\n"},
    {"repeated", "<sample><flag/><title>t</title><flag/><title> <!-- x -->t\n</title></sample>",
     "<sample>\n  <title>t</title>\n  <flag/>\n</sample>\n"},
    {"repeated-child",
     "<sample><main name='a'><source shared='no'>/x</source></main>"
     "<main name='a'>\n<source shared='no'>/x</source></main></sample>",
     "<sample>\n  <main name='a'>\n    <source shared='no'>/x</source>\n  </main>\n"
     "</sample>\n"},
    {"namespace", "<sample xmlns:q='" QEMU "'><q:argument>-x</q:argument></sample>",
     "<sample xmlns:qemu='" QEMU "'>\n  <qemu:argument>-x</qemu:argument>\n</sample>\n"},
    {"namespace-default", "<sample><argument xmlns='" QEMU "'>-x</argument></sample>",
     "<sample xmlns:qemu='" QEMU "'>\n  <qemu:argument>-x</qemu:argument>\n</sample>\n"},
    {"default-namespace", "<sample xmlns='urn:x'><flag/></sample>",
     "<sample>\n  <flag/>\n</sample>\n"},
    {"raw",
     "<sample>\n  <metadata><a:b xmlns:a=\"urn:a\" c=\"'\">\n x &amp; \xc3\xa4</a:b>\n"
     "<![CDATA[<]]><!-- z --></metadata>\n  </sample>",
     "<sample>\n  <metadata><a:b xmlns:a=\"urn:a\" c=\"'\">\n x &amp; \xc3\xa4</a:b>\n"
     "<![CDATA[<]]><!-- z --></metadata>\n</sample>\n"},
    {"raw-empty", "<sample>\n  <metadata/>\n</sample>\n", NULL},
    {"raw-namespace-above",
     "<sample xmlns:a='urn:a'><metadata b='&apos;'><a:b/></metadata></sample>",
     "<sample>\n  <metadata xmlns:a='urn:a' b='&apos;'><a:b/></metadata>\n</sample>\n"},
};

/* What is an error.  One row may expect several; each is "LINE CODE MESSAGE". */
static const struct {
    const char *name;
    const char *in;
    const char *problems;
} refused[] = {
    {"uint-low", "<sample count='0'/>",
     "1 27 /sample/@count: the value '0' is not valid: expected a whole number from 1 to 10\n"},
    {"uint-high", "<sample\ncount='11'/>",
     "2 27 /sample/@count: the value '11' is not valid: expected a whole number from 1 to 10\n"},
    {"uint-signs", "<sample any='++1'/>",
     "1 27 /sample/@any: the value '++1' is not valid: expected a whole number\n"},
    {"uint-blank", "<sample any='1 '/>",
     "1 27 /sample/@any: the value '1 ' is not valid: expected a whole number\n"},
    {"uint-overflow", "<sample any='18446744073709551616'/>",
     "1 27 /sample/@any: the value '18446744073709551616' is not valid: expected a whole number\n"},
    {"uint-empty", "<sample any=''/>",
     "1 27 /sample/@any: the value '' is not valid: expected a whole number\n"},
    {"hex-high", "<sample slot='0x20'/>",
     "1 27 /sample/@slot: the value '0x20' is not valid: expected a number from 0x0 to 0x1f, in "
     "decimal or with 0x in hexadecimal\n"},
    {"hex-octal", "<sample slot='010'/>",
     "1 27 /sample/@slot: the value '010' is not valid: expected a number from 0x0 to 0x1f, in "
     "decimal or with 0x in hexadecimal\n"},
    {"hex-twice", "<sample slot='0x0x1'/>",
     "1 27 /sample/@slot: the value '0x0x1' is not valid: expected a number from 0x0 to 0x1f, in "
     "decimal or with 0x in hexadecimal\n"},
    {"int-low", "<sample offset='-6'/>",
     "1 27 /sample/@offset: the value '-6' is not valid: expected a whole number from -5 to 5\n"},
    {"int-signs", "<sample offset='+-1'/>",
     "1 27 /sample/@offset: the value '+-1' is not valid: expected a whole number from -5 to 5\n"},
    {"enum", "<sample shade='Dark'/>",
     "1 27 /sample/@shade: the value 'Dark' is not valid: expected one of 'light', 'dark'\n"},
    {"on-off", "<sample on='yes'/>",
     "1 27 /sample/@on: the value 'yes' is not valid: expected one of 'on', 'off'\n"},
    {"yes-no", "<sample><source shared='on'/></sample>",
     "1 27 /sample/source/@shared: the value 'on' is not valid: expected one of 'yes', 'no'\n"},
    {"unit", "<sample room='1' unit='zb'/>",
     "1 27 /sample/@room: the value '1 zb' is not valid: expected a size with one of the units "
     "bytes, KiB, MiB, GiB, TiB, PiB, EiB, KB, MB, GB, TB, PB, EB\n"},
    {"size-overflow", "<sample room='16' unit='EiB'/>",
     "1 27 /sample/@room: the value '16 EiB' is not valid: expected a size from 0 to "
     "18446744073709551615 bytes\n"},
    {"size-low", "<sample><cell memory='0'/></sample>",
     "1 27 /sample/cell/@memory: the value '0' is not valid: expected a size from 1 to "
     "18014398509481983 KiB\n"},
    {"size-high", "<sample><limit unit='TiB'>2</limit></sample>",
     "1 27 /sample/limit: the value '2 TiB' is not valid: expected a size from 0 to 1073741824 "
     "KiB\n"},
    {"size-word", "<sample><limit>1 MiB</limit></sample>",
     "1 27 /sample/limit: the value '1 MiB' is not valid: expected a size from 0 to 1073741824 "
     "KiB\n"},
    {"required-string-empty", "<sample>\n<item name=''/>\n</sample>",
     "2 27 /sample/item/@name: the value '' is not valid: expected a text that is not empty\n"},
    {"required-size-empty", "<sample><memory/></sample>",
     "1 27 /sample/memory: the value '' is not valid: expected a size from 0 to "
     "18014398509481983 KiB\n"},
    {"uuid-short", "<sample><uuid>7b4a8b1c</uuid></sample>",
     "1 27 /sample/uuid: the value '7b4a8b1c' is not valid: expected 32 hexadecimal digits, as in "
     "'" UUID "'\n"},
    {"uuid-dashes", "<sample><uuid>7b4a8b1c0-a5e-4e6e-9d5e-3f2b1c0d9e8f</uuid></sample>",
     "1 27 /sample/uuid: the value '7b4a8b1c0-a5e-4e6e-9d5e-3f2b1c0d9e8f' is not valid: expected "
     "32 hexadecimal digits, as in '" UUID "'\n"},
    {"mac-short", "<sample><mac>52:54:0:12:34:56</mac></sample>",
     "1 27 /sample/mac: the value '52:54:0:12:34:56' is not valid: expected six pairs of "
     "hexadecimal digits, as in '52:54:00:12:34:56'\n"},
    {"mac-multicast", "<sample><mac>53:54:00:12:34:56</mac></sample>",
     "1 27 /sample/mac: the value '53:54:00:12:34:56' is not valid: expected a unicast MAC "
     "address, and this one is multicast: its second digit must be even\n"},
    {"cpus-high", "<sample><cpus>0-16384</cpus></sample>",
     "1 27 /sample/cpus: the value '0-16384' is not valid: expected CPU numbers and ranges below "
     "16384, as in '0-3,5,^2'\n"},
    {"cpus-backwards", "<sample><cpus>3-1</cpus></sample>",
     "1 27 /sample/cpus: the value '3-1' is not valid: expected CPU numbers and ranges below "
     "16384, as in '0-3,5,^2'\n"},
    {"cpus-none", "<sample><cpus>1,^1</cpus></sample>",
     "1 27 /sample/cpus: the value '1,^1' is not valid: expected CPU numbers and ranges below "
     "16384, as in '0-3,5,^2'\n"},
    {"refused-attribute",
     "<sample><item/><item name='x' a='1'/><item name='y'>\n<source q='1'/>"
     "</item></sample>",
     "1 27 /sample/item[1]: the attribute 'name' is missing\n"
     "1 0 /sample/item[2]/@a: the attribute is unknown and ignored\n"
     "2 67 '/sample/item[3]/source/@q' cannot be used: not supported yet\n"},
    {"refused-names", "<sample older='1'><relic/><fossil/></sample>",
     "1 67 '/sample/@older' cannot be used: not supported yet\n"
     "1 67 '/sample/relic' cannot be used: it is too old\n"
     "1 67 '/sample/fossil' cannot be used: it is too old\n"},
    {"refused-any", "<sample><source><x/></source></sample>",
     "1 67 '/sample/source/x' cannot be used: a pseries guest has no such thing\n"},
    {"unknown", "<sample x='1'>\n<y><z/></y></sample>",
     "1 0 /sample/@x: the attribute is unknown and ignored\n"
     "2 0 /sample/y: the element is unknown and ignored\n"},
    {"unknown-foreign", "<sample xmlns:qemu='urn:z' qemu:id='1'><qemu:argument/></sample>",
     "1 0 /sample/@qemu:id: the attribute is unknown and ignored\n"
     "1 0 /sample/qemu:argument: the element is unknown and ignored\n"},
    {"unknown-in-leaf", "<sample><title a='1'>t<b/></title><flag c='1'/></sample>",
     "1 0 /sample/title/@a: the attribute is unknown and ignored\n"
     "1 0 /sample/title/b: the element is unknown and ignored\n"
     "1 0 /sample/flag/@c: the attribute is unknown and ignored\n"},
    {"unit-of-nothing", "<sample><item name='a' unit='KiB'/></sample>",
     "1 0 /sample/item/@unit: the attribute is unknown and ignored\n"},
    {"twice", "<sample>\n<title>a</title>\n<title>b</title></sample>",
     "3 27 /sample/title[2]: this element may appear only once\n"},
    {"twice-attribute",
     "<sample><memory slots='1'>7</memory>\n<memory>7</memory>\n"
     "<memory slots='2'>7</memory></sample>",
     "2 27 /sample/memory[2]: this element may appear only once\n"
     "3 27 /sample/memory[3]: this element may appear only once\n"},
    {"twice-child",
     "<sample><main name='a'><source>/x</source></main>\n<main name='a'/>\n"
     "<main name='a'><source>/y</source></main></sample>",
     "2 27 /sample/main[2]: this element may appear only once\n"
     "3 27 /sample/main[3]: this element may appear only once\n"},
    {"twice-namespace",
     "<sample xmlns:q='" QEMU "'><title>a</title>\n<title q:id='1'>a</title></sample>",
     "2 27 /sample/title[2]: this element may appear only once\n"},
    {"text", "<sample>he\nllo<flag>x</flag></sample>",
     "1 27 /sample: no text is expected here, found 'he llo'\n"
     "2 27 /sample/flag: no text is expected here, found 'x'\n"},
    {"missing-text", "<sample><memory slots='1'/></sample>",
     "1 27 /sample/memory: the value '' is not valid: expected a size from 0 to "
     "18014398509481983 KiB\n"},
};

/* Returns: (owned) the problems, one a line. */
static char *
problems_of(const Report *report)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < report_n_problems(report); i++) {
        const Problem *problem = report_problem(report, i);

        g_string_append_printf(text, "%u %d %s\n", problem->line, problem->code, problem->message);
    }
    return g_string_free(text, FALSE);
}

/* Parses @xml into @sample.  Returns: (owned) the problems. */
static char *
parse(const char *xml, Sample *sample, bool is_strict)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(xml, strlen(xml), report);
    XmlContext context = {.report = report, .is_strict = is_strict};

    if (document != NULL)
        xml_binding_parse(&sample_binding, xmlDocGetRootElement(document), sample, &context);
    return problems_of(report);
}

static char *
format(const Sample *sample)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&sample_binding, NULL, sample, writer, NULL);
    return xml_writer_finish(writer, buffer);
}

static void
test_accepted(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    const char *expected = accepted[i].out != NULL ? accepted[i].out : accepted[i].in;
    Sample sample = {0};

    for (unsigned pass = 0; pass < 2; pass++) {
        g_autofree char *problems = parse(pass == 0 ? accepted[i].in : expected, &sample, true);
        g_autofree char *out = format(&sample);

        g_assert_cmpstr(problems, ==, "");
        g_assert_cmpstr(out, ==, expected);
        xml_binding_clear(&sample_binding, &sample);
    }
}

static void
test_refused(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    Sample sample = {0};
    g_autofree char *problems = parse(refused[i].in, &sample, false);

    g_assert_cmpstr(problems, ==, refused[i].problems);
    xml_binding_clear(&sample_binding, &sample);
}

static void
test_strict(void)
{
    Sample sample = {0};
    g_autofree char *problems = parse("<sample x='1'><y/></sample>", &sample, true);

    g_assert_cmpstr(problems, ==,
                    "1 27 /sample/@x: there is no such attribute\n"
                    "1 27 /sample/y: there is no such element\n");
    xml_binding_clear(&sample_binding, &sample);
}

/* A row that fails counts as given, and the others are read. */
static void
test_rest_is_read(void)
{
    Sample sample = {0};
    g_autofree char *problems = parse("<sample count='99' any='7'>\n<item name='a'/>\n"
                                      "<item name='b'/></sample>",
                                      &sample, false);

    g_assert_cmpstr(problems, !=, "");
    g_assert_true(sample.count.is_set);
    g_assert_cmpuint(sample.count.value, ==, 10);
    g_assert_cmpuint(sample.any.value, ==, 7);
    g_assert_cmpuint(sample.line, ==, 1);
    g_assert_cmpuint(sample.items->len, ==, 2);
    g_assert_cmpuint(((SampleItem *)g_ptr_array_index(sample.items, 1))->line, ==, 3);
    xml_binding_clear(&sample_binding, &sample);
    g_assert_null(sample.items);
}

/* What a rare element says can be read whether it is there or not. */
static void
test_rare(void)
{
    Sample sample = {0};
    g_autofree char *problems = parse("<sample><reserve shared='no'/></sample>", &sample, true);

    g_assert_cmpstr(problems, ==, "");
    g_assert_cmpint(XML_READ(sample.reserve)->is_shared, ==, TRISTATE_NO);
    xml_binding_clear(&sample_binding, &sample);
    g_assert_null(sample.reserve);
    g_assert_cmpint(XML_READ(sample.reserve)->is_shared, ==, TRISTATE_ABSENT);
    g_assert_null(XML_READ(sample.reserve)->path);
}

static void
test_long_value(void)
{
    Sample sample = {0};
    g_autofree char *value = g_strnfill(1000, 'a');
    g_autofree char *xml = g_strdup_printf("<sample any='%s'/>", value);
    g_autofree char *problems = parse(xml, &sample, false);

    g_assert_nonnull(strstr(problems, "aaaa...' is not valid"));
    g_assert_cmpuint(strlen(problems), <, 200);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(accepted); i++) {
        g_autofree char *path = g_strconcat("/binding/accepted/", accepted[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_accepted);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/binding/refused/", refused[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    g_test_add_func("/binding/strict", test_strict);
    g_test_add_func("/binding/rest-is-read", test_rest_is_read);
    g_test_add_func("/binding/rare", test_rare);
    g_test_add_func("/binding/long-value", test_long_value);
    return g_test_run();
}
