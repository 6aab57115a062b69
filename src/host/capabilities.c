/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/capabilities.h"

#include <inttypes.h>

#include "host/architecture.h"
#include "xml/leaf_writer.h"
#include "host/identity.h"
#include "host/cpu.h"
#include "host/file.h"
#include "host/memory.h"
#include "machine/machine.h"

/* What can be told of our guests, without a switch: <cpu> and <boot order=''/> are obeyed. */
static const char *const guest_features[] = {"cpuselection", "deviceboot"};

static void
write_cpu(xmlTextWriterPtr writer, const char *root, const HostTopology *topology)
{
    g_autofree char *architecture = host_cpu_architecture();
    HostShape shape = host_cpu_shape(root, topology);
    g_autoptr(GArray) sizes = host_memory_page_sizes(root);

    caps_xml_open(writer, "cpu");
    caps_xml_leaf(writer, "arch", architecture);
    caps_xml_open(writer, "topology");
    caps_xml_attribute(writer, "sockets", "%u", shape.sockets);
    caps_xml_attribute(writer, "dies", "1");
    caps_xml_attribute(writer, "cores", "%u", shape.cores);
    caps_xml_attribute(writer, "threads", "%u", shape.threads);
    caps_xml_close(writer);
    for (guint i = 0; i < sizes->len; i++) {
        caps_xml_open(writer, "pages");
        caps_xml_attribute(writer, "unit", "KiB");
        caps_xml_attribute(writer, "size", "%u", g_array_index(sizes, unsigned, i));
        caps_xml_close(writer);
    }
    caps_xml_close(writer);
}

static void
write_memory(xmlTextWriterPtr writer, const char *root, unsigned cell)
{
    g_autofree char *kib = g_strdup_printf("%" PRIu64, host_memory_of_cell(root, cell));
    g_autoptr(GArray) sizes = host_memory_page_sizes(root);

    caps_xml_open(writer, "memory");
    caps_xml_attribute(writer, "unit", "KiB");
    xml_writer_text(writer, kib);
    caps_xml_close(writer);
    for (guint i = 0; i < sizes->len; i++) {
        unsigned size = g_array_index(sizes, unsigned, i);
        g_autofree char *count =
            g_strdup_printf("%" PRIu64, host_memory_pages_of_cell(root, cell, size));

        caps_xml_open(writer, "pages");
        caps_xml_attribute(writer, "unit", "KiB");
        caps_xml_attribute(writer, "size", "%u", size);
        xml_writer_text(writer, count);
        caps_xml_close(writer);
    }
}

/* How far the cell is from each; the kernel lists them in the cells' order. */
static void
write_distances(xmlTextWriterPtr writer, const char *root, const HostTopology *topology,
                unsigned cell)
{
    g_autofree char *text = host_file_text(root, "sys/devices/system/node/node%u/distance", cell);
    g_auto(GStrv) words = g_strsplit(text != NULL ? text : "", " ", -1);

    if (g_strv_length(words) != topology->cells->len)
        return;
    caps_xml_open(writer, "distances");
    for (guint i = 0; i < topology->cells->len; i++) {
        caps_xml_open(writer, "sibling");
        caps_xml_attribute(writer, "id", "%u", g_array_index(topology->cells, unsigned, i));
        caps_xml_attribute(writer, "value", "%s", words[i]);
        caps_xml_close(writer);
    }
    caps_xml_close(writer);
}

static void
write_cell_cpu(xmlTextWriterPtr writer, const HostCpu *cpu)
{
    caps_xml_open(writer, "cpu");
    caps_xml_attribute(writer, "id", "%u", cpu->id);
    caps_xml_attribute(writer, "socket_id", "%u", cpu->socket);
    caps_xml_attribute(writer, "die_id", "%u", cpu->die);
    caps_xml_attribute(writer, "core_id", "%u", cpu->core);
    caps_xml_attribute(writer, "siblings", "%s", cpu->siblings);
    caps_xml_close(writer);
}

static void
write_cell(xmlTextWriterPtr writer, const char *root, const HostTopology *topology, unsigned cell)
{
    unsigned n_cpus = 0;

    for (guint i = 0; i < topology->cpus->len; i++)
        n_cpus += g_array_index(topology->cpus, HostCpu, i).cell == cell;
    caps_xml_open(writer, "cell");
    caps_xml_attribute(writer, "id", "%u", cell);
    write_memory(writer, root, cell);
    write_distances(writer, root, topology, cell);
    caps_xml_open(writer, "cpus");
    caps_xml_attribute(writer, "num", "%u", n_cpus);
    for (guint i = 0; i < topology->cpus->len; i++) {
        const HostCpu *cpu = &g_array_index(topology->cpus, HostCpu, i);

        if (cpu->cell == cell)
            write_cell_cpu(writer, cpu);
    }
    caps_xml_close(writer);
    caps_xml_close(writer);
}

static void
write_host(xmlTextWriterPtr writer, const char *root, const char *configured_uuid)
{
    g_autofree char *uuid = host_uuid(root, configured_uuid);
    g_autoptr(HostTopology) topology = host_topology_new(root);

    caps_xml_open(writer, "host");
    caps_xml_leaf(writer, "uuid", uuid);
    write_cpu(writer, root, topology);
    caps_xml_open(writer, "topology");
    caps_xml_open(writer, "cells");
    caps_xml_attribute(writer, "num", "%u", topology->cells->len);
    for (guint i = 0; i < topology->cells->len; i++)
        write_cell(writer, root, topology, g_array_index(topology->cells, unsigned, i));
    caps_xml_close(writer);
    caps_xml_close(writer);
    caps_xml_open(writer, "secmodel");
    caps_xml_leaf(writer, "model", "none");
    caps_xml_leaf(writer, "doi", "0");
    caps_xml_close(writer);
    caps_xml_close(writer);
}

static void
write_machine(xmlTextWriterPtr writer, const MachineType *machine, bool is_alias)
{
    caps_xml_open(writer, "machine");
    if (is_alias)
        caps_xml_attribute(writer, "canonical", "%s", machine->name);
    if (machine->cpu_max > 0)
        caps_xml_attribute(writer, "maxCpus", "%u", machine->cpu_max);
    if (machine->is_deprecated)
        caps_xml_attribute(writer, "deprecated", "yes");
    xml_writer_text(writer, is_alias ? machine->alias : machine->name);
    caps_xml_close(writer);
}

/* Writes those that are (not) QEMU's default: clients take the first for theirs. */
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
    caps_xml_open(writer, "guest");
    caps_xml_leaf(writer, "os_type", "hvm");
    caps_xml_open(writer, "arch");
    caps_xml_attribute(writer, "name", "%s", architecture);
    caps_xml_leaf(writer, "wordsize", "64");
    if (capabilities_emulator(capabilities) != NULL)
        caps_xml_leaf(writer, "emulator", capabilities_emulator(capabilities));
    write_machines(writer, capabilities, true);
    write_machines(writer, capabilities, false);
    caps_xml_empty(writer, "domain", "type", "qemu");
    if (capabilities_is_kvm_enabled(capabilities))
        caps_xml_empty(writer, "domain", "type", "kvm");
    caps_xml_close(writer);
    caps_xml_open(writer, "features");
    for (size_t i = 0; i < G_N_ELEMENTS(guest_features); i++)
        caps_xml_leaf(writer, guest_features[i], NULL);
    caps_xml_close(writer);
    caps_xml_close(writer);
}

char *
host_capabilities_xml(const char *root, const char *uuid, const Capabilities *capabilities)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    caps_xml_open(writer, "capabilities");
    write_host(writer, root, uuid);
    for (size_t i = 0; capabilities != NULL && architecture_ours[i] != NULL; i++)
        write_guest(writer, capabilities, architecture_ours[i]);
    caps_xml_close(writer);
    return xml_writer_finish(writer, buffer);
}
