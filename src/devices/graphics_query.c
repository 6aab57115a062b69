/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/graphics.h"

#include "domain/domain_walk.h"

int64_t
graphics_password_end(const Graphics *graphics)
{
    g_autofree char *text =
        g_strconcat(graphics->passwd_valid_to != NULL ? graphics->passwd_valid_to : "", "Z", NULL);
    g_autoptr(GDateTime) end = g_date_time_new_from_iso8601(text, NULL);

    return end != NULL ? g_date_time_to_unix(end) : -1;
}

const char *
graphics_connected_action(const Graphics *graphics)
{
    return graphics_connected_names.names[graphics->connected];
}

bool
graphics_has_type(const Domain *domain, GraphicsType type)
{
    DOMAIN_EACH(const Graphics, graphics, domain, &graphics_kind)
        if (graphics->type == type)
            return true;
    return false;
}

bool
graphics_has_gl(const Domain *domain)
{
    DOMAIN_EACH(const Graphics, graphics, domain, &graphics_kind)
        if (graphics->type == GRAPHICS_EGL_HEADLESS || graphics->gl.enable == TRISTATE_YES)
            return true;
    return false;
}
