/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/audio.h"
#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <sound>: a sound card.
 */
typedef enum {
    SOUND_NONE,
    SOUND_AC97,
    SOUND_ES1370,
    SOUND_ICH6,
    SOUND_ICH7,
    SOUND_ICH9,
    SOUND_USB,
    SOUND_SB16,
    SOUND_PCSPK,
    SOUND_VIRTIO,
} SoundModel;

typedef enum { CODEC_NONE, CODEC_DUPLEX, CODEC_MICRO, CODEC_OUTPUT } SoundCodecType;

typedef struct {
    SoundCodecType type;
} SoundCodec;

typedef struct {
    VirtioOptions virtio;
} SoundDriver;

typedef struct {
    Device device;
    SoundModel model;
    Tristate multichannel; /* usb */
    OptionalUint streams;  /* virtio: of PCM */
    SoundDriver driver;    /* virtio */
    GPtrArray
        *codecs; /* (owned, nullable) SoundCodec *: of ich6 and ich9; one 'duplex' when empty */
    AudioReference audio;
} Sound;

extern const DeviceKind sound_kind;
