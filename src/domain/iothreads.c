/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/iothreads.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

static const XmlField poll_fields[] = {
    XML_ATTR_UINT("max", IothreadPoll, max, 0, IOTHREAD_POLL_MOST),
    XML_ATTR_UINT("grow", IothreadPoll, grow, 0, IOTHREAD_POLL_MOST),
    XML_ATTR_UINT("shrink", IothreadPoll, shrink, 0, IOTHREAD_POLL_MOST),
    XML_ATTR_UINT("weight", IothreadPoll, weight, 0, G_MAXUINT32),
    XML_END,
};
static const XmlBinding poll_binding = {"poll", sizeof(IothreadPoll), poll_fields};

static const XmlField thread_fields[] = {
    XML_ATTR("id", Iothread, id, xml_type_uint, .min = 1, .max = G_MAXUINT32, .is_required = true),
    XML_ATTR_UINT("thread_pool_min", Iothread, pool_min, 0, G_MAXINT32),
    XML_ATTR_UINT("thread_pool_max", Iothread, pool_max, 1, G_MAXINT32),
    XML_INLINE("poll", Iothread, poll, poll_binding),
    XML_END,
};
static const XmlBinding thread_binding = {"iothread", sizeof(Iothread), thread_fields};

static const XmlField ids_fields[] = {
    XML_LIST("iothread", IothreadIds, list, thread_binding),
    XML_END,
};
static const XmlField default_fields[] = {
    XML_ATTR_UINT("thread_pool_min", DefaultIothread, pool_min, 0, G_MAXINT32),
    XML_ATTR_UINT("thread_pool_max", DefaultIothread, pool_max, 1, G_MAXINT32),
    XML_END,
};
const XmlBinding default_iothread_binding = {"defaultiothread", sizeof(DefaultIothread),
                                             default_fields};

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

/* Threads without an id in the document get the lowest free ids. */
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
check_pool(OptionalUint min, OptionalUint max, const Domain *domain, const DomainContext *context,
           Report *report)
{
    if (min.is_set && max.is_set && min.value > max.value)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("thread_pool_min must be smaller or equal to thread_pool_max: an iothread "
                       "has '%" PRIu64 "' and '%" PRIu64 "'"),
                     min.value, max.value);
    else if (min.is_set && !max.is_set && context->is_new)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("thread_pool_min must be smaller or equal to thread_pool_max: an iothread "
                       "has '%" PRIu64 "' and no thread_pool_max"),
                     min.value);
}

static void
check_poll(const Iothread *thread, const Domain *domain, const DomainContext *context,
           Report *report)
{
    if (thread->poll.weight.is_set &&
        !capabilities_has_property(context->capabilities, "iothread", "poll-weight"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("weight='%" PRIu64 "' of <poll> of iothread %" PRIu64
                       " cannot be used: iothreads of this QEMU have no 'poll-weight'; leave it "
                       "out"),
                     thread->poll.weight.value, thread->id.value);
}

void
iothreads_check(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    const DefaultIothread *main = &domain->iothreads.main;
    bool has_pool = main->pool_min.is_set || main->pool_max.is_set;

    check_pool(main->pool_min, main->pool_max, domain, context, report);
    for (unsigned i = 0; i < n_named(domain); i++) {
        const Iothread *thread = g_ptr_array_index(domain->iothreads.ids.list, i);

        check_pool(thread->pool_min, thread->pool_max, domain, context, report);
        check_poll(thread, domain, context, report);
        has_pool = has_pool || thread->pool_min.is_set || thread->pool_max.is_set;
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(thread->id.value)))
            report_error(report, VIR_ERR_XML_ERROR, domain->line,
                         _("duplicate iothread id '%" PRIu64 "' found"), thread->id.value);
    }
    if (has_pool && !capabilities_is_at_least(context->capabilities, 7, 1))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("thread_pool_min and thread_pool_max of iothreads need QEMU 7.1 or later"));
    if (n_named(domain) > IOTHREADS_MAX)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("%u iothreads are too many: at most %d are possible"), n_named(domain),
                     IOTHREADS_MAX);
}

/* No id: the main loop. */
static void
add_object(const Iothread *thread, bool as_json, Argv *argv)
{
    g_autoptr(PartList) parts = part_list_new();
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    part_set_string(part, "qom-type", thread->id.is_set ? "iothread" : "main-loop");
    if (thread->id.is_set)
        part_set_string_format(part, "id", "iothread%" PRIu64, thread->id.value);
    else
        part_set_string(part, "id", "main-loop");
    part_set_optional_uint(part, "thread-pool-min", thread->pool_min);
    part_set_optional_uint(part, "thread-pool-max", thread->pool_max);
    part_set_optional_uint(part, "poll-max-ns", thread->poll.max);
    part_set_optional_uint(part, "poll-grow", thread->poll.grow);
    part_set_optional_uint(part, "poll-shrink", thread->poll.shrink);
    part_set_optional_uint(part, "poll-weight", thread->poll.weight);
    argv_add_part(argv, part_list_get(parts, 0), as_json);
}

void
iothreads_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DefaultIothread *main = &domain->iothreads.main;
    bool as_json = qemu_options_take_json(domain, context, PART_OBJECT);

    for (unsigned i = 0; i < n_named(domain); i++)
        add_object(g_ptr_array_index(domain->iothreads.ids.list, i), as_json, argv);
    for (uint64_t id = 1; n_named(domain) == 0 && id <= domain->iothreads.count.value; id++)
        add_object(&(Iothread){.id = OPTIONAL_UINT(id)}, as_json, argv);
    if (main->pool_min.is_set || main->pool_max.is_set)
        add_object(&(Iothread){.pool_min = main->pool_min, .pool_max = main->pool_max}, as_json,
                   argv);
}
