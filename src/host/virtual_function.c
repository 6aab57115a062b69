/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/virtual_function.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <linux/if_link.h>
#include <string.h>
#include <sys/socket.h>

#include "address/iommu.h"
#include "base/error.h"
#include "host/mac_address.h"

const VirtualFunctionKernel virtual_function_kernel = {netlink_send, netlink_ask};

/* A function, as requests name it. */
typedef struct {
    const VirtualFunctionKernel *kernel;
    const char *card; /* (borrowed) the physical function's network device */
    uint32_t number;
} Function;

/* The settings of a function, in the order in which they are set: without trust the function may
 * not have some of the others. */
typedef enum {
    SETTING_TRUST,
    SETTING_MAC,
    SETTING_VLAN,
    SETTING_SPOOF_CHECK,
    SETTING_LINK,
    N_SETTINGS
} Setting;

enum { ANSWER_BYTES = 64 * 1024 };

/* Each as a number, the MAC address as that of its bytes; not set: it is left as it is. */
typedef struct {
    OptionalUint values[N_SETTINGS];
} Settings;

static const struct {
    uint16_t attribute;
    const char *refusal;
} rows[] = {
    [SETTING_TRUST] = {IFLA_VF_TRUST, N_("its trust cannot be set")},
    [SETTING_MAC] = {IFLA_VF_MAC, N_("its MAC address cannot be set")},
    [SETTING_VLAN] = {IFLA_VF_VLAN, N_("its VLAN cannot be set")},
    [SETTING_SPOOF_CHECK] = {IFLA_VF_SPOOFCHK, N_("its spoof check cannot be set")},
    [SETTING_LINK] = {IFLA_VF_LINK_STATE, N_("its link state cannot be set")},
};
G_STATIC_ASSERT(G_N_ELEMENTS(rows) == N_SETTINGS);
/* A step has the number of the function and each setting. */
G_STATIC_ASSERT(UNDO_NUMBERS >= 1 + N_SETTINGS);

/* In an undo step: a setting that the kernel did not tell. */
static const uint64_t NOT_TOLD = UINT64_MAX;

static uint64_t
number_of_mac(const uint8_t *bytes)
{
    uint64_t number = 0;

    for (int i = 0; i < MAC_BYTES; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* Fills @error with @what cannot be done, and @problem, an errno. */
static void
note_problem(int problem, const char *what, const Function *function, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("virtual function %u of '%s': %s: %s"), function->number, function->card, what,
                g_strerror(problem));
}

/* ---- requests */

static void
begin(NetlinkRequest *request, uint16_t type, const char *card)
{
    const struct ifinfomsg fixed = {.ifi_family = AF_UNSPEC};

    netlink_begin(request, type, 0, &fixed, sizeof fixed);
    netlink_put_string(request, IFLA_IFNAME, card);
}

static void
put_setting(NetlinkRequest *request, const Function *function, Setting setting, uint64_t value)
{
    struct ifla_vf_mac mac = {.vf = function->number};
    const struct ifla_vf_vlan vlan = {.vf = function->number, .vlan = (uint32_t)value};
    /* Those of the others have the same members. */
    const struct ifla_vf_trust plain = {.vf = function->number, .setting = (uint32_t)value};

    for (int i = 0; i < MAC_BYTES; i++)
        mac.mac[i] = (uint8_t)(value >> 8 * (MAC_BYTES - 1 - i));
    if (setting == SETTING_MAC)
        netlink_put(request, rows[setting].attribute, &mac, sizeof mac);
    else if (setting == SETTING_VLAN)
        netlink_put(request, rows[setting].attribute, &vlan, sizeof vlan);
    else
        netlink_put(request, rows[setting].attribute, &plain, sizeof plain);
}

static int
send_setting(const Function *function, Setting setting, uint64_t value)
{
    NetlinkRequest request;
    size_t list = 0;
    size_t one = 0;

    begin(&request, RTM_SETLINK, function->card);
    list = netlink_nest(&request, IFLA_VFINFO_LIST);
    one = netlink_nest(&request, IFLA_VF_INFO);
    put_setting(&request, function, setting, value);
    netlink_end(&request, one);
    netlink_end(&request, list);
    return function->kernel->send(&request);
}

static bool
apply(const Function *function, const Settings *settings, GError **error)
{
    for (Setting i = 0; i < N_SETTINGS; i++) {
        int problem =
            settings->values[i].is_set ? send_setting(function, i, settings->values[i].value) : 0;

        if (problem == 0)
            continue;
        note_problem(problem, _(rows[i].refusal), function, error);
        return false;
    }
    return true;
}

/* ---- the kernel's answer */

/* Attributes of which some are not looked at yet. */
typedef struct {
    const uint8_t *at;
    size_t left;
} Attributes;

static Attributes
inside(const struct rtattr *attribute)
{
    return (Attributes){RTA_DATA(attribute), RTA_PAYLOAD(attribute)};
}

/* Returns: (borrowed, nullable) the next one; NULL at the end, also for one that is longer. */
static const struct rtattr *
next_attribute(Attributes *attributes)
{
    const struct rtattr *attribute = (const struct rtattr *)(const void *)attributes->at;
    size_t step = 0;

    if (attributes->left < sizeof *attribute || attribute->rta_len < sizeof *attribute ||
        attribute->rta_len > attributes->left)
        return NULL;
    step = MIN((size_t)RTA_ALIGN(attribute->rta_len), attributes->left);
    attributes->at += step;
    attributes->left -= step;
    return attribute;
}

/* Returns: (borrowed, nullable) the first attribute of @type. */
static const struct rtattr *
find_attribute(Attributes attributes, uint16_t type)
{
    const struct rtattr *attribute = NULL;

    while ((attribute = next_attribute(&attributes)) != NULL)
        if ((attribute->rta_type & NLA_TYPE_MASK) == type)
            return attribute;
    return NULL;
}

/* Reads the setting from the kernel's attribute of one function. */
static void
read_setting(const struct rtattr *info, Setting setting, Settings *settings)
{
    const struct rtattr *found = find_attribute(inside(info), rows[setting].attribute);
    struct ifla_vf_mac mac = {0};
    struct ifla_vf_trust plain = {0};

    if (found == NULL || RTA_PAYLOAD(found) < sizeof plain)
        return;
    if (setting == SETTING_MAC) {
        if (RTA_PAYLOAD(found) < sizeof mac)
            return;
        memcpy(&mac, RTA_DATA(found), sizeof mac);
        settings->values[setting] = OPTIONAL_UINT(number_of_mac(mac.mac));
        return;
    }
    memcpy(&plain, RTA_DATA(found), sizeof plain);
    /* What a driver does not know is told as all ones. */
    if (plain.setting != UINT32_MAX)
        settings->values[setting] = OPTIONAL_UINT(plain.setting);
}

/* Whether the kernel's attribute @info is about function @number; each begins with that. */
static bool
is_of(const struct rtattr *info, uint32_t number)
{
    const struct rtattr *mac = find_attribute(inside(info), IFLA_VF_MAC);
    uint32_t told = 0;

    if (mac == NULL || RTA_PAYLOAD(mac) < sizeof told)
        return false;
    memcpy(&told, RTA_DATA(mac), sizeof told);
    return told == number;
}

static bool
find_function(const uint8_t *answer, size_t length, uint32_t number, Settings *settings)
{
    const size_t head = NLMSG_ALIGN(NLMSG_LENGTH(sizeof(struct ifinfomsg)));
    const Attributes all = {answer + head, length > head ? length - head : 0};
    const struct rtattr *list = length > head ? find_attribute(all, IFLA_VFINFO_LIST) : NULL;
    Attributes functions = list != NULL ? inside(list) : (Attributes){NULL, 0};
    const struct rtattr *info = NULL;

    while ((info = next_attribute(&functions)) != NULL) {
        if (!is_of(info, number))
            continue;
        for (Setting i = 0; i < N_SETTINGS; i++)
            read_setting(info, i, settings);
        return true;
    }
    return false;
}

/* Asks what the function has now. */
static bool
read_settings(const Function *function, Settings *settings, GError **error)
{
    g_autofree uint8_t *answer = g_malloc(ANSWER_BYTES);
    size_t length = 0;
    NetlinkRequest request;
    int problem = 0;

    begin(&request, RTM_GETLINK, function->card);
    netlink_put_uint32(&request, IFLA_EXT_MASK, RTEXT_FILTER_VF);
    problem = function->kernel->ask(&request, answer, ANSWER_BYTES, &length);
    if (problem == 0 && !find_function(answer, length, function->number, settings))
        problem = ENODEV;
    if (problem == 0)
        return true;
    note_problem(problem, _("its settings cannot be read"), function, error);
    return false;
}

/* ---- the function of a device */

/* Returns: (owned, nullable) the network device of the physical function that the device @name
 * belongs to; NULL when it is no virtual function. */
static char *
find_card(const char *sysfs, const char *name)
{
    g_autofree char *path = g_build_filename(sysfs, "bus/pci/devices", name, "physfn", "net", NULL);
    g_autoptr(GDir) cards = g_dir_open(path, 0, NULL);

    return cards != NULL ? g_strdup(g_dir_read_name(cards)) : NULL;
}

/* Reads the number of the device among the functions of its card. */
static bool
find_number(const char *sysfs, const char *name, uint32_t *number)
{
    g_autofree char *folder = g_build_filename(sysfs, "bus/pci/devices", name, "physfn", NULL);
    g_autoptr(GDir) links = g_dir_open(folder, 0, NULL);
    const char *entry = NULL;
    guint64 found = 0;

    while (links != NULL && (entry = g_dir_read_name(links)) != NULL) {
        g_autofree char *path = g_build_filename(folder, entry, NULL);
        g_autofree char *target = g_file_read_link(path, NULL);
        g_autofree char *base = target != NULL ? g_path_get_basename(target) : NULL;

        if (!g_str_has_prefix(entry, "virtfn") || g_strcmp0(base, name) != 0 ||
            !g_ascii_string_to_unsigned(entry + strlen("virtfn"), 10, 0, UINT32_MAX, &found, NULL))
            continue;
        *number = (uint32_t)found;
        return true;
    }
    return false;
}

static bool
is_trunk(const NicVlan *vlan)
{
    return vlan->trunk == TRISTATE_YES || (vlan->tags != NULL && vlan->tags->len > 1);
}

static Settings
wanted_settings(const Interface *nic)
{
    const NicVlan *vlan = nic->network.vlan;
    Settings wanted = {0};

    if (nic->mac.address != NULL)
        wanted.values[SETTING_MAC] = OPTIONAL_UINT(mac_address_number(nic->mac.address));
    if (vlan != NULL && vlan->tags != NULL && vlan->tags->len > 0)
        wanted.values[SETTING_VLAN] =
            OPTIONAL_UINT(((const VlanTag *)g_ptr_array_index(vlan->tags, 0))->id.value);
    if (nic->trust_guest_rx_filters != TRISTATE_ABSENT)
        wanted.values[SETTING_TRUST] = OPTIONAL_UINT(nic->trust_guest_rx_filters == TRISTATE_YES);
    if (nic->link.state != LINK_NONE)
        wanted.values[SETTING_LINK] = OPTIONAL_UINT(
            nic->link.state == LINK_UP ? IFLA_VF_LINK_STATE_ENABLE : IFLA_VF_LINK_STATE_DISABLE);
    return wanted;
}

bool
virtual_function_set_up(const VirtualFunctionKernel *kernel, const char *sysfs,
                        const Interface *nic, UndoList *undo, GError **error)
{
    g_autofree char *name = host_pci_name(nic->device.kind->host_pci(&nic->device));
    g_autofree char *card = find_card(sysfs, name);
    const Settings wanted = wanted_settings(nic);
    Function function = {kernel, card, 0};
    UndoStep step = {UNDO_VIRTUAL_FUNCTION, card, {0}};
    Settings now = {0};

    if (card == NULL || !find_number(sysfs, name, &function.number)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("Interface type hostdev is currently supported on SR-IOV Virtual Functions "
                      "only: PCI device '%s' is none, use <hostdev>"),
                    name);
        return false;
    }
    if (nic->network.vlan != NULL && is_trunk(nic->network.vlan)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                            _("vlan trunking is not supported by SR-IOV network devices"));
        return false;
    }
    if (!read_settings(&function, &now, error))
        return false;
    step.numbers[0] = function.number;
    for (Setting i = 0; i < N_SETTINGS; i++)
        step.numbers[1 + i] = now.values[i].is_set ? now.values[i].value : NOT_TOLD;
    undo_add(undo, &step);
    return undo_write(undo, error) && apply(&function, &wanted, error);
}

bool
virtual_function_give_back(const VirtualFunctionKernel *kernel, const UndoStep *step,
                           GError **error)
{
    const Function function = {kernel, step->key, (uint32_t)step->numbers[0]};
    Settings earlier = {0};
    Settings now = {0};

    for (Setting i = 0; i < N_SETTINGS; i++)
        if (step->numbers[1 + i] != NOT_TOLD)
            earlier.values[i] = OPTIONAL_UINT(step->numbers[1 + i]);
    if (!read_settings(&function, &now, NULL))
        return true; /* the card has gone, or its functions */
    /* What has not changed may be nothing that can be set, as the MAC address that is none. */
    for (Setting i = 0; i < N_SETTINGS; i++)
        earlier.values[i].is_set =
            earlier.values[i].is_set && earlier.values[i].value != now.values[i].value;
    return apply(&function, &earlier, error);
}
