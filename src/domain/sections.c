/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/domain.h"

/* In the order of completion and of the options. */
const DomainSection domain_sections[] = {
    {lifecycle_complete, lifecycle_check, lifecycle_head_argv, false},
    {os_complete, os_check, NULL, false},
    {features_complete, features_check, features_argv, false},
    {NULL, NULL, lifecycle_accel_argv, false},
    {cpu_complete, cpu_check, cpu_argv, false},
    {vcpus_complete, vcpus_check, NULL, false},
    {numa_complete, numa_check, NULL, false},
    {NULL, numa_distances_check, NULL, false},
    {memory_complete, memory_check, memory_argv, false},
    {memory_backing_complete, memory_backing_check, NULL, false},
    {NULL, NULL, cpu_topology_argv, false},
    {iothreads_complete, iothreads_check, numa_argv, false},
    {cputune_complete, cputune_check, iothreads_argv, false},
    {throttle_groups_complete, throttle_groups_check, throttle_groups_argv, false},
    {NULL, NULL, lifecycle_identity_argv, false},
    {clock_complete, clock_check, clock_argv, false},
    {control_groups_complete, control_groups_check, lifecycle_stop_argv, false},
    {id_map_complete, id_map_check, NULL, false},
    {perf_complete, perf_check, NULL, false},
    {NULL, NULL, os_argv, false},
    {NULL, NULL, features_end_argv, true},
    {NULL, NULL, lifecycle_tail_argv, true},
    {seclabel_complete, seclabel_check, NULL, true},
    {NULL, qemu_options_check, qemu_options_argv, true},
    {NULL, qemu_override_check, NULL, true},
};
const size_t domain_n_sections = G_N_ELEMENTS(domain_sections);
