/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_reader.h"

/* Each way of reading, as a bit. */
enum {
    STRING = 1,
    NAME = 2, /* of a string alone */
    BOOL = 4,
    INT = 8,
    OBJECT = 16,
    ARRAY = 32,
};

/* Each row is a value, NULL for none, and all the ways in which it can be read.  Every other way
 * has to find nothing, and none may warn: warnings are fatal here. */
static const struct {
    const char *name;
    const char *value;
    unsigned ways;
} values[] = {
    {"absent", NULL, 0},
    {"null", "null", 0},
    {"string", "\"word\"", STRING | NAME},
    {"empty-string", "\"\"", STRING},
    {"control-character", "\"a\\u0001\"", STRING},
    {"newline", "\"a\\n\"", STRING},
    {"not-ascii", "\"\xc3\xbc\"", STRING},
    {"escaped-pair", "\"\\ud83d\\ude00\"", STRING},
    {"true", "true", BOOL},
    {"false", "false", BOOL},
    {"zero", "0", INT},
    {"negative", "-1", INT},
    {"least", "-9223372036854775808", INT},
    {"most", "9223372036854775806", INT},
    {"as-larger-ones-are-read", "9223372036854775807", 0},
    {"whole-double", "4.0", INT},
    {"large-double", "1e15", INT},
    {"fraction", "4.5", 0},
    {"double-too-large", "9223372036854775808.0", 0},
    {"double-too-small", "-1e19", 0},
    {"infinite", "1e999", 0},
    {"object", "{\"a\":1}", OBJECT},
    {"empty-object", "{}", OBJECT},
    {"array", "[1]", ARRAY},
    {"empty-array", "[]", ARRAY},
};

static JsonObject *
object_with(const char *value)
{
    g_autofree char *text = value != NULL ? g_strdup_printf("{\"m\":%s}", value) : g_strdup("{}");
    JsonObject *object = qmp_reader_parse(text, strlen(text));

    g_assert_nonnull(object);
    return object;
}

static unsigned
ways_of_value(JsonNode *value)
{
    bool flag = false;
    int64_t number = 0;

    return (qmp_value_string(value) != NULL ? STRING : 0) |
           (qmp_value_bool(value, &flag) ? BOOL : 0) |
           (qmp_value_int(value, INT64_MIN, INT64_MAX, &number) ? INT : 0) |
           (qmp_value_object(value) != NULL ? OBJECT : 0) |
           (qmp_value_array(value) != NULL ? ARRAY : 0);
}

/* What stands in for a missing value differs between two calls. */
static unsigned
ways_of_member(JsonObject *object)
{
    bool is_bool = qmp_member_bool(object, "m", true) == qmp_member_bool(object, "m", false);
    bool is_int = qmp_member_int(object, "m", INT64_MIN, INT64_MAX, 77) ==
                  qmp_member_int(object, "m", INT64_MIN, INT64_MAX, 78);

    return (qmp_member_string(object, "m", NULL) != NULL ? STRING : 0) |
           (qmp_member_name(object, "m") != NULL ? NAME : 0) | (is_bool ? BOOL : 0) |
           (is_int ? INT : 0) | (qmp_member_object(object, "m") != NULL ? OBJECT : 0) |
           (qmp_member_array(object, "m") != NULL ? ARRAY : 0);
}

static void
expect_need(const void *value, bool is_wanted, GError **error)
{
    g_assert_cmpint(value != NULL, ==, is_wanted);
    if (is_wanted) {
        g_assert_no_error(*error);
    } else {
        g_assert_error(*error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
        g_assert_nonnull(strstr((*error)->message, "'query-it'"));
    }
    g_clear_error(error);
}

static void
expect_needs(JsonNode *value, JsonObject *object, unsigned ways)
{
    g_autoptr(GError) error = NULL;
    bool flag = false;

    expect_need(qmp_value_need_object(value, "query-it", &error), ways & OBJECT, &error);
    expect_need(qmp_value_need_array(value, "query-it", &error), ways & ARRAY, &error);
    expect_need(qmp_value_need_string(value, "query-it", &error), ways & STRING, &error);
    expect_need(qmp_member_need_string(object, "m", "query-it", &error), ways & STRING, &error);
    g_assert_cmpint(qmp_member_need_bool(object, "m", "query-it", &flag, &error), ==,
                    (ways & BOOL) != 0);
    if (error != NULL)
        g_assert_nonnull(strstr(error->message, "'m'"));
}

static void
test_value(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(JsonObject) object = object_with(values[i].value);
    JsonNode *value = qmp_member(object, "m");

    g_assert_cmpuint(ways_of_value(value), ==, values[i].ways & ~(unsigned)NAME);
    g_assert_cmpuint(ways_of_member(object), ==, values[i].ways);
    expect_needs(value, object, values[i].ways);
}

static void
test_no_object(void)
{
    g_assert_null(qmp_member(NULL, "m"));
    g_assert_cmpuint(ways_of_member(NULL), ==, 0);
    g_assert_cmpuint(ways_of_value(NULL), ==, 0);
    g_assert_cmpuint(qmp_value_n_members(NULL), ==, 0);
    g_assert_cmpuint(qmp_value_n_elements(NULL), ==, 0);
    g_assert_null(qmp_value_element(NULL, 0));
}

static void
test_elements(void)
{
    g_autoptr(JsonObject) object = object_with("[1, {\"a\": 2}, null]");
    JsonArray *array = qmp_member_array(object, "m");

    g_assert_cmpuint(qmp_value_n_elements(array), ==, 3);
    g_assert_nonnull(qmp_value_element(array, 2));
    g_assert_null(qmp_value_element(array, 3));
    g_assert_null(qmp_value_object_element(array, 0));
    g_assert_cmpuint(qmp_value_n_members(qmp_value_object_element(array, 1)), ==, 1);
}

static void
test_range(void)
{
    g_autoptr(JsonObject) object = object_with("10");

    g_assert_cmpint(qmp_member_int(object, "m", 10, 10, -1), ==, 10);
    g_assert_cmpint(qmp_member_int(object, "m", 11, 20, -1), ==, -1);
    g_assert_cmpint(qmp_member_int(object, "m", 0, 9, -1), ==, -1);
}

static void
test_name_length(void)
{
    for (size_t length = QMP_MEMBER_MAX_NAME; length <= QMP_MEMBER_MAX_NAME + 1; length++) {
        g_autofree char *name = g_strnfill(length, 'x');
        g_autoptr(JsonObject) object = json_object_new();

        json_object_set_string_member(object, "m", name);
        g_assert_cmpint(qmp_member_name(object, "m") != NULL, ==, length <= QMP_MEMBER_MAX_NAME);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *path = g_strconcat("/qmp-value/types/", values[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_value);
    }
    g_test_add_func("/qmp-value/no-object", test_no_object);
    g_test_add_func("/qmp-value/elements", test_elements);
    g_test_add_func("/qmp-value/range", test_range);
    g_test_add_func("/qmp-value/name-length", test_name_length);
    return g_test_run();
}
