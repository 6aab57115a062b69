/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/file.h"

#include <string.h>

#include "base/thread_role.h"

/* No list of numbers of the kernel has more than this. */
enum { MAX_NUMBER = 65535 };

G_GNUC_PRINTF(2, 0)
static char *
read_text(const char *root, const char *format, va_list arguments)
{
    g_autofree char *name = g_strdup_vprintf(format, arguments);
    g_autofree char *path = g_build_filename(root, name, NULL);
    char *text = NULL;

    assert_may_block();
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    g_strchomp(text);
    return text;
}

char *
host_file_text(const char *root, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    text = read_text(root, format, arguments);
    va_end(arguments);
    return text;
}

/* Returns: true with the number at @text, and where it ends. */
static bool
read_number(const char *text, uint64_t *value, const char **end)
{
    char *stop = NULL;

    if (!g_ascii_isdigit(text[0]))
        return false;
    *value = g_ascii_strtoull(text, &stop, 10);
    *end = stop;
    return true;
}

bool
host_file_number(const char *root, uint64_t *value, const char *format, ...)
{
    g_autofree char *text = NULL;
    const char *end = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = read_text(root, format, arguments);
    va_end(arguments);
    return text != NULL && read_number(text, value, &end);
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
    const unsigned *one = a;
    const unsigned *other = b;

    return (*one > *other) - (*one < *other);
}

static void
append_range(GArray *numbers, const char *range)
{
    uint64_t first = 0;
    uint64_t last = 0;
    const char *end = NULL;

    if (!read_number(range, &first, &end))
        return;
    last = first;
    if (*end == '-' && !read_number(end + 1, &last, &end))
        return;
    for (uint64_t i = first; i <= last && i <= MAX_NUMBER; i++) {
        unsigned number = (unsigned)i;

        g_array_append_val(numbers, number);
    }
}

GArray *
host_file_numbers(const char *root, const char *format, ...)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_autofree char *text = NULL;
    g_auto(GStrv) ranges = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = read_text(root, format, arguments);
    va_end(arguments);
    if (text == NULL)
        return numbers;
    ranges = g_strsplit(text, ",", -1);
    for (size_t i = 0; ranges[i] != NULL; i++)
        append_range(numbers, ranges[i]);
    g_array_sort(numbers, compare_numbers);
    return numbers;
}

/* Returns: true with the number when @line is "... NAME: 12 kB". */
static bool
read_line(const char *line, const char *name, uint64_t *value)
{
    const char *colon = strchr(line, ':');
    size_t length = strlen(name);
    const char *word = NULL;

    if (colon == NULL || (size_t)(colon - line) < length)
        return false;
    word = colon - length;
    if (strncmp(word, name, length) != 0 || (word > line && word[-1] != ' '))
        return false;
    for (colon++; g_ascii_isspace(*colon);)
        colon++;
    return read_number(colon, value, &word);
}

bool
host_file_value(const char *text, const char *name, uint64_t *value)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++)
        if (read_line(lines[i], name, value))
            return true;
    return false;
}

GArray *
host_file_huge_pages(const char *root, const char *folder)
{
    static const char prefix[] = "hugepages-";
    GArray *sizes = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_autofree char *path = g_build_filename(root, folder, NULL);
    g_autoptr(GDir) listing = g_dir_open(path, 0, NULL);
    const char *name = NULL;

    assert_may_block();
    while (listing != NULL && (name = g_dir_read_name(listing)) != NULL) {
        const char *end = NULL;
        uint64_t number = 0;
        unsigned size = 0;

        if (!g_str_has_prefix(name, prefix) || !read_number(name + strlen(prefix), &number, &end) ||
            !g_str_equal(end, "kB"))
            continue;
        size = (unsigned)number;
        g_array_append_val(sizes, size);
    }
    g_array_sort(sizes, compare_numbers);
    return sizes;
}
