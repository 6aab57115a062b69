/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/machine_extension.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "domain/domain.h"

static const XmlField capability_fields[] = {
    XML_ATTR("name", MachineCapability, name, xml_type_string, .is_required = true),
    XML_ATTR("value", MachineCapability, value, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding capability_binding = {"pseries-machine:capability",
                                              sizeof(MachineCapability), capability_fields};

static const char *const defaults_texts[] = {
    [MACHINE_DEFAULTS_MACHINE] = "machine",
    [MACHINE_DEFAULTS_HOST] = "host",
};
static const NameTable defaults_names = NAME_TABLE(defaults_texts);

static const XmlField extension_fields[] = {
    XML_ATTR_ENUM("defaults", MachineExtension, defaults, defaults_names),
    XML_LIST("pseries-machine:capability", MachineExtension, capabilities, capability_binding),
    XML_END,
};
const XmlBinding machine_extension_binding = {"machine", sizeof(MachineExtension),
                                              extension_fields};

/* What libvirt has words for is said in them, once. */
static const struct {
    const char *name;
    const char *before, *behind; /* the element, around its value */
} libvirt_elements[] = {
    {"cap-htm", "<features><htm state='", "'/>"},
    {"cap-nested-hv", "<features><nested-hv state='", "'/>"},
    {"cap-ccf-assist", "<features><ccf-assist state='", "'/>"},
    {"cap-cfpc", "<features><cfpc value='", "'/>"},
    {"cap-sbbc", "<features><sbbc value='", "'/>"},
    {"cap-ibs", "<features><ibs value='", "'/>"},
    {"cap-hpt-max-page-size", "<features><hpt><maxpagesize unit='KiB'>", "</maxpagesize></hpt>"},
    {"resize-hpt", "<features><hpt resizing='", "'/>"},
    {"max-cpu-compat", "<cpu mode='host-model'><model>", "</model></cpu>"},
};

/* Values that QEMU's emulation (TCG) does not have. */
static const MachineCapability kvm_only[] = {
    {(char *)"cap-rpt-invalidate", (char *)"on"},
};

/* Returns: (owned, nullable) libvirt's words for @name with that value. */
static char *
element_for(const char *name, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(libvirt_elements); i++)
        if (strcmp(libvirt_elements[i].name, name) == 0)
            return g_strconcat(libvirt_elements[i].before, value, libvirt_elements[i].behind, NULL);
    return NULL;
}

char *
machine_extension_element(const char *name, const char *value)
{
    g_autofree char *number = g_strdup(value);
    size_t length = strlen(number);
    char *element = NULL;

    if (length > 0 && number[length - 1] == 'k') /* KiB are the element's unit */
        number[length - 1] = '\0';
    element = element_for(name, number);
    return element != NULL ? element
                           : g_strdup_printf("<pseries:machine><pseries:capability name='%s' "
                                             "value='%s'/>",
                                             name, value);
}

/* Returns: (owned) the names that the machine has and this element takes. */
static char *
names_of(const MachineFacts *machine)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < machine->options->len; i++) {
        const MachineOption *option = g_ptr_array_index(machine->options, i);

        g_autofree char *element = element_for(option->name, "");

        if (element == NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", option->name);
    }
    return g_string_free(text, FALSE);
}

static void
check_value(const MachineCapability *capability, const MachineOption *option, const Domain *domain,
            Report *report)
{
    g_autofree char *values = machine_option_values(option);

    if (machine_option_takes(option, capability->value))
        return;
    if (values != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("the machine's capability '%s' cannot be '%s': use one of: %s"),
                     capability->name, capability->value, values);
    else
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("the machine's capability '%s' cannot be '%s': use a number up to %u"),
                     capability->name, capability->value, G_MAXUINT32);
}

static void
check_accelerator(const MachineCapability *capability, const Domain *domain, Report *report)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kvm_only) && domain->type != VIRT_KVM; i++)
        if (strcmp(kvm_only[i].name, capability->name) == 0 &&
            strcmp(kvm_only[i].value, capability->value) == 0)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                         _("the machine's capability '%s' can be '%s' only with <domain "
                           "type='kvm'>"),
                         capability->name, capability->value);
}

static void
check_capability(const MachineCapability *capability, const Domain *domain,
                 const MachineFacts *machine, Report *report)
{
    const MachineOption *option = machine_facts_option(machine, capability->name);
    g_autofree char *element = element_for(capability->name, "");
    g_autofree char *names = NULL;

    if (element != NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("the machine's capability '%s' has an element of libvirt's: use %s"),
                     capability->name, element);
    } else if (option != NULL) {
        check_value(capability, option, domain, report);
        check_accelerator(capability, domain, report);
    } else {
        names = names_of(machine);
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("machine '%s' has no capability '%s'; it has: %s"), machine->name,
                     capability->name, names);
    }
}

/* What the machine does not say it has is not handed over: it would be text for QEMU's command line
 * that nothing has checked. */
static bool
is_possible(const Domain *domain, const DomainContext *context, Report *report)
{
    if (!context->rules->has_papr)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("<pseries:machine> in <metadata> is for machine 'pseries', not for '%s': "
                       "take it away"),
                     context->machine->name);
    else if (context->machine->options == NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("this QEMU does not say which capabilities machine '%s' has: take "
                       "<pseries:machine> in <metadata> away"),
                     context->machine->name);
    else
        return true;
    return false;
}

void
machine_extension_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *capabilities = context->machine_capabilities;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    if (capabilities == NULL)
        return;
    if (!is_possible(domain, context, report))
        return;
    for (unsigned i = 0; i < capabilities->len; i++) {
        const MachineCapability *capability = g_ptr_array_index(capabilities, i);

        if (capability->name == NULL || capability->value == NULL)
            continue; /* was reported when it was read */
        if (g_hash_table_add(seen, capability->name))
            check_capability(capability, domain, context->machine, report);
        else
            report_error(report, VIR_ERR_XML_ERROR, domain->line,
                         _("<pseries:machine> has the capability '%s' twice: leave one"),
                         capability->name);
    }
}
