/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/cputune.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/number_set.h"

static const char *const scheduler_names[] = {
    [SCHEDULER_BATCH] = "batch",
    [SCHEDULER_IDLE] = "idle",
    [SCHEDULER_FIFO] = "fifo",
    [SCHEDULER_RR] = "rr",
};
static const NameTable schedulers = NAME_TABLE(scheduler_names);

#define PIN_FIELDS(name)                                                                           \
    XML_LINE(ThreadPin, line),                                                                     \
        XML_ATTR(name, ThreadPin, thread, xml_type_uint, .max = G_MAXUINT32, .is_required = true), \
        XML_ATTR("cpuset", ThreadPin, cpuset, xml_type_cpu_set, .is_required = true), XML_END

static const XmlField vcpu_pin_fields[] = {PIN_FIELDS("vcpu")};
static const XmlBinding vcpu_pin_binding = {"vcpupin", sizeof(ThreadPin), vcpu_pin_fields};

static const XmlField iothread_pin_fields[] = {PIN_FIELDS("iothread")};
static const XmlBinding iothread_pin_binding = {"iothreadpin", sizeof(ThreadPin),
                                                iothread_pin_fields};

static const XmlField emulator_pin_fields[] = {
    XML_ATTR("cpuset", EmulatorPin, cpuset, xml_type_cpu_set, .is_required = true),
    XML_END,
};
static const XmlBinding emulator_pin_binding = {"emulatorpin", sizeof(EmulatorPin),
                                                emulator_pin_fields};

#define SCHEDULER_FIELDS                                                                           \
    XML_LINE(ThreadScheduler, line),                                                               \
        XML_ATTR("scheduler", ThreadScheduler, scheduler, xml_type_enum, .argument = &schedulers,  \
                 .is_required = true),                                                             \
        XML_ATTR_INT("priority", ThreadScheduler, priority, 1, 99), XML_END

static const XmlField vcpu_scheduler_fields[] = {
    XML_ATTR("vcpus", ThreadScheduler, threads, xml_type_cpu_set, .is_required = true),
    SCHEDULER_FIELDS,
};
static const XmlBinding vcpu_scheduler_binding = {"vcpusched", sizeof(ThreadScheduler),
                                                  vcpu_scheduler_fields};

static const XmlField iothread_scheduler_fields[] = {
    XML_ATTR("iothreads", ThreadScheduler, threads, xml_type_cpu_set, .is_required = true),
    SCHEDULER_FIELDS,
};
static const XmlBinding iothread_scheduler_binding = {"iothreadsched", sizeof(ThreadScheduler),
                                                      iothread_scheduler_fields};

static const XmlField emulator_scheduler_fields[] = {SCHEDULER_FIELDS};
static const XmlBinding emulator_scheduler_binding = {"emulatorsched", sizeof(ThreadScheduler),
                                                      emulator_scheduler_fields};

#define PERIOD_ROW(name, member)                                                                   \
    XML_LEAF(name, DomainCpuTune, member, xml_type_uint, .min = 1000, .max = 1000000)
#define QUOTA_ROW(name, member)                                                                    \
    XML_LEAF(name, DomainCpuTune, member, xml_type_int, .min = (uint64_t)-1, .max = 17592186044415)

static const XmlField cputune_fields[] = {
    XML_LEAF("shares", DomainCpuTune, shares, xml_type_uint, .min = 2, .max = 262144),
    PERIOD_ROW("period", period),
    QUOTA_ROW("quota", quota),
    PERIOD_ROW("global_period", global_period),
    QUOTA_ROW("global_quota", global_quota),
    PERIOD_ROW("emulator_period", emulator_period),
    QUOTA_ROW("emulator_quota", emulator_quota),
    PERIOD_ROW("iothread_period", iothread_period),
    QUOTA_ROW("iothread_quota", iothread_quota),
    XML_LIST("vcpupin", DomainCpuTune, vcpu_pins, vcpu_pin_binding),
    XML_INLINE("emulatorpin", DomainCpuTune, emulator_pin, emulator_pin_binding),
    XML_LIST("iothreadpin", DomainCpuTune, iothread_pins, iothread_pin_binding),
    XML_INLINE("emulatorsched", DomainCpuTune, emulator_scheduler, emulator_scheduler_binding),
    XML_LIST("vcpusched", DomainCpuTune, vcpu_schedulers, vcpu_scheduler_binding),
    XML_LIST("iothreadsched", DomainCpuTune, iothread_schedulers, iothread_scheduler_binding),
    XML_REFUSE_ELEMENT("cachetune memorytune", XML_NOT_PSERIES),
    XML_END,
};
const XmlBinding cputune_binding = {"cputune", sizeof(DomainCpuTune), cputune_fields};

/* Two lists are about threads of a kind: vcpus by number, iothreads by id. */
typedef struct {
    const char *name;
    const char *scheduler;
    bool (*has)(const Domain *domain, uint64_t thread);
} ThreadKind;

static bool
has_vcpu(const Domain *domain, uint64_t thread)
{
    return thread < domain->vcpu.count.value;
}

static const ThreadKind vcpu_kind = {"vcpu", "vcpusched", has_vcpu};
static const ThreadKind iothread_kind = {"iothread", "iothreadsched", iothreads_has};

static int
compare_pins(gconstpointer a, gconstpointer b)
{
    const ThreadPin *one = *(ThreadPin *const *)a;
    const ThreadPin *other = *(ThreadPin *const *)b;

    return (one->thread.value > other->thread.value) - (one->thread.value < other->thread.value);
}

/* libvirt writes them in the order of the threads. */
void
cputune_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainCpuTune *tune = domain->cputune;

    (void)context;
    (void)report;
    if (tune == NULL)
        return;
    if (tune->vcpu_pins != NULL)
        g_ptr_array_sort(tune->vcpu_pins, compare_pins);
    if (tune->iothread_pins != NULL)
        g_ptr_array_sort(tune->iothread_pins, compare_pins);
}

static void
check_thread(const Domain *domain, const ThreadKind *kind, uint64_t thread, unsigned line,
             Report *report)
{
    if (!kind->has(domain, thread))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("Cannot find '%s' : %" PRIu64 ", which <cputune> names"), kind->name,
                     thread);
}

static void
check_pins(const Domain *domain, const GPtrArray *pins, const ThreadKind *kind, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; pins != NULL && i < pins->len; i++) {
        const ThreadPin *pin = g_ptr_array_index(pins, i);

        check_thread(domain, kind, pin->thread.value, pin->line, report);
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(pin->thread.value)))
            report_error(report, VIR_ERR_XML_ERROR, pin->line,
                         _("duplicate '%spin' for the same %s '%" PRIu64 "'"), kind->name,
                         kind->name, pin->thread.value);
    }
}

static void
check_priority(const ThreadScheduler *scheduler, Report *report)
{
    bool takes_one = scheduler->scheduler == SCHEDULER_FIFO || scheduler->scheduler == SCHEDULER_RR;

    if (takes_one != scheduler->priority.is_set && scheduler->scheduler != SCHEDULER_NONE)
        report_error(report, VIR_ERR_XML_ERROR, scheduler->line,
                     _("in <cputune> the attribute 'priority' goes with scheduler 'fifo' or 'rr', "
                       "and they need it"));
}

static void
check_schedulers(const Domain *domain, const GPtrArray *list, const ThreadKind *kind,
                 Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; list != NULL && i < list->len; i++) {
        const ThreadScheduler *scheduler = g_ptr_array_index(list, i);
        g_autoptr(GArray) threads = number_set_list(scheduler->threads);

        check_priority(scheduler, report);
        for (unsigned j = 0; j < threads->len; j++) {
            guint thread = g_array_index(threads, guint, j);

            check_thread(domain, kind, thread, scheduler->line, report);
            if (!g_hash_table_add(seen, GUINT_TO_POINTER(thread)))
                report_error(report, VIR_ERR_XML_DETAIL, scheduler->line,
                             _("'%s' attributes '%ss' must not overlap: two have '%u'"),
                             kind->scheduler, kind->name, thread);
        }
    }
}

void
cputune_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainCpuTune *tune = domain->cputune;

    (void)context;
    if (tune == NULL)
        return;
    check_pins(domain, tune->vcpu_pins, &vcpu_kind, report);
    check_pins(domain, tune->iothread_pins, &iothread_kind, report);
    check_schedulers(domain, tune->vcpu_schedulers, &vcpu_kind, report);
    check_schedulers(domain, tune->iothread_schedulers, &iothread_kind, report);
    check_priority(&tune->emulator_scheduler, report);
}
