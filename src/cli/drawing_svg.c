/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cli/drawing.h"
#include "cli/inventory.h"

/* Lengths in pixels.  A card holds a host bridge.  A row in it is a function; a row with a bridge
 * is a box that holds the rows behind the bridge. */
enum {
    MARGIN = 32,
    TITLE_HEIGHT = 76,
    CARD_GAP = 20,
    CARD_PADDING = 12,
    CARD_HEADER = 46,
    ROW_WIDTH = 440, /* of a top-level row in a guest without bridges */
    ROW_HEIGHT = 44,
    ROW_GAP = 6,
    BADGE_WIDTH = 46,
    PILL_WIDTH = 46,
    ADDRESS_WIDTH = 104,
    NEST_PADDING = 10,
    LEGEND_ITEM_WIDTH = 340,
    LEGEND_ITEM_HEIGHT = 34,
    N_LEGEND_ITEMS = 4,
    MAX_COLUMNS = 8,
};

/* Average character width of a font, rather too large than too small. */
static const double title_character_width = 14.5;
static const double model_character_width = 8.2;
static const double device_character_width = 6.8;

/* The aspect ratio that the picture should have. */
static const double wanted_aspect = 1.6;

typedef struct {
    unsigned x, y, width;
} Place;

typedef struct {
    const Topology *topology;
    GArray *vio_devices; /* VioDevice */
    GString *svg;
    unsigned row_width;
    unsigned n_columns;
    unsigned width, height; /* of the picture */
} Picture;

static unsigned
bus_height(const TopologyBus *bus)
{
    unsigned height = 0;

    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);

        height += ROW_HEIGHT + ROW_GAP;
        if (function->behind != NULL)
            height += bus_height(function->behind) + NEST_PADDING;
    }
    /* Room for the text that there is nothing. */
    return bus->functions->len == 0 ? ROW_HEIGHT : height;
}

/* Cards: the host bridges by index, then the VIO bus if it is not empty. */
static unsigned
n_cards(const Picture *picture)
{
    return picture->topology->phbs->len + (picture->vio_devices->len > 0 ? 1 : 0);
}

static unsigned
card_height(const Picture *picture, unsigned i)
{
    unsigned rows = i < picture->topology->phbs->len
                        ? bus_height(g_ptr_array_index(picture->topology->phbs, i))
                        : picture->vio_devices->len * (ROW_HEIGHT + ROW_GAP);

    return CARD_HEADER + rows + CARD_PADDING;
}

static unsigned
card_width(const Picture *picture)
{
    return picture->row_width + 2 * CARD_PADDING;
}

/* Returns: the column of the next card: the shortest one, and the leftmost of equals. */
static unsigned
shortest(const unsigned heights[MAX_COLUMNS], unsigned n_columns)
{
    unsigned best = 0;

    for (unsigned i = 1; i < n_columns; i++)
        if (heights[i] < heights[best])
            best = i;
    return best;
}

static unsigned
cards_height(const Picture *picture, unsigned n_columns)
{
    unsigned heights[MAX_COLUMNS] = {0};
    unsigned tallest = 0;

    for (unsigned i = 0; i < n_cards(picture); i++) {
        unsigned column = shortest(heights, n_columns);

        heights[column] += card_height(picture, i) + CARD_GAP;
        tallest = MAX(tallest, heights[column]);
    }
    return tallest;
}

static unsigned
legend_items_a_line(unsigned width)
{
    return CLAMP((width - 2 * MARGIN) / LEGEND_ITEM_WIDTH, 1, N_LEGEND_ITEMS);
}

static unsigned
legend_height(unsigned width)
{
    unsigned a_line = legend_items_a_line(width);

    return (N_LEGEND_ITEMS + a_line - 1) / a_line * LEGEND_ITEM_HEIGHT;
}

/* Chooses the number of columns whose picture is nearest to the wanted aspect ratio. */
static void
lay_out(Picture *picture)
{
    double best = INFINITY;

    for (unsigned n = 1; n <= CLAMP(n_cards(picture), 1, MAX_COLUMNS); n++) {
        unsigned width = 2 * MARGIN + n * (card_width(picture) + CARD_GAP) - CARD_GAP;
        unsigned height =
            2 * MARGIN + TITLE_HEIGHT + cards_height(picture, n) + legend_height(width);
        double distance = fabs(log((double)width / height / wanted_aspect));

        if (distance >= best)
            continue;
        best = distance;
        picture->n_columns = n;
        picture->width = width;
        picture->height = height;
    }
}

/* Appends text of class @style whose baseline starts at @at; what is wider than at.width is cut,
 * counting @character_width for each character. */
static void
add_text(Picture *picture, const char *style, Place at, const char *text, double character_width)
{
    g_autofree char *printable = inventory_printable(text);
    glong n_fitting = (glong)(at.width / character_width);
    g_autofree char *cut = NULL;
    g_autofree char *escaped = NULL;

    if (g_utf8_strlen(printable, -1) > n_fitting) {
        g_autofree char *start = g_utf8_substring(printable, 0, MAX(n_fitting - 1, 0));

        cut = g_strconcat(start, "…", NULL);
    }
    escaped = g_markup_escape_text(cut != NULL ? cut : printable, -1);
    g_string_append_printf(picture->svg, "<text class='%s' x='%u' y='%u'>%s</text>\n", style, at.x,
                           at.y, escaped);
}

static void
add_box(Picture *picture, const char *style, Place at, unsigned height, unsigned radius)
{
    g_string_append_printf(picture->svg,
                           "<rect class='%s' x='%u' y='%u' width='%u' height='%u' rx='%u'/>\n",
                           style, at.x, at.y, at.width, height, radius);
}

static void
add_pill(Picture *picture, unsigned x, unsigned y, unsigned bytes)
{
    const char *kind = bytes > 256 ? "express" : "conventional";

    add_box(picture, kind, (Place){x, y, PILL_WIDTH}, 17, 8);
    g_string_append_printf(picture->svg, "<text class='pill on-%s' x='%u' y='%u'>%u B</text>\n",
                           kind, x + PILL_WIDTH / 2, y + 12, bytes);
}

/* The badge at the left of a row. */
static void
add_badge(Picture *picture, Place row, const char *text)
{
    add_box(picture, "badge", (Place){row.x + 6, row.y + 10, BADGE_WIDTH}, 24, 5);
    add_text(picture, "slot", (Place){row.x + 6 + BADGE_WIDTH / 2, row.y + 26, BADGE_WIDTH + 20},
             text, 7);
}

static void
add_names(Picture *picture, Place row, const char *model, const Device *device)
{
    g_autofree char *text = inventory_device_text(device);
    unsigned x = row.x + BADGE_WIDTH + 16;
    unsigned width = row.width - BADGE_WIDTH - ADDRESS_WIDTH - 16;

    add_text(picture, "model", (Place){x, row.y + 19, width}, model, model_character_width);
    add_text(picture, "device", (Place){x, row.y + 35, width - PILL_WIDTH - 16}, text,
             device_character_width);
}

static void
add_function(Picture *picture, const TopologyFunction *function, Place row)
{
    g_autofree char *slot = g_strdup_printf("%02x.%x", function->slot, function->function);
    Place right = {row.x + row.width - 10, row.y + 19, row.width};

    add_badge(picture, row, slot);
    add_names(picture, row, inventory_model(function), function->device);
    add_text(picture, "guest-address", right, function->guest_address, 1);
    right.y = row.y + 35;
    add_text(picture, "xml-address", right, function->address, 1);
    add_pill(picture, row.x + row.width - ADDRESS_WIDTH - PILL_WIDTH - 6, row.y + 23,
             function->config_bytes);
}

/* Draws the rows of @bus from @at down. */
static void
add_bus(Picture *picture, const TopologyBus *bus, Place at)
{
    if (bus->functions->len == 0)
        add_text(picture, "nothing", (Place){at.x + 6, at.y + 24, at.width}, _("no devices"), 1);
    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);
        unsigned height = ROW_HEIGHT;

        if (function->behind != NULL)
            height += bus_height(function->behind) + NEST_PADDING;
        add_box(picture, function->behind != NULL ? "bridge" : "row", at, height, 7);
        add_function(picture, function, at);
        if (function->behind != NULL)
            add_bus(picture, function->behind,
                    (Place){at.x + NEST_PADDING, at.y + ROW_HEIGHT + ROW_GAP / 2,
                            at.width - 2 * NEST_PADDING});
        at.y += height + ROW_GAP;
    }
}

static void
add_vio(Picture *picture, Place at)
{
    for (unsigned i = 0; i < picture->vio_devices->len; i++) {
        const VioDevice *vio = &g_array_index(picture->vio_devices, VioDevice, i);
        g_autofree char *reg = g_strdup_printf("0x%08x", vio->reg);

        add_box(picture, "row", at, ROW_HEIGHT, 7);
        add_badge(picture, at, "VIO");
        add_names(picture, at, vio->model != NULL ? vio->model : "?", vio->device);
        add_text(picture, "guest-address", (Place){at.x + at.width - 10, at.y + 19, at.width}, reg,
                 1);
        add_text(picture, "xml-address", (Place){at.x + at.width - 10, at.y + 35, at.width}, "reg",
                 1);
        at.y += ROW_HEIGHT + ROW_GAP;
    }
}

/* Draws the box of a card and its header. */
static void
add_card_frame(Picture *picture, Place at, unsigned height, const char *const *titles)
{
    unsigned right = at.x + at.width - CARD_PADDING - 10;

    add_box(picture, "card", at, height, 12);
    add_text(picture, "card-title", (Place){at.x + CARD_PADDING + 4, at.y + 29, at.width},
             titles[0], 1);
    add_text(picture, "guest-address", (Place){right, at.y + 21, at.width}, titles[1], 1);
    add_text(picture, "xml-address", (Place){right, at.y + 36, at.width}, titles[2], 1);
}

static void
add_card(Picture *picture, unsigned i, Place at)
{
    unsigned height = card_height(picture, i);
    Place inside = {at.x + CARD_PADDING, at.y + CARD_HEADER, picture->row_width};

    if (i < picture->topology->phbs->len) {
        const TopologyBus *bus = g_ptr_array_index(picture->topology->phbs, i);
        g_autofree char *name = g_strdup_printf(_("PHB %u"), bus->domain);
        g_autofree char *guest = g_strdup_printf("%04x:%02x", bus->domain, bus->guest_bus);
        const char *titles[] = {name, guest, bus->name};

        add_card_frame(picture, at, height, titles);
        add_bus(picture, bus, inside);
    } else {
        const char *titles[] = {_("VIO bus"), "", "spapr-vio"};

        add_card_frame(picture, at, height, titles);
        add_vio(picture, inside);
    }
}

static void
add_cards(Picture *picture)
{
    unsigned heights[MAX_COLUMNS] = {0};

    for (unsigned i = 0; i < n_cards(picture); i++) {
        unsigned column = shortest(heights, picture->n_columns);

        add_card(picture, i,
                 (Place){MARGIN + column * (card_width(picture) + CARD_GAP),
                         MARGIN + TITLE_HEIGHT + heights[column], card_width(picture)});
        heights[column] += card_height(picture, i) + CARD_GAP;
    }
}

static Place
legend_item(const Picture *picture, unsigned i)
{
    unsigned a_line = legend_items_a_line(picture->width);

    return (Place){MARGIN + i % a_line * LEGEND_ITEM_WIDTH,
                   picture->height - MARGIN - legend_height(picture->width) + 8 +
                       i / a_line * LEGEND_ITEM_HEIGHT,
                   LEGEND_ITEM_WIDTH - PILL_WIDTH - 24};
}

static void
add_legend(Picture *picture)
{
    const char *const texts[N_LEGEND_ITEMS] = {
        _("PCI Express: all configuration space"),
        _("conventional configuration space"),
        _("bridge and the devices behind it"),
        _("in the guest, and below it in the XML"),
    };

    for (unsigned i = 0; i < N_LEGEND_ITEMS; i++) {
        Place at = legend_item(picture, i);
        unsigned x = at.x + PILL_WIDTH + 10 + (i == 3 ? 40 : 0);

        add_text(picture, "legend", (Place){x, at.y + 15, at.width}, texts[i],
                 device_character_width);
        if (i < 2)
            add_pill(picture, at.x, at.y + 3, i == 0 ? 4096 : 256);
        else if (i == 2)
            add_box(picture, "bridge", (Place){at.x, at.y + 2, PILL_WIDTH}, 18, 5);
        else
            add_text(picture, "guest-address", (Place){at.x + 86, at.y + 15, at.width},
                     "0003:00:05.0", 1);
    }
}

static void
add_title(Picture *picture)
{
    unsigned width = picture->width - 2 * MARGIN;
    g_autofree char *title = inventory_title(picture->topology);
    g_autofree char *summary = inventory_summary(picture->topology);

    add_text(picture, "title", (Place){MARGIN, MARGIN + 24, width}, title, title_character_width);
    add_text(picture, "subtitle", (Place){MARGIN, MARGIN + 48, width}, summary, 8);
}

static void
add_head(Picture *picture)
{
    g_string_append_printf(
        picture->svg,
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<svg xmlns='http://www.w3.org/2000/svg' width='%u' height='%u' viewBox='0 0 %u %u'>\n",
        picture->width, picture->height, picture->width, picture->height);
    g_string_append(
        picture->svg,
        "<style>\n"
        "text{font-family:Inter,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif;fill:#26323f}\n"
        ".title{font-size:24px;font-weight:600}.subtitle{font-size:13.5px;fill:#66727f}\n"
        ".card{fill:#fff;stroke:#d4dae1}.card-title{font-size:17px;font-weight:600}\n"
        ".row{fill:#fafbfc;stroke:#e2e6eb}\n"
        ".bridge{fill:#edf2f8;stroke:#8ea6c0;stroke-dasharray:5 3}\n"
        ".badge{fill:#e3e8ee}.slot{font-size:12px;font-weight:600;text-anchor:middle}\n"
        ".model{font-size:13px;font-weight:600}.device{font-size:11.5px;fill:#66727f}\n"
        ".slot,.guest-address,.xml-address{font-family:'DejaVu Sans "
        "Mono',Menlo,Consolas,monospace}\n"
        ".guest-address{font-size:12px;text-anchor:end}\n"
        ".xml-address{font-size:11px;fill:#8a95a1;text-anchor:end}\n"
        ".pill{font-size:10.5px;font-weight:600;text-anchor:middle}\n"
        ".express{fill:#d9efe0}.on-express{fill:#1d6b3c}\n"
        ".conventional{fill:#e9ebee}.on-conventional{fill:#66727f}\n"
        ".legend{font-size:12px;fill:#4c5966}.nothing{font-size:12px;fill:#8a95a1}\n"
        "</style>\n"
        "<rect width='100%' height='100%' fill='#f6f6f3'/>\n");
}

char *
drawing_svg(const Topology *topology)
{
    g_autoptr(GArray) vio_devices = inventory_vio(topology);
    Picture picture = {
        .topology = topology,
        .vio_devices = vio_devices,
        .svg = g_string_new(NULL),
        .row_width = ROW_WIDTH + inventory_depth(topology) * 2 * NEST_PADDING,
    };

    lay_out(&picture);
    add_head(&picture);
    add_title(&picture);
    add_cards(&picture);
    add_legend(&picture);
    g_string_append(picture.svg, "</svg>\n");
    return g_string_free(picture.svg, FALSE);
}
