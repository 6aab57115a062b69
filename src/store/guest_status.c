/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/guest_status.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "xml/binding.h"
#include "xml/document.h"
#include "xml/raw.h"

/* The version of the format; other versions are not read. */
enum { STATUS_VERSION = 1 };

/* ---- the document as structs */

typedef struct {
    char *name;
    char *value;
} Fact;

/* The element around a <domain>. */
typedef struct {
    char *domain;
} Holder;

typedef struct {
    OptionalUint version, id, reason, pid, pid_start_time;
    char *name, *uuid, *folder;
    int state;
    Tristate is_persistent;
    GPtrArray *facts;
    Holder live;
} Envelope;

/* VIR_DOMAIN_NOSTATE is 0, which is "not given". */
static const char *const state_names[] = {
    [VIR_DOMAIN_RUNNING] = "running",         [VIR_DOMAIN_BLOCKED] = "idle",
    [VIR_DOMAIN_PAUSED] = "paused",           [VIR_DOMAIN_SHUTDOWN] = "in shutdown",
    [VIR_DOMAIN_SHUTOFF] = "shut off",        [VIR_DOMAIN_CRASHED] = "crashed",
    [VIR_DOMAIN_PMSUSPENDED] = "pmsuspended",
};
static const NameTable state_table = NAME_TABLE(state_names);

static const XmlField fact_fields[] = {
    XML_ATTR("name", Fact, name, xml_type_string, .is_required = true),
    XML_ATTR("value", Fact, value, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding fact_binding = {"fact", sizeof(Fact), fact_fields};

static const XmlField holder_fields[] = {
    XML_CUSTOM("domain", Holder, domain, xml_raw),
    XML_END,
};
static const XmlBinding holder_binding = {"live", sizeof(Holder), holder_fields};

static const XmlField envelope_fields[] = {
    XML_ATTR("version", Envelope, version, xml_type_uint, .is_required = true,
             .min = STATUS_VERSION, .max = STATUS_VERSION),
    XML_ATTR("name", Envelope, name, xml_type_string, .is_required = true),
    XML_ATTR("uuid", Envelope, uuid, xml_type_uuid, .is_required = true),
    XML_ATTR("id", Envelope, id, xml_type_uint, .is_required = true, .max = INT_MAX),
    XML_ATTR_ENUM("state", Envelope, state, state_table),
    XML_ATTR_UINT("reason", Envelope, reason, 0, INT_MAX),
    XML_ATTR_UINT("pid", Envelope, pid, 0, INT_MAX),
    XML_ATTR_UINT("pid-start-time", Envelope, pid_start_time, 0, UINT64_MAX),
    XML_ATTR_STRING("folder", Envelope, folder),
    XML_ATTR_YES_NO("persistent", Envelope, is_persistent),
    XML_LIST("fact", Envelope, facts, fact_binding),
    XML_INLINE("live", Envelope, live, holder_binding),
    XML_END,
};
static const XmlBinding envelope_binding = {"pseries-status", sizeof(Envelope), envelope_fields};

static void
envelope_free(Envelope *envelope)
{
    xml_binding_free(&envelope_binding, envelope);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Envelope, envelope_free)

/* ---- the status */

GuestStatus *
guest_status_new(void)
{
    return g_new0(GuestStatus, 1);
}

void
guest_status_free(GuestStatus *status)
{
    if (status == NULL)
        return;
    g_free(status->name);
    g_free(status->uuid);
    g_free(status->folder);
    g_clear_pointer(&status->facts, g_hash_table_unref);
    g_free(status->live_xml);
    g_free(status);
}

void
guest_status_set_fact(GuestStatus *status, const char *name, const char *value)
{
    if (status->facts == NULL)
        status->facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (value[0] == '\0')
        g_hash_table_remove(status->facts, name);
    else
        g_hash_table_replace(status->facts, g_strdup(name), g_strdup(value));
}

const char *
guest_status_fact(const GuestStatus *status, const char *name)
{
    return status->facts != NULL ? g_hash_table_lookup(status->facts, name) : NULL;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

/* Sorted, so that the same status is the same file. */
static void
put_facts(Envelope *envelope, const GuestStatus *status)
{
    g_autoptr(GList) names = NULL;

    if (status->facts == NULL)
        return;
    names = g_list_sort(g_hash_table_get_keys(status->facts), compare_names);
    for (const GList *name = names; name != NULL; name = name->next) {
        Fact *fact = xml_binding_new(&fact_binding);

        fact->name = g_strdup(name->data);
        fact->value = g_strdup(guest_status_fact(status, name->data));
        xml_list_append(&envelope->facts, fact);
    }
}

/* Returns: (owned) the struct form of @status. */
static Envelope *
pack(const GuestStatus *status)
{
    g_autoptr(Envelope) envelope = xml_binding_new(&envelope_binding);

    envelope->version = OPTIONAL_UINT(STATUS_VERSION);
    envelope->name = g_strdup(status->name);
    envelope->uuid = g_strdup(status->uuid);
    envelope->id = OPTIONAL_UINT((uint64_t)status->id);
    envelope->state = status->state;
    envelope->reason = OPTIONAL_UINT((uint64_t)status->reason);
    envelope->pid = OPTIONAL_UINT((uint64_t)status->pid);
    envelope->pid_start_time = OPTIONAL_UINT(status->pid_start_time);
    envelope->folder = g_strdup(status->folder);
    envelope->is_persistent = status->is_persistent ? TRISTATE_YES : TRISTATE_NO;
    put_facts(envelope, status);
    envelope->live.domain = g_strdup(status->live_xml);
    return g_steal_pointer(&envelope);
}

/* Returns: (owned) the status in @envelope, which loses its strings to it. */
static GuestStatus *
unpack(Envelope *envelope)
{
    GuestStatus *status = guest_status_new();

    status->name = g_steal_pointer(&envelope->name);
    status->uuid = g_steal_pointer(&envelope->uuid);
    status->id = (int)envelope->id.value;
    status->state = envelope->state;
    status->reason = (int)envelope->reason.value;
    status->pid = (pid_t)envelope->pid.value;
    status->pid_start_time = envelope->pid_start_time.value;
    status->folder = g_steal_pointer(&envelope->folder);
    status->is_persistent = envelope->is_persistent == TRISTATE_YES;
    for (guint i = 0; envelope->facts != NULL && i < envelope->facts->len; i++) {
        const Fact *fact = g_ptr_array_index(envelope->facts, i);

        guest_status_set_fact(status, fact->name, fact->value);
    }
    status->live_xml = g_steal_pointer(&envelope->live.domain);
    return status;
}

char *
guest_status_format(const GuestStatus *status, GError **error)
{
    g_autoptr(Envelope) envelope = pack(status);
    g_autofree char *text = NULL;
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&envelope_binding, NULL, envelope, writer, NULL);
    text = xml_writer_finish(writer, buffer);
    if (strlen(text) <= XML_DOCUMENT_MAX_BYTES)
        return g_steal_pointer(&text);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                _("the state of guest '%s' has %zu bytes; at most %d can be kept"), status->name,
                strlen(text), XML_DOCUMENT_MAX_BYTES);
    return NULL;
}

GuestStatus *
guest_status_parse(const char *text, size_t n_bytes, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, n_bytes, report);
    g_autoptr(Envelope) envelope = xml_binding_new(&envelope_binding);
    XmlContext context = {.report = report};
    xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;

    if (root != NULL && strcmp((const char *)root->name, envelope_binding.element) == 0)
        xml_binding_parse(&envelope_binding, root, envelope, &context);
    else if (root != NULL)
        report_error(report, VIR_ERR_XML_ERROR, 0, _("the document is not the state of a guest"));
    if (!report_to_error(report, error))
        return NULL;
    if (envelope->live.domain != NULL)
        return unpack(envelope);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                _("the state of guest '%s' has no live definition"), envelope->name);
    return NULL;
}
