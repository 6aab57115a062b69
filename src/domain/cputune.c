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

/* Shares of 0 are none. */
enum { MIN_SHARES = 2, MAX_SHARES = 262144 };

#define PERIOD_ROW(name, member)                                                                   \
    XML_LEAF(name, DomainCpuTune, member, xml_type_uint, .min = CPUTUNE_MIN_PERIOD,                \
             .max = CPUTUNE_MAX_PERIOD, .zero_is_none = true)
#define QUOTA_ROW(name, member)                                                                    \
    XML_LEAF(name, DomainCpuTune, member, xml_type_int, .min = (uint64_t)G_MININT64,               \
             .max = CPUTUNE_MAX_QUOTA)

static const XmlField cputune_fields[] = {
    XML_LEAF("shares", DomainCpuTune, shares, xml_type_uint, .max = G_MAXUINT64),
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
    XML_REFUSE_ELEMENT("cachetune memorytune energytune", XML_NOT_PSERIES),
    XML_END,
};
const XmlBinding cputune_binding = {"cputune", sizeof(DomainCpuTune), cputune_fields};

/* A kind of thread that lists are about: vCPUs by number, or iothreads by id. */
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

void
cputune_sort_pins(GPtrArray *pins)
{
    g_ptr_array_sort(pins, compare_pins);
}

static int
compare_schedulers(gconstpointer a, gconstpointer b)
{
    const ThreadScheduler *one = *(ThreadScheduler *const *)a;
    const ThreadScheduler *other = *(ThreadScheduler *const *)b;
    guint64 first = g_ascii_strtoull(one->threads, NULL, 10);
    guint64 second = g_ascii_strtoull(other->threads, NULL, 10);

    return (first > second) - (first < second);
}

/* libvirt sorts pins by thread and drops those of vCPUs that do not exist. */
static void
complete_vcpu_pins(const Domain *domain, GPtrArray *pins, Report *report)
{
    for (unsigned i = 0; i < pins->len;) {
        ThreadPin *pin = g_ptr_array_index(pins, i);

        if (has_vcpu(domain, pin->thread.value)) {
            i++;
            continue;
        }
        report_warning(report, pin->line,
                       _("<vcpupin> is left out: there is no vcpu '%" PRIu64 "'"),
                       pin->thread.value);
        xml_binding_free(&vcpu_pin_binding, pin);
        g_ptr_array_remove_index(pins, i);
    }
    cputune_sort_pins(pins);
}

static bool
takes_priority(const ThreadScheduler *scheduler)
{
    return scheduler->scheduler == SCHEDULER_FIFO || scheduler->scheduler == SCHEDULER_RR;
}

static void
drop_priority(ThreadScheduler *scheduler, Report *report)
{
    if (!scheduler->priority.is_set || takes_priority(scheduler))
        return;
    report_warning(report, scheduler->line,
                   _("the priority is left out: scheduler '%s' has none, 'fifo' and 'rr' have"),
                   scheduler_names[scheduler->scheduler]);
    scheduler->priority = (OptionalInt){0, false};
}

/* Returns: (owned) the schedulers of @list (taken), split to one thread each, as in libvirt. */
static GPtrArray *
split_schedulers(GPtrArray *list, const XmlBinding *binding, Report *report)
{
    GPtrArray *split = g_ptr_array_new();

    for (unsigned i = 0; i < list->len; i++) {
        ThreadScheduler *scheduler = g_ptr_array_index(list, i);
        g_autoptr(GArray) threads = number_set_list(scheduler->threads);

        drop_priority(scheduler, report);
        for (unsigned j = 0; j < threads->len; j++) {
            ThreadScheduler *one = g_memdup2(scheduler, sizeof(ThreadScheduler));

            one->threads = g_strdup_printf("%u", g_array_index(threads, guint, j));
            g_ptr_array_add(split, one);
        }
        xml_binding_free(binding, scheduler);
    }
    g_ptr_array_unref(list);
    g_ptr_array_sort(split, compare_schedulers);
    return split;
}

static void
complete_schedulers(DomainCpuTune *tune, Report *report)
{
    if (tune->vcpu_schedulers != NULL)
        tune->vcpu_schedulers =
            split_schedulers(tune->vcpu_schedulers, &vcpu_scheduler_binding, report);
    if (tune->iothread_schedulers != NULL)
        tune->iothread_schedulers =
            split_schedulers(tune->iothread_schedulers, &iothread_scheduler_binding, report);
    drop_priority(&tune->emulator_scheduler, report);
}

/* A quota of 0 means none. */
static void
drop_zero(OptionalInt *quota)
{
    if (quota->value == 0)
        quota->is_set = false;
}

DomainCpuTune *
cputune_open(Domain *domain)
{
    if (domain->cputune == NULL)
        domain->cputune = xml_binding_new(&cputune_binding);
    return domain->cputune;
}

void
cputune_close(Domain *domain)
{
    if (xml_binding_is_set(&cputune_binding, domain->cputune))
        return;
    xml_binding_free(&cputune_binding, domain->cputune);
    domain->cputune = NULL;
}

void
cputune_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainCpuTune *tune = domain->cputune;

    (void)context;
    if (tune == NULL)
        return;
    if (tune->vcpu_pins != NULL)
        complete_vcpu_pins(domain, tune->vcpu_pins, report);
    if (tune->iothread_pins != NULL)
        cputune_sort_pins(tune->iothread_pins);
    complete_schedulers(tune, report);
    drop_zero(&tune->quota);
    drop_zero(&tune->global_quota);
    drop_zero(&tune->emulator_quota);
    drop_zero(&tune->iothread_quota);
    cputune_close(domain);
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
    if (takes_priority(scheduler) && !scheduler->priority.is_set)
        report_error(report, VIR_ERR_XML_ERROR, scheduler->line,
                     _("scheduler '%s' in <cputune> needs the attribute 'priority'"),
                     scheduler_names[scheduler->scheduler]);
}

static void
check_quota(const Domain *domain, const char *name, OptionalInt quota, Report *report)
{
    if (quota.is_set && quota.value > 0 && quota.value < CPUTUNE_MIN_QUOTA)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("Value of cputune '%s' must be in range [%d, %" PRId64
                       "], or negative for no limit: '%" PRId64 "' is not"),
                     name, CPUTUNE_MIN_QUOTA, (int64_t)CPUTUNE_MAX_QUOTA, quota.value);
}

static void
check_shares(const Domain *domain, OptionalUint shares, Report *report)
{
    if (shares.value != 0 && (shares.value < MIN_SHARES || shares.value > MAX_SHARES))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("Value of cputune 'shares' must be in range [%d, %d]: '%" PRIu64 "' is not"),
                     MIN_SHARES, MAX_SHARES, shares.value);
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
    check_shares(domain, tune->shares, report);
    check_quota(domain, "quota", tune->quota, report);
    check_quota(domain, "global_quota", tune->global_quota, report);
    check_quota(domain, "emulator_quota", tune->emulator_quota, report);
    check_quota(domain, "iothread_quota", tune->iothread_quota, report);
}
