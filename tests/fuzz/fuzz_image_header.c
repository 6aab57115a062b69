/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>

#include "qemu/image_header.h"
#include "qemu/image_reference.h"

/* libFuzzer's entry; it has no header. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What comes out is text, and an image of a format that names no others names none. */
static void
parse(const char *format, const uint8_t *bytes, size_t length)
{
    g_auto(ImageHeader) header = {0};
    const char *problem = image_header_parse(format, bytes, length, &header);
    const char *texts[] = {header.backing, header.backing_format, header.data_file};

    g_autofree char *path =
        header.backing != NULL ? image_reference_path(header.backing, "/images/top", NULL) : NULL;

    g_assert_true(path == NULL || g_path_is_absolute(path));
    g_assert_true(problem == NULL || problem[0] != '\0');
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_true(texts[i] == NULL ||
                      (texts[i][0] != '\0' && !g_str_equal(format, "raw") && length > 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const formats[] = {"raw", "qcow2", "qcow", "qed", "vmdk", "vdi", "vpc"};

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        parse(formats[i], bytes, length);
    (void)image_header_is_there(bytes, length);
    return 0;
}
