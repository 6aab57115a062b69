/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <audio>: where the sound of a guest's sound devices and displays goes on the host, and where it
 * comes from.  It has neither an alias nor an address.
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
    char *name, *stream_name;                        /* pulseaudio */
    OptionalUint latency;                            /* pulseaudio; microseconds */
    AudioSettings settings;
} AudioStream;

typedef struct {
    Device device;
    OptionalUint id; /* what <audio id=''/> of a sound device or display names */
    AudioType type;
    OptionalUint timer_period;   /* microseconds */
    Tristate try_mmap;           /* oss */
    Tristate is_exclusive;       /* oss */
    OptionalInt dsp_policy;      /* oss */
    char *server_name;           /* pulseaudio */
    int sdl_driver;              /* sdl */
    char *path;                  /* file */
    AudioStream *input, *output; /* (owned, nullable) */
} Audio;

/* The tables of audio_xml.c. */
extern const XmlBinding audio_binding;
extern const NameTable audio_type_names, audio_format_names;

extern const DeviceKind audio_kind;

/* How a device says which one it uses: its own <audio id=''/>. */
typedef struct {
    OptionalUint id;
} AudioReference;

extern const XmlBinding audio_reference_binding;

/* Returns: (owned, nullable) QEMU's id of the audio backend that @reference means: the first one
 * where it names none; NULL when the guest has none at all. */
char *audio_backend_id(const Domain *domain, const AudioReference *reference);

/* Error for each device of @kind whose reference (NULL: the device uses no audio) means a backend
 * that is not there. */
void audio_check_references(const Domain *domain, const DeviceKind *kind,
                            const AudioReference *(*reference_of)(const Device *device),
                            Report *report);
