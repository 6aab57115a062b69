/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/tpm.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/device_rules.h"

static const char *const model_texts[] = {
    [TPM_MODEL_PROXY] = "spapr-tpm-proxy",
    [TPM_MODEL_SPAPR] = "tpm-spapr",
    [TPM_MODEL_TIS] = "tpm-tis",
    [TPM_MODEL_CRB] = "tpm-crb",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const char *const backend_texts[] = {
    [TPM_BACKEND_PASSTHROUGH] = "passthrough",
    [TPM_BACKEND_EMULATOR] = "emulator",
    [TPM_BACKEND_EXTERNAL] = "external",
};
static const NameTable backend_names = NAME_TABLE(backend_texts);

static const XmlField device_fields[] = {
    XML_ATTR_STRING("path", TpmDevice, path),
    XML_END,
};
static const XmlBinding device_binding = {"device", sizeof(TpmDevice), device_fields};

static const XmlField backend_fields[] = {
    XML_ATTR("type", TpmBackend, type, xml_type_enum, .argument = &backend_names,
             .is_required = true),
    XML_REFUSE_ATTR("version persistent_state debug", XML_NOT_YET),
    XML_INLINE("device", TpmBackend, device, device_binding),
    XML_REFUSE_ELEMENT("encryption active_pcr_banks source profile", XML_NOT_YET),
    XML_END,
};
static const XmlBinding backend_binding = {"backend", sizeof(TpmBackend), backend_fields};

static const XmlField tpm_fields[] = {
    XML_ATTR_ENUM("model", Tpm, model, model_names),
    XML_INLINE("backend", Tpm, backend, backend_binding),
    DEVICE_ROWS(Tpm),
    XML_END,
};
static const XmlBinding tpm_binding = {"tpm", sizeof(Tpm), tpm_fields};

static void
tpm_check(const Device *device, const Domain *domain, const DomainContext *context, Report *report)
{
    const Tpm *tpm = (const Tpm *)device;

    (void)domain;
    if (tpm->backend.type == TPM_BACKEND_NONE) {
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("missing TPM device backend: <tpm> lacks its <backend type=''>"));
        return;
    }
    if (tpm->model != TPM_MODEL_PROXY || tpm->backend.type != TPM_BACKEND_PASSTHROUGH) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<tpm model='%s'> with backend '%s' is not supported yet: use "
                       "'spapr-tpm-proxy' with 'passthrough'"),
                     tpm->model != TPM_MODEL_NONE ? model_texts[tpm->model] : "",
                     backend_texts[tpm->backend.type]);
        return;
    }
    if (tpm->backend.device.path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<backend> of <tpm> lacks the host's <device path=''/>"));
    device_rules_emulated(device, "spapr-tpm-proxy", context, report);
}

static void
tpm_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &tpm_kind, report);
}

static char *
tpm_id(const Device *device, const Domain *domain, unsigned position)
{
    (void)device;
    (void)domain;
    return g_strdup_printf("tpm%u", position);
}

static void
tpm_parts(const Device *device, const Domain *domain, const DomainContext *context, PartList *parts)
{
    const Tpm *tpm = (const Tpm *)device;
    JsonObject *part = device_rules_part(device, "spapr-tpm-proxy", parts);

    (void)domain;
    (void)context;
    part_set_string(part, "host-path", tpm->backend.device.path);
}

const DeviceKind tpm_kind = {
    .binding = &tpm_binding,
    .check = tpm_check,
    .check_all = tpm_check_all,
    .id = tpm_id,
    .parts = tpm_parts,
};
