/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <audio>: where the sound of a guest's sound devices and displays goes on the host.  So far:
 * nowhere. It has neither an alias nor an address.
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
    Device device;
    OptionalUint id; /* what <audio id=''/> of a sound device or display names */
    AudioType type;
    OptionalUint timer_period; /* microseconds */
} Audio;

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
