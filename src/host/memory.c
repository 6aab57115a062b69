/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/memory.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "host/file.h"

#define CELL_FOLDER "sys/devices/system/node"
#define HUGE_FOLDER "sys/kernel/mm/hugepages"

static const int all_cells = -1;

/* Returns: (owned) the numbers of the cells; at least one. */
static GArray *
list_cells(const char *root)
{
    GArray *cells = host_file_numbers(root, CELL_FOLDER "/online");
    unsigned first = 0;

    if (cells->len == 0)
        g_array_append_val(cells, first);
    return cells;
}

static unsigned
last_cell(const char *root)
{
    g_autoptr(GArray) cells = list_cells(root);

    return g_array_index(cells, unsigned, cells->len - 1);
}

/* Returns: (owned) the text of the cell's meminfo; on a host without NUMA, /proc/meminfo. */
static char *
cell_text(const char *root, unsigned cell)
{
    char *text = host_file_text(root, CELL_FOLDER "/node%u/meminfo", cell);
    g_autofree char *cells = NULL;

    if (text != NULL)
        return text;
    cells = host_file_text(root, CELL_FOLDER "/online");
    if (cells == NULL && cell == 0)
        text = host_file_text(root, "proc/meminfo");
    return text != NULL ? text : g_strdup("");
}

/* Returns: KiB under @name; 0 when there is no such line. */
static uint64_t
cell_value(const char *root, unsigned cell, const char *name)
{
    g_autofree char *text = cell_text(root, cell);
    uint64_t value = 0;

    return host_file_value(text, name, &value) ? value : 0;
}

static uint64_t
sum_cells(const char *root, const char *name)
{
    g_autoptr(GArray) cells = list_cells(root);
    uint64_t sum = 0;

    for (guint i = 0; i < cells->len; i++)
        sum += cell_value(root, g_array_index(cells, unsigned, i), name);
    return sum;
}

uint64_t
host_memory_of_cell(const char *root, unsigned cell)
{
    return cell_value(root, cell, "MemTotal");
}

uint64_t
host_memory_total(const char *root)
{
    return sum_cells(root, "MemTotal");
}

uint64_t
host_memory_free(const char *root)
{
    return sum_cells(root, "MemFree") * 1024;
}

static bool
check_start(int start, unsigned last, GError **error)
{
    if (start <= (int)last)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("start cell %d out of range (0-%u)"), start, last);
    return false;
}

GArray *
host_memory_free_of_cells(const char *root, int start, int max, GError **error)
{
    unsigned last = last_cell(root);
    GArray *sizes = NULL;

    if (!check_start(start, last, error))
        return NULL;
    sizes = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (int64_t cell = start; cell <= last && cell < (int64_t)start + max; cell++) {
        uint64_t bytes = cell_value(root, (unsigned)cell, "MemFree") * 1024;

        g_array_append_val(sizes, bytes);
    }
    return sizes;
}

static void
append_stat(GArray *stats, const char *name, const char *text, const char *kernel_name)
{
    virNodeMemoryStats stat = {.field = ""};
    uint64_t value = 0;

    if (!host_file_value(text, kernel_name, &value))
        return;
    stat.value = value;
    g_strlcpy(stat.field, name, sizeof stat.field);
    g_array_append_val(stats, stat);
}

GArray *
host_memory_stats(const char *root, int cell, GError **error)
{
    unsigned last = last_cell(root);
    g_autofree char *text = NULL;
    GArray *stats = NULL;

    if (cell != VIR_NODE_MEMORY_STATS_ALL_CELLS && (cell < 0 || cell > (int)last)) {
        g_set_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG,
                    _("cellNum in %s must be less than or equal to %u"), "virHostMemGetStats",
                    last);
        return NULL;
    }
    if (cell == VIR_NODE_MEMORY_STATS_ALL_CELLS)
        text = host_file_text(root, "proc/meminfo");
    else
        text = cell_text(root, (unsigned)cell);
    stats = g_array_new(FALSE, FALSE, sizeof(virNodeMemoryStats));
    if (text == NULL)
        return stats;
    append_stat(stats, VIR_NODE_MEMORY_STATS_TOTAL, text, "MemTotal");
    append_stat(stats, VIR_NODE_MEMORY_STATS_FREE, text, "MemFree");
    if (cell != VIR_NODE_MEMORY_STATS_ALL_CELLS)
        return stats;
    append_stat(stats, VIR_NODE_MEMORY_STATS_BUFFERS, text, "Buffers");
    append_stat(stats, VIR_NODE_MEMORY_STATS_CACHED, text, "Cached");
    return stats;
}

static unsigned
base_page_kib(void)
{
    return (unsigned)(sysconf(_SC_PAGESIZE) / 1024);
}

GArray *
host_memory_page_sizes(const char *root)
{
    GArray *sizes = host_file_huge_pages(root, HUGE_FOLDER);
    unsigned base = base_page_kib();

    g_array_prepend_val(sizes, base);
    return sizes;
}

/* Returns: true with the count @name of huge pages of @size, of a cell or of all. */
static bool
huge_pages(const char *root, int cell, unsigned size, const char *name, uint64_t *count)
{
    if (cell != all_cells &&
        host_file_number(root, count, CELL_FOLDER "/node%d/hugepages/hugepages-%ukB/%s_hugepages",
                         cell, size, name))
        return true;
    /* A host without NUMA has only the global folder. */
    if (cell > 0 || (cell == 0 && last_cell(root) > 0))
        return false;
    return host_file_number(root, count, HUGE_FOLDER "/hugepages-%ukB/%s_hugepages", size, name);
}

uint64_t
host_memory_pages_of_cell(const char *root, unsigned cell, unsigned size)
{
    g_autoptr(GArray) sizes = NULL;
    uint64_t kib = 0;
    uint64_t count = 0;

    if (size != base_page_kib())
        return huge_pages(root, (int)cell, size, "nr", &count) ? count : 0;
    /* Memory reserved for huge pages is not available as small pages. */
    kib = host_memory_of_cell(root, cell);
    sizes = host_file_huge_pages(root, HUGE_FOLDER);
    for (guint i = 0; i < sizes->len; i++) {
        unsigned huge = g_array_index(sizes, unsigned, i);

        if (huge_pages(root, (int)cell, huge, "nr", &count))
            kib -= MIN(kib, count * huge);
    }
    return kib / size;
}

static bool
append_free_pages(const char *root, int cell, unsigned size, GArray *counts, GError **error)
{
    uint64_t count = 0;

    if (size == base_page_kib())
        count = (cell == all_cells ? sum_cells(root, "MemFree")
                                   : cell_value(root, (unsigned)cell, "MemFree")) /
                size;
    else if (!huge_pages(root, cell, size, "free", &count)) {
        if (cell == all_cells)
            g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                        _("page size %u is not available"), size);
        else
            g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                        _("page size %u is not available on node %d"), size, cell);
        return false;
    }
    g_array_append_val(counts, count);
    return true;
}

GArray *
host_memory_free_pages(const char *root, const GArray *sizes, int start, unsigned n_cells,
                       GError **error)
{
    unsigned last = last_cell(root);
    g_autoptr(GArray) counts = NULL;

    if (start < all_cells) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("start cell %d out of range (0-%u)"), start, last);
        return NULL;
    }
    if (!check_start(start, last, error))
        return NULL;
    counts = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (int64_t cell = start; cell <= last && cell < (int64_t)start + n_cells; cell++)
        for (guint i = 0; i < sizes->len; i++)
            if (!append_free_pages(root, (int)cell, g_array_index(sizes, unsigned, i), counts,
                                   error))
                return NULL;
    return g_steal_pointer(&counts);
}

/* The kernel's KSM values under libvirt's names, in libvirt's order. */
static const struct {
    const char *name, *file;
    int type;
} parameters[] = {
    {VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN, "pages_to_scan", VIR_TYPED_PARAM_UINT},
    {VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS, "sleep_millisecs", VIR_TYPED_PARAM_UINT},
    {VIR_NODE_MEMORY_SHARED_PAGES_SHARED, "pages_shared", VIR_TYPED_PARAM_ULLONG},
    {VIR_NODE_MEMORY_SHARED_PAGES_SHARING, "pages_sharing", VIR_TYPED_PARAM_ULLONG},
    {VIR_NODE_MEMORY_SHARED_PAGES_UNSHARED, "pages_unshared", VIR_TYPED_PARAM_ULLONG},
    {VIR_NODE_MEMORY_SHARED_PAGES_VOLATILE, "pages_volatile", VIR_TYPED_PARAM_ULLONG},
    {VIR_NODE_MEMORY_SHARED_FULL_SCANS, "full_scans", VIR_TYPED_PARAM_ULLONG},
    {VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES, "merge_across_nodes", VIR_TYPED_PARAM_UINT},
};

GArray *
host_memory_parameters(const char *root)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(virTypedParameter));

    for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++) {
        virTypedParameter parameter = {.type = parameters[i].type};
        uint64_t value = 0;

        if (!host_file_number(root, &value, "sys/kernel/mm/ksm/%s", parameters[i].file))
            continue;
        if (parameter.type == VIR_TYPED_PARAM_UINT)
            parameter.value.ui = (unsigned)value;
        else
            parameter.value.ul = value;
        g_strlcpy(parameter.field, parameters[i].name, sizeof parameter.field);
        g_array_append_val(list, parameter);
    }
    return list;
}
