/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * For a build with ThreadSanitizer alone: makes json-glib register its types before there are
 * threads.  It does so once, by atomics that ThreadSanitizer cannot see in a library that it was
 * not built into, and would report.
 */
#include <json-glib/json-glib.h>

__attribute__((constructor)) static void
register_types(void)
{
    g_type_ensure(JSON_TYPE_NODE);
    g_type_ensure(JSON_TYPE_OBJECT);
    g_type_ensure(JSON_TYPE_ARRAY);
    g_type_ensure(JSON_TYPE_PARSER);
    g_type_ensure(JSON_TYPE_GENERATOR);
    /* GLib makes the lock of its error domains with the first error, and reads it before it knows.
     */
    g_error_free(g_error_new_literal(g_quark_from_static_string("first"), 0, ""));
}
