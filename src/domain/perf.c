/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/perf.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

/* In libvirt's order. */
static const char *const event_names[] = {
    NULL,
    "cmt",
    "mbmt",
    "mbml",
    "cpu_cycles",
    "instructions",
    "cache_references",
    "cache_misses",
    "branch_instructions",
    "branch_misses",
    "bus_cycles",
    "stalled_cycles_frontend",
    "stalled_cycles_backend",
    "ref_cpu_cycles",
    "cpu_clock",
    "task_clock",
    "page_faults",
    "context_switches",
    "cpu_migrations",
    "page_faults_min",
    "page_faults_maj",
    "alignment_faults",
    "emulation_faults",
};
static const NameTable events = NAME_TABLE(event_names);

static const XmlField event_fields[] = {
    XML_LINE(PerfEvent, line),
    XML_ATTR("name", PerfEvent, name, xml_type_enum, .argument = &events, .is_required = true),
    XML_ATTR("enabled", PerfEvent, enabled, xml_type_yes_no, .is_required = true),
    XML_END,
};
static const XmlBinding event_binding = {"event", sizeof(PerfEvent), event_fields};

static const XmlField perf_fields[] = {
    XML_LIST("event", DomainPerf, events, event_binding),
    XML_END,
};
const XmlBinding perf_binding = {"perf", sizeof(DomainPerf), perf_fields};

static int
compare_events(gconstpointer a, gconstpointer b)
{
    return (*(PerfEvent *const *)a)->name - (*(PerfEvent *const *)b)->name;
}

void
perf_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    (void)report;
    if (domain->perf.events != NULL)
        g_ptr_array_sort(domain->perf.events, compare_events);
}

void
perf_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *list = domain->perf.events;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    (void)context;
    for (unsigned i = 0; list != NULL && i < list->len; i++) {
        const PerfEvent *event = g_ptr_array_index(list, i);

        if (!g_hash_table_add(seen, GINT_TO_POINTER(event->name)))
            report_error(report, VIR_ERR_XML_ERROR, event->line,
                         _("perf event '%s' was already specified"), event_names[event->name]);
    }
}
