/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/kvm_needs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/process.h"

/* What QEMU 7.2 and 10.0 say on hosts whose KVM refuses a machine's defaults, as process_stderr()
 * joins it. */
static const struct {
    const char *name, *said, *need, *value; /* need: NULL: nothing is proposed */
} cases[] = {
    {"cfpc",
     "qemu-system-ppc64: Requested safe cache capability level not supported by KVM; Try appending "
     "-machine cap-cfpc=broken",
     "cap-cfpc", "broken"},
    {"ccf-assist",
     "qemu-system-ppc64: Requested count cache flush assist capability level not supported by KVM; "
     "Try appending -machine cap-ccf-assist=off",
     "cap-ccf-assist", "off"},
    {"htm",
     "qemu-system-ppc64: KVM implementation does not support Transactional Memory; Try appending "
     "-machine cap-htm=off",
     "cap-htm", "off"},
    {"pages",
     "qemu-system-ppc64: Can't support 64 kiB guest pages with 4 kiB host pages with this KVM "
     "implementation",
     "cap-hpt-max-page-size", "4k"},
    {"other", "qemu-system-ppc64: Could not access KVM kernel module: No such file or directory",
     NULL, NULL},
    {"nothing", "", NULL, NULL},
};

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GPtrArray) needs = kvm_needs_new();
    const KvmNeed *need = NULL;

    g_assert_true(kvm_needs_read(needs, cases[i].said) == (cases[i].need != NULL));
    g_assert_cmpuint(needs->len, ==, cases[i].need != NULL ? 1 : 0);
    if (needs->len == 0)
        return;
    need = g_ptr_array_index(needs, 0);
    g_assert_cmpstr(need->name, ==, cases[i].need);
    g_assert_cmpstr(need->value, ==, cases[i].value);
    /* The same again would be asked for ever. */
    g_assert_false(kvm_needs_read(needs, cases[i].said));
}

/* A program that goes on like QEMU on a host without mitigations, and one that has no KVM. */
static const char stubborn[] =
    "#!/bin/sh\n"
    "case \"$*\" in\n"
    "*cap-cfpc=broken*cap-sbbc=broken*) echo '{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7, "
    "\"minor\": 2, \"micro\": 0}, \"package\": \"\"}, \"capabilities\": []}}'\n"
    "    read line; echo '{\"return\": {}}'; sleep 60 ;;\n"
    "*cap-cfpc=broken*) echo 'refused; Try appending -machine cap-sbbc=broken' >&2; exit 1 ;;\n"
    "*accel=kvm*) echo 'refused; Try appending -machine cap-cfpc=broken' >&2; exit 1 ;;\n"
    "esac\n";
static const char hopeless[] = "#!/bin/sh\necho 'Could not access KVM kernel module' >&2; exit 1\n";

static char *
write_program(const char *folder, const char *text)
{
    char *path = g_build_filename(folder, "program", NULL);

    g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
    return path;
}

static void
test_find(void)
{
    g_autofree char *folder = g_dir_make_tmp("kvm-needs-XXXXXX", NULL);
    g_autofree char *path = write_program(folder, stubborn);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) needs = kvm_needs_find(path, NULL, "pseries-7.2", 60000, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(needs->len, ==, 2);
    g_assert_cmpstr(((const KvmNeed *)g_ptr_array_index(needs, 0))->name, ==, "cap-cfpc");
    g_assert_cmpstr(((const KvmNeed *)g_ptr_array_index(needs, 1))->name, ==, "cap-sbbc");
    g_clear_pointer(&needs, g_ptr_array_unref);
    g_free(path);
    path = write_program(folder, hopeless);
    needs = kvm_needs_find(path, NULL, "pseries-7.2", 60000, &error);
    g_assert_null(needs);
    g_assert_nonnull(strstr(error->message, "Could not access KVM kernel module"));
    unlink(path);
    rmdir(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/kvm_needs/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    g_test_add_func("/kvm_needs/find", test_find);
    return g_test_run();
}
