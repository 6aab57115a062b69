/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/fallback.h"
#include "qemu/interrogation.h"
#include "qemu/qmp_member.h"

/* Returns: (owned, nullable) the QOM path of the built-in host bridge; its number differs between
 * machines. */
static char *
find_phb(Conversation *conversation, const char *machine, bool is_emulated, GError **error)
{
    static const char parent[] = "/machine/unattached";
    static const char phb_child_type[] = "child<spapr-pci-host-bridge>";
    const Question question = {
        .machine = machine, .is_emulated = is_emulated, .command = "qom-list"};
    g_autoptr(JsonNode) answer =
        conversation_ask_with(conversation, &question, "path", parent, error);
    JsonArray *list = qmp_value_array(answer);

    if (answer == NULL)
        return NULL;
    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        JsonObject *item = qmp_value_object_element(list, i);
        const char *name = qmp_member_name(item, "name");

        if (name != NULL && g_strcmp0(qmp_member_name(item, "type"), phb_child_type) == 0)
            return g_strdup_printf("%s/%s", parent, name);
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("machine '%s' has no PCI host bridge"), machine);
    return NULL;
}

/* @value: what it means that the host bridge lacks the property, and so refuses; replaced by the
 * answer. */
static bool
read_flag(Conversation *conversation, const Question *question, bool *value, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(JsonNode) answer = conversation_ask(conversation, question, &problem);

    if (answer == NULL && problem->code != CONVERSATION_REFUSED) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (answer != NULL)
        qmp_value_bool(answer, value);
    return true;
}

static bool
read_phb(Conversation *conversation, MachineFacts *facts, bool is_emulated, GError **error)
{
    g_autofree char *path = find_phb(conversation, facts->name, is_emulated, error);
    /* An old QEMU does not have these features yet.  Since QEMU 10 hotplug cannot be switched off,
     * and its property is gone: then the table is right. */
    const struct {
        const char *property;
        bool *value;
        bool if_absent;
    } flags[] = {
        {"pcie-extended-configuration-space", &facts->has_extended_config_space, false},
        {"ddw", &facts->has_ddw, false},
        {"dynamic-reconfiguration", &facts->has_dynamic_reconfiguration,
         facts->has_dynamic_reconfiguration},
    };

    for (size_t i = 0; path != NULL && i < G_N_ELEMENTS(flags); i++) {
        g_autoptr(JsonObject) arguments = json_object_new();
        const Question question = {.machine = facts->name,
                                   .is_emulated = is_emulated,
                                   .command = "qom-get",
                                   .arguments = arguments};

        json_object_set_string_member(arguments, "path", path);
        json_object_set_string_member(arguments, "property", flags[i].property);
        *flags[i].value = flags[i].if_absent;
        if (!read_flag(conversation, &question, flags[i].value, error))
            return false;
    }
    return path != NULL;
}

/* "power9_v2.0-powerpc64-cpu" -> "power9_v2.0" */
static char *
model_of(const char *type)
{
    g_autoptr(GRegex) regex = g_regex_new("-[^-]*-cpu$", 0, 0, NULL);

    return g_regex_replace_literal(regex, type, -1, 0, "", 0, NULL);
}

/* QEMU's own answer, if it has one, in place of the table's. */
static void
take_default_cpu(MachineFacts *facts, const MachineType *machine)
{
    const char *type = NULL;

    if (machine == NULL)
        return;
    type = machine->emulated_cpu != NULL ? machine->emulated_cpu : machine->default_cpu;
    if (type == NULL || g_str_has_prefix(type, "host-"))
        return;
    g_free(facts->default_cpu);
    facts->default_cpu = model_of(type);
}

/* Reads which options of the machine its guest sees.  A recording may not have them. */
static void
read_options(Conversation *conversation, MachineFacts *facts)
{
    const Question question = {.machine = facts->name,
                               .is_emulated = facts->is_refused_by_kvm,
                               .command = "qom-list-properties"};
    g_autofree char *type = g_strdup_printf("%s-machine", facts->name);
    g_autoptr(JsonNode) answer =
        conversation_ask_with(conversation, &question, "typename", type, NULL);
    JsonArray *list = qmp_value_array(answer);

    if (list == NULL)
        return;
    machine_facts_know_options(facts);
    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        MachineOption *option = machine_option_read(qmp_value_object_element(list, i));

        if (option != NULL)
            machine_facts_take_option(facts, option);
    }
}

MachineFacts *
interrogation_machine(Conversation *conversation, Capabilities *capabilities, const char *machine,
                      bool *is_certain)
{
    g_autoptr(MachineFacts) facts = fallback_facts(machine, capabilities_version(capabilities));
    g_autoptr(GError) problem = NULL;
    bool is_read = !facts->is_pseries || read_phb(conversation, facts, false, &problem);

    /* KVM may refuse what the machine is by default; what it is can be seen without. */
    if (!is_read && capabilities_is_kvm_enabled(capabilities)) {
        is_read = read_phb(conversation, facts, true, NULL);
        facts->is_refused_by_kvm = is_read;
    }

    if (is_certain != NULL)
        *is_certain = is_read;
    if (!is_read) {
        g_autofree char *warning =
            g_strdup_printf(_("machine '%s' could not be asked; a table stands in (%s)"), machine,
                            problem->message);

        capabilities_add_warning(capabilities, warning);
        g_clear_pointer(&facts, machine_facts_free);
        facts = fallback_facts(machine, capabilities_version(capabilities));
    }
    if (facts->is_pseries && is_read)
        read_options(conversation, facts);
    take_default_cpu(facts, capabilities_find_machine_type(capabilities, machine));
    return g_steal_pointer(&facts);
}
