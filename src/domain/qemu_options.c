/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/qemu_options.h"

#include <glib/gi18n-lib.h>

#include "domain/domain.h"

static const XmlField argument_fields[] = {
    XML_ATTR("value", QemuArgument, value, xml_type_text, .is_required = true),
    XML_END,
};
static const XmlBinding argument_binding = {"qemu:arg", sizeof(QemuArgument), argument_fields};

static const XmlField command_line_fields[] = {
    XML_LIST("qemu:arg", QemuCommandLine, arguments, argument_binding),
    XML_REFUSE_ELEMENT("qemu:env", XML_NOT_YET),
    XML_END,
};
const XmlBinding qemu_command_line_binding = {"qemu:commandline", sizeof(QemuCommandLine),
                                              command_line_fields};

static const char *
word_at(const Domain *domain, unsigned i)
{
    const GPtrArray *arguments = domain->qemu_command_line.arguments;

    if (arguments == NULL || i >= arguments->len)
        return NULL;
    return ((const QemuArgument *)g_ptr_array_index(arguments, i))->value;
}

void
qemu_options_check(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    if (word_at(domain, 0) != NULL)
        report_warning(report, domain->line,
                       _("<qemu:commandline> is handed to QEMU as it stands: whether it fits the "
                         "rest of this guest is not checked"));
}

void
qemu_options_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const char *word = NULL;

    (void)context;
    for (unsigned i = 0; (word = word_at(domain, i)) != NULL; i++) {
        const char *next = word_at(domain, i + 1);
        bool has_value = word[0] == '-' && next != NULL && next[0] != '-';

        argv_add(argv, word, has_value ? next : NULL);
        i += has_value;
    }
}
