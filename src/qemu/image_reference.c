/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/image_reference.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_value.h"

static const char json_prefix[] = "json:";

/* ---- json:{...} */

/* Looks "a.b" up as the member "a.b", or as the member "b" of "a". */
static const char *
string_below(JsonObject *object, const char *outer, const char *inner)
{
    g_autofree char *both = g_strdup_printf("%s.%s", outer, inner);
    JsonObject *below = qmp_member_object(object, outer);

    return below != NULL ? qmp_member_string(below, inner, NULL)
                         : qmp_member_string(object, both, NULL);
}

static bool
is_file_driver(const char *driver)
{
    static const char *const drivers[] = {"file", "host_device", "host_cdrom", NULL};

    return g_strv_contains(drivers, driver);
}

/* Returns: (owned, nullable) the file of a storage node, or of a raw node around one. */
static char *
path_in_object(JsonObject *object, GError **error)
{
    const char *driver = qmp_member_string(object, "driver", NULL);
    const char *inner = string_below(object, "file", "driver");
    const char *path = NULL;

    if (driver != NULL && is_file_driver(driver)) {
        path = qmp_member_string(object, "filename", NULL);
    } else if (driver != NULL && !g_str_equal(driver, "raw")) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("missing parser implementation for JSON backing volume driver '%s'"), driver);
        return NULL;
    } else if (inner == NULL || is_file_driver(inner)) {
        path = string_below(object, "file", "filename");
    }
    if (path != NULL && path[0] != '\0')
        return g_strdup(path);
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                        _("missing 'filename' field in JSON backing volume definition"));
    return NULL;
}

static char *
path_in_json(const char *text, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *root = NULL;

    if (json_parser_load_from_data(parser, text, -1, NULL))
        root = qmp_value_object(json_parser_get_root(parser));
    if (root != NULL)
        return path_in_object(root, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("JSON backing volume definition '%s' is not an object"), text);
    return NULL;
}

/* ---- PROTOCOL:... */

/* Returns: (owned, nullable) the text before the first colon, if no slash comes before it. */
static char *
protocol_of(const char *text)
{
    size_t length = strcspn(text, ":/");

    return text[length] == ':' ? g_strndup(text, length) : NULL;
}

static void
refuse_protocol(const char *text, const char *protocol, GError **error)
{
    static const char *const networks[] = {"nbd",  "iscsi",    "rbd",  "gluster", "http",
                                           "ftp",  "https",    "ftps", "ssh",     "nfs",
                                           "tftp", "sheepdog", "vxhs", NULL};
    g_autofree char *scheme = g_strndup(protocol, strcspn(protocol, "+"));

    if (g_strv_contains(networks, scheme))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("the image that is named '%s' is no file of this host: name it in a "
                      "<backingStore> of the disk"),
                    text);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("invalid backing protocol '%s'"), protocol);
}

static char *
path_below(const char *path, const char *parent)
{
    g_autofree char *folder = g_path_get_dirname(parent);

    return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(folder, path, NULL);
}

char *
image_reference_path(const char *text, const char *parent, GError **error)
{
    bool is_json = g_str_has_prefix(text, json_prefix);
    g_autofree char *protocol = is_json ? NULL : protocol_of(text);
    g_autofree char *path = NULL;

    if (protocol != NULL) {
        refuse_protocol(text, protocol, error);
        return NULL;
    }
    path = is_json ? path_in_json(text + strlen(json_prefix), error) : g_strdup(text);
    return path != NULL ? path_below(path, parent) : NULL;
}
