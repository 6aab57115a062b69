/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <audio>: the host backend of a guest's sound devices and displays.  It has neither an alias nor
 * an address.
 */
typedef enum {
    AUDIO_TYPE_ABSENT,
    AUDIO_NONE,
    AUDIO_ALSA,
    AUDIO_COREAUDIO,
    AUDIO_DBUS,
    AUDIO_FILE,
    AUDIO_JACK,
    AUDIO_OSS,
    AUDIO_PULSEAUDIO,
    AUDIO_PIPEWIRE,
    AUDIO_SDL,
    AUDIO_SPICE,
} AudioType;

typedef struct {
    OptionalUint frequency, channels;
    int format; /* of audio_format_names */
} AudioSettings;

/* <input> and <output>. */
typedef struct {
    Tristate mixing_engine, fixed_settings;
    OptionalUint voices;
    OptionalUint buffer_length;                      /* microseconds */
    char *dev;                                       /* alsa, oss */
    OptionalUint buffer_count;                       /* oss, sdl */
    Tristate try_poll;                               /* oss */
    char *server_name, *client_name, *connect_ports; /* jack */
    Tristate exact_name;                             /* jack */
    char *name, *stream_name;                        /* pulseaudio, pipewire */
    OptionalUint latency;                            /* the same; microseconds */
    AudioSettings settings;
} AudioStream;

typedef struct {
    Device device;
    OptionalUint id; /* referred to by <audio id=''/> of a sound device or display */
    AudioType type;
    OptionalUint timer_period;   /* microseconds */
    Tristate try_mmap;           /* oss */
    Tristate is_exclusive;       /* oss */
    OptionalInt dsp_policy;      /* oss */
    char *server_name;           /* pulseaudio */
    char *runtime_dir;           /* pipewire: the folder of its socket */
    int sdl_driver;              /* sdl */
    char *path;                  /* file */
    AudioStream *input, *output; /* (owned, nullable) */
} Audio;

/* The tables of audio_xml.c. */
extern const XmlBinding audio_binding;
extern const NameTable audio_type_names, audio_format_names;

extern const DeviceKind audio_kind;

/* A device's reference to its backend: <audio id=''/>. */
typedef struct {
    OptionalUint id;
} AudioReference;

extern const XmlBinding audio_reference_binding;

/* Returns: (owned, nullable) QEMU's id of the audio backend of @reference, by default the first
 * one; NULL when the guest has none. */
char *audio_backend_id(const Domain *domain, const AudioReference *reference);

/* Reports each device of @kind whose reference (NULL: the device uses no audio) names a missing
 * backend. */
void audio_check_references(const Domain *domain, const DeviceKind *kind,
                            const AudioReference *(*reference_of)(const Device *device),
                            Report *report);
