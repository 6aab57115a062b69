/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/kvm_needs.h"

#include "qemu/process.h"

/* More defaults than any machine has. */
enum { STARTS_MOST = 16 };

static void
need_free(KvmNeed *need)
{
    g_free(need->name);
    g_free(need->value);
    g_free(need);
}

GPtrArray *
kvm_needs_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)need_free);
}

void
kvm_needs_add(GPtrArray *needs, const char *name, const char *value)
{
    KvmNeed *need = g_new0(KvmNeed, 1);

    need->name = g_strdup(name);
    need->value = g_strdup(value);
    g_ptr_array_add(needs, need);
}

static bool
has_need(const GPtrArray *needs, const char *name)
{
    for (guint i = 0; i < needs->len; i++)
        if (g_str_equal(((const KvmNeed *)g_ptr_array_index(needs, i))->name, name))
            return true;
    return false;
}

/* QEMU's proposals.  @name, @value: what they amount to, with references to the pattern. */
static const struct {
    const char *pattern, *name, *value;
} proposals[] = {
    {"Try appending -machine (cap-[a-z0-9-]+)=([a-z0-9-]+)", "\\1", "\\2"},
    {"guest pages with ([0-9]+) [kK]iB host pages", "cap-hpt-max-page-size", "\\1k"},
};

bool
kvm_needs_read(GPtrArray *needs, const char *said)
{
    for (size_t i = 0; i < G_N_ELEMENTS(proposals); i++) {
        g_autoptr(GRegex) regex = g_regex_new(proposals[i].pattern, 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *name = NULL;
        g_autofree char *value = NULL;

        if (!g_regex_match(regex, said, 0, &match))
            continue;
        name = g_match_info_expand_references(match, proposals[i].name, NULL);
        value = g_match_info_expand_references(match, proposals[i].value, NULL);
        if (has_need(needs, name))
            continue;
        kvm_needs_add(needs, name, value);
        return true;
    }
    return false;
}

/* Returns: (owned) the value of -machine. */
static char *
machine_option(const char *machine, const GPtrArray *needs)
{
    GString *option = g_string_new(machine);

    g_string_append(option, ",accel=kvm");
    for (guint i = 0; i < needs->len; i++) {
        const KvmNeed *need = g_ptr_array_index(needs, i);

        g_string_append_printf(option, ",%s=%s", need->name, need->value);
    }
    return g_string_free(option, FALSE);
}

/* Returns: whether QEMU starts like that. */
static bool
starts(const char *emulator, const OtherUser *other_user, const char *option, int timeout_ms,
       GError **error)
{
    const char *const words[] = {
        emulator, "-S",   "-no-user-config", "-nodefaults", "-display", "none", "-machine",
        option,   "-qmp", "stdio",           NULL};
    Qmp *qmp = NULL;
    Process *process = process_start_qmp(words, other_user, timeout_ms, &qmp, error);

    if (process == NULL)
        return false;
    process_kill(process);
    qmp_free(qmp);
    process_free(process);
    return true;
}

GPtrArray *
kvm_needs_find(const char *emulator, const OtherUser *other_user, const char *machine,
               int timeout_ms, GError **error)
{
    g_autoptr(GPtrArray) needs = kvm_needs_new();

    for (unsigned i = 0;; i++) {
        g_autofree char *option = machine_option(machine, needs);
        g_autoptr(GError) problem = NULL;

        if (starts(emulator, other_user, option, timeout_ms, &problem))
            return g_steal_pointer(&needs);
        if (i < STARTS_MOST && kvm_needs_read(needs, problem->message))
            continue;
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
}
