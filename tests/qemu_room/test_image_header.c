/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/image_header.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/image_reference.h"

/* A qcow2 header of version 3, clusters of 64 KiB; %s: its backing file's offset and length. */
#define QCOW2(backing, features)                                                                   \
    "QFI\xfb\0\0\0\3" backing "\0\0\0\x10\0\0\0\0\1\0\0\0"                                         \
    "\0\0\0\0\0\0\0\1\0\0\0\0\0\3\0\0"                                                             \
    "\0\0\0\0\0\1\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"                                             \
    "\0\0\0\0\0\0\0" features "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\4\0\0\0\x68"
#define NONE "\0\0\0\0\0\0\0\0\0\0\0\0"
#define AT(offset, length) "\0\0\0\0\0\0\0" offset "\0\0\0" length
#define FORMAT_RAW "\xe2\x79\x2a\xca\0\0\0\3raw\0\0\0\0\0"
#define FORMAT_LONG "\xe2\x79\x2a\xca\xff\xff\xff\xffraw\0\0\0\0\0"
#define DATA_FILE "DATA\0\0\0\4/d.r\0\0\0\0"
#define END "\0\0\0\0\0\0\0\0"
#define QED(features)                                                                              \
    "QED\0\0\0\1\0\1\0\0\0\1\0\0\0" features "\0\0\0\0\0\0\0"                                      \
    "\0\0\0\0\0\0\0\0"                                                                             \
    "\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0"                                                             \
    "\0\0\0\1\0\0\0\0"                                                                             \
    "\x40\0\0\0\5\0\0\0"                                                                           \
    "/base"

/* Each: bytes, the format that they are told to be, and what comes out; "": nothing. */
static const struct {
    const char *name, *format;
    const char *bytes;
    size_t n_bytes;
    const char *backing, *backing_format, *data_file;
    bool is_damaged;
} rows[] = {
#define ROW(name, format, bytes, ...) {name, format, bytes, sizeof bytes - 1, __VA_ARGS__}
    ROW("qcow2-alone", "qcow2", QCOW2(NONE, "\0") END, "", "", "", false),
    ROW("qcow2-based", "qcow2", QCOW2(AT("\x80", "\5"), "\0") FORMAT_RAW END "/base", "/base",
        "raw", "", false),
    ROW("qcow2-unstated", "qcow2", QCOW2(AT("\x70", "\5"), "\0") END "/base", "/base", "", "",
        false),
    ROW("qcow2-data-file", "qcow2", QCOW2(NONE, "\4") DATA_FILE END, "", "", "/d.r", false),
    ROW("qcow2-data-file-lost", "qcow2", QCOW2(NONE, "\4") END, "", "", "", true),
    ROW("qcow2-name-behind-the-end", "qcow2", QCOW2(AT("\x80", "\5"), "\0") FORMAT_RAW END "/bas",
        "", "", "", true),
    ROW("qcow2-name-with-nul", "qcow2", QCOW2(AT("\x70", "\5"), "\0") END "/b\0se", "", "", "",
        true),
    ROW("qcow2-long-extension", "qcow2", QCOW2(NONE, "\0") FORMAT_LONG END, "", "", "", true),
    ROW("qcow2-truncated", "qcow2", "QFI\xfb\0\0\0\3\0\0", "", "", "", true),
    ROW("qcow2-in-raw", "raw", QCOW2(AT("\x70", "\5"), "\0") END "/base", "", "", "", false),
    ROW("qcow2-in-qcow", "qcow", QCOW2(AT("\x70", "\5"), "\0") END "/base", "", "", "", false),
    ROW("raw-in-qcow2", "qcow2", "nothing of that format", "", "", "", false),
    ROW("empty", "qcow2", "", "", "", "", false),
    ROW("qcow-based", "qcow", "QFI\xfb\0\0\0\1" AT("\x14", "\5") "/base", "/base", "", "", false),
    ROW("qed-based", "qed", QED("\1"), "/base", "", "", false),
    ROW("qed-based-on-raw", "qed", QED("\5"), "/base", "raw", "", false),
    ROW("qed-alone", "qed", QED("\0"), "", "", "", false),
    ROW("vmdk-text", "vmdk", "# Disk DescriptorFile\nparentFileNameHint=\"base.vmdk\"\n",
        "base.vmdk", "vmdk", "", false),
    ROW("vmdk-text-alone", "vmdk", "# Disk DescriptorFile\nversion=1\n", "", "", "", false),
#undef ROW
};

static void
test_parse(gconstpointer user)
{
    size_t i = GPOINTER_TO_SIZE(user);
    /* Exactly as large, so that a sanitizer sees what is read behind it. */
    g_autofree uint8_t *bytes = g_memdup2(rows[i].bytes, rows[i].n_bytes);
    g_auto(ImageHeader) header = {0};
    const char *problem = image_header_parse(rows[i].format, bytes, rows[i].n_bytes, &header);

    g_assert_cmpint(problem != NULL, ==, rows[i].is_damaged);
    if (problem != NULL)
        return;
    g_assert_cmpstr(header.backing != NULL ? header.backing : "", ==, rows[i].backing);
    g_assert_cmpstr(header.backing_format != NULL ? header.backing_format : "", ==,
                    rows[i].backing_format);
    g_assert_cmpstr(header.data_file != NULL ? header.data_file : "", ==, rows[i].data_file);
}

/* A name far behind what is read first: clusters are as large as they say. */
static void
test_read(void)
{
    static const char start[] = "QFI\xfb\0\0\0\3"
                                "\0\0\0\0\0\x1f\0\0"
                                "\0\0\0\5"
                                "\0\0\0\x15";
    enum { NAME_AT = 0x1f0000, HEADER_LENGTH_AT = 100, HEADER_LENGTH = 104 };
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("image-header-XXXXXX", &path, NULL);
    const char length = HEADER_LENGTH;
    g_auto(ImageHeader) header = {0};

    g_assert_cmpint(unlink(path), ==, 0);
    g_assert_cmpint(pwrite(fd, start, sizeof start - 1, 0), ==, sizeof start - 1);
    g_assert_cmpint(pwrite(fd, &length, 1, HEADER_LENGTH_AT + 3), ==, 1);
    g_assert_cmpint(pwrite(fd, "/base", 5, NAME_AT), ==, 5);
    g_assert_null(image_header_read("qcow2", fd, &header));
    g_assert_cmpstr(header.backing, ==, "/base");
    g_assert_true(image_header_is_in(fd));
    close(fd);
}

static const struct {
    const char *name, *text, *path; /* NULL: refused */
    int code;
} references[] = {
    {"absolute", "/a/base", "/a/base", 0},
    {"relative", "base", "/images/base", 0},
    {"colon-behind-a-slash", "./a:b", "/images/./a:b", 0},
    {"json-raw", "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"/b\"}}",
     "/b", 0},
    {"json-flat", "json:{\"file.driver\":\"file\",\"file.filename\":\"b\"}", "/images/b", 0},
    {"json-file", "json:{\"driver\":\"file\",\"filename\":\"/b\"}", "/b", 0},
    {"json-other", "json:{\"driver\":\"qcow2\"}", NULL, VIR_ERR_INTERNAL_ERROR},
    {"json-network", "json:{\"file\":{\"driver\":\"nbd\",\"filename\":\"/b\"}}", NULL,
     VIR_ERR_INVALID_ARG},
    {"json-of-wrong-types", "json:{\"driver\":5,\"file\":[\"filename\"]}", NULL,
     VIR_ERR_INVALID_ARG},
    {"json-broken", "json:{", NULL, VIR_ERR_INTERNAL_ERROR},
    {"json-list", "json:[]", NULL, VIR_ERR_INTERNAL_ERROR},
    {"file-uri", "file:///b", NULL, VIR_ERR_INTERNAL_ERROR},
    {"network", "nbd+unix:///x?socket=/s", NULL, VIR_ERR_CONFIG_UNSUPPORTED},
};

static void
test_reference(gconstpointer user)
{
    size_t i = GPOINTER_TO_SIZE(user);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = image_reference_path(references[i].text, "/images/top", &error);

    g_assert_cmpstr(path, ==, references[i].path);
    if (path == NULL)
        g_assert_error(error, PSERIES_ERROR, references[i].code);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/image_header/parse/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_parse);
    }
    g_test_add_func("/image_header/read", test_read);
    for (size_t i = 0; i < G_N_ELEMENTS(references); i++) {
        g_autofree char *path = g_strconcat("/image_reference/", references[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_reference);
    }
    return g_test_run();
}
