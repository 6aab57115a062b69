/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/argv.h"

#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"

/* Each row is a part, how it goes on a command line that takes no JSON, and QMP's arguments for it;
 * NULL: it cannot be added by QMP. */
static const struct {
    const char *name;
    PartClass class;
    const char *json;
    const char *key_value;
    const char *qmp;
} parts[] = {
    {"device", PART_DEVICE, "{\"driver\":\"e1000e\",\"id\":\"net0\",\"bus\":\"pci.0\",\"mq\":true}",
     "e1000e,id=net0,bus=pci.0,mq=on",
     "{\"driver\":\"e1000e\",\"id\":\"net0\",\"bus\":\"pci.0\",\"mq\":true}"},
    {"first-anywhere", PART_DEVICE, "{\"id\":\"a\",\"driver\":\"nvme\"}", "nvme,id=a",
     "{\"id\":\"a\",\"driver\":\"nvme\"}"},
    {"comma", PART_DEVICE, "{\"driver\":\"x\",\"id\":\"a,b=c,,d\"}", "x,id=a,,b=c,,,,d",
     "{\"driver\":\"x\",\"id\":\"a,b=c,,d\"}"},
    {"first-with-equals", PART_DEVICE, "{\"driver\":\"id=1,y\"}", "driver=id=1,,y",
     "{\"driver\":\"id=1,y\"}"},
    {"nested", PART_BLOCKDEV,
     "{\"driver\":\"raw\",\"cache\":{\"direct\":true,\"no-flush\":false},\"list\":[1,{\"a\":\"b\"}]"
     "}",
     "raw,cache.direct=on,cache.no-flush=off,list.0=1,list.1.a=b",
     "{\"driver\":\"raw\",\"cache\":{\"direct\":true,\"no-flush\":false},\"list\":[1,{\"a\":\"b\"}]"
     "}"},
    {"netdev-list", PART_NETDEV,
     "{\"type\":\"user\",\"hostfwd\":[{\"str\":\"tcp::1-:2\"},{\"str\":\"tcp::3-:4\"}],\"id\":"
     "\"n\"}",
     "user,hostfwd=tcp::1-:2,hostfwd=tcp::3-:4,id=n",
     "{\"type\":\"user\",\"hostfwd\":[{\"str\":\"tcp::1-:2\"},{\"str\":\"tcp::3-:4\"}],\"id\":"
     "\"n\"}"},
    {"object-list", PART_OBJECT, "{\"qom-type\":\"m\",\"host-nodes\":[0,2],\"size\":4096}",
     "m,host-nodes=0,host-nodes=2,size=4096",
     "{\"qom-type\":\"m\",\"host-nodes\":[0,2],\"size\":4096}"},
    {"global", PART_GLOBAL,
     "{\"driver\":\"spapr-nvram\",\"property\":\"reg\",\"value\":\"0x4000\"}",
     "spapr-nvram.reg=0x4000", NULL},
    {"global-odd", PART_GLOBAL, "{\"driver\":\"a.b\",\"property\":\"c\",\"value\":\"1,2\"}",
     "driver=a.b,property=c,value=1,,2", NULL},
    {"fsdev", PART_FSDEV, "{\"fsdriver\":\"local\",\"id\":\"f\",\"path\":\"/a,b\"}",
     "local,id=f,path=/a,,b", NULL},
    {"audiodev", PART_AUDIODEV, "{\"id\":\"audio1\",\"driver\":\"none\"}", "none,id=audio1", NULL},
    {"pty", PART_CHARDEV, "{\"backend\":\"pty\",\"id\":\"c\"}", "pty,id=c",
     "{\"id\":\"c\",\"backend\":{\"type\":\"pty\",\"data\":{}}}"},
    {"file", PART_CHARDEV,
     "{\"backend\":\"file\",\"id\":\"c\",\"path\":\"/o\",\"append\":true,\"logfile\":\"/l\"}",
     "file,id=c,path=/o,append=on,logfile=/l",
     "{\"id\":\"c\",\"backend\":{\"type\":\"file\",\"data\":{\"out\":\"/o\",\"append\":true,"
     "\"logfile\":\"/l\"}}}"},
    {"unix", PART_CHARDEV,
     "{\"backend\":\"socket\",\"id\":\"c\",\"path\":\"/s\",\"server\":true,\"wait\":false}",
     "socket,id=c,path=/s,server=on,wait=off",
     "{\"id\":\"c\",\"backend\":{\"type\":\"socket\",\"data\":{\"addr\":{\"type\":\"unix\","
     "\"data\":{"
     "\"path\":\"/s\"}},\"server\":true,\"wait\":false}}}"},
    {"tcp", PART_CHARDEV,
     "{\"backend\":\"socket\",\"id\":\"c\",\"host\":\"h\",\"port\":\"1\",\"telnet\":true}",
     "socket,id=c,host=h,port=1,telnet=on",
     "{\"id\":\"c\",\"backend\":{\"type\":\"socket\",\"data\":{\"addr\":{\"type\":\"inet\","
     "\"data\":{"
     "\"host\":\"h\",\"port\":\"1\"}},\"telnet\":true}}}"},
    {"udp", PART_CHARDEV,
     "{\"backend\":\"udp\",\"id\":\"c\",\"host\":\"h\",\"port\":\"1\",\"localaddr\":\"\","
     "\"localport\":\"0\"}",
     "udp,id=c,host=h,port=1,localaddr=,localport=0",
     "{\"id\":\"c\",\"backend\":{\"type\":\"udp\",\"data\":{\"remote\":{\"type\":\"inet\",\"data\":"
     "{"
     "\"host\":\"h\",\"port\":\"1\"}},\"local\":{\"type\":\"inet\",\"data\":{\"host\":\"\","
     "\"port\":"
     "\"0\"}}}}}"},
    {"chardev-unknown", PART_CHARDEV, "{\"backend\":\"pty\",\"id\":\"c\",\"odd\":1}",
     "pty,id=c,odd=1", NULL},
};

static void
copy_member(JsonObject *object, const char *name, JsonNode *node, gpointer user)
{
    (void)object;
    json_object_set_member(user, name, json_node_copy(node));
}

static PartList *
list_of(size_t row)
{
    PartList *list = part_list_new();
    g_autoptr(JsonNode) node = json_from_string(parts[row].json, NULL);

    json_object_foreach_member(json_node_get_object(node), copy_member,
                               part_list_add(list, parts[row].class));
    return list;
}

static void
test_key_value(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(PartList) list = list_of(i);
    g_autoptr(Argv) argv = argv_new();

    argv_add_part(argv, part_list_get(list, 0), false);
    g_assert_cmpuint(argv_n(argv), ==, 1);
    g_assert_cmpstr(argv_option(argv, 0), ==, part_class_option(parts[i].class));
    g_assert_cmpstr(argv_value(argv, 0), ==, parts[i].key_value);
}

static void
test_json(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(PartList) list = list_of(i);
    g_autoptr(Argv) argv = argv_new();

    argv_add_part(argv, part_list_get(list, 0), true);
    g_assert_cmpstr(argv_value(argv, 0), ==,
                    parts[i].class == PART_GLOBAL ? parts[i].key_value : parts[i].json);
}

static void
test_qmp(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(PartList) list = list_of(i);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) arguments = part_qmp_arguments(part_list_get(list, 0), &error);
    g_autoptr(JsonNode) node = NULL;
    g_autofree char *text = NULL;

    if (parts[i].qmp == NULL) {
        g_assert_null(arguments);
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
        return;
    }
    g_assert_no_error(error);
    node = json_node_init_object(json_node_alloc(), arguments);
    text = json_to_string(node, FALSE);
    g_assert_cmpstr(text, ==, parts[i].qmp);
}

static void
test_setters(void)
{
    g_autoptr(PartList) list = part_list_new();
    JsonObject *options = part_list_add(list, PART_DEVICE);
    g_autoptr(Argv) argv = argv_new();

    part_set_string(options, "driver", "d");
    part_set_string(options, "absent", NULL);
    part_set_string_format(options, "addr", "0x%x", 31);
    part_set_uint(options, "size", 7);
    part_set_uint(options, "large", G_MAXUINT64);
    part_set_optional_uint(options, "given", OPTIONAL_UINT(0));
    part_set_optional_uint(options, "not-given", (OptionalUint){0});
    part_set_bool(options, "yes", true);
    part_set_tristate(options, "no", TRISTATE_NO);
    part_set_tristate(options, "unsaid", TRISTATE_ABSENT);
    argv_add_part(argv, part_list_get(list, 0), true);
    g_assert_cmpstr(argv_value(argv, 0), ==,
                    "{\"driver\":\"d\",\"addr\":\"0x1f\",\"size\":7,\"large\":"
                    "\"18446744073709551615\",\"given\":0,\"yes\":true,\"no\":false}");
    g_assert_cmpuint(part_list_n(list), ==, 1);
}

/* Nothing that a user gives may become an option, a key or a word of its own. */
static const char *const hostile[] = {
    "-S",       "--",        "a -S",     "a,id=b", "a\n-S", "a'b", "a\"b",           "$(reboot)",
    "`reboot`", "a;b",       "a\\",      ",",      "=",     "",    "{\"id\":\"x\"}", "a\tb",
    "*",        "a=b,,c=d,", "\xc3\xa4", "#",      "~",
};

static void
test_hostile_words(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autoptr(Argv) argv = argv_new();
        g_autofree char *shell = NULL;
        g_auto(GStrv) words = NULL;
        g_auto(GStrv) read_back = NULL;
        int n_words = 0;

        argv_set_emulator(argv, hostile[i][0] != '\0' ? hostile[i] : "qemu");
        argv_add(argv, "-append", hostile[i]);
        argv_add(argv, "-S", NULL);
        words = argv_words(argv);
        g_assert_cmpuint(g_strv_length(words), ==, 4);
        g_assert_cmpstr(words[2], ==, hostile[i]);
        shell = argv_print_shell(argv);
        g_assert_true(g_shell_parse_argv(shell, &n_words, &read_back, NULL));
        g_assert_cmpint(n_words, ==, 4);
        g_assert_cmpstr(read_back[2], ==, hostile[i]);
        g_assert_cmpstr(read_back[3], ==, "-S");
    }
}

/* QEMU's own rule: a single comma ends a value, two of them are one comma in it. */
static char *
value_as_qemu_reads_it(const char *text)
{
    GString *value = g_string_new(NULL);

    while (*text != '\0' && (text[0] != ',' || text[1] == ',')) {
        text += text[0] == ',' ? 1 : 0;
        g_string_append_c(value, *text++);
    }
    g_assert_cmpstr(text, ==, "");
    return g_string_free(value, FALSE);
}

static void
test_hostile_values(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autoptr(KeyValue) pairs = key_value_new();
        g_autoptr(KeyValue) first = key_value_new();
        g_autofree char *value = NULL;
        const char *text = NULL;

        key_value_add(pairs, "guest", hostile[i]);
        g_assert_true(g_str_has_prefix(key_value_text(pairs), "guest="));
        value = value_as_qemu_reads_it(key_value_text(pairs) + strlen("guest="));
        g_assert_cmpstr(value, ==, hostile[i]);
        key_value_add_first(first, "type", hostile[i]);
        text = key_value_text(first);
        g_assert_true(text[0] != '\0');
        if (strchr(hostile[i], '=') != NULL)
            g_assert_true(g_str_has_prefix(text, "type="));
    }
}

static void
test_builder(void)
{
    g_autoptr(KeyValue) pairs = key_value_new();

    key_value_add_first(pairs, "type", "pseries-7.2");
    key_value_add_switch(pairs, "usb", false);
    key_value_add_switch(pairs, "nvdimm", true);
    key_value_add_uint(pairs, "max", 12);
    key_value_add(pairs, "absent", NULL);
    key_value_add_format(pairs, "cpus", "%d-%d", 0, 3);
    g_assert_cmpstr(key_value_text(pairs), ==, "pseries-7.2,usb=off,nvdimm=on,max=12,cpus=0-3");
    g_assert_false(key_value_is_key("a,b"));
    g_assert_false(key_value_is_key("a=b"));
    g_assert_false(key_value_is_key(""));
    g_assert_false(key_value_is_key("a b"));
    g_assert_true(key_value_is_key("x-a.0_b"));
    g_test_expect_message(NULL, G_LOG_LEVEL_CRITICAL, "*key_value_is_key*");
    key_value_add(pairs, "a,b", "c");
    g_test_assert_expected_messages();
    g_assert_cmpstr(key_value_text(pairs), ==, "pseries-7.2,usb=off,nvdimm=on,max=12,cpus=0-3");
}

static void
test_print(void)
{
    static const char expected[] = "qemu\0-S\0-name\0guest=a b";
    g_autoptr(Argv) argv = argv_new();
    g_autofree char *shell = NULL;
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GBytes) wanted = NULL;

    argv_set_emulator(argv, "qemu");
    argv_add(argv, "-S", NULL);
    argv_add(argv, "-name", "guest=a b");
    shell = argv_print_shell(argv);
    g_assert_cmpstr(shell, ==, "qemu \\\n-S \\\n-name 'guest=a b'\n");
    bytes = argv_print_nul(argv);
    wanted = g_bytes_new_static(expected, sizeof(expected));
    g_assert_true(g_bytes_equal(bytes, wanted));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *text = g_strconcat("/part/key-value/", parts[i].name, NULL);
        g_autofree char *json = g_strconcat("/part/json/", parts[i].name, NULL);
        g_autofree char *qmp = g_strconcat("/part/qmp/", parts[i].name, NULL);

        g_test_add_data_func(text, GSIZE_TO_POINTER(i), test_key_value);
        g_test_add_data_func(json, GSIZE_TO_POINTER(i), test_json);
        g_test_add_data_func(qmp, GSIZE_TO_POINTER(i), test_qmp);
    }
    g_test_add_func("/part/setters", test_setters);
    g_test_add_func("/argv/hostile-words", test_hostile_words);
    g_test_add_func("/argv/hostile-values", test_hostile_values);
    g_test_add_func("/argv/builder", test_builder);
    g_test_add_func("/argv/print", test_print);
    return g_test_run();
}
