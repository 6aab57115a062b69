/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <cookies> of an image that is read over HTTP. */
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/disk_network.h"

static const XmlField cookie_fields[] = {
    XML_ATTR("name", DiskCookie, name, xml_type_string, .is_required = true),
    XML_TEXT(DiskCookie, value, xml_type_string, ),
    XML_END,
};
static const XmlBinding cookie_binding = {"cookie", sizeof(DiskCookie), cookie_fields};

static const XmlField cookies_fields[] = {
    XML_LIST("cookie", DiskCookies, cookies, cookie_binding),
    XML_END,
};
const XmlBinding disk_cookies_binding = {"cookies", sizeof(DiskCookies), cookies_fields};

static unsigned
n_cookies(const DiskCookies *cookies)
{
    return cookies != NULL && cookies->cookies != NULL ? cookies->cookies->len : 0;
}

/* RFC 6265: what a name and a value may consist of. */
static bool
is_name(const char *text)
{
    for (; *text != '\0'; text++)
        if (!g_ascii_isgraph(*text) || strchr("()<>@,;:\\\"/[]?={}", *text) != NULL)
            return false;
    return true;
}

static bool
is_value(const char *text)
{
    g_autofree char *inner = g_strdup(text);
    size_t length = strlen(inner);

    if (length >= 2 && inner[0] == '"' && inner[length - 1] == '"') {
        inner[length - 1] = '\0';
        inner[0] = 'q';
    }
    for (const char *at = inner; *at != '\0'; at++)
        if (!g_ascii_isgraph(*at) || strchr("\",;\\", *at) != NULL)
            return false;
    return true;
}

/* A value is in no message. */
static void
check_cookie(const DiskCookie *cookie, unsigned line, Report *report)
{
    if (!is_name(cookie->name))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("cookie name '%s' contains invalid characters"), cookie->name);
    else if (cookie->value == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line, _("missing value for cookie '%s'"),
                     cookie->name);
    else if (!is_value(cookie->value))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("value of cookie '%s' contains invalid characters"), cookie->name);
}

void
disk_cookies_check(const DiskCookies *cookies, const char *target, unsigned line, Report *report)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < n_cookies(cookies); i++) {
        const DiskCookie *cookie = g_ptr_array_index(cookies->cookies, i);

        if (cookie->name == NULL)
            continue; /* reported by the table */
        check_cookie(cookie, line, report);
        if (!g_hash_table_add(names, cookie->name))
            report_error(report, VIR_ERR_XML_ERROR, line, _("duplicate cookie '%s' of disk '%s'"),
                         cookie->name, target);
    }
}

char *
disk_cookies_text(const DiskCookies *cookies)
{
    GString *text = NULL;

    if (n_cookies(cookies) == 0)
        return NULL;
    text = g_string_new(NULL);
    for (unsigned i = 0; i < n_cookies(cookies); i++) {
        const DiskCookie *cookie = g_ptr_array_index(cookies->cookies, i);

        g_string_append_printf(text, "%s%s=%s", i > 0 ? "; " : "", cookie->name, cookie->value);
    }
    return g_string_free(text, FALSE);
}
