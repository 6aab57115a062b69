/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <json-glib/json-glib.h>

const char *
qmp_value_string(JsonNode *value)
{
    return json_node_get_string(value);
}
