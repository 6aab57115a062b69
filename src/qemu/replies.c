/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/replies.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_reader.h"

#define PROPERTIES(type) {"device-list-properties", type, "name"}

/* libvirt's questions from the time when only answers were recorded, in order, with a member that
 * the answer (or the first item of a list) must have, to detect a file in another order.  Later
 * answers are not used here. */
static const struct {
    const char *command;
    const char *type;   /* nullable: the type whose properties were asked for */
    const char *member; /* nullable */
} order[] = {
    {"qmp_capabilities", NULL, NULL},
    {"query-version", NULL, "qemu"},
    {"query-target", NULL, "arch"},
    {"query-commands", NULL, "name"},
    {"add-fd", NULL, NULL},
    PROPERTIES("bogus"), /* to see the form of the refusal */
    {"query-kvm", NULL, "enabled"},
    {"query-events", NULL, "name"},
    {"qom-list-types", NULL, "name"},
    PROPERTIES("virtio-blk-pci"),
    PROPERTIES("virtio-net-pci"),
    PROPERTIES("virtio-scsi-pci"),
    PROPERTIES("virtio-blk-ccw"),
    PROPERTIES("virtio-net-ccw"),
    PROPERTIES("virtio-scsi-ccw"),
    PROPERTIES("virtio-blk-s390"),
    PROPERTIES("virtio-net-s390"),
    PROPERTIES("pci-assign"),
    PROPERTIES("kvm-pci-assign"),
    PROPERTIES("vfio-pci"),
    PROPERTIES("scsi-disk"),
    PROPERTIES("ide-drive"),
    PROPERTIES("PIIX4_PM"),
    PROPERTIES("usb-redir"),
    PROPERTIES("usb-host"),
    PROPERTIES("scsi-generic"),
    PROPERTIES("i440FX-pcihost"),
    PROPERTIES("q35-pcihost"),
    PROPERTIES("usb-storage"),
    PROPERTIES("kvm-pit"),
    PROPERTIES("VGA"),
    PROPERTIES("vmware-svga"),
    PROPERTIES("qxl"),
    PROPERTIES("virtio-gpu-pci"),
    PROPERTIES("virtio-gpu-device"),
    PROPERTIES("ICH9-LPC"),
    PROPERTIES("virtio-balloon-pci"),
    PROPERTIES("virtio-balloon-ccw"),
    PROPERTIES("virtio-balloon-device"),
    PROPERTIES("nec-usb-xhci"),
    PROPERTIES("spapr-pci-host-bridge"),
    {"query-machines", NULL, "cpu-max"},
    {"query-cpu-definitions", NULL, "name"},
};

/* Makes one line of each object: newlines within become blanks, blank lines end it.  No string of
 * JSON has a newline in it. */
static char *
join_lines(const char *text, size_t length)
{
    char *joined = g_strndup(text, length);
    bool is_line_empty = true;

    for (size_t i = 0; i < length; i++) {
        if (joined[i] == '\n' && !is_line_empty) {
            joined[i] = ' ';
            is_line_empty = true;
        } else if (joined[i] != '\n' && joined[i] != '\r') {
            is_line_empty = false;
        }
    }
    return joined;
}

static bool
is_answer(JsonObject *object)
{
    return qmp_member(object, "return") != NULL || qmp_member(object, "error") != NULL;
}

static void
add(Transcript *transcript, const Question *question, JsonObject *answer)
{
    JsonNode *returned = qmp_member(answer, "return");

    transcript_add(transcript, question, returned != NULL ? json_node_copy(returned) : NULL,
                   qmp_member_string(qmp_member_object(answer, "error"), "desc", ""));
}

static bool
has_shape(JsonObject *answer, const char *member)
{
    JsonNode *node = qmp_member(answer, "return");
    JsonArray *list = qmp_value_array(node);

    if (member == NULL || node == NULL || (list != NULL && qmp_value_n_elements(list) == 0))
        return true;
    if (list != NULL)
        node = qmp_value_element(list, 0);
    return qmp_member(qmp_value_object(node), member) != NULL;
}

/* Takes the @i-th answer.  Returns: false when it cannot be what the table says. */
static bool
take_in_order(Transcript *transcript, JsonObject *answer, unsigned i)
{
    g_autoptr(JsonObject) arguments = NULL;
    Question question = {0};

    if (i >= G_N_ELEMENTS(order))
        return true;
    if (!has_shape(answer, order[i].member))
        return false;
    question.command = order[i].command;
    if (order[i].type != NULL) {
        arguments = json_object_new();
        json_object_set_string_member(arguments, "typename", order[i].type);
        question.arguments = arguments;
    }
    add(transcript, &question, answer);
    return true;
}

/* Takes an answer to @command, an object with "execute" and "arguments". */
static void
take_pair(Transcript *transcript, JsonObject *command, JsonObject *answer)
{
    const Question question = {.command = qmp_member_string(command, "execute", NULL),
                               .arguments = qmp_member_object(command, "arguments")};

    if (question.command != NULL)
        add(transcript, &question, answer);
}

static bool
take_objects(Transcript *transcript, QmpReader *reader)
{
    g_autoptr(JsonObject) command = NULL;
    JsonObject *next = NULL;
    unsigned n_answers = 0;

    while ((next = qmp_reader_next(reader)) != NULL) {
        g_autoptr(JsonObject) object = next;

        if (qmp_member(object, "execute") != NULL) {
            g_clear_pointer(&command, json_object_unref);
            command = g_steal_pointer(&object);
        } else if (is_answer(object) && command != NULL) {
            take_pair(transcript, command, object);
            g_clear_pointer(&command, json_object_unref);
        } else if (is_answer(object) && !take_in_order(transcript, object, n_answers++)) {
            return false;
        }
    }
    return transcript_n(transcript) > 0;
}

Transcript *
replies_parse(const char *text, size_t length, const char *name, GError **error)
{
    g_autofree char *joined = join_lines(text, length);
    g_autoptr(Transcript) transcript = transcript_new();
    g_autoptr(QmpReader) reader = qmp_reader_new(QMP_READER_MAX_LINE_BYTES);

    if (qmp_reader_feed(reader, joined, strlen(joined), NULL) && qmp_reader_finish(reader, NULL) &&
        take_objects(transcript, reader))
        return g_steal_pointer(&transcript);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("'%s' holds no answers of a QEMU in an order that is known"), name);
    return NULL;
}
