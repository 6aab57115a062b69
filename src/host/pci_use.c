/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/pci_use.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <libvirt/virterror.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/error.h"
#include "host/file.h"

/* How deep devices may stand on each other: more is a circle. */
enum { DEPTH = 8 };

typedef struct {
    const char *sysfs, *procfs;
    const char *folder; /* of the device, without links */
} Search;

/* Returns: whether what @link, a link in sysfs, leads to is below the device's folder. */
static bool
is_below_device(const Search *search, const char *link)
{
    g_autofree char *path = realpath(link, NULL);
    size_t length = strlen(search->folder);

    return path != NULL && strncmp(path, search->folder, length) == 0 && path[length] == '/';
}

/* Returns: whether a link whose name begins with @prefix in @path leads to a device for which
 * @is_one is true. */
static bool
any_link(const Search *search, const char *path, const char *prefix,
         bool (*is_one)(const Search *search, const char *link, unsigned depth), unsigned depth)
{
    g_autoptr(GDir) folder = depth < DEPTH ? g_dir_open(path, 0, NULL) : NULL;
    const char *name = NULL;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *link = g_build_filename(path, name, NULL);

        if (g_str_has_prefix(name, prefix) && is_one(search, link, depth + 1))
            return true;
    }
    return false;
}

/* Returns: whether the block device @link stands on a disk behind the device. */
static bool
is_block_of_device(const Search *search, const char *link, unsigned depth)
{
    g_autofree char *lower = g_build_filename(link, "slaves", NULL);

    return is_below_device(search, link) || any_link(search, lower, "", is_block_of_device, depth);
}

/* ---- disks */

static bool
is_number_of_device(const Search *search, const char *number)
{
    g_autofree char *link = g_build_filename(search->sysfs, "dev/block", number, NULL);

    return is_block_of_device(search, link, 0);
}

/* Some file systems are mounted with a number of their own, and name the device all the same. */
static bool
is_node_of_device(const Search *search, const char *node)
{
    g_autofree char *number = NULL;
    struct stat facts;

    if (!g_str_has_prefix(node, "/dev/") || stat(node, &facts) != 0 || !S_ISBLK(facts.st_mode))
        return false;
    number = g_strdup_printf("%u:%u", major(facts.st_rdev), minor(facts.st_rdev));
    return is_number_of_device(search, number);
}

/* @line: of mountinfo, "36 35 98:0 /root /mnt options [tags] - ext4 /dev/sda1 options" (proc(5)).
 */
static char *
use_by_mount(const Search *search, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    size_t n_words = g_strv_length(words);
    size_t end = 6;

    while (end < n_words && !g_str_equal(words[end], "-"))
        end++;
    if (end + 2 >= n_words ||
        (!is_number_of_device(search, words[2]) && !is_node_of_device(search, words[end + 2])))
        return NULL;
    return g_strdup_printf(_("whose file system '%s' is on it: unmount that first"), words[4]);
}

/* @line: "/dev/sda2 partition 1048572 0 -2" */
static char *
use_by_swap(const Search *search, const char *line)
{
    g_auto(GStrv) words = g_strsplit_set(line, " \t", 2);

    if (words[0] == NULL || !is_node_of_device(search, words[0]))
        return NULL;
    return g_strdup_printf(_("which swaps to '%s' on it: use swapoff first"), words[0]);
}

static char *
use_by_lines(const Search *search, const char *file,
             char *(*use)(const Search *search, const char *line))
{
    g_autofree char *text = host_file_text(search->procfs, "%s", file);
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    char *found = NULL;

    for (size_t i = 0; found == NULL && lines[i] != NULL; i++)
        found = use(search, lines[i]);
    return found;
}

/* ---- network interfaces */

static bool
is_reached_by_others(const struct sockaddr *address)
{
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)address;

    return address != NULL &&
           (address->sa_family == AF_INET ||
            (address->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr)));
}

/* Returns: whether the interface @link, or what it is part of, stands on the device. */
static bool
is_nic_of_device(const Search *search, const char *link, unsigned depth)
{
    return is_below_device(search, link) ||
           any_link(search, link, "lower_", is_nic_of_device, depth);
}

static char *
use_by_nic(const Search *search)
{
    struct ifaddrs *all = NULL;
    char *found = NULL;

    if (getifaddrs(&all) != 0)
        return NULL;
    for (const struct ifaddrs *at = all; found == NULL && at != NULL; at = at->ifa_next) {
        g_autofree char *link = g_build_filename(search->sysfs, "class/net", at->ifa_name, NULL);

        if ((at->ifa_flags & IFF_UP) != 0 && is_reached_by_others(at->ifa_addr) &&
            is_nic_of_device(search, link, 0))
            found = g_strdup_printf(
                _("whose network interface '%s' has an address: take that away first"),
                at->ifa_name);
    }
    freeifaddrs(all);
    return found;
}

/* Returns: (owned, nullable) in words, what the host does with it. */
static char *
use_by_host(const char *sysfs, const char *procfs, const char *name)
{
    g_autofree char *link = g_build_filename(sysfs, "bus/pci/devices", name, NULL);
    g_autofree char *folder = realpath(link, NULL);
    const Search search = {sysfs, procfs, folder};
    char *use = NULL;

    if (folder == NULL)
        return NULL;
    use = use_by_lines(&search, "self/mountinfo", use_by_mount);
    if (use == NULL)
        use = use_by_lines(&search, "swaps", use_by_swap);
    return use != NULL ? use : use_by_nic(&search);
}

bool
pci_use_check(const char *sysfs, const char *procfs, const char *name, GError **error)
{
    g_autofree char *use = use_by_host(sysfs, procfs, name);

    if (use == NULL)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                _("PCI device %s is in use by the host, %s"), name, use);
    return false;
}
