/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/part_file.h"

#include <string.h>

/* A part, what the opener was asked for ("-" in front of a path that is truncated), and what is on
 * the command line then: the opener gives "/dev/fdset/1" for each path but "/left". */
static const struct {
    const char *name;
    PartClass class;
    const char *part;
    const char *asked;
    const char *written;
} rows[] = {
    {"log", PART_CHARDEV, "{'backend':'pty','logfile':'/a'}", "/a",
     "{\"backend\":\"pty\",\"logfile\":\"/dev/fdset/1\",\"logappend\":true}"},
    {"log-appended", PART_CHARDEV, "{'backend':'pty','logfile':'/a','logappend':true}", "/a",
     "{\"backend\":\"pty\",\"logfile\":\"/dev/fdset/1\",\"logappend\":true}"},
    {"log-truncated", PART_CHARDEV, "{'backend':'pty','logfile':'/a','logappend':false}", "-/a",
     "{\"backend\":\"pty\",\"logfile\":\"/dev/fdset/1\",\"logappend\":true}"},
    {"file", PART_CHARDEV, "{'backend':'file','path':'/a','append':false}", "-/a",
     "{\"backend\":\"file\",\"path\":\"/dev/fdset/1\",\"append\":true}"},
    {"file-with-log", PART_CHARDEV, "{'backend':'file','path':'/a','logfile':'/b'}", "/b/a",
     "{\"backend\":\"file\",\"path\":\"/dev/fdset/1\",\"logfile\":\"/dev/fdset/1\","
     "\"logappend\":true,\"append\":true}"},
    {"left", PART_CHARDEV, "{'backend':'file','path':'/left','append':false}", "-/left",
     "{\"backend\":\"file\",\"path\":\"/left\",\"append\":false}"},
    {"socket", PART_CHARDEV, "{'backend':'socket','path':'/a'}", "",
     "{\"backend\":\"socket\",\"path\":\"/a\"}"},
    {"no-file", PART_CHARDEV, "{'backend':'pty'}", "", "{\"backend\":\"pty\"}"},
    {"no-chardev", PART_DEVICE, "{'driver':'x','logfile':'/a'}", "",
     "{\"driver\":\"x\",\"logfile\":\"/a\"}"},
};

static char *
open_file(const PartFile *file, void *asked)
{
    g_string_append_printf(asked, "%s%s", file->is_truncated ? "-" : "", file->path);
    return g_str_equal(file->path, "/left") ? NULL : g_strdup("/dev/fdset/1");
}

/* Fills @options from @text, JSON with ' in place of ". */
static JsonNode *
read_part(const char *text)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    JsonNode *node = json_from_string(json, NULL);

    g_assert_nonnull(node);
    return node;
}

static void
test_open(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(JsonNode) node = read_part(rows[i].part);
    const Part part = {rows[i].class, json_node_get_object(node)};
    g_autoptr(GString) asked = g_string_new(NULL);
    g_autofree char *written = NULL;

    part_file_open(&part, &(PartFileOpener){open_file, asked});
    written = json_to_string(node, FALSE);
    g_assert_cmpstr(asked->str, ==, rows[i].asked);
    g_assert_cmpstr(written, ==, rows[i].written);
}

/* Nobody opens: the paths stay, as virt-pseries prints them. */
static void
test_nobody(void)
{
    g_autoptr(JsonNode) node = read_part(rows[0].part);
    const Part part = {PART_CHARDEV, json_node_get_object(node)};
    g_autofree char *written = NULL;

    part_file_open(&part, &(PartFileOpener){0});
    written = json_to_string(node, FALSE);
    g_assert_cmpstr(written, ==, "{\"backend\":\"pty\",\"logfile\":\"/a\"}");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/part_file/open/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_open);
    }
    g_test_add_func("/part_file/nobody", test_nobody);
    return g_test_run();
}
