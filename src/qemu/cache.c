/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/cache.h"

#include <errno.h>
#include <string.h>

#include "qemu/binary_identity.h"
#include "qemu/kvm_needs.h"

/* Raise it whenever the questions or the file format change. */
enum { FORMAT = 3 };

/* A file is a checksum in hexadecimal digits, then a GVariant of one of these shapes in this
 * machine's byte order; an empty string stands for NULL. */
enum { CHECKSUM_BYTES = 32 };
#define IDENTITY_TYPE "(us)"
#define MACHINE_TYPE "(sssssubbbb)"
#define CAPABILITIES_TYPE "(" IDENTITY_TYPE "(uuu)ssbba" MACHINE_TYPE "a(ss)a(syb)asasas)"
#define OPTION_TYPE "(syas)"
#define NEED_TYPE "(ss)"
#define FACTS_TYPE "(" IDENTITY_TYPE "ssuubbbbuba" NEED_TYPE "ma" OPTION_TYPE ")"

struct Cache {
    char *directory; /* nullable */
    char *emulator;
    char *identity; /* (nullable: nothing can be cached) of the binary */
};

Cache *
cache_new(const char *directory, const char *emulator)
{
    Cache *cache = g_new0(Cache, 1);

    cache->directory = g_strdup(directory);
    cache->emulator = g_strdup(emulator);
    cache->identity = directory != NULL ? binary_identity(emulator) : NULL;
    return cache;
}

void
cache_free(Cache *cache)
{
    if (cache == NULL)
        return;
    g_free(cache->directory);
    g_free(cache->emulator);
    g_free(cache->identity);
    g_free(cache);
}

static GVariant *
identity_of(const Cache *cache)
{
    return g_variant_new(IDENTITY_TYPE, FORMAT, cache->identity);
}

/* Returns: (owned) the file's path; @machine: nullable.  The folder distinguishes binaries of one
 * name. */
static char *
file_path(const Cache *cache, const char *machine)
{
    g_autofree char *base = g_path_get_basename(cache->emulator);
    g_autofree char *name =
        g_strdup_printf("%s-%08x%s%s.probe", base, g_str_hash(cache->emulator),
                        machine != NULL ? "-" : "", machine != NULL ? machine : "");

    g_strdelimit(name, "/", '_');
    return g_build_filename(cache->directory, name, NULL);
}

static void
store(const Cache *cache, const char *machine, GVariant *body)
{
    g_autoptr(GVariant) variant = g_variant_ref_sink(body);
    g_autofree char *path = NULL;
    g_autofree char *checksum = NULL;
    g_autoptr(GString) bytes = NULL;
    g_autoptr(GError) problem = NULL;

    path = file_path(cache, machine);
    checksum = g_compute_checksum_for_data(G_CHECKSUM_MD5, g_variant_get_data(variant),
                                           g_variant_get_size(variant));
    bytes = g_string_new(checksum);
    g_string_append_len(bytes, g_variant_get_data(variant), (gssize)g_variant_get_size(variant));
    if (g_mkdir_with_parents(cache->directory, 0700) < 0)
        g_debug("cannot make the cache '%s': %s", cache->directory, g_strerror(errno));
    else if (!g_file_set_contents_full(path, bytes->str, (gssize)bytes->len,
                                       G_FILE_SET_CONTENTS_CONSISTENT, 0600, &problem))
        g_debug("cannot write the cache: %s", problem->message);
}

/* Returns: (owned, nullable) the content of the file, if it is intact and for our binary. */
static GVariant *
load(const Cache *cache, const char *machine, const char *type)
{
    g_autofree char *path = file_path(cache, machine);
    g_autofree char *text = NULL;
    g_autofree char *checksum = NULL;
    gsize length = 0;
    g_autoptr(GVariant) variant = NULL;
    g_autoptr(GVariant) identity = NULL;
    g_autoptr(GVariant) expected = NULL;
    g_autoptr(GBytes) bytes = NULL;

    if (!g_file_get_contents(path, &text, &length, NULL) || length < CHECKSUM_BYTES)
        return NULL;
    length -= CHECKSUM_BYTES;
    checksum = g_compute_checksum_for_data(G_CHECKSUM_MD5, (guchar *)text + CHECKSUM_BYTES, length);
    if (memcmp(checksum, text, CHECKSUM_BYTES) != 0)
        return NULL;
    bytes = g_bytes_new(text + CHECKSUM_BYTES, length);
    variant = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), bytes, FALSE));
    if (!g_variant_is_normal_form(variant))
        return NULL;
    identity = g_variant_get_child_value(variant, 0);
    expected = g_variant_ref_sink(identity_of(cache));
    return g_variant_equal(identity, expected) ? g_steal_pointer(&variant) : NULL;
}

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static const char *
or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

static GVariant *
machines_variant(const Capabilities *capabilities)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a" MACHINE_TYPE));
    for (unsigned i = 0; i < capabilities_n_machines(capabilities); i++) {
        const MachineType *machine = capabilities_machine_type(capabilities, i);

        g_variant_builder_add(&builder, MACHINE_TYPE, machine->name, or_empty(machine->alias),
                              or_empty(machine->default_cpu), or_empty(machine->emulated_cpu),
                              or_empty(machine->default_ram_id), machine->cpu_max,
                              machine->is_default, machine->is_deprecated,
                              machine->has_hotpluggable_cpus, machine->has_numa_mem);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
cpu_models_variant(const Capabilities *capabilities)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (unsigned i = 0; i < capabilities_n_cpu_models(capabilities); i++) {
        const CpuModel *model = capabilities_cpu_model(capabilities, i);

        g_variant_builder_add(&builder, "(ss)", model->name, or_empty(model->type_name));
    }
    return g_variant_builder_end(&builder);
}

static void
add_type(void *user, const char *type, PciClass class, bool is_vio)
{
    g_variant_builder_add(user, "(syb)", type, (guchar) class, is_vio);
}

static GVariant *
types_variant(const Capabilities *capabilities)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(syb)"));
    capabilities_visit_types(capabilities, add_type, &builder);
    return g_variant_builder_end(&builder);
}

static GVariant *
names_variant(const GPtrArray *names)
{
    return g_variant_new_strv((const gchar *const *)names->pdata, (gssize)names->len);
}

void
cache_store(const Cache *cache, const Capabilities *capabilities)
{
    QemuVersion version = capabilities_version(capabilities);
    g_autoptr(GPtrArray) properties = capabilities_property_keys(capabilities);
    g_autoptr(GPtrArray) options = capabilities_chardev_options(capabilities);

    if (cache->identity == NULL)
        return;
    store(cache, NULL,
          g_variant_new(
              "(@" IDENTITY_TYPE "(uuu)ssbb@a" MACHINE_TYPE "@a(ss)@a(syb)@as@as^as)",
              identity_of(cache), version.major_number, version.minor_number, version.micro_number,
              capabilities_package(capabilities), capabilities_target(capabilities),
              capabilities_is_kvm_present(capabilities), capabilities_is_kvm_enabled(capabilities),
              machines_variant(capabilities), cpu_models_variant(capabilities),
              types_variant(capabilities), names_variant(properties), names_variant(options),
              capabilities_warnings(capabilities)));
}

/* @options: nullable. */
static GVariant *
options_variant(const GPtrArray *options)
{
    static const char *const none[] = {NULL};
    GVariantBuilder builder;

    if (options == NULL)
        return g_variant_new_maybe(G_VARIANT_TYPE("a" OPTION_TYPE), NULL);
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a" OPTION_TYPE));
    for (unsigned i = 0; i < options->len; i++) {
        const MachineOption *option = g_ptr_array_index(options, i);
        const char *const *values = (const char *const *)option->values;

        g_variant_builder_add(&builder, "(sy^as)", option->name, (guchar)option->kind,
                              values != NULL ? values : none);
    }
    return g_variant_new_maybe(NULL, g_variant_builder_end(&builder));
}

/* @needs: nullable. */
static GVariant *
needs_variant(const GPtrArray *needs)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a" NEED_TYPE));
    for (unsigned i = 0; needs != NULL && i < needs->len; i++) {
        const KvmNeed *need = g_ptr_array_index(needs, i);

        g_variant_builder_add(&builder, NEED_TYPE, need->name, need->value);
    }
    return g_variant_builder_end(&builder);
}

void
cache_store_facts(const Cache *cache, const MachineFacts *facts)
{
    if (cache->identity == NULL)
        return;
    store(cache, facts->name,
          g_variant_new(
              "(@" IDENTITY_TYPE "ssuubbbbub@a" NEED_TYPE "@ma" OPTION_TYPE ")", identity_of(cache),
              facts->name, or_empty(facts->default_cpu), facts->major_number, facts->minor_number,
              facts->is_pseries, facts->has_extended_config_space, facts->has_ddw,
              facts->has_dynamic_reconfiguration, facts->max_phb_index, facts->is_refused_by_kvm,
              needs_variant(facts->kvm_needs), options_variant(facts->options)));
}

static void
load_machines(Capabilities *capabilities, GVariantIter *items)
{
    MachineType machine;
    gboolean is_default = FALSE;
    gboolean is_deprecated = FALSE;
    gboolean has_cpus = FALSE;
    gboolean has_mem = FALSE;

    while (g_variant_iter_next(items, "(&s&s&s&s&subbbb)", &machine.name, &machine.alias,
                               &machine.default_cpu, &machine.emulated_cpu, &machine.default_ram_id,
                               &machine.cpu_max, &is_default, &is_deprecated, &has_cpus,
                               &has_mem)) {
        machine.alias = or_null(machine.alias);
        machine.default_cpu = or_null(machine.default_cpu);
        machine.emulated_cpu = or_null(machine.emulated_cpu);
        machine.default_ram_id = or_null(machine.default_ram_id);
        machine.is_default = is_default;
        machine.is_deprecated = is_deprecated;
        machine.has_hotpluggable_cpus = has_cpus;
        machine.has_numa_mem = has_mem;
        capabilities_add_machine_type(capabilities, &machine);
    }
}

static void
load_types(Capabilities *capabilities, GVariantIter *items)
{
    const char *type = NULL;
    guchar class = 0;
    gboolean is_vio = FALSE;

    while (g_variant_iter_next(items, "(&syb)", &type, &class, &is_vio)) {
        capabilities_add_type(capabilities, type,
                              class <= PCI_CLASS_HYBRID ? (PciClass) class : PCI_CLASS_ABSENT);
        if (is_vio)
            capabilities_add_vio_type(capabilities, type);
    }
}

static void
load_lists(Capabilities *capabilities, GVariant *variant)
{
    g_autoptr(GVariantIter) machines = NULL;
    g_autoptr(GVariantIter) models = NULL;
    g_autoptr(GVariantIter) types = NULL;
    g_autoptr(GVariantIter) properties = NULL;
    g_autoptr(GVariantIter) options = NULL;
    g_autoptr(GVariantIter) warnings = NULL;
    const char *name = NULL;
    const char *type_name = NULL;

    g_variant_get_child(variant, 6, "a" MACHINE_TYPE, &machines);
    g_variant_get_child(variant, 7, "a(ss)", &models);
    g_variant_get_child(variant, 8, "a(syb)", &types);
    g_variant_get_child(variant, 9, "as", &properties);
    g_variant_get_child(variant, 10, "as", &options);
    g_variant_get_child(variant, 11, "as", &warnings);
    load_machines(capabilities, machines);
    while (g_variant_iter_next(models, "(&s&s)", &name, &type_name))
        capabilities_add_cpu_model(capabilities, name, or_null(type_name));
    load_types(capabilities, types);
    while (g_variant_iter_next(properties, "&s", &name))
        capabilities_add_property_key(capabilities, name);
    while (g_variant_iter_next(options, "&s", &name))
        capabilities_add_chardev_option(capabilities, name);
    while (g_variant_iter_next(warnings, "&s", &name))
        capabilities_add_warning(capabilities, name);
}

Capabilities *
cache_load(const Cache *cache)
{
    g_autoptr(GVariant) variant = NULL;
    g_autoptr(Capabilities) capabilities = NULL;
    QemuVersion version = {0};
    const char *text = NULL;
    gboolean is_present = FALSE;
    gboolean is_enabled = FALSE;

    variant = cache->identity != NULL ? load(cache, NULL, CAPABILITIES_TYPE) : NULL;
    if (variant == NULL)
        return NULL;
    capabilities = capabilities_new();
    g_variant_get_child(variant, 1, "(uuu)", &version.major_number, &version.minor_number,
                        &version.micro_number);
    g_variant_get_child(variant, 2, "&s", &text);
    capabilities_set_version(capabilities, version, text);
    g_variant_get_child(variant, 3, "&s", &text);
    capabilities_set_target(capabilities, text);
    g_variant_get_child(variant, 4, "b", &is_present);
    g_variant_get_child(variant, 5, "b", &is_enabled);
    capabilities_set_kvm(capabilities, is_present, is_enabled);
    load_lists(capabilities, variant);
    return g_steal_pointer(&capabilities);
}

/* @items: nullable. */
static void
load_options(MachineFacts *facts, GVariantIter *items)
{
    const char *name = NULL;
    guchar kind = 0;
    const char **values = NULL;

    if (items == NULL)
        return;
    machine_facts_know_options(facts);
    while (g_variant_iter_loop(items, "(&sy^a&s)", &name, &kind, &values))
        machine_facts_take_option(facts, machine_option_new(name, (MachineOptionKind)kind,
                                                            values[0] != NULL ? values : NULL));
}

/* Takes the needs of a machine that KVM refuses; none: they are not known. */
static void
load_needs(MachineFacts *facts, GVariantIter *items)
{
    const char *name = NULL;
    const char *value = NULL;

    if (g_variant_iter_n_children(items) == 0)
        return;
    facts->kvm_needs = kvm_needs_new();
    while (g_variant_iter_loop(items, "(&s&s)", &name, &value))
        kvm_needs_add(facts->kvm_needs, name, value);
}

MachineFacts *
cache_load_facts(const Cache *cache, const char *machine)
{
    g_autoptr(GVariant) variant = cache->identity != NULL ? load(cache, machine, FACTS_TYPE) : NULL;
    MachineFacts *facts = NULL;
    const char *name = NULL;
    const char *cpu = NULL;
    gboolean flags[5] = {FALSE};
    g_autoptr(GVariantIter) needs = NULL;
    g_autoptr(GVariantIter) options = NULL;

    if (variant == NULL)
        return NULL;
    g_variant_get_child(variant, 1, "&s", &name);
    if (strcmp(name, machine) != 0)
        return NULL;
    facts = machine_facts_new(machine);
    g_variant_get(variant, "(@" IDENTITY_TYPE "&s&suubbbbuba" NEED_TYPE "ma" OPTION_TYPE ")", NULL,
                  NULL, &cpu, &facts->major_number, &facts->minor_number, &flags[0], &flags[1],
                  &flags[2], &flags[3], &facts->max_phb_index, &flags[4], &needs, &options);
    load_options(facts, options);
    load_needs(facts, needs);
    facts->is_refused_by_kvm = flags[4];
    facts->default_cpu = g_strdup(or_null(cpu));
    facts->is_pseries = flags[0];
    facts->has_extended_config_space = flags[1];
    facts->has_ddw = flags[2];
    facts->has_dynamic_reconfiguration = flags[3];
    return facts;
}
