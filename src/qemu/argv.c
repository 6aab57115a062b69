/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/argv.h"

#include <string.h>

#include "qemu/qmp_member.h"

typedef struct {
    char *option;
    char *value; /* nullable */
    bool is_part;
    Part part;    /* what was added, if it is one; its options are owned */
    bool is_json; /* the value is the part as JSON */
} Pair;

struct Argv {
    char *emulator;     /* nullable */
    char **environment; /* nullable */
    GArray *pairs;      /* Pair */
};

/* How a class of parts is written as key=value. */
static const struct {
    const char *first; /* the member whose key QEMU implies */
    bool repeats_list; /* "a=1,a=2" for a list, where others have "a.0=1,a.1=2" */
} styles[] = {
    [PART_OBJECT] = {"qom-type", true}, [PART_BLOCKDEV] = {"driver", false},
    [PART_NETDEV] = {"type", true},     [PART_CHARDEV] = {"backend", false},
    [PART_FSDEV] = {"fsdriver", false}, [PART_AUDIODEV] = {"driver", false},
    [PART_DEVICE] = {"driver", false},  [PART_GLOBAL] = {NULL, false},
};

static void
clear_pair(gpointer item)
{
    Pair *pair = item;

    g_free(pair->option);
    g_free(pair->value);
    g_clear_pointer(&pair->part.options, json_object_unref);
}

Argv *
argv_new(void)
{
    Argv *argv = g_new0(Argv, 1);

    argv->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    g_array_set_clear_func(argv->pairs, clear_pair);
    return argv;
}

void
argv_free(Argv *argv)
{
    if (argv == NULL)
        return;
    g_free(argv->emulator);
    g_strfreev(argv->environment);
    g_array_unref(argv->pairs);
    g_free(argv);
}

void
argv_set_emulator(Argv *argv, const char *path)
{
    g_free(argv->emulator);
    argv->emulator = g_strdup(path);
}

void
argv_add(Argv *argv, const char *option, const char *value)
{
    Pair pair = {.option = g_strdup(option), .value = g_strdup(value)};

    g_array_append_val(argv->pairs, pair);
}

void
argv_add_key_value(Argv *argv, const char *option, const KeyValue *pairs)
{
    argv_add(argv, option, key_value_text(pairs));
}

/* Returns: (owned) a string, number or boolean in command line form. */
static char *
scalar_text(JsonNode *node)
{
    const char *string = qmp_value_string(node);
    bool is_on = false;

    if (string != NULL)
        return g_strdup(string);
    if (qmp_value_bool(node, &is_on))
        return g_strdup(is_on ? "on" : "off");
    return json_to_string(node, FALSE);
}

/* QEMU's network backends wrap strings: {"str": "x"} stands for "x". */
static JsonNode *
unwrap(JsonNode *node)
{
    JsonObject *object = qmp_value_object(node);
    JsonNode *wrapped = qmp_value_n_members(object) == 1 ? qmp_member(object, "str") : NULL;

    return wrapped != NULL ? wrapped : node;
}

typedef struct {
    const char *key;
    JsonNode *node;
} Entry;

static void
push_object(GArray *stack, const char *key, JsonObject *object, GPtrArray *keys)
{
    JsonObjectIter members;
    const char *name = NULL;
    JsonNode *node = NULL;
    guint top = stack->len;

    /* Push in reverse, so that the first member is on top. */
    json_object_iter_init_ordered(&members, object);
    while (json_object_iter_next_ordered(&members, &name, &node)) {
        Entry entry = {.key = g_strdup_printf("%s.%s", key, name), .node = node};

        g_ptr_array_add(keys, (gpointer)entry.key);
        g_array_insert_val(stack, top, entry);
    }
}

static void
push_array(GArray *stack, const Entry *list, bool repeats, GPtrArray *keys)
{
    JsonArray *array = qmp_value_array(list->node);

    for (unsigned i = qmp_value_n_elements(array); i-- > 0;) {
        Entry entry = {.key =
                           repeats ? g_strdup(list->key) : g_strdup_printf("%s.%u", list->key, i),
                       .node = qmp_value_element(array, i)};

        if (repeats)
            entry.node = unwrap(entry.node);
        g_ptr_array_add(keys, (gpointer)entry.key);
        g_array_append_val(stack, entry);
    }
}

static void
add_scalar(KeyValue *pairs, const Entry *entry)
{
    g_autofree char *text = scalar_text(entry->node);

    key_value_add(pairs, entry->key, text);
}

/* Appends a member with everything nested in it, depth first. */
static void
add_member(KeyValue *pairs, const char *name, JsonNode *node, bool repeats_list)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    Entry entry = {.key = name, .node = node};

    g_array_append_val(stack, entry);
    while (stack->len > 0) {
        JsonObject *object = NULL;

        entry = g_array_index(stack, Entry, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        object = qmp_value_object(entry.node);
        if (object != NULL)
            push_object(stack, entry.key, object, keys);
        else if (qmp_value_array(entry.node) != NULL)
            push_array(stack, &entry, repeats_list, keys);
        else
            add_scalar(pairs, &entry);
    }
}

static KeyValue *
part_key_value(const Part *part)
{
    KeyValue *pairs = key_value_new();
    const char *first = styles[part->class].first;
    const char *class = first != NULL ? qmp_member_string(part->options, first, NULL) : NULL;
    JsonObjectIter members;
    const char *name = NULL;
    JsonNode *node = NULL;

    if (class != NULL)
        key_value_add_first(pairs, first, class);
    json_object_iter_init_ordered(&members, part->options);
    while (json_object_iter_next_ordered(&members, &name, &node))
        if (first == NULL || !g_str_equal(name, first))
            add_member(pairs, name, node, styles[part->class].repeats_list);
    return pairs;
}

/* "-global" has a short form: driver.property=value, whose value ends with the word. */
static char *
global_text(JsonObject *options)
{
    const char *driver = qmp_member_string(options, "driver", "");
    const char *property = qmp_member_string(options, "property", "");

    if (strpbrk(driver, ".=,") != NULL || strpbrk(property, "=,") != NULL)
        return NULL;
    return g_strdup_printf("%s.%s=%s", driver, property, qmp_member_string(options, "value", ""));
}

void
argv_add_part(Argv *argv, const Part *part, bool as_json)
{
    Pair pair = {.option = g_strdup(part_class_option(part->class)),
                 .is_part = true,
                 .part = {part->class, json_object_ref(part->options)},
                 .is_json = as_json};
    char *text = NULL;

    if (part->class == PART_GLOBAL) {
        text = global_text(part->options);
    } else if (as_json) {
        g_autoptr(JsonNode) node = json_node_alloc();

        json_node_init_object(node, part->options);
        text = json_to_string(node, FALSE);
    }
    if (text == NULL) {
        g_autoptr(KeyValue) pairs = part_key_value(part);

        text = g_strdup(key_value_text(pairs));
    }
    pair.value = text;
    g_array_append_val(argv->pairs, pair);
}

unsigned
argv_n(const Argv *argv)
{
    return argv->pairs->len;
}

const char *
argv_option(const Argv *argv, unsigned i)
{
    return g_array_index(argv->pairs, Pair, i).option;
}

const char *
argv_value(const Argv *argv, unsigned i)
{
    return g_array_index(argv->pairs, Pair, i).value;
}

const Part *
argv_part(const Argv *argv, unsigned i)
{
    const Pair *pair = &g_array_index(argv->pairs, Pair, i);

    return pair->is_part ? &pair->part : NULL;
}

bool
argv_is_json(const Argv *argv, unsigned i)
{
    return g_array_index(argv->pairs, Pair, i).is_json;
}

char **
argv_words(const Argv *argv)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    if (argv->emulator != NULL)
        g_ptr_array_add(words, g_strdup(argv->emulator));
    for (unsigned i = 0; i < argv->pairs->len; i++) {
        g_ptr_array_add(words, g_strdup(argv_option(argv, i)));
        if (argv_value(argv, i) != NULL)
            g_ptr_array_add(words, g_strdup(argv_value(argv, i)));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

void
argv_set_environment(Argv *argv, const char *const *variables)
{
    g_strfreev(argv->environment);
    argv->environment = g_strdupv((char **)(uintptr_t)variables);
}

static bool
needs_quotes(const char *word)
{
    static const char harmless[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789_@%+=:,./-";

    return word[0] == '\0' || word[strspn(word, harmless)] != '\0';
}

static void
append_word(GString *text, const char *word)
{
    g_autofree char *quoted = needs_quotes(word) ? g_shell_quote(word) : NULL;

    g_string_append(text, quoted != NULL ? quoted : word);
}

/* Do not quote the name, or the shell sees no assignment. */
static void
append_variable(GString *text, const char *variable)
{
    const char *value = strchr(variable, '=') + 1;

    g_string_append_len(text, variable, value - variable);
    append_word(text, value);
    g_string_append(text, " \\\n");
}

char *
argv_print_shell(const Argv *argv)
{
    GString *text = g_string_new(NULL);

    for (char **variable = argv->environment; variable != NULL && *variable != NULL; variable++)
        append_variable(text, *variable);
    if (argv->emulator != NULL)
        append_word(text, argv->emulator);
    for (unsigned i = 0; i < argv->pairs->len; i++) {
        if (text->len > 0)
            g_string_append(text, " \\\n");
        append_word(text, argv_option(argv, i));
        if (argv_value(argv, i) != NULL) {
            g_string_append_c(text, ' ');
            append_word(text, argv_value(argv, i));
        }
    }
    g_string_append_c(text, '\n');
    return g_string_free(text, FALSE);
}

GBytes *
argv_print_nul(const Argv *argv)
{
    g_auto(GStrv) words = argv_words(argv);
    GByteArray *bytes = g_byte_array_new();

    for (size_t i = 0; words[i] != NULL; i++)
        g_byte_array_append(bytes, (const guint8 *)words[i], (guint)strlen(words[i]) + 1);
    return g_byte_array_free_to_bytes(bytes);
}
