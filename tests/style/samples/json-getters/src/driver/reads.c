/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <json-glib/json-glib.h>

/* json_object_get_member() in a comment is fine, and so is writing. */
const char *
raw_word(JsonObject *object, JsonNode *node, JsonArray *array)
{
    json_object_set_string_member(object, "word", "json_node_get_string");
    if (json_object_has_member(object, "word") && JSON_NODE_HOLDS_VALUE(node))
        return json_node_get_string(node);
    if (json_array_get_length(array) > 0)
        return json_array_get_string_element(array, 0);
    node = json_from_string("[]", NULL);
    return json_object_get_string_member_with_default(object, "word", "");
}
