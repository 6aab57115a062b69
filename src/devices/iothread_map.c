/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/iothread_map.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

static const char property[] = "iothread-vq-mapping";

static const XmlField queue_fields[] = {
    XML_ATTR("id", MappedQueue, id, xml_type_uint, .max = G_MAXUINT16, .is_required = true),
    XML_END,
};
static const XmlBinding queue_binding = {"queue", sizeof(MappedQueue), queue_fields};

static const XmlField thread_fields[] = {
    XML_ATTR("id", MappedThread, id, xml_type_uint, .min = 1, .max = G_MAXUINT32,
             .is_required = true),
    XML_LIST("queue", MappedThread, queues, queue_binding),
    XML_END,
};
static const XmlBinding thread_binding = {"iothread", sizeof(MappedThread), thread_fields};

static const XmlField map_fields[] = {
    XML_LIST("iothread", IothreadMap, threads, thread_binding),
    XML_END,
};
const XmlBinding iothread_map_binding = {"iothreads", sizeof(IothreadMap), map_fields};

static unsigned
n_threads(const IothreadMap *map)
{
    return map != NULL && map->threads != NULL ? map->threads->len : 0;
}

static const MappedThread *
thread_at(const IothreadMap *map, unsigned i)
{
    return g_ptr_array_index(map->threads, i);
}

static bool
has_queues(const MappedThread *thread)
{
    return thread->queues != NULL && thread->queues->len > 0;
}

static void
check_threads(const IothreadMap *map, const IothreadMapOwner *owner, const Domain *domain,
              Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    unsigned line = owner->device->line;

    for (unsigned i = 0; i < n_threads(map); i++) {
        uint64_t id = thread_at(map, i)->id.value;

        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(id)))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("duplicate mapping for iothread '%" PRIu64 "' of %s"), id, owner->what);
        if (!iothreads_has(domain, id))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("iothread '%" PRIu64 "' of %s is not defined by <iothreads> or "
                           "<iothreadids>"),
                         id, owner->what);
        if (has_queues(thread_at(map, i)) != has_queues(thread_at(map, 0)))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("iothread to queue mapping must be provided for all iothreads or for "
                           "none: iothread '%" PRIu64 "' of %s differs from the first"),
                         id, owner->what);
    }
}

/* @served: (nullable) a flag for each queue. */
static void
check_queue(uint64_t id, const IothreadMapOwner *owner, bool *served, Report *report)
{
    if (id >= owner->queues.value)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, owner->device->line,
            _("iothread queue '%" PRIu64 "' mapping out of range: %s has queues='%" PRIu64 "'"), id,
            owner->what, owner->queues.value);
    else if (served[id])
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->device->line,
                     _("iothread queue '%" PRIu64 "' is already assigned in %s"), id, owner->what);
    else
        served[id] = true;
}

static void
check_queues(const IothreadMap *map, const IothreadMapOwner *owner, Report *report)
{
    g_autofree bool *served = g_new0(bool, owner->queues.value + 1);

    if (!has_queues(thread_at(map, 0)))
        return;
    if (!owner->queues.is_set) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->device->line,
                     _("'queue' count must be configured for explicit iothread to queue mapping: "
                       "say queues='' in <driver> of %s"),
                     owner->what);
        return;
    }
    for (unsigned i = 0; i < n_threads(map); i++) {
        const GPtrArray *queues = thread_at(map, i)->queues;

        for (unsigned j = 0; queues != NULL && j < queues->len; j++)
            check_queue(((const MappedQueue *)g_ptr_array_index(queues, j))->id.value, owner,
                        served, report);
    }
    for (uint64_t id = 0; id < owner->queues.value; id++)
        if (!served[id])
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->device->line,
                         _("missing iothread mapping for queue '%" PRIu64 "' of %s"), id,
                         owner->what);
}

void
iothread_map_check(const IothreadMap *map, const IothreadMapOwner *owner, const Domain *domain,
                   const DomainContext *context, Report *report)
{
    if (n_threads(map) == 0 || owner->type == NULL)
        return;
    if (owner->iothread.is_set)
        report_error(report, VIR_ERR_XML_ERROR, owner->device->line,
                     _("driver 'iothread' attribute can't be used together with 'iothreads' "
                       "subelement: leave one of them out of %s"),
                     owner->what);
    if (!capabilities_has_property(context->capabilities, owner->type, property))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner->device->line,
                     _("<iothreads> of %s cannot be used: '%s' of this QEMU has no '%s'; the "
                       "attribute 'iothread' names one thread"),
                     owner->what, owner->type, property);
    check_threads(map, owner, domain, report);
    check_queues(map, owner, report);
}

static JsonObject *
make_entry(const MappedThread *thread)
{
    JsonObject *entry = json_object_new();
    JsonArray *queues = NULL;

    part_set_string_format(entry, "iothread", "iothread%" PRIu64, thread->id.value);
    if (!has_queues(thread))
        return entry;
    queues = json_array_new();
    for (unsigned i = 0; i < thread->queues->len; i++)
        json_array_add_int_element(
            queues, (gint64)((const MappedQueue *)g_ptr_array_index(thread->queues, i))->id.value);
    json_object_set_array_member(entry, "vqs", queues);
    return entry;
}

void
iothread_map_write(const IothreadMap *map, JsonObject *part)
{
    JsonArray *entries = NULL;

    if (n_threads(map) == 0)
        return;
    entries = json_array_new();
    for (unsigned i = 0; i < n_threads(map); i++)
        json_array_add_object_element(entries, make_entry(thread_at(map, i)));
    json_object_set_array_member(part, property, entries);
}
