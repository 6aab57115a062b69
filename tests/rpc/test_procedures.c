/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The tables of procedures against tests/rpc/procedures.tsv: what a stock daemon was found to have.
 */
#include "base/error.h"
#include "rpc/packet.h"
#include "rpc/procedure.h"
#include "rpc/programs.h"
#include "rpc/remote_protocol.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const Program *program;
    int number;
    char *name;
    int min_bytes;        /* -1: unknown */
    char *when_read_only; /* "refused", "served", "-": unknown */
    char *member;         /* whose value decides, or NULL */
    char *values;         /* "&9": any of these bits is refused; "=1": this value is */
    char *refusal;
} Fact;

static GArray *facts = NULL;

static void
read_facts(void)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    g_assert_true(g_file_get_contents(TESTS "/rpc/procedures.tsv", &text, NULL, NULL));
    facts = g_array_new(FALSE, TRUE, sizeof(Fact));
    lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) columns = g_strsplit(*line, "\t", 8);
        Fact fact = {.min_bytes = -1};

        if (**line == '#' || **line == '\0')
            continue;
        fact.program = g_str_equal(columns[0], "remote") ? &remote_program : &qemu_program;
        fact.number = (int)g_ascii_strtoll(columns[1], NULL, 10);
        fact.name = g_strdup(columns[2]);
        if (!g_str_equal(columns[3], "-"))
            fact.min_bytes = (int)g_ascii_strtoll(columns[3], NULL, 10);
        fact.when_read_only = g_strdup(columns[4]);
        if (columns[5] != NULL) {
            fact.member = g_strdup(columns[5]);
            fact.values = g_strdup(columns[6]);
            fact.refusal = g_strdup(columns[7]);
        }
        g_array_append_val(facts, fact);
    }
    g_assert_cmpuint(facts->len, ==,
                     (guint)(remote_program.n_procedures + qemu_program.n_procedures));
}

static const Fact *
fact_at(guint i)
{
    return &g_array_index(facts, Fact, i);
}

static void
test_numbers(void)
{
    for (guint i = 0; i < facts->len; i++) {
        const Procedure *row = procedure_find(fact_at(i)->program, fact_at(i)->number);

        g_assert_nonnull(row);
        g_assert_cmpint(row->number, ==, fact_at(i)->number);
        g_assert_cmpstr(row->name, ==, fact_at(i)->name);
    }
    g_assert_null(procedure_find(&remote_program, 0));
    g_assert_null(procedure_find(&remote_program, -1));
    g_assert_null(procedure_find(&remote_program, remote_program.n_procedures + 1));
}

/* Whether so many bytes, all zero, are arguments of @row. */
static bool
takes(const Procedure *row, size_t n_bytes)
{
    static const char zeros[4096];
    g_autofree void *value = g_malloc0(row->args_size);
    bool is_taken = body_decode(row->decode, zeros, n_bytes, value);

    if (is_taken)
        xdr_free(row->decode, value);
    return is_taken;
}

static void
test_smallest_arguments(void)
{
    unsigned n_checked = 0;

    for (guint i = 0; i < facts->len; i++) {
        const Procedure *row = procedure_find(fact_at(i)->program, fact_at(i)->number);
        int min_bytes = fact_at(i)->min_bytes;

        if (row->args_size == 0 ||
            (row->status != PROCEDURE_SERVED && row->status != PROCEDURE_RELAYED))
            continue;
        if (min_bytes < 0)
            continue;
        g_test_message("%s: %d bytes", row->name, min_bytes);
        g_assert_true(takes(row, (size_t)min_bytes));
        g_assert_false(takes(row, (size_t)min_bytes - 4));
        n_checked++;
    }
    g_assert_cmpuint(n_checked, >, 60);
}

static void
check_row(const Procedure *row)
{
    g_test_message("%s", row->name);
    /* A relayed one may have an answer of ours for when there is no daemon. */
    if (row->status != PROCEDURE_RELAYED)
        g_assert_cmpint(row->serve != NULL, ==, row->status == PROCEDURE_SERVED);
    g_assert_cmpint(row->decode != NULL, ==, row->args_size > 0);
    g_assert_cmpint(row->encode != NULL, ==, row->ret_size > 0);
    /* Only a guest has jobs. */
    if (row->job != JOB_NONE)
        g_assert_cmpuint(row->flags & PROCEDURE_OF_GUEST, !=, 0);
    /* Those that change something are for clients that may. */
    if (row->job == JOB_MODIFY || row->job == JOB_DESTROY)
        g_assert_cmpuint(row->flags & PROCEDURE_WRITES, !=, 0);
}

/* Whose a procedure is, by the words in its name: everything of other daemons is relayed to them,
 * but for what is done to node devices for guests. */
static void
test_relayed(void)
{
    static const struct {
        const char *word;
        RelayKind kind;
    } words[] = {
        {"nwfilter", RELAY_NWFILTER},     {"node_device", RELAY_NODE_DEVICE},
        {"secret", RELAY_SECRET},         {"storage_", RELAY_STORAGE},
        {"_interfaces", RELAY_INTERFACE}, {"network", RELAY_NETWORK},
    };
    static const int ours[] = {118, 119, 120, 301};
    unsigned n_relayed[RELAY_N_KINDS] = {0};

    for (int i = 0; i < remote_program.n_procedures; i++) {
        const Procedure *row = &remote_program.procedures[i];
        RelayKind wanted = g_str_has_prefix(row->name, "interface_") ? RELAY_INTERFACE : RELAY_NONE;

        for (size_t j = 0; j < G_N_ELEMENTS(words) && wanted == RELAY_NONE; j++)
            if (strstr(row->name, words[j].word) != NULL)
                wanted = words[j].kind;
        if (g_str_has_prefix(row->name, "node_") && strstr(row->name, "_devices") != NULL)
            wanted = RELAY_NODE_DEVICE;
        for (size_t j = 0; j < G_N_ELEMENTS(ours); j++)
            if (row->number == ours[j])
                wanted = RELAY_NONE;
        g_test_message("%s", row->name);
        g_assert_cmpint(row->relay, ==, wanted);
        g_assert_cmpint(row->relay != RELAY_NONE, ==,
                        row->status == PROCEDURE_RELAYED ||
                            (row->status == PROCEDURE_EVENT && wanted != RELAY_NONE));
        n_relayed[row->relay] += row->status == PROCEDURE_RELAYED;
    }
    for (size_t i = RELAY_NETWORK; i < RELAY_N_KINDS; i++)
        g_assert_cmpuint(n_relayed[i], >, 10);
}

/* Who may only read may do so here if he may there, and no more. */
static void
test_read_only(void)
{
    unsigned n_refused = 0;

    for (guint i = 0; i < facts->len; i++) {
        const Procedure *row = procedure_find(fact_at(i)->program, fact_at(i)->number);
        bool is_refused = row->flags & PROCEDURE_WRITES;

        g_test_message("%s", row->name);
        if (g_str_equal(fact_at(i)->when_read_only, "-"))
            continue;
        g_assert_cmpint(is_refused, ==, g_str_equal(fact_at(i)->when_read_only, "refused"));
        n_refused += is_refused;
    }
    g_assert_cmpuint(n_refused, >, 150);
}

/* What a client that may only read is told when the argument of @fact has @value; NULL: nothing. */
static char *
refusal_of(const Fact *fact, const Procedure *row, unsigned value)
{
    g_autofree void *args = g_malloc0(row->args_size);
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(row->writes_if->member, ==, fact->member);
    g_assert_cmpuint(row->writes_if->offset + sizeof value, <=, row->args_size);
    G_STRUCT_MEMBER(unsigned, args, row->writes_if->offset) = value;
    if (procedure_check_read_only(fact->program, row, args, &error))
        return NULL;
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_DENIED);
    return g_strdup(error->message);
}

static void
check_condition(const Fact *fact, const Procedure *row)
{
    unsigned refused = (unsigned)g_ascii_strtoull(fact->values + 1, NULL, 10);

    for (unsigned bit = 0; bit < 32; bit++) {
        unsigned value = 1U << bit;
        bool is_refused = *fact->values == '=' ? value == refused : (value & refused) != 0;
        g_autofree char *refusal = refusal_of(fact, row, value);

        g_assert_cmpstr(refusal, ==, is_refused ? fact->refusal : NULL);
    }
    g_assert_null(refusal_of(fact, row, 0));
}

/* The arguments of the wire that need the right to write are those of the facts, no row more and
 * none less, whether it is served yet or not. */
static void
test_write_conditions(void)
{
    unsigned n_conditions = 0;

    for (guint i = 0; i < facts->len; i++) {
        const Fact *fact = fact_at(i);
        const Procedure *row = procedure_find(fact->program, fact->number);

        g_test_message("%s", row->name);
        g_assert_cmpint(row->writes_if != NULL, ==, fact->member != NULL);
        if (fact->member == NULL)
            continue;
        g_assert_true(takes(row, (size_t)fact->min_bytes));
        g_assert_false(takes(row, (size_t)fact->min_bytes - 4));
        check_condition(fact, row);
        n_conditions++;
    }
    g_assert_cmpuint(n_conditions, ==, 6);
}

static void
test_rows(void)
{
    const Program *programs[] = {&remote_program, &qemu_program};

    for (size_t p = 0; p < G_N_ELEMENTS(programs); p++)
        for (int i = 0; i < programs[p]->n_procedures; i++)
            check_row(&programs[p]->procedures[i]);
}

/* The arguments of a call about a guest begin with the guest. */
static void
test_guests_come_first(void)
{
    const domain_ref ref = {.name = (char *)(uintptr_t)"me", .id = 7};

    for (int i = 0; i < remote_program.n_procedures; i++) {
        const Procedure *row = &remote_program.procedures[i];
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        static const guint8 zeros[512];
        g_autofree void *value = NULL;

        if (row->status != PROCEDURE_SERVED || !(row->flags & PROCEDURE_OF_GUEST))
            continue;
        value = g_malloc0(row->args_size);
        g_assert_true(body_encode((xdrproc_t)xdr_domain_ref, &ref, bytes));
        g_byte_array_append(bytes, zeros, sizeof zeros);
        g_assert_true(body_decode(row->decode, bytes->data, bytes->len, value));
        g_assert_cmpstr(((const domain_ref *)value)->name, ==, "me");
        g_assert_cmpint(((const domain_ref *)value)->id, ==, 7);
        xdr_free(row->decode, value);
    }
}

static void
test_api_names(void)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {1, "virConnectOpen"},
        {9, "virDomainCreate"},
        {10, "virDomainCreateXML"},
        {11, "virDomainDefineXML"},
        {14, "virDomainGetXMLDesc"},
        {24, "virDomainLookupByUUID"},
        {101, "virNodeGetCellsFreeMemory"},
        {210, "virDomainInjectNMI"},
        {262, "virDomainGetCPUStats"},
        {343, "virDomainOpenGraphicsFD"},
        {349, "virDomainGetFSInfo"},
        {351, "virDomainGetIOThreadInfo"},
        {252, "virDomainSetBlockIoTune"},
        {180, "virNWFilterDefineXML"},
        {76, "virStoragePoolCreateXML"},
    };
    g_autofree char *of_qemu = procedure_api_name(&qemu_program, procedure_find(&qemu_program, 4));

    g_assert_cmpstr(of_qemu, ==, "virConnectDomainQemuMonitorEventRegister");

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name =
            procedure_api_name(&remote_program, procedure_find(&remote_program, names[i].number));

        g_assert_cmpstr(name, ==, names[i].name);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    read_facts();
    g_test_add_func("/procedures/numbers", test_numbers);
    g_test_add_func("/procedures/smallest-arguments", test_smallest_arguments);
    g_test_add_func("/procedures/rows", test_rows);
    g_test_add_func("/procedures/relayed", test_relayed);
    g_test_add_func("/procedures/read-only", test_read_only);
    g_test_add_func("/procedures/write-conditions", test_write_conditions);
    g_test_add_func("/procedures/guests-come-first", test_guests_come_first);
    g_test_add_func("/procedures/api-names", test_api_names);
    return g_test_run();
}
