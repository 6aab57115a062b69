/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/qemu_options.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "qemu/dialect.h"

static const XmlField argument_fields[] = {
    XML_ATTR("value", QemuArgument, value, xml_type_text, .is_required = true),
    XML_END,
};
static const XmlBinding argument_binding = {"qemu:arg", sizeof(QemuArgument), argument_fields};

static const XmlField variable_fields[] = {
    XML_LINE(QemuVariable, line),
    XML_ATTR("name", QemuVariable, name, xml_type_string, .is_required = true),
    XML_ATTR("value", QemuVariable, value, xml_type_text, ),
    XML_END,
};
static const XmlBinding variable_binding = {"qemu:env", sizeof(QemuVariable), variable_fields};

static const XmlField command_line_fields[] = {
    XML_LIST("qemu:arg", QemuCommandLine, arguments, argument_binding),
    XML_LIST("qemu:env", QemuCommandLine, variables, variable_binding),
    XML_END,
};
const XmlBinding qemu_command_line_binding = {"qemu:commandline", sizeof(QemuCommandLine),
                                              command_line_fields};

static const XmlField flag_fields[] = {
    XML_LINE(QemuFlag, line),
    XML_ATTR("capability", QemuFlag, name, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding added_binding = {"qemu:add", sizeof(QemuFlag), flag_fields};
static const XmlBinding deleted_binding = {"qemu:del", sizeof(QemuFlag), flag_fields};

static const XmlField flags_fields[] = {
    XML_LIST("qemu:add", QemuFlags, added, added_binding),
    XML_LIST("qemu:del", QemuFlags, deleted, deleted_binding),
    XML_END,
};
const XmlBinding qemu_flags_binding = {"qemu:capabilities", sizeof(QemuFlags), flags_fields};

static const char *const behavior_names[] = {
    [DEPRECATION_NONE] = "none",
    [DEPRECATION_OMIT] = "omit",
    [DEPRECATION_REJECT] = "reject",
    [DEPRECATION_CRASH] = "crash",
};
static const NameTable behaviors = NAME_TABLE(behavior_names);

static const XmlField deprecation_fields[] = {
    XML_ATTR("behavior", QemuDeprecation, behavior, xml_type_enum, .argument = &behaviors,
             .is_required = true),
    XML_END,
};
const XmlBinding qemu_deprecation_binding = {"qemu:deprecation", sizeof(QemuDeprecation),
                                             deprecation_fields};

/* The flags that the planner honours when they are denied; for others it asks QEMU itself. */
static const char denies_json_objects[] = "object.qapified";
static const char denies_json_devices[] = "device.json+hotplug";
static const char denies_dies[] = "smp-dies";

static const char *
word_at(const Domain *domain, unsigned i)
{
    const GPtrArray *arguments = domain->qemu_command_line.arguments;

    if (arguments == NULL || i >= arguments->len)
        return NULL;
    return ((const QemuArgument *)g_ptr_array_index(arguments, i))->value;
}

static bool
is_identifier(const char *name)
{
    if (name == NULL || !(g_ascii_isalpha(name[0]) || name[0] == '_'))
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if (!g_ascii_isalnum(*c) && *c != '_')
            return false;
    return true;
}

static void
check_variables(const Domain *domain, Report *report)
{
    const GPtrArray *variables = domain->qemu_command_line.variables;

    for (unsigned i = 0; variables != NULL && i < variables->len; i++) {
        const QemuVariable *variable = g_ptr_array_index(variables, i);

        if (variable->name != NULL && !is_identifier(variable->name))
            report_error(report, VIR_ERR_INTERNAL_ERROR, variable->line,
                         _("Invalid environment name '%s', it must begin with a letter or "
                           "underscore and contain only alphanumerics and underscore"),
                         variable->name);
    }
}

static bool
changes_plan(const char *name, bool is_deleted)
{
    return is_deleted && (g_str_equal(name, denies_json_objects) ||
                          g_str_equal(name, denies_json_devices) || g_str_equal(name, denies_dies));
}

static void
warn_of_flags(const GPtrArray *flags, bool are_deleted, Report *report)
{
    for (unsigned i = 0; flags != NULL && i < flags->len; i++) {
        const QemuFlag *flag = g_ptr_array_index(flags, i);

        if (flag->name != NULL && !changes_plan(flag->name, are_deleted))
            report_warning(report, flag->line,
                           _("the capability '%s' has no effect: what QEMU can do is asked of QEMU "
                             "itself"),
                           flag->name);
    }
}

void
qemu_options_check(const Domain *domain, const DomainContext *context, Report *report)
{
    if (word_at(domain, 0) != NULL)
        report_warning(report, domain->line,
                       _("<qemu:commandline> is handed to QEMU as it stands: whether it fits the "
                         "rest of this guest is not checked"));
    check_variables(domain, report);
    warn_of_flags(domain->qemu_flags.added, false, report);
    warn_of_flags(domain->qemu_flags.deleted, true, report);
    if (domain->qemu_deprecation.behavior > DEPRECATION_NONE &&
        !capabilities_is_at_least(context->capabilities, 6, 0))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("<qemu:deprecation> needs QEMU 6.0 or later"));
}

static void
add_deprecation(DeprecationBehavior behavior, Argv *argv)
{
    static const char *const options[] = {
        [DEPRECATION_OMIT] = "{\"deprecated-output\":\"hide\"}",
        [DEPRECATION_REJECT] = "{\"deprecated-output\":\"hide\",\"deprecated-input\":\"reject\"}",
        [DEPRECATION_CRASH] = "{\"deprecated-output\":\"hide\",\"deprecated-input\":\"crash\"}",
    };

    if (options[behavior] != NULL)
        argv_add(argv, "-compat", options[behavior]);
}

static void
add_words(const Domain *domain, Argv *argv)
{
    const char *word = NULL;

    for (unsigned i = 0; (word = word_at(domain, i)) != NULL; i++) {
        const char *next = word_at(domain, i + 1);
        bool has_value = word[0] == '-' && next != NULL && next[0] != '-';

        argv_add(argv, word, has_value ? next : NULL);
        i += has_value;
    }
}

void
qemu_options_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_auto(GStrv) environment = qemu_options_environment(domain);

    (void)context;
    argv_set_environment(argv, (const char *const *)environment);
    add_deprecation(domain->qemu_deprecation.behavior, argv);
    add_words(domain, argv);
}

char **
qemu_options_environment(const Domain *domain)
{
    const GPtrArray *variables = domain->qemu_command_line.variables;
    GPtrArray *words = NULL;

    if (variables == NULL)
        return NULL;
    words = g_ptr_array_new();
    for (unsigned i = 0; i < variables->len; i++) {
        const QemuVariable *variable = g_ptr_array_index(variables, i);
        const char *value = variable->value != NULL ? variable->value : "";

        g_ptr_array_add(words, g_strconcat(variable->name, "=", value, NULL));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

bool
qemu_options_deny(const Domain *domain, const char *name)
{
    const GPtrArray *flags = domain->qemu_flags.deleted;

    for (unsigned i = 0; flags != NULL && i < flags->len; i++)
        if (g_str_equal(((const QemuFlag *)g_ptr_array_index(flags, i))->name, name))
            return true;
    return false;
}

bool
qemu_options_take_json(const Domain *domain, const DomainContext *context, PartClass class)
{
    if (class == PART_OBJECT && qemu_options_deny(domain, denies_json_objects))
        return false;
    if (class == PART_DEVICE && qemu_options_deny(domain, denies_json_devices))
        return false;
    return dialect_takes_json(context->capabilities, class);
}
