/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/call.h"

/*
 * The handlers of calls, grouped by noun: one file each, serve_NOUN.c.
 *
 * @args is decoded, of the type that the procedure's row names, and borrowed.  @ret is all zero, of
 * the row's type; the caller frees it with xdr_free(), so whatever is put into it comes from
 * malloc()'s family (see wire.h).  Either is NULL where the row names no type.  A handler may also
 * set @call's descriptors, stream and origin.  With OF_GUEST in the row, @call's guest is the one
 * that the arguments name.
 *
 * Threads: a row with BLOCKS, or with a job, is served on a worker, and its handler may block; with
 * a job, the job of @call's guest is held meanwhile, and the guest was found to be listed still.
 * All other handlers run on the main thread and must not block.  What belongs to the connection
 * (its state, subscriptions, consoles) is used by handlers of the main thread only.
 *
 * Returns: false with @error set, any of libvirt's codes, which the client gets.
 */
#define SERVE(name) bool serve_##name(Call *call, const void *args, void *ret, GError **error)

/* serve_auth.c */
SERVE(auth_list);
SERVE(auth_polkit);

/* serve_connect.c */
SERVE(connect_open);
SERVE(connect_close);
SERVE(connect_supports_feature);
SERVE(connect_get_type);
SERVE(connect_get_version);
SERVE(connect_get_lib_version);
SERVE(connect_get_uri);
SERVE(connect_is_secure);

/* serve_node.c */
SERVE(connect_get_hostname);
SERVE(connect_get_sysinfo);
SERVE(node_get_info);
SERVE(node_get_cpu_map);
SERVE(node_get_cpu_stats);
SERVE(node_get_memory_stats);
SERVE(node_get_memory_parameters);
SERVE(node_get_free_memory);
SERVE(node_get_cells_free_memory);
SERVE(node_get_free_pages);

/* serve_node_device.c */
SERVE(node_num_of_devices);
SERVE(node_list_devices);
SERVE(connect_list_all_node_devices);
SERVE(node_device_lookup_by_name);
SERVE(node_device_get_xml_desc);
SERVE(node_device_get_parent);
SERVE(node_device_num_of_caps);
SERVE(node_device_list_caps);
SERVE(node_device_is_active);
SERVE(node_device_is_persistent);
SERVE(node_device_dettach);
SERVE(node_device_detach_flags);
SERVE(node_device_re_attach);
SERVE(node_device_reset);

/* serve_capabilities.c */
SERVE(connect_get_capabilities);
SERVE(connect_get_domain_capabilities);
SERVE(connect_get_cpu_model_names);
SERVE(connect_get_max_vcpus);

/* serve_event.c */
SERVE(connect_register_close_callback);
SERVE(connect_unregister_close_callback);
SERVE(connect_domain_event_register);
SERVE(connect_domain_event_deregister);
SERVE(connect_domain_event_register_any);
SERVE(connect_domain_event_deregister_any);
SERVE(connect_domain_event_callback_register_any);
SERVE(connect_domain_event_callback_deregister_any);

/* serve_list.c */
SERVE(connect_list_all_domains);
SERVE(connect_num_of_domains);
SERVE(connect_num_of_defined_domains);
SERVE(connect_list_domains);
SERVE(connect_list_defined_domains);
SERVE(domain_lookup_by_id);
SERVE(domain_lookup_by_name);
SERVE(domain_lookup_by_uuid);
SERVE(empty_list);

/* serve_definition.c */
SERVE(domain_define_xml);
SERVE(domain_define_xml_flags);
SERVE(domain_undefine);
SERVE(domain_undefine_flags);
SERVE(domain_rename);
SERVE(domain_get_autostart);
SERVE(domain_set_autostart);

/* serve_device.c */
SERVE(domain_attach_device);
SERVE(domain_detach_device);
SERVE(domain_attach_device_flags);
SERVE(domain_detach_device_flags);
SERVE(domain_update_device_flags);
SERVE(domain_detach_device_alias);

/* serve_xml.c */
SERVE(domain_get_xml_desc);
SERVE(connect_domain_xml_to_native);

/* serve_metadata.c */
SERVE(domain_set_metadata);
SERVE(domain_get_metadata);

/* serve_power.c */
SERVE(domain_create);
SERVE(domain_create_with_flags);
SERVE(domain_create_xml);
SERVE(domain_suspend);
SERVE(domain_resume);
SERVE(domain_shutdown);
SERVE(domain_shutdown_flags);
SERVE(domain_reboot);
SERVE(domain_reset);
SERVE(domain_destroy);
SERVE(domain_destroy_flags);
SERVE(domain_inject_nmi);
SERVE(domain_set_lifecycle_action);

/* serve_state.c */
SERVE(domain_get_info);
SERVE(domain_get_state);
SERVE(domain_get_os_type);
SERVE(domain_is_active);
SERVE(domain_is_persistent);
SERVE(domain_is_updated);

/* serve_messages.c */
SERVE(domain_get_messages);

/* serve_job.c */
SERVE(domain_get_job_info);
SERVE(domain_get_job_stats);
SERVE(domain_abort_job);
SERVE(domain_get_control_info);

/* serve_security.c */
SERVE(node_get_security_model);
SERVE(domain_get_security_label);
SERVE(domain_get_security_label_list);

/* serve_cpu.c */
SERVE(domain_get_max_vcpus);
SERVE(domain_get_vcpus_flags);
SERVE(domain_get_vcpus);
SERVE(domain_get_vcpu_pin_info);
SERVE(domain_get_emulator_pin_info);
SERVE(domain_get_cpu_stats);

/* serve_vcpu.c */
SERVE(domain_set_vcpus);
SERVE(domain_set_vcpus_flags);
SERVE(domain_set_vcpu);
SERVE(domain_pin_vcpu);
SERVE(domain_pin_vcpu_flags);
SERVE(domain_pin_iothread);
SERVE(domain_pin_emulator);

/* serve_iothread.c */
SERVE(domain_add_iothread);
SERVE(domain_del_iothread);
SERVE(domain_set_iothread_params);
SERVE(domain_get_iothread_info);

/* serve_memory.c */
SERVE(domain_get_max_memory);
SERVE(domain_set_memory);
SERVE(domain_set_max_memory);
SERVE(domain_set_memory_flags);
SERVE(domain_memory_stats);
SERVE(domain_set_memory_stats_period);

/* serve_block.c */
SERVE(domain_block_stats);
SERVE(domain_block_stats_flags);
SERVE(domain_get_block_info);
SERVE(domain_get_disk_errors);

/* serve_interface.c */
SERVE(domain_interface_addresses);
SERVE(domain_interface_stats);

/* serve_tune.c */
SERVE(domain_get_scheduler_type);
SERVE(domain_get_scheduler_parameters);
SERVE(domain_get_scheduler_parameters_flags);
SERVE(domain_set_scheduler_parameters);
SERVE(domain_set_scheduler_parameters_flags);
SERVE(domain_get_memory_parameters);
SERVE(domain_set_memory_parameters);
SERVE(domain_get_blkio_parameters);
SERVE(domain_set_blkio_parameters);
SERVE(domain_get_numa_parameters);
SERVE(domain_set_numa_parameters);
SERVE(domain_get_block_io_tune);
SERVE(domain_set_block_io_tune);
SERVE(domain_get_interface_parameters);
SERVE(domain_set_interface_parameters);

/* serve_stats.c */
SERVE(connect_get_all_domain_stats);

/* serve_console.c */
SERVE(domain_open_console);

/* serve_display.c */
SERVE(domain_screenshot);
SERVE(domain_open_graphics);
SERVE(domain_open_graphics_fd);

/* serve_absent.c */
SERVE(network_lookup_by_name);
SERVE(network_lookup_by_uuid);
SERVE(storage_pool_lookup_by_name);
SERVE(storage_pool_lookup_by_uuid);
SERVE(storage_pool_lookup_by_target_path);
SERVE(storage_vol_lookup_by_key);
SERVE(storage_vol_lookup_by_path);
SERVE(interface_lookup_by_name);
SERVE(interface_lookup_by_mac_string);
SERVE(secret_lookup_by_uuid);
SERVE(secret_lookup_by_usage);
SERVE(nwfilter_lookup_by_name);
SERVE(nwfilter_lookup_by_uuid);
SERVE(nwfilter_binding_lookup_by_port_dev);

/* serve_input.c */
SERVE(domain_send_key);

/* serve_qemu.c */
SERVE(qemu_domain_monitor_command);
SERVE(qemu_domain_agent_command);
SERVE(qemu_connect_domain_monitor_event_register);
SERVE(qemu_connect_domain_monitor_event_deregister);
