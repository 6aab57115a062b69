/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/vio_set.h"

#include "base/error.h"

/* Interrupts as QEMU 7.2 derives them: seen in its refusals ("IRQ 4352 is not free" is the first).
 */
static const struct {
    uint64_t reg;
    unsigned interrupt;
} interrupts[] = {
    {0x71000000, 0x00}, {0x71000001, 0x01}, {0x1000, 0x01},     {0x2000, 0x02},
    {0x102000, 0x02},   {0xf0000, 0xf0},    {0x30000000, 0xf0}, {0x30001000, 0xf1},
    {0x30011000, 0xf1}, {0x100000, 0x00},
};

/* Each row claims one reg where 0x2000 and the built-in NVRAM's are taken.  code 0: granted. */
static const struct {
    const char *name;
    bool derives_interrupts;
    uint64_t reg;
    int code;
} claims[] = {
    {"free", true, 0x3000, 0},
    {"same-reg", true, 0x2000, VIR_ERR_XML_ERROR},
    {"same-interrupt", true, 0x102000, VIR_ERR_CONFIG_UNSUPPORTED},
    {"nvram-interrupt", true, 0x100000, VIR_ERR_CONFIG_UNSUPPORTED},
    {"vty-beside-vscsi", true, 0x30002000, 0},
    {"pool-same-interrupt", false, 0x102000, 0},
    {"pool-same-reg", false, 0x2000, VIR_ERR_XML_ERROR},
};

static void
test_interrupts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(interrupts); i++)
        g_assert_cmpuint(vio_interrupt(interrupts[i].reg), ==, interrupts[i].interrupt);
}

static void
test_claim(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(VioSet) set = vio_set_new(claims[i].derives_interrupts);
    g_autoptr(GError) error = NULL;
    bool is_granted = false;

    g_assert_true(vio_set_claim(set, VIO_DEFAULT_NVRAM_REG, NULL, NULL));
    g_assert_true(vio_set_claim(set, 0x2000, NULL, NULL));
    is_granted = vio_set_claim(set, claims[i].reg, NULL, &error);
    g_assert_cmpint(is_granted, ==, claims[i].code == 0);
    if (!is_granted)
        g_assert_error(error, PSERIES_ERROR, claims[i].code);
}

/* libvirt's way: from the base on, past what is taken. */
static void
test_find(void)
{
    g_autoptr(VioSet) set = vio_set_new(true);
    uint64_t reg = 0;

    g_assert_true(vio_set_claim(set, 0x1000, NULL, NULL));
    g_assert_true(vio_set_claim(set, 0x102000, NULL, NULL));
    g_assert_true(vio_set_find(set, 0x1000, &reg, NULL));
    g_assert_cmphex(reg, ==, 0x3000);
}

static void
test_full(void)
{
    g_autoptr(VioSet) set = vio_set_new(true);
    g_autoptr(GError) error = NULL;
    uint64_t reg = 0;

    for (unsigned i = 0; i < 256; i++) {
        g_assert_true(vio_set_find(set, 0x1000, &reg, NULL));
        g_assert_true(vio_set_claim(set, reg, NULL, NULL));
    }
    g_assert_false(vio_set_find(set, 0x1000, &reg, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vio_set/interrupts", test_interrupts);
    g_test_add_func("/vio_set/find", test_find);
    g_test_add_func("/vio_set/full", test_full);
    for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
        g_autofree char *path = g_strconcat("/vio_set/claim/", claims[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_claim);
    }
    return g_test_run();
}
