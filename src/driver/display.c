/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/display.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <libvirt/libvirt.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "devices/graphics.h"
#include "devices/video.h"
#include "domain/domain_walk.h"
#include "driver/flags.h"
#include "driver/keycode.h"

/* The name of a passed descriptor in QEMU (getfd). */
static const char viewer_name[] = "viewer";

static const Graphics *
nth_graphics(const Domain *domain, unsigned n)
{
    DOMAIN_EACH(const Graphics, graphics, domain, &graphics_kind)
        if (n-- == 0)
            return graphics;
    return NULL;
}

/* Whether the guest has a screen @screen. */
static bool
check_screen(Guest *guest, unsigned screen, GError **error)
{
    g_autoptr(Definition) definition = guest_current(guest);
    const Video *video = domain_first(definition_domain(definition), &video_kind);

    if (video == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("no screens to take screenshot from"));
    else if (screen > 0)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("no such screen"));
    else
        return true;
    return false;
}

/* QEMU writes the picture to a file in its own folder, where nothing is trusted: the file is only
 * read as bytes. */
static int
open_picture(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    assert_may_block();
    if (fd < 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("unable to open stream: %s"),
                    g_strerror(errno));
    g_unlink(path);
    return fd;
}

int
display_picture(Guest *guest, unsigned screen, unsigned flags, const char **mime, GError **error)
{
    static gint last_number = 0;
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(Run) run = NULL;
    g_autofree char *path = NULL;

    if (!flags_check(flags, 0, "qemuDomainScreenshot", error))
        return -1;
    run = guest_active_run(guest, error);
    if (run == NULL || !check_screen(guest, screen, error))
        return -1;
    path = g_strdup_printf("%s/screen-%d.ppm", run->folder, g_atomic_int_add(&last_number, 1));
    json_object_set_string_member(arguments, "filename", path);
    if (!run_do(run, "screendump", arguments, error))
        return -1;
    *mime = "image/x-portable-pixmap";
    return open_picture(path, error);
}

/* Returns: (static, nullable) the protocol name for QMP's add_client; NULL when this display takes
 * no connection that way. */
static const char *
viewer_protocol(const Graphics *graphics)
{
    if (graphics->type == GRAPHICS_DBUS && graphics->is_peer_to_peer == TRISTATE_YES)
        return "@dbus-display";
    return graphics_protocol(graphics);
}

bool
display_connect(Guest *guest, unsigned index, int fd, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = guest_current(guest);
    const Graphics *graphics = nth_graphics(definition_domain(definition), index);
    g_autoptr(JsonObject) name = json_object_new();
    g_autoptr(JsonObject) viewer = json_object_new();
    const MonitorCommand pass = {"getfd", name, RUN_COMMAND_TIMEOUT_MS};
    g_autoptr(JsonNode) passed = NULL;
    g_autoptr(Monitor) monitor = NULL;
    g_autoptr(Run) run = NULL;
    const char *protocol = NULL;

    if (!flags_check(flags, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH, "qemuDomainOpenGraphics", error))
        return false;
    run = guest_active_run(guest, error);
    if (run == NULL)
        return false;
    if (graphics == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("No graphics backend with index %u"), index);
        return false;
    }
    protocol = viewer_protocol(graphics);
    if (protocol == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("Can only open VNC, SPICE or D-Bus p2p graphics backends"));
        return false;
    }
    json_object_set_string_member(name, "fdname", viewer_name);
    json_object_set_string_member(viewer, "protocol", protocol);
    json_object_set_string_member(viewer, "fdname", viewer_name);
    json_object_set_boolean_member(viewer, "skipauth",
                                   (flags & VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH) != 0);
    monitor = run_monitor(run, error);
    passed = monitor != NULL ? monitor_execute_with_fd(monitor, &pass, fd, error) : NULL;
    return passed != NULL && run_do(run, "add_client", viewer, error);
}

bool
display_press_keys(Guest *guest, const KeyPress *press, unsigned flags, GError **error)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    JsonArray *keys = json_array_new();
    g_autoptr(Run) run = NULL;

    json_object_set_array_member(arguments, "keys", keys);
    if (press->hold_ms > 0)
        json_object_set_int_member(arguments, "hold-time", press->hold_ms);
    if (!flags_check(flags, 0, "qemuDomainSendKey", error))
        return false;
    for (size_t i = 0; i < press->n_codes; i++) {
        JsonObject *key = json_object_new();
        unsigned number = 0;

        json_array_add_object_element(keys, key);
        if (!keycode_to_qemu(press->codeset, press->codes[i], &number, error))
            return false;
        json_object_set_string_member(key, "type", "number");
        json_object_set_int_member(key, "data", number);
    }
    run = guest_active_run(guest, error);
    return run != NULL && run_do(run, "send-key", arguments, error);
}

/* Returns: (owned) the password's expiry in QEMU's form.  An empty password is made to expire at
 * once: libvirt defines that it lets nobody in. */
static char *
expiry_of(const Graphics *graphics)
{
    int64_t end = graphics_password_end(graphics);

    if (graphics->passwd[0] == '\0' || (end >= 0 && end <= g_get_real_time() / G_USEC_PER_SEC))
        return g_strdup("now");
    return end >= 0 ? g_strdup_printf("%" PRId64, end) : g_strdup("never");
}

static bool
set_password(Run *run, const Graphics *graphics, GError **error)
{
    const char *protocol = graphics_protocol(graphics);
    g_autoptr(JsonObject) password = json_object_new();
    g_autoptr(JsonObject) expiry = json_object_new();
    g_autofree char *end = expiry_of(graphics);

    json_object_set_string_member(password, "protocol", protocol);
    json_object_set_string_member(password, "password", graphics->passwd);
    part_set_string(password, "connected", graphics_connected_action(graphics));
    json_object_set_string_member(expiry, "protocol", protocol);
    json_object_set_string_member(expiry, "time", end);
    return run_do(run, "set_password", password, error) &&
           run_do(run, "expire_password", expiry, error);
}

bool
display_set_passwords(Run *run, const Domain *live, GError **error)
{
    DOMAIN_EACH(const Graphics, graphics, live, &graphics_kind)
        if (graphics->passwd != NULL && !set_password(run, graphics, error))
            return false;
    return true;
}
