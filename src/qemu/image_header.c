/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/image_header.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Read first; for most images it includes the header's cluster. */
enum { FIRST_BYTES = 64 * 1024 };

/* ---- bytes, with bounds checked */

typedef struct {
    const uint8_t *bytes;
    size_t n_bytes;
} Bytes;

static bool
has(const Bytes *bytes, uint64_t offset, uint64_t length)
{
    return offset <= bytes->n_bytes && length <= bytes->n_bytes - offset;
}

/* All return 0 past the end. */
static uint32_t
big32(const Bytes *bytes, uint64_t offset)
{
    uint32_t value = 0;

    if (has(bytes, offset, sizeof value))
        memcpy(&value, bytes->bytes + offset, sizeof value);
    return GUINT32_FROM_BE(value);
}

static uint64_t
big64(const Bytes *bytes, uint64_t offset)
{
    return (uint64_t)big32(bytes, offset) << 32 | big32(bytes, offset + 4);
}

static uint32_t
little32(const Bytes *bytes, uint64_t offset)
{
    return GUINT32_SWAP_LE_BE(big32(bytes, offset));
}

static uint64_t
little64(const Bytes *bytes, uint64_t offset)
{
    return (uint64_t)little32(bytes, offset + 4) << 32 | little32(bytes, offset);
}

/* Returns: (owned, nullable) the text at that place; NULL when it is out of bounds or no UTF-8
 * text. */
static char *
text_at(const Bytes *bytes, uint64_t offset, uint64_t length)
{
    const char *text = NULL;

    if (length == 0 || !has(bytes, offset, length))
        return NULL;
    text = (const char *)bytes->bytes + offset;
    if (memchr(text, '\0', length) != NULL || !g_utf8_validate(text, (gssize)length, NULL))
        return NULL;
    return g_strndup(text, length);
}

static const char *
set_backing(const Bytes *bytes, uint64_t offset, uint64_t length, ImageHeader *header)
{
    enum { MAX_NAME_BYTES = 1023 };

    if (offset == 0)
        return NULL;
    header->backing = length <= MAX_NAME_BYTES ? text_at(bytes, offset, length) : NULL;
    return header->backing != NULL ? NULL : N_("the name of its backing file is damaged");
}

/* ---- qcow2: docs/interop/qcow2.txt of QEMU */

enum { QCOW_BACKING = 8, QCOW_BACKING_BYTES = 16, QCOW_CLUSTER_BITS = 20 };
enum { QCOW2_FEATURES = 72, QCOW2_HEADER_BYTES = 100, QCOW2_V2_BYTES = 72 };
enum { QCOW2_MIN_BITS = 9, QCOW2_MAX_BITS = 21 };

/* Types of header extensions. */
#define EXTENSION_BACKING_FORMAT UINT32_C(0xE2792ACA)
#define EXTENSION_DATA_FILE UINT32_C(0x44415441)

static const char *
read_extensions(const Bytes *bytes, uint64_t at, ImageHeader *header)
{
    enum { HEAD_BYTES = 8 };
    const struct {
        uint32_t type;
        char **text;
    } known[] = {
        {EXTENSION_BACKING_FORMAT, &header->backing_format},
        {EXTENSION_DATA_FILE, &header->data_file},
    };

    while (has(bytes, at, HEAD_BYTES) && big32(bytes, at) != 0) {
        uint32_t type = big32(bytes, at);
        uint64_t length = big32(bytes, at + 4);

        at += HEAD_BYTES;
        if (!has(bytes, at, length))
            return N_("an extension of its header is longer than the header");
        for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
            if (known[i].type != type)
                continue;
            g_free(*known[i].text);
            *known[i].text = text_at(bytes, at, length);
        }
        at += (length + 7) / 8 * 8;
    }
    return NULL;
}

static const char *
parse_qcow2(const Bytes *bytes, ImageHeader *header)
{
    enum { FEATURE_DATA_FILE = 1 << 2 };
    uint32_t version = big32(bytes, 4);
    uint32_t bits = big32(bytes, QCOW_CLUSTER_BITS);
    uint64_t backing = big64(bytes, QCOW_BACKING);
    Bytes cluster = *bytes;
    const char *problem = NULL;

    if (version < 2 || bits < QCOW2_MIN_BITS || bits > QCOW2_MAX_BITS)
        return N_("its version or the size of its clusters is unknown");
    cluster.n_bytes = MIN(bytes->n_bytes, (size_t)1 << bits);
    problem = set_backing(&cluster, backing, big32(bytes, QCOW_BACKING_BYTES), header);
    if (problem != NULL)
        return problem;
    /* The backing file's name follows the extensions. */
    if (backing != 0)
        cluster.n_bytes = MIN(cluster.n_bytes, backing);
    problem = read_extensions(
        &cluster, version == 2 ? QCOW2_V2_BYTES : big32(bytes, QCOW2_HEADER_BYTES), header);
    if (problem == NULL && version > 2 && (big64(bytes, QCOW2_FEATURES) & FEATURE_DATA_FILE) != 0 &&
        header->data_file == NULL)
        problem = N_("it does not say which its data file is");
    return problem;
}

static const char *
parse_qcow(const Bytes *bytes, ImageHeader *header)
{
    return set_backing(bytes, big64(bytes, QCOW_BACKING), big32(bytes, QCOW_BACKING_BYTES), header);
}

/* ---- qed */

static const char *
parse_qed(const Bytes *bytes, ImageHeader *header)
{
    enum { FEATURES = 16, BACKING = 56, BACKING_BYTES = 60 };
    enum { FEATURE_BACKING = 1 << 0, FEATURE_BACKING_IS_RAW = 1 << 2 };
    uint64_t features = little64(bytes, FEATURES);

    if ((features & FEATURE_BACKING) == 0)
        return NULL;
    if ((features & FEATURE_BACKING_IS_RAW) != 0)
        header->backing_format = g_strdup("raw");
    return set_backing(bytes, little32(bytes, BACKING), little32(bytes, BACKING_BYTES), header);
}

/* ---- vmdk: a text, alone or in an image */

static const char descriptor_magic[] = "# Disk DescriptorFile";
static const char sparse_magic[] = "KDMV";

static void
read_descriptor(const char *text, ImageHeader *header)
{
    static const char hint[] = "parentFileNameHint=\"";
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        const char *end = NULL;

        g_strchomp(lines[i]);
        if (!g_str_has_prefix(lines[i], hint) || header->backing != NULL)
            continue;
        end = strrchr(lines[i], '"');
        if (end > lines[i] + strlen(hint) && g_utf8_validate(lines[i], -1, NULL)) {
            header->backing =
                g_strndup(lines[i] + strlen(hint), (size_t)(end - lines[i]) - strlen(hint));
            header->backing_format = g_strdup("vmdk");
        }
    }
}

static const char *
parse_vmdk(const Bytes *bytes, ImageHeader *header)
{
    enum { SECTOR_BYTES = 512, DESCRIPTOR = 28, DESCRIPTOR_SECTORS = 36, MAX_SECTORS = 2048 };
    bool is_sparse = memcmp(bytes->bytes, sparse_magic, strlen(sparse_magic)) == 0;
    uint64_t sector = is_sparse ? little64(bytes, DESCRIPTOR) : 0;
    uint64_t n_sectors = is_sparse ? little64(bytes, DESCRIPTOR_SECTORS) : MAX_SECTORS;
    uint64_t start = MIN(sector, MAX_SECTORS) * SECTOR_BYTES;
    uint64_t length = MIN(n_sectors, MAX_SECTORS) * SECTOR_BYTES;
    g_autofree char *text = NULL;

    header->has_extents = !is_sparse;
    if (start >= bytes->n_bytes)
        return NULL;
    /* It ends at the first NUL. */
    text = g_strndup((const char *)bytes->bytes + start, MIN(length, bytes->n_bytes - start));
    read_descriptor(text, header);
    return NULL;
}

/* ---- formats */

static const struct {
    const char *format;
    const char *magic;
    size_t n_magic;
    const char *(*parse)(const Bytes *bytes,
                         ImageHeader *header); /* NULL: the format names no other files */
} formats[] = {
    {"qcow2", "QFI\xfb\0\0\0\2", 8, parse_qcow2},
    {"qcow2", "QFI\xfb\0\0\0\3", 8, parse_qcow2},
    {"qcow", "QFI\xfb\0\0\0\1", 8, parse_qcow},
    {"qed", "QED", 4, parse_qed},
    {"vmdk", sparse_magic, 4, parse_vmdk},
    {"vmdk", descriptor_magic, sizeof descriptor_magic - 1, parse_vmdk},
    {"vmdk", "COWD", 4, NULL},
    {"vdi", "<<< ", 4, NULL},
    {"vpc", "conectix", 8, NULL},
    {"vhdx", "vhdxfile", 8, NULL},
    {"luks", "LUKS\xba\xbe", 6, NULL},
};

static bool
begins_with(const Bytes *bytes, size_t i)
{
    return bytes->n_bytes >= formats[i].n_magic &&
           memcmp(bytes->bytes, formats[i].magic, formats[i].n_magic) == 0;
}

const char *
image_header_parse(const char *format, const uint8_t *bytes, size_t n_bytes, ImageHeader *header)
{
    const Bytes all = {bytes, n_bytes};

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_str_equal(formats[i].format, format) && begins_with(&all, i))
            return formats[i].parse != NULL ? formats[i].parse(&all, header) : NULL;
    return NULL;
}

bool
image_header_is_there(const uint8_t *bytes, size_t n_bytes)
{
    const Bytes all = {bytes, n_bytes};

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (begins_with(&all, i))
            return true;
    return false;
}

void
image_header_clear(ImageHeader *header)
{
    g_free(header->backing);
    g_free(header->backing_format);
    g_free(header->data_file);
    *header = (ImageHeader){0};
}

/* ---- from a file */

/* Reads up to the first @length bytes of @fd into @buffer.  Returns: false, with errno. */
static bool
read_start(int fd, size_t length, GByteArray *buffer)
{
    size_t n_bytes = buffer->len;

    g_byte_array_set_size(buffer, (guint)length);
    while (n_bytes < length) {
        ssize_t n_read = pread(fd, buffer->data + n_bytes, length - n_bytes, (off_t)n_bytes);

        if (n_read < 0 && errno == EINTR)
            continue;
        if (n_read < 0)
            return false;
        if (n_read == 0)
            break;
        n_bytes += (size_t)n_read;
    }
    g_byte_array_set_size(buffer, (guint)n_bytes);
    return true;
}

/* Most headers are short; with larger clusters the names may be anywhere in the first cluster. */
static size_t
header_bytes(const char *format, const GByteArray *start)
{
    const Bytes bytes = {start->data, start->len};

    if (start->len < FIRST_BYTES || g_str_equal(format, "qcow") || g_str_equal(format, "qed"))
        return start->len;
    if (g_str_equal(format, "qcow2") && big32(&bytes, QCOW_CLUSTER_BITS) <= 16)
        return start->len;
    return IMAGE_HEADER_MAX_BYTES;
}

const char *
image_header_read(const char *format, int fd, ImageHeader *header)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    if (!read_start(fd, FIRST_BYTES, bytes) || !read_start(fd, header_bytes(format, bytes), bytes))
        return g_strerror(errno);
    return image_header_parse(format, bytes->data, bytes->len, header);
}

bool
image_header_is_in(int fd)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    return read_start(fd, FIRST_BYTES, bytes) && image_header_is_there(bytes->data, bytes->len);
}
