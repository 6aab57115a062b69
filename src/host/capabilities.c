/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/capabilities.h"

#include <inttypes.h>

#include "host/architecture.h"
#include "host/cpu.h"
#include "host/cpu_model.h"
#include "host/file.h"
#include "host/identity.h"
#include "host/memory.h"
#include "machine/machine.h"
#include "xml/leaf_writer.h"

/* Features of our guests that cannot be toggled: <cpu> and <boot order=''/> are supported. */
static const char *const guest_features[] = {"cpuselection", "deviceboot"};

static void
write_cpu(xmlTextWriterPtr writer, const char *root, const HostTopology *topology)
{
    g_autofree char *architecture = host_cpu_architecture();
    g_autofree char *model = host_cpu_model(root);
    HostShape shape = host_cpu_shape(root, topology);
    g_autoptr(GArray) sizes = host_memory_page_sizes(root);

    leaf_writer_open(writer, "cpu");
    leaf_writer_leaf(writer, "arch", architecture);
    if (model != NULL) {
        leaf_writer_leaf(writer, "model", model);
        leaf_writer_leaf(writer, "vendor", HOST_CPU_VENDOR);
    }
    leaf_writer_open(writer, "topology");
    leaf_writer_attribute(writer, "sockets", "%u", shape.sockets);
    leaf_writer_attribute(writer, "dies", "1");
    leaf_writer_attribute(writer, "clusters", "1");
    leaf_writer_attribute(writer, "cores", "%u", shape.cores);
    leaf_writer_attribute(writer, "threads", "%u", shape.threads);
    leaf_writer_close(writer);
    for (guint i = 0; i < sizes->len; i++) {
        leaf_writer_open(writer, "pages");
        leaf_writer_attribute(writer, "unit", "KiB");
        leaf_writer_attribute(writer, "size", "%u", g_array_index(sizes, unsigned, i));
        leaf_writer_close(writer);
    }
    leaf_writer_close(writer);
}

static void
write_memory(xmlTextWriterPtr writer, const char *root, unsigned cell)
{
    g_autofree char *kib = g_strdup_printf("%" PRIu64, host_memory_of_cell(root, cell));
    g_autoptr(GArray) sizes = host_memory_page_sizes(root);

    leaf_writer_open(writer, "memory");
    leaf_writer_attribute(writer, "unit", "KiB");
    xml_writer_text(writer, kib);
    leaf_writer_close(writer);
    for (guint i = 0; i < sizes->len; i++) {
        unsigned size = g_array_index(sizes, unsigned, i);
        g_autofree char *count =
            g_strdup_printf("%" PRIu64, host_memory_pages_of_cell(root, cell, size));

        leaf_writer_open(writer, "pages");
        leaf_writer_attribute(writer, "unit", "KiB");
        leaf_writer_attribute(writer, "size", "%u", size);
        xml_writer_text(writer, count);
        leaf_writer_close(writer);
    }
}

/* Distances to each cell; the kernel lists them in cell order. */
static void
write_distances(xmlTextWriterPtr writer, const char *root, const HostTopology *topology,
                unsigned cell)
{
    g_autofree char *text = host_file_text(root, "sys/devices/system/node/node%u/distance", cell);
    g_auto(GStrv) words = g_strsplit(text != NULL ? text : "", " ", -1);

    if (g_strv_length(words) != topology->cells->len)
        return;
    leaf_writer_open(writer, "distances");
    for (guint i = 0; i < topology->cells->len; i++) {
        leaf_writer_open(writer, "sibling");
        leaf_writer_attribute(writer, "id", "%u", g_array_index(topology->cells, unsigned, i));
        leaf_writer_attribute(writer, "value", "%s", words[i]);
        leaf_writer_close(writer);
    }
    leaf_writer_close(writer);
}

static void
write_cell_cpu(xmlTextWriterPtr writer, const HostCpu *cpu)
{
    leaf_writer_open(writer, "cpu");
    leaf_writer_attribute(writer, "id", "%u", cpu->id);
    leaf_writer_attribute(writer, "socket_id", "%u", cpu->socket);
    leaf_writer_attribute(writer, "die_id", "%u", cpu->die);
    leaf_writer_attribute(writer, "cluster_id", "%u", cpu->cluster);
    leaf_writer_attribute(writer, "core_id", "%u", cpu->core);
    leaf_writer_attribute(writer, "siblings", "%s", cpu->siblings);
    leaf_writer_close(writer);
}

static void
write_cell(xmlTextWriterPtr writer, const char *root, const HostTopology *topology, unsigned cell)
{
    unsigned n_cpus = 0;

    for (guint i = 0; i < topology->cpus->len; i++)
        n_cpus += g_array_index(topology->cpus, HostCpu, i).cell == cell;
    leaf_writer_open(writer, "cell");
    leaf_writer_attribute(writer, "id", "%u", cell);
    write_memory(writer, root, cell);
    write_distances(writer, root, topology, cell);
    leaf_writer_open(writer, "cpus");
    leaf_writer_attribute(writer, "num", "%u", n_cpus);
    for (guint i = 0; i < topology->cpus->len; i++) {
        const HostCpu *cpu = &g_array_index(topology->cpus, HostCpu, i);

        if (cpu->cell == cell)
            write_cell_cpu(writer, cpu);
    }
    leaf_writer_close(writer);
    leaf_writer_close(writer);
}

/* Whether the kernel has put any device into an IOMMU group. */
static bool
has_iommu(const char *root)
{
    g_autofree char *path = g_build_filename(root, "sys/kernel/iommu_groups", NULL);
    g_autoptr(GDir) groups = g_dir_open(path, 0, NULL);

    return groups != NULL && g_dir_read_name(groups) != NULL;
}

static void
write_iommu(xmlTextWriterPtr writer, const char *root)
{
    leaf_writer_open(writer, "iommu");
    leaf_writer_attribute(writer, "support", "%s", has_iommu(root) ? "yes" : "no");
    leaf_writer_close(writer);
}

static void
write_host(xmlTextWriterPtr writer, const char *root, const char *configured_uuid)
{
    g_autofree char *uuid = host_uuid(root, configured_uuid);
    g_autoptr(HostTopology) topology = host_topology_new(root);

    leaf_writer_open(writer, "host");
    leaf_writer_leaf(writer, "uuid", uuid);
    write_cpu(writer, root, topology);
    write_iommu(writer, root);
    leaf_writer_open(writer, "topology");
    leaf_writer_open(writer, "cells");
    leaf_writer_attribute(writer, "num", "%u", topology->cells->len);
    for (guint i = 0; i < topology->cells->len; i++)
        write_cell(writer, root, topology, g_array_index(topology->cells, unsigned, i));
    leaf_writer_close(writer);
    leaf_writer_close(writer);
    leaf_writer_open(writer, "secmodel");
    leaf_writer_leaf(writer, "model", "none");
    leaf_writer_leaf(writer, "doi", "0");
    leaf_writer_close(writer);
    leaf_writer_close(writer);
}

static void
write_machine(xmlTextWriterPtr writer, const MachineType *machine, bool is_alias)
{
    leaf_writer_open(writer, "machine");
    if (is_alias)
        leaf_writer_attribute(writer, "canonical", "%s", machine->name);
    if (machine->cpu_max > 0)
        leaf_writer_attribute(writer, "maxCpus", "%u", machine->cpu_max);
    if (machine->is_deprecated)
        leaf_writer_attribute(writer, "deprecated", "yes");
    xml_writer_text(writer, is_alias ? machine->alias : machine->name);
    leaf_writer_close(writer);
}

/* Writes the machines that are, or are not, QEMU's default: clients use the first one. */
static void
write_machines(xmlTextWriterPtr writer, const Capabilities *capabilities, bool is_default)
{
    for (unsigned i = 0; i < capabilities_n_machines(capabilities); i++) {
        const MachineType *machine = capabilities_machine_type(capabilities, i);

        if (machine->is_default != is_default ||
            machine_rules_find_served(machine_rules, machine->name) == NULL)
            continue;
        write_machine(writer, machine, false);
        if (machine->alias != NULL)
            write_machine(writer, machine, true);
    }
}

static void
write_guest(xmlTextWriterPtr writer, const Capabilities *capabilities, const char *architecture)
{
    leaf_writer_open(writer, "guest");
    leaf_writer_leaf(writer, "os_type", "hvm");
    leaf_writer_open(writer, "arch");
    leaf_writer_attribute(writer, "name", "%s", architecture);
    leaf_writer_leaf(writer, "wordsize", "64");
    if (capabilities_emulator(capabilities) != NULL)
        leaf_writer_leaf(writer, "emulator", capabilities_emulator(capabilities));
    write_machines(writer, capabilities, true);
    write_machines(writer, capabilities, false);
    leaf_writer_empty(writer, "domain", "type", "qemu");
    if (capabilities_is_kvm_enabled(capabilities))
        leaf_writer_empty(writer, "domain", "type", "kvm");
    leaf_writer_close(writer);
    leaf_writer_open(writer, "features");
    for (size_t i = 0; i < G_N_ELEMENTS(guest_features); i++)
        leaf_writer_leaf(writer, guest_features[i], NULL);
    leaf_writer_close(writer);
    leaf_writer_close(writer);
}

char *
host_capabilities_xml(const char *root, const char *uuid, const Capabilities *capabilities)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    leaf_writer_open(writer, "capabilities");
    write_host(writer, root, uuid);
    for (size_t i = 0; capabilities != NULL && architecture_ours[i] != NULL; i++)
        write_guest(writer, capabilities, architecture_ours[i]);
    leaf_writer_close(writer);
    return xml_writer_finish(writer, buffer);
}
