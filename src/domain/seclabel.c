/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/seclabel.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "domain/domain.h"

static const char *const type_texts[] = {
    [SECLABEL_DYNAMIC] = "dynamic",
    [SECLABEL_STATIC] = "static",
    [SECLABEL_OFF] = "none",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const XmlField seclabel_fields[] = {
    XML_LINE(Seclabel, line),
    XML_ATTR_ENUM("type", Seclabel, type, type_names),
    XML_ATTR_STRING("model", Seclabel, model),
    XML_ATTR_YES_NO("relabel", Seclabel, relabel),
    XML_LEAF_STRING("label", Seclabel, label),
    XML_LEAF_STRING("imagelabel", Seclabel, imagelabel),
    XML_LEAF_STRING("baselabel", Seclabel, baselabel),
    XML_END,
};
const XmlBinding seclabel_binding = {"seclabel", sizeof(Seclabel), seclabel_fields};

static const XmlField device_fields[] = {
    XML_ATTR_STRING("model", DeviceSeclabel, model),
    XML_ATTR_YES_NO("relabel", DeviceSeclabel, relabel),
    XML_LEAF_STRING("label", DeviceSeclabel, label),
    XML_REFUSE_ATTR("labelskip", N_("libvirt alone writes it, for its own use")),
    XML_END,
};
const XmlBinding device_seclabel_binding = {"seclabel", sizeof(DeviceSeclabel), device_fields};

static unsigned
n_labels(const Domain *domain)
{
    return domain->seclabels != NULL ? domain->seclabels->len : 0;
}

static Seclabel *
label_at(const Domain *domain, unsigned i)
{
    return g_ptr_array_index(domain->seclabels, i);
}

static const char no_driver[] = "none";

/* Where no security driver is, libvirt has a label of none in place of one that names no model. */
static void
complete_model(Seclabel *label, bool is_alone)
{
    bool is_plain =
        label->type == SECLABEL_OFF ||
        (label->label == NULL && label->baselabel == NULL && label->type != SECLABEL_STATIC);

    if (label->model == NULL && label->type != SECLABEL_TYPE_NONE && is_alone && is_plain &&
        (label->relabel != TRISTATE_NO || label->type == SECLABEL_OFF))
        label->model = g_strdup(no_driver);
    if (g_strcmp0(label->model, no_driver) == 0 && is_plain)
        label->type = SECLABEL_OFF;
}

/* Of what is stated: afterwards both have their defaults. */
static void
check_relabel(const Seclabel *label, const Domain *domain, Report *report)
{
    if (label->type == SECLABEL_OFF && label->relabel == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("resource relabeling is not compatible with 'none' label type: take "
                       "relabel='yes' of <seclabel> away"));
    if (label->type == SECLABEL_DYNAMIC && label->relabel == TRISTATE_NO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("dynamic label type must use resource relabeling: take relabel='no' of "
                       "<seclabel> away"));
}

void
seclabel_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    for (unsigned i = 0; i < n_labels(domain); i++) {
        Seclabel *label = label_at(domain, i);

        check_relabel(label, domain, report);
        /* A security driver writes these for a run; they are no part of a definition. */
        g_clear_pointer(&label->imagelabel, g_free);
        if (label->type == SECLABEL_DYNAMIC || label->type == SECLABEL_TYPE_NONE)
            g_clear_pointer(&label->label, g_free);
        complete_model(label, n_labels(domain) == 1);
        if (label->type == SECLABEL_TYPE_NONE)
            label->type = SECLABEL_DYNAMIC;
        if (label->relabel == TRISTATE_ABSENT && label->type != SECLABEL_OFF)
            label->relabel = label->type == SECLABEL_DYNAMIC ? TRISTATE_YES : TRISTATE_NO;
        if (label->type == SECLABEL_OFF)
            label->relabel = TRISTATE_ABSENT;
    }
}

static char *
remove_signs(const char *label)
{
    g_auto(GStrv) pieces = g_strsplit(label, "+", -1);

    return g_strjoinv(NULL, pieces);
}

/* Whether @text names the user and group of @label, "+UID:+GID", with or without the signs. */
static bool
is_label(const char *text, const char *label)
{
    g_autofree char *plain = remove_signs(text);
    g_autofree char *wanted = remove_signs(label);

    return g_str_equal(plain, wanted);
}

/* Whether the start of any guest does what @label asks for. */
static bool
is_granted(const Seclabel *label, const DomainContext *context)
{
    return context->dac_label != NULL && g_strcmp0(label->model, "dac") == 0 &&
           label->relabel != TRISTATE_NO &&
           (label->label == NULL || is_label(label->label, context->dac_label));
}

/* Returns: (borrowed, nullable) the first label that would have to be enforced. */
static const Seclabel *
wanted_label(const Domain *domain, const DomainContext *context)
{
    for (unsigned i = 0; i < n_labels(domain); i++)
        if (label_at(domain, i)->type != SECLABEL_OFF && !is_granted(label_at(domain, i), context))
            return label_at(domain, i);
    return NULL;
}

/* Returns: (owned, nullable) why @label is not granted although something like it is. */
static char *
reason_against(const Seclabel *label, const DomainContext *context)
{
    if (g_strcmp0(label->model, "dac") != 0)
        return NULL;
    if (context->dac_label == NULL)
        return g_strdup(_("<seclabel model='dac'> is granted by the system's daemon alone, which "
                          "runs QEMU as a user of its own"));
    if (label->relabel == TRISTATE_NO)
        return g_strdup(_("relabel='no' of <seclabel model='dac'> cannot be: files are given to "
                          "QEMU's user, use relabel='yes'"));
    return g_strdup_printf(_("label '%s' of <seclabel model='dac'> cannot be: QEMU runs as '%s' "
                             "here, use that or no <label>"),
                           label->label, context->dac_label);
}

/* Returns: (owned) why @label cannot be enforced. */
static char *
problem_of(const Seclabel *label, const DomainContext *context)
{
    char *reason = reason_against(label, context);

    return reason != NULL ? reason
                          : g_strdup_printf(_("Security driver model '%s' is not available"),
                                            label->model != NULL ? label->model : "");
}

/* libvirt finds the labels of a guest by their model. */
static void
check_model(const Domain *domain, unsigned number, Report *report)
{
    const Seclabel *label = label_at(domain, number);

    if (label->model == NULL)
        report_error(report, VIR_ERR_XML_ERROR, label->line,
                     n_labels(domain) > 1 ? _("missing security model when using multiple labels")
                                          : _("missing security model in domain seclabel"));
    for (unsigned i = 0; label->model != NULL && i < number; i++)
        if (g_strcmp0(label_at(domain, i)->model, label->model) == 0) {
            report_error(report, VIR_ERR_XML_ERROR, label->line,
                         _("seclabel for model %s is already provided"), label->model);
            return;
        }
}

void
device_seclabels_check(const GPtrArray *labels, unsigned line, Report *report)
{
    g_autoptr(GHashTable) models = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; labels != NULL && i < labels->len; i++) {
        const DeviceSeclabel *label = g_ptr_array_index(labels, i);

        if (label->model != NULL && !g_hash_table_add(models, label->model))
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("seclabel for model %s is already provided"), label->model);
        if (label->relabel == TRISTATE_NO && label->label != NULL)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("Cannot specify a label if relabelling is turned off. model=%s"),
                         label->model != NULL ? label->model : "");
    }
}

void
seclabel_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const Seclabel *wanted = wanted_label(domain, context);
    g_autofree char *problem = wanted != NULL ? problem_of(wanted, context) : NULL;

    for (unsigned i = 0; i < n_labels(domain); i++) {
        check_model(domain, i, report);
        if (label_at(domain, i)->type == SECLABEL_STATIC && label_at(domain, i)->label == NULL)
            report_error(report, VIR_ERR_XML_ERROR, label_at(domain, i)->line,
                         _("security label is missing: <seclabel type='static'> lacks its "
                           "<label>"));
    }
    if (wanted != NULL)
        report_warning(report, wanted->line,
                       _("%s: the <seclabel> is kept, and the guest will not be started with it"),
                       problem);
}

bool
seclabel_allows_start(const Domain *domain, const DomainContext *context, GError **error)
{
    const Seclabel *wanted = wanted_label(domain, context);
    g_autofree char *problem = wanted != NULL ? problem_of(wanted, context) : NULL;

    if (wanted != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED, "%s", problem);
    return wanted == NULL;
}
