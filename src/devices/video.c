/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/video.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/graphics.h"
#include "domain/domain_walk.h"

enum { DEFAULT_VRAM_KIB = 16384, LEAST_VRAM_KIB = 1024, MOST_VRAM_KIB = 1 << 30, MOST_HEADS = 16 };

static const char *const type_texts[] = {
    [VIDEO_VGA] = "vga",       [VIDEO_CIRRUS] = "cirrus", [VIDEO_BOCHS] = "bochs",
    [VIDEO_VIRTIO] = "virtio", [VIDEO_NONE] = "none",     [VIDEO_QXL] = "qxl",
    [VIDEO_VMVGA] = "vmvga",   [VIDEO_RAMFB] = "ramfb",   [VIDEO_XEN] = "xen",
    [VIDEO_VBOX] = "vbox",     [VIDEO_GOP] = "gop",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const driver_name_texts[] = {
    [VIDEO_DRIVER_QEMU] = "qemu",
    [VIDEO_DRIVER_VHOSTUSER] = "vhostuser",
};
static const NameTable driver_names = NAME_TABLE(driver_name_texts);

/* QEMU's device and options of each model. */
static const struct {
    const char *type;                    /* NULL: not available for pseries guests */
    const char *vram;                    /* the option for the memory; NULL: none */
    uint64_t vram_unit_kib, vram_factor; /* the option's value is vram / unit * factor */
    bool has_heads;
    bool has_resolution;
} models[] = {
    [VIDEO_MODEL_ABSENT] = {NULL, NULL, 1, 1, false, false},
    [VIDEO_VGA] = {"VGA", "vgamem_mb", 1024, 1, false, true},
    [VIDEO_CIRRUS] = {"cirrus-vga", NULL, 1, 1, false, false},
    [VIDEO_BOCHS] = {"bochs-display", "vgamem", 1, 1024, false, true},
    [VIDEO_VIRTIO] = {"virtio-gpu-pci", NULL, 1, 1, true, true},
    [VIDEO_NONE] = {NULL, NULL, 1, 1, false, false},
    [VIDEO_QXL] = {NULL, NULL, 1, 1, false, false},
    [VIDEO_VMVGA] = {"vmware-svga", "vgamem_mb", 1024, 1, false, false},
    [VIDEO_RAMFB] = {NULL, NULL, 1, 1, false, false},
    [VIDEO_XEN] = {NULL, NULL, 1, 1, false, false},
    [VIDEO_VBOX] = {NULL, NULL, 1, 1, false, false},
    [VIDEO_GOP] = {NULL, NULL, 1, 1, false, false},
};

/* A virtio card with 3D acceleration on the host's GPU. */
static const char accelerated_type[] = "virtio-gpu-gl-pci";
static const char with_vga[] = "virtio-vga";

static const XmlField driver_fields[] = {
    XML_ATTR_ENUM("name", VideoDriver, name, driver_names),
    VIRTIO_ROWS(VideoDriver, virtio),
    XML_REFUSE_ATTR("vgaconf", XML_NOT_PSERIES),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(VideoDriver), driver_fields};

static const XmlField acceleration_fields[] = {
    XML_LINE(VideoAcceleration, line),
    XML_ATTR_YES_NO("accel2d", VideoAcceleration, accel2d),
    XML_ATTR_YES_NO("accel3d", VideoAcceleration, accel3d),
    XML_REFUSE_ATTR("rendernode", N_("it is of vhost-user cards, which need a program of the "
                                     "host's that is not started here: the display's <gl> has "
                                     "one")),
    XML_END,
};
static const XmlBinding acceleration_binding = {"acceleration", sizeof(VideoAcceleration),
                                                acceleration_fields};

static const XmlField resolution_fields[] = {
    XML_ATTR("x", VideoResolution, x, xml_type_uint, .min = 1, .max = G_MAXUINT16,
             .is_required = true),
    XML_ATTR("y", VideoResolution, y, xml_type_uint, .min = 1, .max = G_MAXUINT16,
             .is_required = true),
    XML_END,
};
static const XmlBinding resolution_binding = {"resolution", sizeof(VideoResolution),
                                              resolution_fields};

static const char *const device_texts[] = {
    [VIDEO_DEVICE_GPU] = "virtio-gpu",           [VIDEO_DEVICE_GPU_GL] = "virtio-gpu-gl",
    [VIDEO_DEVICE_VGA] = "virtio-vga",           [VIDEO_DEVICE_VGA_GL] = "virtio-vga-gl",
    [VIDEO_DEVICE_VHOST_GPU] = "vhost-user-gpu", [VIDEO_DEVICE_VHOST_VGA] = "vhost-user-vga",
};
static const NameTable device_names = NAME_TABLE(device_texts);

/* QEMU's type of each; NULL: its program is not started here. */
static const char *const device_types[] = {
    [VIDEO_DEVICE_GPU] = "virtio-gpu-pci", [VIDEO_DEVICE_GPU_GL] = accelerated_type,
    [VIDEO_DEVICE_VGA] = with_vga,         [VIDEO_DEVICE_VGA_GL] = "virtio-vga-gl",
    [VIDEO_DEVICE_VHOST_GPU] = NULL,       [VIDEO_DEVICE_VHOST_VGA] = NULL,
};

static const XmlField model_fields[] = {
    XML_ATTR_ENUM("type", VideoModel, type, type_names),
    XML_ATTR_UINT("ram", VideoModel, ram, 0, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("vram", VideoModel, vram, 0, MOST_VRAM_KIB),
    XML_ATTR_UINT("vram64", VideoModel, vram64, 0, G_MAXUINT32),
    XML_ATTR_UINT("vgamem", VideoModel, vgamem, 0, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("heads", VideoModel, heads, 0, G_MAXUINT32),
    XML_ATTR_YES_NO_OR_EMPTY("primary", VideoModel, primary),
    XML_ATTR_ON_OFF("blob", VideoModel, blob),
    XML_ATTR_ON_OFF("edid", VideoModel, edid),
    XML_ATTR_ENUM("device", VideoModel, device, device_names),
    XML_INLINE("acceleration", VideoModel, acceleration, acceleration_binding),
    XML_INLINE("resolution", VideoModel, resolution, resolution_binding),
    XML_END,
};
static const XmlBinding model_binding = {"model", sizeof(VideoModel), model_fields};

static const XmlField video_fields[] = {
    XML_INLINE("model", Video, model, model_binding),
    XML_INLINE("driver", Video, driver, driver_binding),
    DEVICE_ROWS(Video),
    XML_END,
};
static const XmlBinding video_binding = {"video", sizeof(Video), video_fields};

/* A display needs a card; and one of several cards is the primary. */
static void
video_add_implicit(Domain *domain, const DomainContext *context)
{
    Video *first = domain_first(domain, &video_kind);
    bool has_primary = false;

    (void)context;
    DOMAIN_EACH(const Video, video, domain, &video_kind)
        has_primary |= video->model.primary == TRISTATE_YES;
    if (first == NULL && domain_first(domain, &graphics_kind) != NULL)
        first = (Video *)domain_add_device(domain, device_new(&video_kind));
    if (first != NULL && !has_primary && first->model.type != VIDEO_NONE)
        first->model.primary = TRISTATE_YES;
}

/* libvirt sorts the primary card first. */
static DeviceOrder
video_order(const Device *device)
{
    const Video *video = (const Video *)device;

    return (DeviceOrder){.group = 0, .key = video->model.primary == TRISTATE_YES ? 0 : 1};
}

/* The memory of QEMU's cards is a power of two. */
static uint64_t
round_up(uint64_t vram)
{
    uint64_t rounded = 1;

    while (rounded < vram)
        rounded *= 2;
    return rounded;
}

static void
video_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    VideoModel *model = &((Video *)device)->model;

    (void)domain;
    (void)report;
    if (model->type == VIDEO_MODEL_ABSENT)
        model->type =
            (VideoModelType)name_table_value(&type_names, context->rules->defaults->video_model);
    if (model->type == VIDEO_NONE) {
        xml_binding_clear(&driver_binding, &((Video *)device)->driver);
        xml_binding_clear(&model_binding, model);
        model->type = VIDEO_NONE;
        return;
    }
    if (!model->vram.is_set && model->type != VIDEO_VIRTIO)
        model->vram = OPTIONAL_UINT(DEFAULT_VRAM_KIB);
    if (model->vram.is_set)
        model->vram.value = round_up(model->vram.value);
    if (!model->heads.is_set)
        model->heads = OPTIONAL_UINT(1);
    /* libvirt accepts "no" and does not write it. */
    if (model->primary == TRISTATE_NO)
        model->primary = TRISTATE_ABSENT;
}

/* Returns: (static, nullable) QEMU's device type.  The primary virtio card has VGA if QEMU has that
 * device. */
static const char *
qemu_type(const Video *video, const DomainContext *context)
{
    if (video->model.device != VIDEO_DEVICE_NONE)
        return device_types[video->model.device];
    if (video->model.type == VIDEO_VIRTIO && video->model.acceleration.accel3d == TRISTATE_YES)
        return accelerated_type;
    if (video->model.type == VIDEO_VIRTIO && video->model.primary == TRISTATE_YES &&
        capabilities_has_type(context->capabilities, with_vga))
        return with_vga;
    return models[video->model.type].type;
}

static void
check_memory(const Video *video, Report *report)
{
    const VideoModel *model = &video->model;
    unsigned line = video->device.line;

    if (model->ram.is_set || model->vgamem.is_set || model->vram64.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'ram', 'vgamem' and 'vram64' belong only in a video model of type 'qxl', "
                       "this one is of type '%s'"),
                     type_texts[model->type]);
    if (models[model->type].vram != NULL && model->vram.value < LEAST_VRAM_KIB)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("value '%" PRIu64 "' for 'vram' of <video> must be at least 1 MiB (1024 "
                       "KiB)"),
                     model->vram.value);
}

static void
check_screens(const Video *video, Report *report)
{
    const VideoModel *model = &video->model;
    unsigned line = video->device.line;
    bool has_heads = models[model->type].has_heads;

    if (has_heads && (model->heads.value < 1 || model->heads.value > MOST_HEADS))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("value '%" PRIu64 "' for 'heads' of <video> must be from 1 to 16"),
                     model->heads.value);
    if (!has_heads && model->heads.value > 1)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("video type '%s' doesn't support multiple 'heads': only 'virtio' does"),
                     type_texts[model->type]);
    if (model->resolution.x.is_set && !models[model->type].has_resolution)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("a video model of type '%s' cannot be given a <resolution>: use 'vga', "
                       "'bochs' or 'virtio'"),
                     type_texts[model->type]);
}

static void
check_acceleration(const Video *video, Report *report)
{
    unsigned line = video->device.line;

    if (video->model.acceleration.line != 0 &&
        video->model.acceleration.accel2d == TRISTATE_ABSENT &&
        video->model.acceleration.accel3d == TRISTATE_ABSENT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("missing values for acceleration: give it accel3d='yes' or 'no'"));
    if (video->model.acceleration.accel2d == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'accel2d' of <acceleration> is nothing that QEMU could be told: leave it "
                       "out"));
    if (video->model.acceleration.accel3d == TRISTATE_YES && video->model.type != VIDEO_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("accel3d='yes' of <acceleration> is possible only for a video model of type "
                       "'virtio', this one is of type '%s'"),
                     type_texts[video->model.type]);
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Video *video, Report *report)
{
    const VideoModel *model = &video->model;
    bool is_virtio = model->type == VIDEO_VIRTIO;
    const struct {
        bool is_given, is_fitting;
        const char *name;
        const char *owners; /* N_() */
    } belongings[] = {
        {model->blob != TRISTATE_ABSENT, is_virtio, "blob", N_("of type 'virtio'")},
        {model->device != VIDEO_DEVICE_NONE, is_virtio, "device", N_("of type 'virtio'")},
        {model->edid != TRISTATE_ABSENT, models[model->type].has_resolution, "edid",
         N_("of type 'virtio', 'vga' or 'bochs'")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && !belongings[i].is_fitting)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, video->device.line,
                         _("'%s' belongs only to a video model %s, this one is of type '%s'"),
                         belongings[i].name, _(belongings[i].owners), type_texts[model->type]);
}

static void
check_virtio(const Video *video, const Domain *domain, const DomainContext *context, Report *report)
{
    const VideoModel *model = &video->model;
    unsigned line = video->device.line;

    if (model->type != VIDEO_VIRTIO)
        return;
    if (model->device >= VIDEO_DEVICE_VHOST_GPU)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("device '%s' of <video> needs a program that draws, vhost-user-gpu, which "
                       "is not started here: use 'virtio-gpu'"),
                     device_texts[model->device]);
    if (model->blob == TRISTATE_ABSENT)
        return;
    if (!capabilities_has_property(context->capabilities, models[VIDEO_VIRTIO].type, "blob"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'blob' of <video> cannot be used: '%s' of this QEMU has no such property; "
                       "leave it out"),
                     models[VIDEO_VIRTIO].type);
    if (model->blob == TRISTATE_YES && domain->memory.backing.source.type != MEMORY_SOURCE_MEMFD)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'blob' support for virtio-gpu devices requires a memfd memory backend: add "
                       "<source type='memfd'/> to <memoryBacking>"));
}

static void
check_driver(const Video *video, Report *report)
{
    const VirtioOptions *virtio = &video->driver.virtio;
    bool has_options = virtio->iommu != TRISTATE_ABSENT || virtio->ats != TRISTATE_ABSENT ||
                       virtio->packed != TRISTATE_ABSENT || virtio->page_per_vq != TRISTATE_ABSENT;

    if (video->driver.name == VIDEO_DRIVER_VHOSTUSER)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, video->device.line,
                     _("<driver name='vhostuser'> of <video> needs a program that draws, "
                       "vhost-user-gpu, which is not started here: use 'qemu'"));
    if (has_options && video->model.type != VIDEO_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, video->device.line,
                     _("virtio options in <driver> belong only to a video model of type 'virtio', "
                       "this one is of type '%s'"),
                     type_texts[video->model.type]);
}

static void
video_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Video *video = (const Video *)device;
    const char *type = qemu_type(video, context);

    if (video->model.type == VIDEO_NONE)
        return;
    check_belongings(video, report);
    check_virtio(video, domain, context, report);
    if (type == NULL && video->model.device != VIDEO_DEVICE_NONE)
        return; /* reported above */
    if (type == NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("video model '%s' is not supported for a pseries guest: use 'vga', "
                       "'virtio', 'bochs', 'cirrus', 'vmvga' or 'none'"),
                     type_texts[video->model.type]);
        return;
    }
    device_rules_emulated(device, type, context, report);
    check_memory(video, report);
    check_screens(video, report);
    check_acceleration(video, report);
    check_driver(video, report);
}

/* A second card cannot have VGA's addresses. */
static void
check_place(const Video *video, Report *report)
{
    VideoModelType type = video->model.type;

    if (video->model.primary != TRISTATE_YES && type != VIDEO_NONE && type != VIDEO_VIRTIO &&
        type != VIDEO_QXL)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, video->device.line,
            _("video type '%s' is only valid as primary video device: further cards are of "
              "type 'virtio' or 'qxl'"),
            name_table_name(&type_names, (int)type));
}

static void
video_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    unsigned n_primary = 0;
    unsigned n_video = 0;
    const Video *none = NULL;
    const Video *accelerated = NULL;

    (void)context;
    DOMAIN_EACH(const Video, video, domain, &video_kind) {
        n_video++;
        check_place(video, report);
        if (video->model.type == VIDEO_NONE)
            none = video;
        if (video->model.acceleration.accel3d == TRISTATE_YES)
            accelerated = video;
        if (video->model.primary == TRISTATE_YES && ++n_primary > 1)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, video->device.line,
                         _("only one <video> can be the primary one"));
    }
    if (none != NULL && n_video > 1)
        report_error(report, VIR_ERR_XML_ERROR, none->device.line,
                     _("a 'none' video type must be the only video device defined for the domain"));
    if (accelerated != NULL && !graphics_has_gl(domain))
        report_warning(report, accelerated->device.line,
                       _("accel3d='yes' of <video> needs a display with OpenGL to start: add a "
                         "<graphics type='egl-headless'/>, or <gl enable='yes'/> to one of type "
                         "'spice'"));
}

static AddressNeed
video_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const char *type = qemu_type((const Video *)device, context);

    (void)domain;
    return (AddressNeed){
        .type = type != NULL ? ADDRESS_PCI : ADDRESS_NONE,
        .model = type,
        .fixed_slot = ((const Video *)device)->model.primary == TRISTATE_YES ? "video" : NULL,
    };
}

static void
write_model(const VideoModel *model, JsonObject *part)
{
    const char *vram = models[model->type].vram;

    if (vram != NULL)
        json_object_set_int_member(part, vram,
                                   (gint64)(model->vram.value / models[model->type].vram_unit_kib *
                                            models[model->type].vram_factor));
    if (models[model->type].has_heads)
        json_object_set_int_member(part, "max_outputs", (gint64)model->heads.value);
    part_set_tristate(part, "blob", model->blob);
    part_set_tristate(part, "edid", model->edid);
    if (model->resolution.x.is_set) {
        json_object_set_int_member(part, "xres", (gint64)model->resolution.x.value);
        json_object_set_int_member(part, "yres", (gint64)model->resolution.y.value);
    }
}

static void
video_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Video *video = (const Video *)device;
    const char *type = qemu_type(video, context);
    JsonObject *part = NULL;

    if (type == NULL)
        return;
    part = device_rules_part(device, type, parts);
    virtio_options_write(&video->driver.virtio, part);
    write_model(&video->model, part);
    controller_write_address(domain, device, part);
}

const DeviceKind video_kind = {
    .binding = &video_binding,
    .placement_rank = PLACE_VIDEO,
    .add_implicit = video_add_implicit,
    .order = video_order,
    .complete = video_complete,
    .check = video_check,
    .check_all = video_check_all,
    .need = video_need,
    .id_prefix = "video",
    .parts = video_parts,
};
