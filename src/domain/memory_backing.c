/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/memory_backing.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "domain/domain.h"
#include "domain/number_set.h"

static const char *const access_names[] = {
    [MEMORY_ACCESS_SHARED] = "shared",
    [MEMORY_ACCESS_PRIVATE] = "private",
};
const NameTable memory_accesses = NAME_TABLE(access_names);

static const char *const source_names[] = {
    [MEMORY_SOURCE_FILE] = "file",
    [MEMORY_SOURCE_ANONYMOUS] = "anonymous",
    [MEMORY_SOURCE_MEMFD] = "memfd",
};
static const NameTable sources = NAME_TABLE(source_names);

static const char *const allocation_names[] = {
    [MEMORY_ALLOCATION_IMMEDIATE] = "immediate",
    [MEMORY_ALLOCATION_ONDEMAND] = "ondemand",
};
static const NameTable allocations = NAME_TABLE(allocation_names);

static const XmlField page_fields[] = {
    XML_LINE(HugePage, line),
    XML_ATTR("size", HugePage, kib, xml_type_size_kib, .argument = "unit", .is_required = true),
    XML_ATTR("nodeset", HugePage, nodeset, xml_type_cpu_set, ),
    XML_END,
};
static const XmlBinding page_binding = {"page", sizeof(HugePage), page_fields};

static const XmlField huge_pages_fields[] = {
    XML_LIST("page", HugePages, pages, page_binding),
    XML_END,
};
static const XmlBinding huge_pages_binding = {"hugepages", sizeof(HugePages), huge_pages_fields};

static const XmlField source_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("type", MemorySourceType, type, sources),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(MemorySourceType), source_fields};

static const XmlField access_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("mode", MemoryAccessMode, mode, memory_accesses),
    XML_END,
};
static const XmlBinding access_binding = {"access", sizeof(MemoryAccessMode), access_fields};

static const XmlField allocation_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("mode", MemoryAllocationMode, mode, allocations),
    XML_ATTR_UINT_OR_EMPTY("threads", MemoryAllocationMode, threads, 0, G_MAXUINT32),
    XML_END,
};
static const XmlBinding allocation_binding = {"allocation", sizeof(MemoryAllocationMode),
                                              allocation_fields};

static const XmlField backing_fields[] = {
    XML_LINE(MemoryBacking, line),
    XML_CHILD("hugepages", MemoryBacking, huge_pages, huge_pages_binding),
    XML_FLAG("nosharepages", MemoryBacking, has_no_shared_pages),
    XML_FLAG("locked", MemoryBacking, is_locked),
    XML_INLINE("source", MemoryBacking, source, source_binding),
    XML_INLINE("access", MemoryBacking, access, access_binding),
    XML_INLINE("allocation", MemoryBacking, allocation, allocation_binding),
    XML_FLAG("discard", MemoryBacking, is_discarded),
    XML_END,
};
const XmlBinding memory_backing_binding = {"memoryBacking", sizeof(MemoryBacking), backing_fields};

static const GPtrArray *
pages_of(const Domain *domain)
{
    const HugePages *huge_pages = domain->memory.backing.huge_pages;

    return huge_pages != NULL ? huge_pages->pages : NULL;
}

static unsigned
n_cells(const Domain *domain)
{
    const GPtrArray *cells = domain->cpu->numa.cells;

    return cells != NULL ? cells->len : 0;
}

/* A guest without nodes counts as node 0. */
void
memory_backing_complete(Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *pages = pages_of(domain);
    MemoryAllocationMode *allocation = &domain->memory.backing.allocation;

    (void)context;
    (void)report;
    if (allocation->threads.value == 0)
        allocation->threads = (OptionalUint){0, false};
    for (unsigned i = 0; pages != NULL && i < pages->len && n_cells(domain) == 0; i++) {
        HugePage *page = g_ptr_array_index(pages, i);

        if (g_strcmp0(page->nodeset, "0") == 0)
            g_clear_pointer(&page->nodeset, g_free);
    }
}

/* Each node has pages of one size.  @sizes: node -> HugePage *, filled in. */
static void
check_page(const Domain *domain, HugePage *page, GHashTable *sizes, Report *report)
{
    g_autoptr(GArray) nodes = number_set_list(page->nodeset);

    if (page->kib.is_set && page->kib.value == 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, page->line,
                     _("hugepage size can't be zero"));
    for (unsigned i = 0; i < nodes->len; i++) {
        guint node = g_array_index(nodes, guint, i);
        const HugePage *other = g_hash_table_lookup(sizes, GUINT_TO_POINTER(node));

        if (node >= n_cells(domain))
            report_error(report, VIR_ERR_XML_DETAIL, page->line,
                         _("hugepages: node %u not found, which the nodeset of <page> names"),
                         node);
        else if (other != NULL)
            report_error(
                report, VIR_ERR_XML_DETAIL, page->line,
                _("nodeset attribute of hugepages of sizes %" PRIu64 " and %" PRIu64 " intersect"),
                other->kib.value, page->kib.value);
        g_hash_table_insert(sizes, GUINT_TO_POINTER(node), page);
    }
}

static void
check_pages(const Domain *domain, Report *report)
{
    g_autoptr(GHashTable) sizes = g_hash_table_new(NULL, NULL);
    const GPtrArray *pages = pages_of(domain);
    const HugePage *rest = NULL;

    for (unsigned i = 0; pages != NULL && i < pages->len; i++) {
        HugePage *page = g_ptr_array_index(pages, i);

        check_page(domain, page, sizes, report);
        if (page->nodeset != NULL)
            continue;
        if (rest != NULL)
            report_error(report, VIR_ERR_XML_DETAIL, page->line,
                         _("two master hugepages detected: %" PRIu64 " and %" PRIu64
                           ": all but one need a nodeset"),
                         rest->kib.value, page->kib.value);
        rest = page;
    }
}

/* QEMU before 5.0 creates the memory of a guest without nodes itself. */
static void
check_version(const Domain *domain, const DomainContext *context, Report *report)
{
    const MemoryBacking *backing = &domain->memory.backing;

    if (n_cells(domain) != 0 || memory_backend_id(context) != NULL)
        return;
    if (backing->huge_pages != NULL || backing->source.type == MEMORY_SOURCE_FILE ||
        backing->source.type == MEMORY_SOURCE_MEMFD || backing->access.mode != MEMORY_ACCESS_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("<hugepages>, <source> and <access> of <memoryBacking> need QEMU 5.0 or "
                       "later, or NUMA cells in <cpu>"));
}

void
memory_backing_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const MemoryBacking *backing = &domain->memory.backing;

    check_pages(domain, report);
    check_version(domain, context, report);
    if (backing->huge_pages != NULL && backing->source.type == MEMORY_SOURCE_ANONYMOUS)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("hugepages are not allowed with anonymous memory source: use 'memfd' or "
                       "'file'"));
    if (backing->huge_pages != NULL && backing->allocation.mode == MEMORY_ALLOCATION_ONDEMAND)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("hugepages are not allowed with memory allocation ondemand: they are "
                       "allocated at the start"));
    if ((backing->source.type == MEMORY_SOURCE_MEMFD || backing->huge_pages != NULL) &&
        !capabilities_has_type(context->capabilities, "memory-backend-memfd"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("this QEMU has no 'memory-backend-memfd', which '%s' needs"),
                     backing->huge_pages != NULL ? "hugepages" : "source type='memfd'");
}

/* Pages of a piece: whether they are huge, and of which size (0: the host's usual huge one). */
typedef struct {
    bool are_huge;
    uint64_t kib;
} PageChoice;

/* Returns: (borrowed, nullable) the <page> for the guest's node. */
static const HugePage *
page_of(const GPtrArray *pages, OptionalUint cell)
{
    const HugePage *rest = NULL;

    for (unsigned i = 0; pages != NULL && i < pages->len; i++) {
        const HugePage *page = g_ptr_array_index(pages, i);
        g_autoptr(GArray) nodes = number_set_list(page->nodeset);

        if (page->nodeset == NULL)
            rest = page;
        for (unsigned j = 0; j < nodes->len; j++)
            if (cell.is_set && cell.value == g_array_index(nodes, guint, j))
                return page;
    }
    return rest;
}

static PageChoice
choose_pages(const MemoryPiece *piece, const Domain *domain)
{
    const HugePages *huge_pages = domain->memory.backing.huge_pages;
    const HugePage *page = huge_pages != NULL ? page_of(huge_pages->pages, piece->cell) : NULL;
    PageChoice choice = {.kib = 0};

    if (piece->path != NULL)
        return choice;
    if (piece->page_kib.is_set)
        choice = (PageChoice){true, piece->page_kib.value};
    else if (page != NULL)
        choice = (PageChoice){true, page->kib.value};
    else
        choice.are_huge = huge_pages != NULL && huge_pages->pages == NULL;
    /* Pages of the normal size are not huge. */
    if (choice.kib * 1024 == (uint64_t)sysconf(_SC_PAGESIZE))
        choice = (PageChoice){false, 0};
    return choice;
}

static const CpuCell *
cell_of(const MemoryPiece *piece, const Domain *domain)
{
    if (!piece->cell.is_set || piece->cell.value >= n_cells(domain))
        return NULL;
    return g_ptr_array_index(domain->cpu->numa.cells, piece->cell.value);
}

static MemoryAccess
choose_access(const MemoryPiece *piece, const Domain *domain)
{
    const CpuCell *cell = cell_of(piece, domain);

    if (piece->access != MEMORY_ACCESS_NONE)
        return piece->access;
    if (cell != NULL && cell->access != MEMORY_ACCESS_NONE)
        return cell->access;
    return domain->memory.backing.access.mode;
}

bool
memory_backing_is_shared(const Domain *domain)
{
    unsigned n = n_cells(domain);
    bool is_shared = true;

    for (unsigned i = 0; i < MAX(n, 1); i++) {
        MemoryPiece piece = {.cell = {.is_set = n > 0, .value = i}};

        is_shared = is_shared && choose_access(&piece, domain) == MEMORY_ACCESS_SHARED;
    }
    return is_shared;
}

static bool
is_discarded(const MemoryPiece *piece, const Domain *domain)
{
    const CpuCell *cell = cell_of(piece, domain);

    if (piece->path != NULL)
        return false;
    if (piece->discard != TRISTATE_ABSENT)
        return piece->discard == TRISTATE_YES;
    if (cell != NULL && cell->discard != TRISTATE_ABSENT)
        return cell->discard == TRISTATE_YES;
    return domain->memory.backing.is_discarded;
}

/* memfd allocates huge pages without a mounted hugetlbfs. */
static MemorySource
choose_source(const MemoryPiece *piece, const Domain *domain, bool has_huge_pages)
{
    const MemoryBacking *backing = &domain->memory.backing;

    if (piece->path != NULL)
        return MEMORY_SOURCE_FILE;
    if (has_huge_pages || backing->source.type == MEMORY_SOURCE_MEMFD)
        return MEMORY_SOURCE_MEMFD;
    if (backing->source.type == MEMORY_SOURCE_FILE ||
        choose_access(piece, domain) != MEMORY_ACCESS_NONE)
        return MEMORY_SOURCE_FILE;
    return MEMORY_SOURCE_ANONYMOUS;
}

bool
memory_backing_is_plain(const MemoryPiece *piece, const Domain *domain)
{
    PageChoice pages = choose_pages(piece, domain);

    return choose_source(piece, domain, pages.are_huge) == MEMORY_SOURCE_ANONYMOUS &&
           !numa_is_bound(domain, piece->cell);
}

static void
write_file(const MemoryPiece *piece, const Domain *domain, const DomainContext *context,
           JsonObject *part)
{
    g_autofree char *path = g_build_filename(context->memory_directory, piece->file, NULL);

    part_set_string(part, "mem-path", piece->path != NULL ? piece->path : path);
    if (is_discarded(piece, domain))
        part_set_bool(part, "discard-data", true);
}

static void
write_allocation(const MemoryPiece *piece, const Domain *domain, bool has_huge_pages,
                 JsonObject *part)
{
    const MemoryAllocationMode *allocation = &domain->memory.backing.allocation;

    if (allocation->mode == MEMORY_ALLOCATION_IMMEDIATE || has_huge_pages ||
        (piece->path != NULL && !piece->is_persistent))
        part_set_bool(part, "prealloc", true);
    part_set_optional_uint(part, "prealloc-threads", allocation->threads);
}

void
memory_backing_write(const MemoryPiece *piece, const Domain *domain, const DomainContext *context,
                     JsonObject *part)
{
    static const char *const types[] = {
        [MEMORY_SOURCE_FILE] = "memory-backend-file",
        [MEMORY_SOURCE_ANONYMOUS] = "memory-backend-ram",
        [MEMORY_SOURCE_MEMFD] = "memory-backend-memfd",
    };
    PageChoice pages = choose_pages(piece, domain);
    MemorySource source = choose_source(piece, domain, pages.are_huge);
    MemoryAccess access = choose_access(piece, domain);

    part_set_string(part, "qom-type", types[source]);
    part_set_string(part, "id", piece->id);
    if (pages.are_huge)
        part_set_bool(part, "hugetlb", true);
    if (pages.kib != 0)
        part_set_uint(part, "hugetlbsize", pages.kib * 1024);
    if (source == MEMORY_SOURCE_FILE)
        write_file(piece, domain, context, part);
    if (access != MEMORY_ACCESS_NONE)
        part_set_bool(part, "share", access == MEMORY_ACCESS_SHARED);
    /* The memory keeps the name that migration from and to older QEMUs needs. */
    if (piece->is_whole && source != MEMORY_SOURCE_ANONYMOUS)
        part_set_bool(part, "x-use-canonical-path-for-ramblock-id", false);
    write_allocation(piece, domain, pages.are_huge, part);
    part_set_uint(part, "size", piece->kib * 1024);
    if (piece->align_kib.value != 0)
        part_set_uint(part, "align", piece->align_kib.value * 1024);
    if (piece->is_persistent)
        part_set_bool(part, "pmem", true);
    numa_bind(domain, piece->cell, piece->nodeset, part);
}
