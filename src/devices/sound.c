/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/sound.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

/* QEMU's number of streams of a virtio card, as of libvirt. */
enum { DEFAULT_STREAMS = 2 };

static const char *const model_texts[] = {
    [SOUND_AC97] = "ac97", [SOUND_ES1370] = "es1370", [SOUND_ICH6] = "ich6",
    [SOUND_ICH7] = "ich7", [SOUND_ICH9] = "ich9",     [SOUND_USB] = "usb",
    [SOUND_SB16] = "sb16", [SOUND_PCSPK] = "pcspk",   [SOUND_VIRTIO] = "virtio",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const struct {
    const char *type; /* QEMU's device; NULL: a pseries guest cannot have it */
    AddressType address;
    bool has_codecs;
} models[] = {
    [SOUND_NONE] = {NULL, ADDRESS_NONE, false},
    [SOUND_AC97] = {"AC97", ADDRESS_PCI, false},
    [SOUND_ES1370] = {"ES1370", ADDRESS_PCI, false},
    [SOUND_ICH6] = {"intel-hda", ADDRESS_PCI, true},
    [SOUND_ICH7] = {NULL, ADDRESS_NONE, false},
    [SOUND_ICH9] = {"ich9-intel-hda", ADDRESS_PCI, true},
    [SOUND_USB] = {"usb-audio", ADDRESS_USB, false},
    [SOUND_SB16] = {NULL, ADDRESS_NONE, false},
    [SOUND_PCSPK] = {NULL, ADDRESS_NONE, false},
    [SOUND_VIRTIO] = {"virtio-sound-pci", ADDRESS_PCI, false},
};

static const char *const codec_texts[] = {
    [CODEC_DUPLEX] = "duplex",
    [CODEC_MICRO] = "micro",
    [CODEC_OUTPUT] = "output",
};
static const NameTable codec_names = NAME_TABLE(codec_texts);

static const char *const codec_types[] = {
    [CODEC_NONE] = "hda-duplex",
    [CODEC_DUPLEX] = "hda-duplex",
    [CODEC_MICRO] = "hda-micro",
    [CODEC_OUTPUT] = "hda-output",
};

static const XmlField codec_fields[] = {
    XML_ATTR("type", SoundCodec, type, xml_type_enum, .argument = &codec_names,
             .is_required = true),
    XML_END,
};
static const XmlBinding codec_binding = {"codec", sizeof(SoundCodec), codec_fields};

static const XmlField driver_fields[] = {
    VIRTIO_ROWS(SoundDriver, virtio),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(SoundDriver), driver_fields};

static const XmlField sound_fields[] = {
    XML_ATTR("model", Sound, model, xml_type_enum, .argument = &model_names, .is_required = true),
    XML_ATTR_YES_NO("multichannel", Sound, multichannel),
    XML_ATTR_UINT("streams", Sound, streams, 1, G_MAXUINT32),
    XML_LIST("codec", Sound, codecs, codec_binding),
    XML_INLINE("audio", Sound, audio, audio_reference_binding),
    DEVICE_ROWS(Sound),
    XML_INLINE("driver", Sound, driver, driver_binding),
    XML_END,
};
static const XmlBinding sound_binding = {"sound", sizeof(Sound), sound_fields};

static void
sound_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Sound *sound = (Sound *)device;

    (void)domain;
    (void)context;
    (void)report;
    if (sound->model == SOUND_VIRTIO && !sound->streams.is_set)
        sound->streams = OPTIONAL_UINT(DEFAULT_STREAMS);
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Sound *sound, Report *report)
{
    const struct {
        bool is_given;
        SoundModel model;
        const char *name;
    } belongings[] = {
        {sound->multichannel != TRISTATE_ABSENT, SOUND_USB, "multichannel"},
        {sound->streams.is_set, SOUND_VIRTIO, "streams"},
        {xml_binding_is_set(&driver_binding, &sound->driver), SOUND_VIRTIO, "<driver>"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && belongings[i].model != sound->model)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, sound->device.line,
                         _("%s belongs only in <sound> of model '%s', this one is of model '%s'"),
                         belongings[i].name, model_texts[belongings[i].model],
                         model_texts[sound->model]);
}

static void
sound_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Sound *sound = (const Sound *)device;
    const char *type = models[sound->model].type;

    (void)domain;
    if (sound->model == SOUND_NONE)
        return;
    if (type == NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("model '%s' of <sound> does not exist in a pseries guest: use 'ac97', "
                       "'es1370', 'ich6', 'ich9', 'usb' or 'virtio'"),
                     model_texts[sound->model]);
    else
        device_rules_emulated(device, type, context, report);
    if (sound->codecs != NULL && !models[sound->model].has_codecs)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<codec> belongs only in <sound> of model 'ich6' or 'ich9', this one is of "
                       "model '%s'"),
                     model_texts[sound->model]);
    check_belongings(sound, report);
    if (sound->model == SOUND_VIRTIO)
        virtio_options_check(&sound->driver.virtio, type, device->line, report);
}

static bool
is_usb(const Device *device)
{
    return ((const Sound *)device)->model == SOUND_USB;
}

static const AudioReference *
audio_of(const Device *device)
{
    return &((const Sound *)device)->audio;
}

static void
sound_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_usb(domain, &sound_kind, is_usb, report);
    audio_check_references(domain, &sound_kind, audio_of, report);
}

static AddressNeed
sound_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    SoundModel model = ((const Sound *)device)->model;

    (void)domain;
    (void)context;
    return (AddressNeed){.type = models[model].address,
                         .model = models[model].type,
                         .fixed_slot = model_texts[model]};
}

static void
add_codec(const Sound *sound, unsigned i, const char *audio, PartList *parts)
{
    SoundCodecType type = sound->codecs == NULL
                              ? CODEC_DUPLEX
                              : ((const SoundCodec *)g_ptr_array_index(sound->codecs, i))->type;
    g_autofree char *id = g_strdup_printf("%s-codec%u", sound->device.id, i);
    g_autofree char *bus = g_strconcat(sound->device.id, ".0", NULL);
    JsonObject *part = part_list_add(parts, PART_DEVICE);

    json_object_set_string_member(part, "driver", codec_types[type]);
    json_object_set_string_member(part, "id", id);
    json_object_set_string_member(part, "bus", bus);
    json_object_set_int_member(part, "cad", i);
    json_object_set_string_member(part, "audiodev", audio);
}

static void
sound_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Sound *sound = (const Sound *)device;
    g_autofree char *audio = audio_backend_id(domain, &sound->audio);
    JsonObject *part = device_rules_part(device, models[sound->model].type, parts);
    unsigned n_codecs = 0;

    (void)context;
    controller_write_address(domain, device, part);
    virtio_options_write(&sound->driver.virtio, part);
    part_set_tristate(part, "multi", sound->multichannel);
    part_set_optional_uint(part, "streams", sound->streams);
    if (!models[sound->model].has_codecs) {
        json_object_set_string_member(part, "audiodev", audio);
        return;
    }
    n_codecs = sound->codecs != NULL ? sound->codecs->len : 1;
    for (unsigned i = 0; i < n_codecs; i++)
        add_codec(sound, i, audio, parts);
}

const DeviceKind sound_kind = {
    .binding = &sound_binding,
    .placement_rank = PLACE_SOUND,
    .complete = sound_complete,
    .check = sound_check,
    .check_all = sound_check_all,
    .need = sound_need,
    .id_prefix = "sound",
    .parts = sound_parts,
};
