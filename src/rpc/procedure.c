/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/procedure.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "rpc/packet.h"

const Procedure *
procedure_find(const Program *program, int number)
{
    if (number < 1 || number > program->n_procedures)
        return NULL;
    return &program->procedures[number - 1];
}

/* Words that the API spells otherwise than with one capital. */
static const struct {
    const char *word, *api;
} spellings[] = {
    {"cpu", "CPU"},
    {"fd", "FD"},
    {"fs", "FS"},
    {"id", "ID"},
    {"iothread", "IOThread"},
    {"nmi", "NMI"},
    {"os", "OS"},
    {"pm", "PM"},
    {"sev", "SEV"},
    {"ssh", "SSH"},
    {"uri", "URI"},
    {"uuid", "UUID"},
    {"xml", "XML"},
    {"fsinfo", "FSInfo"},
    {"fstrim", "FSTrim"},
    {"fsfreeze", "FSFreeze"},
    {"fsthaw", "FSThaw"},
    {"nwfilter", "NWFilter"},
};

static const char *
spelling_of(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++)
        if (g_str_equal(spellings[i].word, word))
            return spellings[i].api;
    return NULL;
}

char *
procedure_api_name(const Program *program, const Procedure *procedure)
{
    g_auto(GStrv) words = g_strsplit(procedure->name, "_", -1);
    GString *name = g_string_new("vir");

    for (char **word = words; *word != NULL; word++) {
        const char *spelling = spelling_of(*word);

        if (spelling != NULL) {
            g_string_append(name, spelling);
        } else {
            g_string_append_c(name, g_ascii_toupper((*word)[0]));
            g_string_append(name, *word + 1);
        }
        if (program->number == PROGRAM_QEMU && g_str_equal(*word, "domain"))
            g_string_append(name, "Qemu");
    }
    return g_string_free(name, FALSE);
}

static bool
needs_write(const WriteCondition *condition, const void *args)
{
    unsigned argument = 0;

    if (condition == NULL || args == NULL)
        return false;
    argument = G_STRUCT_MEMBER(unsigned, args, condition->offset);
    return (argument & condition->bits) != 0 ||
           (condition->value != 0 && argument == condition->value);
}

bool
procedure_check_read_only(const Program *program, const Procedure *procedure, const void *args,
                          GError **error)
{
    g_autofree char *name = NULL;

    if (!(procedure->flags & PROCEDURE_WRITES) && !needs_write(procedure->writes_if, args))
        return true;
    name = procedure_api_name(program, procedure);
    if (procedure->writes_if != NULL && procedure->writes_if->is_about_secrets)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_DENIED, _("%s with secure flag"), name);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_DENIED,
                    _("read only access prevents %s"), name);
    return false;
}
