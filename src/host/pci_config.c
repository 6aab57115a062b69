/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/pci_config.h"

#include "base/thread_role.h"

/* Registers, and the capabilities that form a list. */
enum {
    HEADER_TYPE = 0x0e,
    FIRST_CAPABILITY = 0x34,
    LIST_BEGIN = 0x40,
    CONVENTIONAL_BYTES = 256,
    EXPRESS = 0x10,
    LINK_CAPABILITIES = 0x0c,
    LINK_STATUS = 0x12,
    MOST_CAPABILITIES = 48,
};

/* A space as it was read, which may be cut short. */
typedef struct {
    const uint8_t *bytes;
    size_t n_bytes;
} Space;

static unsigned
byte_at(const Space *space, size_t at)
{
    return at < space->n_bytes ? space->bytes[at] : 0;
}

static unsigned
word_at(const Space *space, size_t at)
{
    return byte_at(space, at) | byte_at(space, at + 1) << 8;
}

/* Returns: where the PCI Express capability is; 0 when there is none. */
static unsigned
find_express(const Space *space)
{
    unsigned at = byte_at(space, FIRST_CAPABILITY) & ~3U;

    for (unsigned i = 0; i < MOST_CAPABILITIES && at >= LIST_BEGIN; i++) {
        if (byte_at(space, at) == EXPRESS)
            return at;
        at = byte_at(space, at + 1) & ~3U;
    }
    return 0;
}

static PciLink
link_of(unsigned word)
{
    return (PciLink){.speed = word & 0xf, .width = word >> 4 & 0x3f};
}

PciConfig
pci_config_read(const char *sysfs, const char *name)
{
    g_autofree char *path = g_build_filename(sysfs, "bus/pci/devices", name, "config", NULL);
    g_autofree char *text = NULL;
    gsize n_bytes = 0;
    PciConfig config = {0};
    Space space = {0};
    unsigned express = 0;

    assert_may_block();
    if (!g_file_get_contents(path, &text, &n_bytes, NULL))
        return config;
    space = (Space){(const uint8_t *)text, MIN(n_bytes, CONVENTIONAL_BYTES)};
    config.is_bridge = (byte_at(&space, HEADER_TYPE) & 0x7f) == 1;
    express = find_express(&space);
    if (express == 0)
        return config;
    config.is_express = true;
    config.port = byte_at(&space, express + LINK_CAPABILITIES + 3);
    config.able = link_of(word_at(&space, express + LINK_CAPABILITIES));
    config.agreed = link_of(word_at(&space, express + LINK_STATUS));
    return config;
}

const char *
pci_config_speed(unsigned speed)
{
    static const char *const speeds[] = {NULL, "2.5", "5", "8", "16", "32", "64"};

    return speed < G_N_ELEMENTS(speeds) ? speeds[speed] : NULL;
}
