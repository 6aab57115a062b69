/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/other_user.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PASSWD_BYTES = 64 * 1024 };

struct OtherUser {
    uid_t user;
    gid_t group;
    char *name;     /* nullable */
    GArray *groups; /* of gid_t, with the primary group */
};

static char *
find_name(uid_t user)
{
    g_autofree char *bytes = g_malloc(PASSWD_BYTES);
    struct passwd entry = {0};
    struct passwd *found = NULL;

    if (getpwuid_r(user, &entry, bytes, PASSWD_BYTES, &found) != 0 || found == NULL)
        return NULL;
    return g_strdup(found->pw_name);
}

static GArray *
find_groups(const char *name, gid_t group)
{
    int n_groups = 1;
    GArray *groups = g_array_sized_new(FALSE, TRUE, sizeof(gid_t), 1);

    g_array_append_val(groups, group);
    if (name == NULL)
        return groups;
    /* The database may change between the calls. */
    for (int length = 0; length < n_groups;) {
        length = n_groups;
        g_array_set_size(groups, (guint)length);
        if (getgrouplist(name, group, (gid_t *)(void *)groups->data, &n_groups) >= 0)
            break;
    }
    g_array_set_size(groups, (guint)MIN(n_groups, (int)groups->len));
    return groups;
}

OtherUser *
other_user_new(uid_t user, gid_t group)
{
    OtherUser *other = g_new0(OtherUser, 1);

    other->user = user;
    other->group = group;
    other->name = find_name(user);
    other->groups = find_groups(other->name, group);
    return other;
}

void
other_user_free(OtherUser *other)
{
    if (other == NULL)
        return;
    g_free(other->name);
    g_array_unref(other->groups);
    g_free(other);
}

const char *
other_user_name(const OtherUser *other)
{
    return other->name;
}

/* So that no set-uid program brings a capability back. */
static bool
empty_bounds(void)
{
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (prctl(PR_CAPBSET_DROP, capability) < 0)
            return false;
    return true;
}

/* setuid() leaves the inheritable capabilities, and under some securebits all of them. */
static bool
drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

    return syscall(SYS_capset, &header, none) == 0;
}

bool
other_user_become(const OtherUser *other)
{
    if (other == NULL)
        return true;
    return empty_bounds() &&
           setgroups(other->groups->len, (const gid_t *)(const void *)other->groups->data) == 0 &&
           setgid(other->group) == 0 && setuid(other->user) == 0 && drop_capabilities();
}
