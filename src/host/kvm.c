/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"

/* The default by the kernel's documentation. */
enum { FALLBACK_CPUS = 4 };

unsigned
host_kvm_memory_slots(void)
{
    int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    int n_slots = 0;

    assert_may_block();
    if (fd < 0)
        return 0;
    n_slots = ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_NR_MEMSLOTS);
    close(fd);
    return n_slots > 0 ? (unsigned)n_slots : 0;
}

unsigned
host_kvm_max_cpus(GError **error)
{
    int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    int n_cpus = 0;
    int problem = errno;

    assert_may_block();
    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("Unable to open %s: %s"),
                    "/dev/kvm", g_strerror(problem));
        return 0;
    }
    n_cpus = ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_MAX_VCPUS);
    /* An older kernel only has the recommended maximum. */
    if (n_cpus <= 0)
        n_cpus = ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_NR_VCPUS);
    close(fd);
    return n_cpus > 0 ? (unsigned)n_cpus : FALLBACK_CPUS;
}
