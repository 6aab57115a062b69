/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "logger/confine.h"

#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined __powerpc64__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define THIS_ARCH AUDIT_ARCH_PPC64LE
#elif defined __powerpc64__
#define THIS_ARCH AUDIT_ARCH_PPC64
#elif defined __aarch64__
#define THIS_ARCH AUDIT_ARCH_AARCH64
#elif defined __s390x__
#define THIS_ARCH AUDIT_ARCH_S390X
#else
#define THIS_ARCH 0
#endif

/* The calls of the main loop; all of them work on open descriptors. */
static const uint32_t calls[] = {
    SYS_pread64,       SYS_write,        SYS_lseek,           SYS_fstat, SYS_ftruncate,
    SYS_fallocate,     SYS_ppoll,
#ifdef SYS_poll
    SYS_poll,
#endif
    SYS_clock_gettime, SYS_rt_sigreturn, SYS_restart_syscall, SYS_exit,  SYS_exit_group,
#ifdef SYS__llseek
    SYS__llseek, /* glibc's lseek() on ppc64 */
#endif
#ifdef SYS_newfstatat
    SYS_newfstatat, /* glibc's fstat() */
#endif
};

enum {
    N_CALLS = sizeof calls / sizeof calls[0],
    N_HEAD = 4,
    N_TAIL = 2,
    N_RULES = N_HEAD + N_CALLS + N_TAIL,
};

#ifndef __has_feature
#define __has_feature(name) 0
#endif

/* The sanitizers make calls of their own, which are not known. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ ||                                 \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
static const bool has_filter = false;
#else
static const bool has_filter = THIS_ARCH != 0;
#endif

static void
filter_calls(void)
{
    struct sock_filter rules[N_RULES] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    };
    struct sock_fprog program = {.len = N_RULES, .filter = rules};
    size_t end = N_HEAD + N_CALLS;

    for (size_t i = 0; i < N_CALLS; i++)
        rules[N_HEAD + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i],
                                                         (uint8_t)(N_CALLS - i), 0);
    rules[end] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    rules[end + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static bool
drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

    /* A process that may not change its groups has no rights by them. */
    if (setgroups(0, NULL) < 0 && errno != EPERM)
        return false;
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0;
         capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && errno != EPERM)
            return false;
    return syscall(SYS_capset, &header, none) == 0;
}

bool
confine_process(void)
{
    /* Keeps other processes of the same user from our open files. */
    if (!drop_capabilities() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return false;
    if (has_filter)
        filter_calls();
    return true;
}
