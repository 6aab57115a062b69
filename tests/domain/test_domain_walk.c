/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/domain_walk.h"

#include <glib.h>

/* Two kinds, and a domain of devices whose ids say what they are: "a0", "b1", "a2" ... */
typedef struct {
    Device device;
    unsigned number;
} Thing;

static const XmlBinding thing_binding = {"thing", sizeof(Thing), (const XmlField[]){XML_END}};
static const DeviceKind a_kind = {.binding = &thing_binding};
static const DeviceKind b_kind = {.binding = &thing_binding};
static const DeviceKind absent_kind = {.binding = &thing_binding};

static void
free_thing(gpointer thing)
{
    device_free(thing);
}

static void
add(Domain *domain, char kind)
{
    unsigned number = domain->devices->len;
    Thing *thing = (Thing *)(void *)device_new(kind == 'a' ? &a_kind : &b_kind);

    thing->number = number;
    thing->device.id = g_strdup_printf("%c%u", kind, number);
    domain_add_device(domain, &thing->device);
}

static void
set_up(Domain *domain, const char *kinds)
{
    *domain = (Domain){.devices = g_ptr_array_new_with_free_func(free_thing),
                       .index = device_index_new()};
    for (; *kinds != '\0'; kinds++)
        add(domain, *kinds);
}

static void
take_down(Domain *domain)
{
    g_ptr_array_unref(domain->devices);
    device_index_free(domain->index);
}

/* Appends the id, and asserts what the kind promises. */
static void
note(GString *seen, const Thing *thing)
{
    g_assert_cmpuint((unsigned)(thing->device.id[1] - '0'), ==, thing->number);
    g_string_append_printf(seen, "%s ", thing->device.id);
}

static void
assert_seen(GString *seen, const char *expected)
{
    g_assert_cmpstr(seen->str, ==, expected);
    g_string_truncate(seen, 0);
}

/* What a walk over each kind sees, forwards and backwards. */
static const struct {
    const char *name, *kinds, *a, *b, *backwards, *all;
} walks[] = {
    {"none", "", "", "", "", ""},
    {"one", "a", "a0 ", "", "a0 ", "a0 "},
    {"another", "b", "", "b0 ", "", "b0 "},
    {"at-ends", "abba", "a0 a3 ", "b1 b2 ", "a3 a0 ", "a0 b1 b2 a3 "},
    {"between", "babab", "a1 a3 ", "b0 b2 b4 ", "a3 a1 ", "b0 a1 b2 a3 b4 "},
};

static void
test_walk(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GString) seen = g_string_new(NULL);
    Domain domain = {0};

    set_up(&domain, walks[i].kinds);
    DOMAIN_EACH(const Thing, thing, &domain, &a_kind)
        note(seen, thing);
    assert_seen(seen, walks[i].a);
    DOMAIN_EACH(const Thing, thing, &domain, &b_kind)
        note(seen, thing);
    assert_seen(seen, walks[i].b);
    DOMAIN_EACH_BACKWARDS(const Thing, thing, &domain, &a_kind)
        note(seen, thing);
    assert_seen(seen, walks[i].backwards);
    DOMAIN_EACH_DEVICE(const Device, device, &domain)
        g_string_append_printf(seen, "%s ", device->id);
    assert_seen(seen, walks[i].all);
    DOMAIN_EACH(const Thing, thing, &domain, &absent_kind)
        note(seen, thing);
    assert_seen(seen, "");
    take_down(&domain);
}

/* `break` and `continue` mean the walk, and of nested walks the inner one. */
static void
test_leaving(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    Domain domain = {0};

    set_up(&domain, "aabaa");
    DOMAIN_EACH(const Thing, thing, &domain, &a_kind) {
        if (thing->number == 1)
            continue;
        if (thing->number == 4)
            break;
        note(seen, thing);
    }
    assert_seen(seen, "a0 a3 ");
    DOMAIN_EACH_BACKWARDS(const Thing, thing, &domain, &a_kind) {
        if (thing->number == 1)
            break;
        note(seen, thing);
    }
    assert_seen(seen, "a4 a3 ");
    take_down(&domain);
}

static void
test_nested(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    Domain domain = {0};

    set_up(&domain, "abab");
    DOMAIN_EACH(const Thing, outer, &domain, &a_kind) {
        note(seen, outer);
        DOMAIN_EACH_DEVICE(const Device, inner, &domain) {
            if (inner == &outer->device)
                break;
            g_string_append_printf(seen, "(%s) ", inner->id);
        }
    }
    assert_seen(seen, "a0 a2 (a0) (b1) ");
    take_down(&domain);
}

static void
test_appending(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    Domain domain = {0};

    set_up(&domain, "ab");
    DOMAIN_EACH(const Thing, thing, &domain, &a_kind) {
        note(seen, thing);
        if (domain.devices->len < 6) {
            add(&domain, 'b');
            add(&domain, 'a');
        }
    }
    assert_seen(seen, "a0 a3 a5 ");
    take_down(&domain);
}

static void
test_removing(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    Domain domain = {0};

    set_up(&domain, "aabaa");
    DOMAIN_EACH_BACKWARDS(Thing, thing, &domain, &a_kind) {
        note(seen, thing);
        if (thing->number != 1)
            g_ptr_array_remove(domain.devices, thing);
    }
    assert_seen(seen, "a4 a3 a1 a0 ");
    DOMAIN_EACH_DEVICE(const Device, device, &domain)
        g_string_append_printf(seen, "%s ", device->id);
    assert_seen(seen, "a1 b2 ");
    take_down(&domain);
}

static void
test_first_and_count(void)
{
    Domain domain = {0};
    const Thing *first = NULL;

    set_up(&domain, "baba");
    first = domain_first(&domain, &a_kind);
    g_assert_nonnull(first);
    g_assert_cmpuint(first->number, ==, 1);
    g_assert_null(domain_first(&domain, &absent_kind));
    g_assert_cmpuint(domain_count(&domain, &a_kind), ==, 2);
    g_assert_cmpuint(domain_count(&domain, &absent_kind), ==, 0);
    take_down(&domain);
}

/* Only the devices of the kind move, each to where one of them was. */
static void
test_sort(void)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    g_autoptr(GString) seen = g_string_new(NULL);
    Domain domain = {0};

    set_up(&domain, "abaab");
    DOMAIN_EACH_BACKWARDS(Thing, thing, &domain, &a_kind)
        g_ptr_array_add(sorted, thing);
    domain_sort(&domain, &a_kind, sorted->pdata);
    DOMAIN_EACH_DEVICE(const Device, device, &domain)
        g_string_append_printf(seen, "%s ", device->id);
    assert_seen(seen, "a3 b1 a2 a0 b4 ");
    g_ptr_array_set_size(sorted, 0);
    DOMAIN_EACH_BACKWARDS(Device, device, &domain, NULL)
        g_ptr_array_add(sorted, device);
    domain_sort(&domain, NULL, sorted->pdata);
    DOMAIN_EACH_DEVICE(const Device, device, &domain)
        g_string_append_printf(seen, "%s ", device->id);
    assert_seen(seen, "b4 a0 a2 b1 a3 ");
    take_down(&domain);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(walks); i++) {
        g_autofree char *path = g_strconcat("/domain_walk/", walks[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_walk);
    }
    g_test_add_func("/domain_walk/leaving", test_leaving);
    g_test_add_func("/domain_walk/nested", test_nested);
    g_test_add_func("/domain_walk/appending", test_appending);
    g_test_add_func("/domain_walk/removing", test_removing);
    g_test_add_func("/domain_walk/first-and-count", test_first_and_count);
    g_test_add_func("/domain_walk/sort", test_sort);
    return g_test_run();
}
