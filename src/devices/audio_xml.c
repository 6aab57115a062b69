/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/audio.h"

static const char *const type_texts[] = {
    [AUDIO_NONE] = "none",
    [AUDIO_ALSA] = "alsa",
    [AUDIO_COREAUDIO] = "coreaudio",
    [AUDIO_DBUS] = "dbus",
    [AUDIO_FILE] = "file",
    [AUDIO_JACK] = "jack",
    [AUDIO_OSS] = "oss",
    [AUDIO_PULSEAUDIO] = "pulseaudio",
    [AUDIO_PIPEWIRE] = "pipewire",
    [AUDIO_SDL] = "sdl",
    [AUDIO_SPICE] = "spice",
};
const NameTable audio_type_names = NAME_TABLE(type_texts);

static const char *const format_texts[] = {NULL, "s8", "u8", "s16", "u16", "s32", "u32", "f32"};
const NameTable audio_format_names = NAME_TABLE(format_texts);

static const char *const sdl_texts[] = {NULL, "esd", "alsa", "arts", "pulseaudio"};
static const NameTable sdl_names = NAME_TABLE(sdl_texts);

static const XmlField settings_fields[] = {
    XML_ATTR_UINT("frequency", AudioSettings, frequency, 1, G_MAXUINT32),
    XML_ATTR_UINT("channels", AudioSettings, channels, 1, G_MAXUINT32),
    XML_ATTR_ENUM("format", AudioSettings, format, audio_format_names),
    XML_END,
};
static const XmlBinding settings_binding = {"settings", sizeof(AudioSettings), settings_fields};

static const XmlField stream_fields[] = {
    XML_ATTR_YES_NO("mixingEngine", AudioStream, mixing_engine),
    XML_ATTR_YES_NO("fixedSettings", AudioStream, fixed_settings),
    XML_ATTR_UINT("voices", AudioStream, voices, 1, G_MAXUINT32),
    XML_ATTR_UINT("bufferLength", AudioStream, buffer_length, 1, G_MAXUINT32),
    XML_ATTR_STRING("dev", AudioStream, dev),
    XML_ATTR_UINT_OR_NONE("bufferCount", AudioStream, buffer_count, 0, G_MAXUINT32),
    XML_ATTR_YES_NO("tryPoll", AudioStream, try_poll),
    XML_ATTR_STRING("serverName", AudioStream, server_name),
    XML_ATTR_STRING("clientName", AudioStream, client_name),
    XML_ATTR_STRING("connectPorts", AudioStream, connect_ports),
    XML_ATTR_YES_NO("exactName", AudioStream, exact_name),
    XML_ATTR_STRING("name", AudioStream, name),
    XML_ATTR_STRING("streamName", AudioStream, stream_name),
    XML_ATTR_UINT_OR_NONE("latency", AudioStream, latency, 0, G_MAXUINT32),
    XML_INLINE("settings", AudioStream, settings, settings_binding),
    XML_END,
};
static const XmlBinding stream_binding = {"input", sizeof(AudioStream), stream_fields};

static const XmlField audio_fields[] = {
    XML_LINE(Audio, device.line),
    XML_ATTR("id", Audio, id, xml_type_uint, .min = 1, .max = G_MAXUINT8, .is_required = true),
    XML_ATTR("type", Audio, type, xml_type_enum, .argument = &audio_type_names,
             .is_required = true),
    XML_ATTR_UINT("timerPeriod", Audio, timer_period, 1, G_MAXUINT32),
    XML_ATTR_YES_NO("tryMMap", Audio, try_mmap),
    XML_ATTR_YES_NO("exclusive", Audio, is_exclusive),
    XML_ATTR_INT("dspPolicy", Audio, dsp_policy, G_MININT32, G_MAXINT32),
    XML_ATTR_STRING("serverName", Audio, server_name),
    XML_ATTR_ENUM("driver", Audio, sdl_driver, sdl_names),
    XML_ATTR_STRING("path", Audio, path),
    XML_ATTR_STRING("runtimeDir", Audio, runtime_dir),
    XML_RARE("input", Audio, input, stream_binding),
    XML_RARE("output", Audio, output, stream_binding),
    XML_END,
};
const XmlBinding audio_binding = {"audio", sizeof(Audio), audio_fields};

static const XmlField reference_fields[] = {
    XML_ATTR("id", AudioReference, id, xml_type_uint, .min = 1, .max = G_MAXUINT8,
             .is_required = true),
    XML_END,
};
const XmlBinding audio_reference_binding = {"audio", sizeof(AudioReference), reference_fields};
