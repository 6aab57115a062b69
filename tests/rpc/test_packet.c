/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/body.h"
#include "rpc/packet.h"
#include "rpc/remote_protocol.h"

#include <string.h>

static const struct {
    const char *name;
    uint32_t word;
    bool is_length;
} lengths[] = {
    {"zero", 0, false},
    {"only-itself", 4, false},
    {"short", 27, false},
    {"empty-body", 28, true},
    {"largest", 33554436, true},
    {"too-large", 33554437, false},
    {"all-ones", 0xffffffff, false},
};

static void
test_length(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    uint8_t bytes[PACKET_LENGTH_BYTES];
    size_t length = 0;

    packet_write_word(bytes, lengths[i].word);
    g_assert_cmpint(packet_read_length(bytes, &length), ==, lengths[i].is_length);
    g_assert_cmpuint(length, ==, lengths[i].is_length ? lengths[i].word : 0);
}

static void
test_header(void)
{
    const PacketHeader header = {PROGRAM_REMOTE, 1, -5, PACKET_REPLY, 0xdeadbeef, PACKET_ERROR};
    g_autoptr(GBytes) packet = packet_new(&header, "abcd", 4);
    size_t n_bytes = 0;
    const uint8_t *bytes = g_bytes_get_data(packet, &n_bytes);
    PacketHeader read = {0};

    g_assert_cmpuint(n_bytes, ==, PACKET_MIN_BYTES + 4);
    g_assert_cmpuint(packet_read_word(bytes), ==, n_bytes);
    read = packet_read_header(bytes + PACKET_LENGTH_BYTES);
    g_assert_true(memcmp(&read, &header, sizeof header) == 0);
    g_assert_true(memcmp(bytes + PACKET_MIN_BYTES, "abcd", 4) == 0);
}

static const domain_define_xml_flags_args sample = {(char *)(uintptr_t)"<domain/>", 3};

static void
test_body(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    domain_define_xml_flags_args read = {0};

    g_assert_true(body_encode((xdrproc_t)xdr_domain_define_xml_flags_args, &sample, bytes));
    g_assert_cmpuint(bytes->len, ==, 4 + 12 + 4);
    g_assert_true(
        body_decode((xdrproc_t)xdr_domain_define_xml_flags_args, bytes->data, bytes->len, &read));
    g_assert_cmpstr(read.xml, ==, "<domain/>");
    g_assert_cmpuint(read.flags, ==, 3);
    xdr_free((xdrproc_t)xdr_domain_define_xml_flags_args, &read);
}

/* Cut off anywhere, it is no body, and nothing leaks. */
static void
test_truncated(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    body_encode((xdrproc_t)xdr_domain_define_xml_flags_args, &sample, bytes);
    for (guint n_bytes = 0; n_bytes < bytes->len; n_bytes++) {
        g_autofree guint8 *cut = g_memdup2(bytes->data, MAX(n_bytes, 1U));
        domain_define_xml_flags_args read = {0};

        g_assert_false(
            body_decode((xdrproc_t)xdr_domain_define_xml_flags_args, cut, n_bytes, &read));
    }
}

/* Lengths that no body can have are refused before memory is taken for them. */
static void
test_limits(void)
{
    static const uint32_t sizes[] = {STRING_MAX + 1, 0x7fffffff, 0xffffffff};
    connect_get_all_domain_stats_args stats = {0};
    domain_lookup_by_name_args name = {0};
    uint8_t bytes[16] = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        packet_write_word(bytes, sizes[i]);
        g_assert_false(
            body_decode((xdrproc_t)xdr_domain_lookup_by_name_args, bytes, sizeof bytes, &name));
        g_assert_false(body_decode((xdrproc_t)xdr_connect_get_all_domain_stats_args, bytes,
                                   sizeof bytes, &stats));
    }
}

static void
test_too_long_to_send(void)
{
    g_autofree char *text = g_strnfill(STRING_MAX + 1, 'x');
    const xml_ret value = {text};
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    g_byte_array_append(bytes, (const guint8 *)"head", 4);
    g_assert_false(body_encode((xdrproc_t)xdr_xml_ret, &value, bytes));
    g_assert_cmpuint(bytes->len, ==, 4);
    g_assert_true(memcmp(bytes->data, "head", 4) == 0);
    text[STRING_MAX] = '\0';
    g_assert_true(body_encode((xdrproc_t)xdr_xml_ret, &value, bytes));
    g_assert_cmpuint(bytes->len, ==, 4 + 4 + STRING_MAX);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autofree char *path = g_strconcat("/packet/length/", lengths[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_length);
    }
    g_test_add_func("/packet/header", test_header);
    g_test_add_func("/body/round-trip", test_body);
    g_test_add_func("/body/truncated", test_truncated);
    g_test_add_func("/body/limits", test_limits);
    g_test_add_func("/body/too-long-to-send", test_too_long_to_send);
    return g_test_run();
}
