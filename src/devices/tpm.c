/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/tpm.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

enum { TPM_FIRST_REG = 0x4000 };

static const char default_path[] = "/dev/tpm0";

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

static const char *const version_texts[] = {[TPM_VERSION_1_2] = "1.2", [TPM_VERSION_2_0] = "2.0"};
static const NameTable version_names = NAME_TABLE(version_texts);

static const XmlField encryption_fields[] = {
    XML_ATTR("secret", TpmEncryption, secret, xml_type_uuid, .is_required = true),
    XML_END,
};
static const XmlBinding encryption_binding = {"encryption", sizeof(TpmEncryption),
                                              encryption_fields};

static const XmlField banks_fields[] = {
    XML_FLAG("sha1", TpmBanks, sha1),
    XML_FLAG("sha256", TpmBanks, sha256),
    XML_FLAG("sha384", TpmBanks, sha384),
    XML_FLAG("sha512", TpmBanks, sha512),
    XML_END,
};
static const XmlBinding banks_binding = {"active_pcr_banks", sizeof(TpmBanks), banks_fields};

static const char *const source_texts[] = {
    [TPM_SOURCE_UNIX] = "unix",
    [TPM_SOURCE_DIR] = "dir",
    [TPM_SOURCE_FILE] = "file",
};
static const NameTable source_names = NAME_TABLE(source_texts);

static const char *const mode_texts[] = {NULL, "connect"};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const XmlField source_fields[] = {
    XML_ATTR("type", TpmSource, type, xml_type_enum, .argument = &source_names,
             .is_required = true),
    XML_ATTR_ENUM("mode", TpmSource, mode, mode_names),
    XML_ATTR("path", TpmSource, path, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(TpmSource), source_fields};

static const char *const removal_texts[] = {
    [TPM_REMOVE_CHECK] = "check",
    [TPM_REMOVE_FIPS_HOST] = "fips-host",
};
static const NameTable removal_names = NAME_TABLE(removal_texts);

const char *
tpm_remove_disabled_name(TpmRemoveDisabled removal)
{
    return removal_texts[removal];
}

static const XmlField profile_fields[] = {
    XML_ATTR_STRING("source", TpmProfile, source),
    XML_ATTR_ENUM("removeDisabled", TpmProfile, remove_disabled, removal_names),
    XML_ATTR_STRING("name", TpmProfile, name),
    XML_END,
};
static const XmlBinding profile_binding = {"profile", sizeof(TpmProfile), profile_fields};

static const XmlField backend_fields[] = {
    XML_ATTR("type", TpmBackend, type, xml_type_enum, .argument = &backend_names,
             .is_required = true),
    XML_ATTR_ENUM("version", TpmBackend, version, version_names),
    XML_ATTR_YES_NO("persistent_state", TpmBackend, persistent_state),
    XML_ATTR_UINT("debug", TpmBackend, debug, 0, G_MAXUINT32),
    XML_INLINE("encryption", TpmBackend, encryption, encryption_binding),
    XML_INLINE("active_pcr_banks", TpmBackend, banks, banks_binding),
    XML_INLINE("device", TpmBackend, device, device_binding),
    XML_INLINE("source", TpmBackend, source, source_binding),
    XML_RARE("profile", TpmBackend, profile, profile_binding),
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
tpm_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Tpm *tpm = (Tpm *)device;
    TpmBackend *backend = &tpm->backend;

    (void)domain;
    (void)context;
    (void)report;
    if (tpm->model == TPM_MODEL_NONE)
        tpm->model = TPM_MODEL_SPAPR;
    if (backend->type == TPM_BACKEND_PASSTHROUGH && backend->device.path == NULL)
        backend->device.path = g_strdup(default_path);
    if (backend->type == TPM_BACKEND_EMULATOR && backend->version == TPM_VERSION_NONE)
        backend->version = TPM_VERSION_2_0;
    if (backend->type == TPM_BACKEND_EXTERNAL && backend->source.mode == 0)
        backend->source.mode = 1;
    if (backend->persistent_state == TRISTATE_NO) /* the default */
        backend->persistent_state = TRISTATE_ABSENT;
    if (backend->debug.value == 0) /* the default, too */
        backend->debug = (OptionalUint){0};
}

/* Reports attributes that belong to another backend. */
static void
check_members(const Tpm *tpm, Report *report)
{
    const TpmBackend *backend = &tpm->backend;
    const TpmBanks *banks = &backend->banks;
    const struct {
        const char *name;
        bool is_given;
        TpmBackendType type;
    } members[] = {
        {"version", backend->version != TPM_VERSION_NONE, TPM_BACKEND_EMULATOR},
        {"persistent_state", backend->persistent_state != TRISTATE_ABSENT, TPM_BACKEND_EMULATOR},
        {"encryption", backend->encryption.secret != NULL, TPM_BACKEND_EMULATOR},
        {"active_pcr_banks", banks->sha1 || banks->sha256 || banks->sha384 || banks->sha512,
         TPM_BACKEND_EMULATOR},
        {"debug", backend->debug.is_set, TPM_BACKEND_EMULATOR},
        {"profile", xml_binding_is_set(&profile_binding, backend->profile), TPM_BACKEND_EMULATOR},
        {"device", backend->device.path != NULL, TPM_BACKEND_PASSTHROUGH},
        {"source type='unix'", backend->source.type == TPM_SOURCE_UNIX, TPM_BACKEND_EXTERNAL},
        {"source type='dir'", backend->source.type == TPM_SOURCE_DIR, TPM_BACKEND_EMULATOR},
        {"source type='file'", backend->source.type == TPM_SOURCE_FILE, TPM_BACKEND_EMULATOR},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given && members[i].type != backend->type)
            report_error(report, VIR_ERR_XML_ERROR, tpm->device.line,
                         _("'%s' does not belong in <backend type='%s'> of <tpm>"), members[i].name,
                         backend_texts[backend->type]);
}

/* Returns: (owned) the socket at which QEMU expects swtpm. */
static char *
socket_of(const Tpm *tpm, const DomainContext *context)
{
    if (tpm->backend.type == TPM_BACKEND_EXTERNAL)
        return g_strdup(tpm->backend.source.path);
    return g_build_filename(context->state_directory, "swtpm.sock", NULL);
}

static void
check_emulator(const Tpm *tpm, const DomainContext *context, Report *report)
{
    g_autofree char *path = NULL;

    if (tpm->backend.version == TPM_VERSION_1_2)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, tpm->device.line,
                     _("version '1.2' of <tpm> is not possible with model 'tpm-spapr', which is a "
                       "TPM 2.0"));
    if (context->starts_helpers)
        return;
    path = socket_of(tpm, context);
    report_warning(report, tpm->device.line,
                   _("swtpm is not started for the guest, and must listen at '%s' before it "
                     "starts: swtpm socket --tpm2 --ctrl type=unixio,path=%s --tpmstate dir=..."),
                   path, path);
}

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
    if (tpm->model != TPM_MODEL_PROXY && tpm->model != TPM_MODEL_SPAPR) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("model '%s' of <tpm> does not exist in a pseries guest: use 'tpm-spapr' or "
                       "'spapr-tpm-proxy'"),
                     model_texts[tpm->model]);
        return;
    }
    if (!context->rules->has_papr)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<tpm model='%s'> is a device of PAPR, which machine '%s' has not: take it "
                       "away"),
                     model_texts[tpm->model], context->machine->name);
    if (tpm->model == TPM_MODEL_PROXY && tpm->backend.type != TPM_BACKEND_PASSTHROUGH)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<tpm model='spapr-tpm-proxy'> reaches the host's TPM: its backend is "
                       "'passthrough', not '%s'"),
                     backend_texts[tpm->backend.type]);
    if (tpm->backend.type == TPM_BACKEND_EXTERNAL && tpm->backend.source.path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<backend type='external'> of <tpm> lacks the <source type='unix' path=''/> "
                       "at which swtpm listens"));
    check_members(tpm, report);
    device_rules_emulated(device, model_texts[tpm->model], context, report);
    if (tpm->backend.type == TPM_BACKEND_EMULATOR && tpm->model == TPM_MODEL_SPAPR)
        check_emulator(tpm, context, report);
}

/* One of each model. */
static void
tpm_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    const Tpm *of_model[G_N_ELEMENTS(model_texts)] = {NULL};

    (void)context;
    DOMAIN_EACH(const Tpm, tpm, domain, &tpm_kind) {
        if (of_model[tpm->model] != NULL)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, tpm->device.line,
                         _("only a single <tpm> of model '%s' is supported, and line %u has one "
                           "already"),
                         model_texts[tpm->model], of_model[tpm->model]->device.line);
        of_model[tpm->model] = tpm;
    }
}

static AddressNeed
tpm_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    if (((const Tpm *)device)->model != TPM_MODEL_SPAPR)
        return (AddressNeed){.type = ADDRESS_NONE};
    return (AddressNeed){
        .type = ADDRESS_SPAPR_VIO, .model = "tpm-spapr", .vio_base = TPM_FIRST_REG};
}

static void
tpm_parts(const Device *device, const Domain *domain, const DomainContext *context, PartList *parts)
{
    const Tpm *tpm = (const Tpm *)device;
    g_autofree char *path = socket_of(tpm, context);
    JsonObject *part = NULL;

    if (tpm->model == TPM_MODEL_PROXY) {
        part = device_rules_part(device, "spapr-tpm-proxy", parts);
        part_set_string(part, "host-path", tpm->backend.device.path);
        return;
    }
    if (tpm->backend.type != TPM_BACKEND_PASSTHROUGH) {
        part = part_list_add(parts, PART_CHARDEV);
        part_set_string(part, "backend", "socket");
        part_set_string(part, "id", "chrtpm");
        part_set_string(part, "path", path);
    }
    part = device_rules_part(device, "tpm-spapr", parts);
    part_set_string_format(part, "tpmdev", "tpm-%s", device->id);
    controller_write_address(domain, device, part);
}

/* The backend is only available as an option; its position does not matter. */
static void
tpm_argv(const Device *device, const Domain *domain, const DomainContext *context, Argv *argv)
{
    const Tpm *tpm = (const Tpm *)device;
    bool is_passed = tpm->backend.type == TPM_BACKEND_PASSTHROUGH;
    g_autoptr(KeyValue) pairs = key_value_new();

    (void)domain;
    (void)context;
    if (tpm->model == TPM_MODEL_PROXY)
        return;
    key_value_add_first(pairs, "type", is_passed ? "passthrough" : "emulator");
    key_value_add_format(pairs, "id", "tpm-%s", device->id);
    key_value_add(pairs, "path", tpm->backend.device.path);
    key_value_add(pairs, "chardev", is_passed ? NULL : "chrtpm");
    argv_add_key_value(argv, "-tpmdev", pairs);
}

static const char *
tpm_helper(const Device *device)
{
    return ((const Tpm *)device)->backend.type == TPM_BACKEND_EMULATOR ? "swtpm" : NULL;
}

static char *
tpm_helper_socket(const Device *device, const DomainContext *context)
{
    return socket_of((const Tpm *)device, context);
}

const DeviceKind tpm_kind = {
    .binding = &tpm_binding,
    .complete = tpm_complete,
    .check = tpm_check,
    .check_all = tpm_check_all,
    .need = tpm_need,
    .id_prefix = "tpm",
    .parts = tpm_parts,
    .argv = tpm_argv,
    .helper = tpm_helper,
    .helper_socket = tpm_helper_socket,
};
