/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/pin_change.h"
#include "driver/vcpu_change.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

SERVE(domain_set_vcpus)
{
    (void)ret;
    return vcpu_set_count(call->driver, call->guest, ((const domain_set_vcpus_args *)args)->nvcpus,
                          VIR_DOMAIN_AFFECT_LIVE, error);
}

SERVE(domain_set_vcpus_flags)
{
    const domain_set_vcpus_flags_args *wanted = args;

    (void)ret;
    return vcpu_set_count(call->driver, call->guest, wanted->nvcpus, wanted->flags, error);
}

SERVE(domain_set_vcpu)
{
    const domain_set_vcpu_args *wanted = args;
    const VcpuState state = {wanted->cpumap, wanted->state != 0};

    (void)ret;
    return vcpu_set_state(call->driver, call->guest, &state, wanted->flags, error);
}

SERVE(domain_pin_vcpu)
{
    const domain_pin_vcpu_args *wanted = args;
    const PinChange change = {PIN_VCPU, wanted->vcpu, (const uint8_t *)wanted->cpumap.cpumap_val,
                              wanted->cpumap.cpumap_len};

    (void)ret;
    return pin_change(call->driver, call->guest, &change, VIR_DOMAIN_AFFECT_LIVE, error);
}

static bool
pin_thread(const Call *call, PinKind kind, const domain_pin_thread_args *wanted, GError **error)
{
    const PinChange change = {kind, wanted->thread, (const uint8_t *)wanted->cpumap.cpumap_val,
                              wanted->cpumap.cpumap_len};

    return pin_change(call->driver, call->guest, &change, wanted->flags, error);
}

SERVE(domain_pin_vcpu_flags)
{
    (void)ret;
    return pin_thread(call, PIN_VCPU, args, error);
}

SERVE(domain_pin_iothread)
{
    (void)ret;
    return pin_thread(call, PIN_IOTHREAD, args, error);
}

SERVE(domain_pin_emulator)
{
    const domain_pin_emulator_args *wanted = args;
    const PinChange change = {.kind = PIN_EMULATOR,
                              .map = (const uint8_t *)wanted->cpumap.cpumap_val,
                              .map_bytes = wanted->cpumap.cpumap_len};

    (void)ret;
    return pin_change(call->driver, call->guest, &change, wanted->flags, error);
}
