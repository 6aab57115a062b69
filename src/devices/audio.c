/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/audio.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/graphics.h"

static const char *const type_texts[] = {
    [AUDIO_NONE] = "none",
    [AUDIO_ALSA] = "alsa",
    [AUDIO_COREAUDIO] = "coreaudio",
    [AUDIO_DBUS] = "dbus",
    [AUDIO_FILE] = "file",
    [AUDIO_JACK] = "jack",
    [AUDIO_OSS] = "oss",
    [AUDIO_PULSEAUDIO] = "pulseaudio",
    [AUDIO_SDL] = "sdl",
    [AUDIO_SPICE] = "spice",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const XmlField audio_fields[] = {
    XML_LINE(Audio, device.line),
    XML_ATTR("id", Audio, id, xml_type_uint, .min = 1, .max = G_MAXUINT8, .is_required = true),
    XML_ATTR("type", Audio, type, xml_type_enum, .argument = &type_names, .is_required = true),
    XML_ATTR_UINT("timerPeriod", Audio, timer_period, 1, G_MAXUINT32),
    XML_REFUSE_ATTR("tryMMap exclusive dspPolicy serverName driver path", XML_NOT_YET),
    XML_REFUSE_ELEMENT("input output", XML_NOT_YET),
    XML_END,
};
static const XmlBinding audio_binding = {"audio", sizeof(Audio), audio_fields};

static const XmlField reference_fields[] = {
    XML_ATTR("id", AudioReference, id, xml_type_uint, .min = 1, .max = G_MAXUINT8,
             .is_required = true),
    XML_END,
};
const XmlBinding audio_reference_binding = {"audio", sizeof(AudioReference), reference_fields};

/* Returns: (borrowed, nullable) the guest's first. */
static const Audio *
audio_first(const Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++)
        if (domain_device(domain, i)->kind == &audio_kind)
            return (const Audio *)domain_device(domain, i);
    return NULL;
}

char *
audio_backend_id(const Domain *domain, const AudioReference *reference)
{
    OptionalUint id = reference->id;

    if (!id.is_set) {
        const Audio *first = audio_first(domain);

        if (first == NULL)
            return NULL;
        id = first->id;
    }
    return g_strdup_printf("audio%" PRIu64, id.value);
}

/* Returns: (owned) the set of ids that there are. */
static GHashTable *
audio_ids(const Domain *domain)
{
    GHashTable *ids = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);

        if (device->kind == &audio_kind)
            g_hash_table_add(ids, GSIZE_TO_POINTER(((const Audio *)device)->id.value));
    }
    return ids;
}

static void
check_reference(const Device *device, const AudioReference *reference, GHashTable *ids,
                Report *report)
{
    if (reference->id.is_set && !g_hash_table_contains(ids, GSIZE_TO_POINTER(reference->id.value)))
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<%s> uses audio id '%" PRIu64 "', but there is no <audio> with that id"),
                     device_name(device), reference->id.value);
    else if (g_hash_table_size(ids) == 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<%s> needs an audio backend: add <audio id='1' type='none'/>"),
                     device_name(device));
}

void
audio_check_references(const Domain *domain, const DeviceKind *kind,
                       const AudioReference *(*reference_of)(const Device *device), Report *report)
{
    g_autoptr(GHashTable) ids = audio_ids(domain);

    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);
        const AudioReference *reference = device->kind == kind ? reference_of(device) : NULL;

        if (reference != NULL)
            check_reference(device, reference, ids, report);
    }
}

static void
audio_add_implicit(Domain *domain, const DomainContext *context)
{
    Audio *audio = NULL;

    (void)context;
    /* A window on the desktop has the desktop's sound, and QEMU's own default is that. */
    if (audio_first(domain) != NULL || graphics_has_window(domain))
        return;
    audio = (Audio *)domain_add_device(domain, device_new(&audio_kind));
    audio->id = OPTIONAL_UINT(1);
    audio->type = AUDIO_NONE;
}

static void
audio_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Audio *audio = (const Audio *)device;

    (void)domain;
    (void)context;
    if (audio->type > AUDIO_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<audio type='%s'> is not supported yet: use 'none'"),
                     type_texts[audio->type]);
}

static void
audio_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);
        uint64_t id = 0;

        if (device->kind != &audio_kind)
            continue;
        id = ((const Audio *)device)->id.value;
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(id)))
            report_error(report, VIR_ERR_XML_ERROR, device->line,
                         _("audio id '%" PRIu64 "' is used by more than one <audio>"), id);
    }
}

static void
audio_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Audio *audio = (const Audio *)device;
    const AudioReference self = {.id = audio->id};
    g_autofree char *id = audio_backend_id(domain, &self);
    JsonObject *part = NULL;

    /* Older ones are told by the environment, and are silent without. */
    if (!capabilities_is_at_least(context->capabilities, 4, 0))
        return;
    part = part_list_add(parts, PART_AUDIODEV);
    json_object_set_string_member(part, "id", id);
    json_object_set_string_member(part, "driver", type_texts[audio->type]);
    if (audio->timer_period.is_set)
        json_object_set_int_member(part, "timer-period", (gint64)audio->timer_period.value);
}

const DeviceKind audio_kind = {
    .binding = &audio_binding,
    .add_implicit = audio_add_implicit,
    .check = audio_check,
    .check_all = audio_check_all,
    .parts = audio_parts,
};
