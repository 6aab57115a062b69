/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/iothreads.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

static const XmlField thread_fields[] = {
    XML_ATTR("id", Iothread, id, xml_type_uint, .min = 1, .max = G_MAXUINT32, .is_required = true),
    XML_ATTR_UINT("thread_pool_min", Iothread, pool_min, 0, G_MAXINT32),
    XML_ATTR_UINT("thread_pool_max", Iothread, pool_max, 0, G_MAXINT32),
    XML_END,
};
static const XmlBinding thread_binding = {"iothread", sizeof(Iothread), thread_fields};

static const XmlField ids_fields[] = {
    XML_LIST("iothread", IothreadIds, list, thread_binding),
    XML_END,
};
const XmlBinding iothread_ids_binding = {"iothreadids", sizeof(IothreadIds), ids_fields};

static unsigned
n_named(const Domain *domain)
{
    const GPtrArray *list = domain->iothreads.ids.list;

    return list != NULL ? list->len : 0;
}

static GHashTable *
named_ids(const Domain *domain)
{
    GHashTable *ids = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < n_named(domain); i++) {
        const Iothread *thread = g_ptr_array_index(domain->iothreads.ids.list, i);

        g_hash_table_add(ids, GSIZE_TO_POINTER(thread->id.value));
    }
    return ids;
}

bool
iothreads_has(const Domain *domain, uint64_t id)
{
    if (n_named(domain) == 0)
        return id >= 1 && id <= domain->iothreads.count.value;
    for (unsigned i = 0; i < n_named(domain); i++) {
        const Iothread *thread = g_ptr_array_index(domain->iothreads.ids.list, i);

        if (thread->id.value == id)
            return true;
    }
    return false;
}

/* Threads that the document counts but does not name get the lowest free ids. */
void
iothreads_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainIothreads *threads = &domain->iothreads;
    g_autoptr(GHashTable) ids = named_ids(domain);
    unsigned n = n_named(domain);

    (void)context;
    (void)report;
    if (threads->count.value == 0)
        threads->count = (OptionalUint){0, false};
    if (n > threads->count.value)
        threads->count = OPTIONAL_UINT(n);
    for (uint64_t id = 1; n > 0 && n < threads->count.value; id++) {
        Iothread *thread = NULL;

        if (g_hash_table_contains(ids, GSIZE_TO_POINTER(id)))
            continue;
        thread = g_new0(Iothread, 1);
        thread->id = OPTIONAL_UINT(id);
        xml_list_append(&threads->ids.list, thread);
        n++;
    }
}

static void
check_pool(const Iothread *thread, const Domain *domain, const DomainContext *context,
           Report *report)
{
    if (thread->pool_min.is_set && thread->pool_max.is_set &&
        thread->pool_min.value > thread->pool_max.value)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("iothread '%" PRIu64 "': thread_pool_min='%" PRIu64
                       "' is more than thread_pool_max='%" PRIu64 "'"),
                     thread->id.value, thread->pool_min.value, thread->pool_max.value);
    if ((thread->pool_min.is_set || thread->pool_max.is_set) &&
        !capabilities_is_at_least(context->capabilities, 7, 1))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("iothread '%" PRIu64 "': a thread pool needs QEMU 7.1 or later"),
                     thread->id.value);
}

void
iothreads_check(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < n_named(domain); i++) {
        const Iothread *thread = g_ptr_array_index(domain->iothreads.ids.list, i);

        check_pool(thread, domain, context, report);
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(thread->id.value)))
            report_error(report, VIR_ERR_XML_ERROR, domain->line,
                         _("duplicate iothread id '%" PRIu64 "' found"), thread->id.value);
    }
    if (n_named(domain) > IOTHREADS_MAX)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("%u iothreads are too many: at most %d are possible"), n_named(domain),
                     IOTHREADS_MAX);
}

static void
add_thread(const Iothread *thread, const DomainContext *context, Argv *argv)
{
    g_autoptr(PartList) parts = part_list_new();
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    part_set_string(part, "qom-type", "iothread");
    part_set_string_format(part, "id", "iothread%" PRIu64, thread->id.value);
    part_set_optional_uint(part, "thread-pool-min", thread->pool_min);
    part_set_optional_uint(part, "thread-pool-max", thread->pool_max);
    argv_add_part(argv, part_list_get(parts, 0),
                  capabilities_takes_json(context->capabilities, PART_OBJECT));
}

void
iothreads_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    if (n_named(domain) > 0) {
        for (unsigned i = 0; i < n_named(domain); i++)
            add_thread(g_ptr_array_index(domain->iothreads.ids.list, i), context, argv);
        return;
    }
    for (uint64_t id = 1; id <= domain->iothreads.count.value; id++)
        add_thread(&(Iothread){.id = OPTIONAL_UINT(id)}, context, argv);
}
