/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/name.h"

#include <glib.h>
#include <string.h>

/* The namespaces that libvirt itself puts into a domain. */
static const struct {
    const char *prefix;
    const char *uri;
} spaces[] = {
    {"qemu", "http://libvirt.org/schemas/domain/qemu/1.0"},
    {"lxc", "http://libvirt.org/schemas/domain/lxc/1.0"},
    {"xen", "http://libvirt.org/schemas/domain/xen/1.0"},
    {"bhyve", "http://libvirt.org/schemas/domain/bhyve/1.0"},
    {"vmware", "http://libvirt.org/schemas/domain/vmware/1.0"},
    {"pseries", "urn:libvirt-pseries:domain:1.0"},
    {"pseries-machine", "urn:libvirt-pseries:machine:1.0"},
};

XmlName
xml_name_of(const xmlNs *space, const xmlChar *local)
{
    XmlName name = {.local = (const char *)local};

    if (space == NULL)
        return name;
    for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++)
        if (g_strcmp0((const char *)space->href, spaces[i].uri) == 0)
            name.prefix = spaces[i].prefix;
    name.is_foreign = name.prefix == NULL && space->prefix != NULL;
    return name;
}

static bool
is_word(const char *word, size_t length, const char *text)
{
    return strncmp(word, text, length) == 0 && text[length] == '\0';
}

bool
xml_name_is(const XmlName *name, const char *word, size_t length)
{
    size_t n_prefix = 0;

    if (name->is_foreign)
        return false;
    if (name->prefix == NULL)
        return word[0] == name->local[0] && is_word(word, length, name->local) &&
               memchr(word, ':', length) == NULL;
    n_prefix = strlen(name->prefix);
    return length > n_prefix && word[n_prefix] == ':' && is_word(word, n_prefix, name->prefix) &&
           is_word(word + n_prefix + 1, length - n_prefix - 1, name->local);
}

char *
xml_name_written(const xmlNs *space, const xmlChar *local)
{
    if (space == NULL || space->prefix == NULL)
        return g_strdup((const char *)local);
    return g_strconcat((const char *)space->prefix, ":", (const char *)local, NULL);
}

const char *
xml_name_space(const char *word, char **prefix)
{
    const char *colon = strchr(word, ':');

    for (size_t i = 0; colon != NULL && i < G_N_ELEMENTS(spaces); i++) {
        if (!is_word(word, (size_t)(colon - word), spaces[i].prefix))
            continue;
        *prefix = g_strdup(spaces[i].prefix);
        return spaces[i].uri;
    }
    return NULL;
}
