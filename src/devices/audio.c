/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/audio.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/graphics.h"
#include "domain/domain_walk.h"
#include "qemu/qmp_value.h"

/* QEMU's name of each type; NULL: not available on Linux. */
static const char *const drivers[] = {
    [AUDIO_TYPE_ABSENT] = NULL, [AUDIO_NONE] = "none",   [AUDIO_ALSA] = "alsa",
    [AUDIO_COREAUDIO] = NULL,   [AUDIO_DBUS] = "dbus",   [AUDIO_FILE] = "wav",
    [AUDIO_JACK] = "jack",      [AUDIO_OSS] = "oss",     [AUDIO_PULSEAUDIO] = "pa",
    [AUDIO_SDL] = "sdl",        [AUDIO_SPICE] = "spice", [AUDIO_PIPEWIRE] = "pipewire",
};

/* Types as bits: the types that an attribute belongs to. */
enum {
    OF_ALSA = 1 << AUDIO_ALSA,
    OF_FILE = 1 << AUDIO_FILE,
    OF_JACK = 1 << AUDIO_JACK,
    OF_OSS = 1 << AUDIO_OSS,
    OF_PIPEWIRE = 1 << AUDIO_PIPEWIRE,
    OF_PULSE = 1 << AUDIO_PULSEAUDIO,
    OF_SDL = 1 << AUDIO_SDL,
};

char *
audio_backend_id(const Domain *domain, const AudioReference *reference)
{
    OptionalUint id = reference->id;

    if (!id.is_set) {
        const Audio *first = domain_first(domain, &audio_kind);

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

    DOMAIN_EACH(const Audio, audio, domain, &audio_kind)
        g_hash_table_add(ids, GSIZE_TO_POINTER(audio->id.value));
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

    DOMAIN_EACH(const Device, device, domain, kind) {
        const AudioReference *reference = reference_of(device);

        if (reference != NULL)
            check_reference(device, reference, ids, report);
    }
}

/* The default backend of a guest: chosen by the last display with sound.  A window on the desktop
 * uses the desktop's, which is QEMU's default. */
static AudioType
implicit_type(const Domain *domain)
{
    AudioType type = AUDIO_NONE;
    bool has_display = false;

    DOMAIN_EACH(const Graphics, graphics, domain, &graphics_kind) {
        if (!has_display)
            type = AUDIO_TYPE_ABSENT;
        has_display = true;
        if (graphics->type == GRAPHICS_VNC)
            type = AUDIO_NONE;
        else if (graphics->type == GRAPHICS_SPICE)
            type = AUDIO_SPICE;
        else if (graphics->type == GRAPHICS_SDL)
            type = AUDIO_TYPE_ABSENT;
    }
    return type;
}

static void
audio_add_implicit(Domain *domain, const DomainContext *context)
{
    AudioType type = implicit_type(domain);
    Audio *audio = NULL;

    (void)context;
    if (domain_first(domain, &audio_kind) != NULL || type == AUDIO_TYPE_ABSENT)
        return;
    audio = (Audio *)domain_add_device(domain, device_new(&audio_kind));
    audio->id = OPTIONAL_UINT(1);
    audio->type = type;
}

static void
report_foreign(const Audio *audio, const char *name, unsigned types, Report *report)
{
    if (!(types & (1U << audio->type)))
        report_error(report, VIR_ERR_XML_ERROR, audio->device.line,
                     _("'%s' does not belong in <audio type='%s'>"), name,
                     audio_type_names.names[audio->type]);
}

/* Reports attributes that belong to another type of backend. */
static void
check_foreign(const Audio *audio, Report *report)
{
    const struct {
        const char *name;
        unsigned types;
        bool is_given;
    } members[] = {
        {"tryMMap", OF_OSS, audio->try_mmap != TRISTATE_ABSENT},
        {"exclusive", OF_OSS, audio->is_exclusive != TRISTATE_ABSENT},
        {"dspPolicy", OF_OSS, audio->dsp_policy.is_set},
        {"serverName", OF_PULSE, audio->server_name != NULL},
        {"driver", OF_SDL, audio->sdl_driver != 0},
        {"path", OF_FILE, audio->path != NULL},
        {"runtimeDir", OF_PIPEWIRE, audio->runtime_dir != NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given)
            report_foreign(audio, members[i].name, members[i].types, report);
}

static void
check_stream(const Audio *audio, const AudioStream *stream, Report *report)
{
    const struct {
        const char *name;
        unsigned types;
        bool is_given;
    } members[] = {
        {"dev", OF_ALSA | OF_OSS, stream->dev != NULL},
        {"bufferCount", OF_OSS | OF_SDL, stream->buffer_count.is_set},
        {"tryPoll", OF_OSS, stream->try_poll != TRISTATE_ABSENT},
        {"serverName", OF_JACK, stream->server_name != NULL},
        {"clientName", OF_JACK, stream->client_name != NULL},
        {"connectPorts", OF_JACK, stream->connect_ports != NULL},
        {"exactName", OF_JACK, stream->exact_name != TRISTATE_ABSENT},
        {"name", OF_PULSE | OF_PIPEWIRE, stream->name != NULL},
        {"streamName", OF_PULSE | OF_PIPEWIRE, stream->stream_name != NULL},
        {"latency", OF_PULSE | OF_PIPEWIRE, stream->latency.is_set},
    };
    const AudioSettings *settings = &stream->settings;
    bool has_settings =
        settings->frequency.is_set || settings->channels.is_set || settings->format != 0;
    bool is_fixed = stream->fixed_settings == TRISTATE_YES;

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given)
            report_foreign(audio, members[i].name, members[i].types, report);
    if (has_settings && !is_fixed)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, audio->device.line,
                     _("<settings> of <audio> need fixedSettings='yes' beside them"));
    if (is_fixed && stream->mixing_engine == TRISTATE_NO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, audio->device.line,
                     _("fixedSettings='yes' of <audio> needs the mixing engine, which "
                       "mixingEngine='no' turns off"));
}

static void
audio_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Audio *audio = (const Audio *)device;

    (void)domain;
    if (audio->type == AUDIO_TYPE_ABSENT)
        return;
    if (audio->type == AUDIO_PIPEWIRE && !capabilities_is_at_least(context->capabilities, 8, 1))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<audio type='pipewire'> needs QEMU 8.1 or later: use 'pulseaudio', 'alsa' "
                       "or 'none'"));
    if (drivers[audio->type] == NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<audio type='%s'> exists on macOS only: use 'pulseaudio', 'alsa' or "
                       "'none'"),
                     audio_type_names.names[audio->type]);
        return;
    }
    check_foreign(audio, report);
    check_stream(audio, XML_READ(audio->input), report);
    check_stream(audio, XML_READ(audio->output), report);
}

static void
audio_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    bool has_spice = graphics_has_type(domain, GRAPHICS_SPICE);

    (void)context;
    DOMAIN_EACH(const Audio, audio, domain, &audio_kind) {
        uint64_t id = audio->id.value;

        if (audio->type == AUDIO_SPICE && !has_spice)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, audio->device.line,
                         _("<audio type='spice'> needs a <graphics type='spice'>"));
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(id)))
            report_error(report, VIR_ERR_XML_ERROR, audio->device.line,
                         _("audio id '%" PRIu64 "' is used by more than one <audio>"), id);
    }
}

static void
write_stream(JsonObject *part, const char *name, const AudioStream *stream)
{
    g_autoptr(JsonObject) options = json_object_new();

    part_set_tristate(options, "mixing-engine", stream->mixing_engine);
    part_set_tristate(options, "fixed-settings", stream->fixed_settings);
    part_set_optional_uint(options, "voices", stream->voices);
    part_set_optional_uint(options, "buffer-length", stream->buffer_length);
    part_set_optional_uint(options, "frequency", stream->settings.frequency);
    part_set_optional_uint(options, "channels", stream->settings.channels);
    part_set_string(options, "format", audio_format_names.names[stream->settings.format]);
    part_set_string(options, "dev", stream->dev);
    part_set_optional_uint(options, "buffer-count", stream->buffer_count);
    part_set_tristate(options, "try-poll", stream->try_poll);
    part_set_string(options, "server-name", stream->server_name);
    part_set_string(options, "client-name", stream->client_name);
    part_set_string(options, "connect-ports", stream->connect_ports);
    part_set_tristate(options, "exact-name", stream->exact_name);
    part_set_string(options, "name", stream->name);
    part_set_string(options, "stream-name", stream->stream_name);
    part_set_optional_uint(options, "latency", stream->latency);
    if (qmp_value_n_members(options) > 0)
        json_object_set_object_member(part, name, g_steal_pointer(&options));
}

static void
audio_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Audio *audio = (const Audio *)device;
    const AudioReference self = {.id = audio->id};
    g_autofree char *id = audio_backend_id(domain, &self);
    JsonObject *part = NULL;

    /* Older QEMUs are configured by the environment, and are silent by default. */
    if (!capabilities_is_at_least(context->capabilities, 4, 0))
        return;
    part = part_list_add(parts, PART_AUDIODEV);
    json_object_set_string_member(part, "id", id);
    json_object_set_string_member(part, "driver", drivers[audio->type]);
    part_set_optional_uint(part, "timer-period", audio->timer_period);
    part_set_tristate(part, "try-mmap", audio->try_mmap);
    part_set_tristate(part, "exclusive", audio->is_exclusive);
    if (audio->dsp_policy.is_set)
        json_object_set_int_member(part, "dsp-policy", audio->dsp_policy.value);
    part_set_string(part, "server", audio->server_name);
    part_set_string(part, "path", audio->path);
    write_stream(part, "in", XML_READ(audio->input));
    write_stream(part, "out", XML_READ(audio->output));
}

const DeviceKind audio_kind = {
    .binding = &audio_binding,
    .add_implicit = audio_add_implicit,
    .check = audio_check,
    .check_all = audio_check_all,
    .parts = audio_parts,
};
