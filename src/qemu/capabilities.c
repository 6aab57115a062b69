/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/capabilities.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/capabilities_build.h"
#include "qemu/machine_names.h"

/* Flags of a type; the value in Capabilities.types. */
enum { TYPE_IS_THERE = 1, TYPE_IS_CONVENTIONAL = 2, TYPE_IS_EXPRESS = 4, TYPE_IS_VIO = 8 };

struct Capabilities {
    GStringChunk *strings; /* the strings that the structs below borrow */
    QemuVersion version;
    const char *package, *target, *emulator;
    bool is_kvm_present, is_kvm_enabled;
    GArray *machines;            /* MachineType */
    GHashTable *machine_names;   /* name or alias -> index + 1 */
    GArray *cpu_models;          /* CpuModel */
    GHashTable *cpu_names;       /* set, in lower case */
    GHashTable *types;           /* name -> TYPE_IS_* */
    GHashTable *properties;      /* set of "TYPE PROPERTY" */
    GHashTable *chardev_options; /* set */
    GPtrArray *warnings;         /* (owned) char *, a NULL at its end */
    GMutex facts_lock;
    GHashTable *facts; /* name -> MachineFacts, owned */
    MachineFactsFinder finder;
    void *finder_user;
    GDestroyNotify finder_free;
};

Capabilities *
capabilities_new(void)
{
    Capabilities *capabilities = g_new0(Capabilities, 1);

    capabilities->strings = g_string_chunk_new(16 * 1024);
    capabilities->package = "";
    capabilities->target = "";
    capabilities->machines = g_array_new(FALSE, FALSE, sizeof(MachineType));
    capabilities->machine_names = g_hash_table_new(g_str_hash, g_str_equal);
    capabilities->cpu_models = g_array_new(FALSE, FALSE, sizeof(CpuModel));
    capabilities->cpu_names = g_hash_table_new(g_str_hash, g_str_equal);
    capabilities->types = g_hash_table_new(g_str_hash, g_str_equal);
    capabilities->properties = g_hash_table_new(g_str_hash, g_str_equal);
    capabilities->chardev_options = g_hash_table_new(g_str_hash, g_str_equal);
    capabilities->warnings = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(capabilities->warnings, NULL);
    g_mutex_init(&capabilities->facts_lock);
    capabilities->facts =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)machine_facts_free);
    return capabilities;
}

void
capabilities_free(Capabilities *capabilities)
{
    if (capabilities == NULL)
        return;
    if (capabilities->finder_free != NULL)
        capabilities->finder_free(capabilities->finder_user);
    g_hash_table_unref(capabilities->facts);
    g_mutex_clear(&capabilities->facts_lock);
    g_ptr_array_unref(capabilities->warnings);
    g_hash_table_unref(capabilities->chardev_options);
    g_hash_table_unref(capabilities->properties);
    g_hash_table_unref(capabilities->types);
    g_hash_table_unref(capabilities->cpu_names);
    g_array_unref(capabilities->cpu_models);
    g_hash_table_unref(capabilities->machine_names);
    g_array_unref(capabilities->machines);
    g_string_chunk_free(capabilities->strings);
    g_free(capabilities);
}

static const char *
keep(Capabilities *capabilities, const char *text)
{
    return text != NULL ? g_string_chunk_insert(capabilities->strings, text) : NULL;
}

void
capabilities_set_version(Capabilities *capabilities, QemuVersion version, const char *package)
{
    capabilities->version = version;
    capabilities->package = keep(capabilities, package);
}

void
capabilities_set_target(Capabilities *capabilities, const char *target)
{
    capabilities->target = keep(capabilities, target);
}

void
capabilities_set_emulator(Capabilities *capabilities, const char *path)
{
    capabilities->emulator = keep(capabilities, path);
}

void
capabilities_set_kvm(Capabilities *capabilities, bool is_present, bool is_enabled)
{
    capabilities->is_kvm_present = is_present;
    capabilities->is_kvm_enabled = is_enabled;
}

void
capabilities_add_machine_type(Capabilities *capabilities, const MachineType *machine)
{
    MachineType kept = *machine;
    gpointer number = GUINT_TO_POINTER(capabilities->machines->len + 1);

    kept.name = keep(capabilities, machine->name);
    kept.alias = keep(capabilities, machine->alias);
    kept.default_cpu = keep(capabilities, machine->default_cpu);
    kept.emulated_cpu = keep(capabilities, machine->emulated_cpu);
    kept.default_ram_id = keep(capabilities, machine->default_ram_id);
    g_array_append_val(capabilities->machines, kept);
    g_hash_table_insert(capabilities->machine_names, (gpointer)kept.name, number);
    if (kept.alias != NULL && !g_hash_table_contains(capabilities->machine_names, kept.alias))
        g_hash_table_insert(capabilities->machine_names, (gpointer)kept.alias, number);
}

void
capabilities_add_cpu_model(Capabilities *capabilities, const char *name, const char *type_name)
{
    CpuModel kept = {.name = keep(capabilities, name), .type_name = keep(capabilities, type_name)};
    g_autofree char *lower = g_ascii_strdown(name, -1);

    g_array_append_val(capabilities->cpu_models, kept);
    g_hash_table_add(capabilities->cpu_names, (gpointer)keep(capabilities, lower));
}

static unsigned
type_flags(const Capabilities *capabilities, const char *type)
{
    return type != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(capabilities->types, type)) : 0;
}

static void
add_type_flags(Capabilities *capabilities, const char *type, unsigned flags)
{
    unsigned before = type_flags(capabilities, type);

    g_hash_table_replace(capabilities->types, (gpointer)keep(capabilities, type),
                         GUINT_TO_POINTER(before | flags | TYPE_IS_THERE));
}

static const unsigned class_flags[] = {
    [PCI_CLASS_ABSENT] = 0,
    [PCI_CLASS_CONVENTIONAL] = TYPE_IS_CONVENTIONAL,
    [PCI_CLASS_EXPRESS] = TYPE_IS_EXPRESS,
    [PCI_CLASS_HYBRID] = TYPE_IS_CONVENTIONAL | TYPE_IS_EXPRESS,
};

void
capabilities_add_type(Capabilities *capabilities, const char *type, PciClass class)
{
    add_type_flags(capabilities, type, class_flags[class]);
}

void
capabilities_add_vio_type(Capabilities *capabilities, const char *type)
{
    add_type_flags(capabilities, type, TYPE_IS_VIO);
}

void
capabilities_add_property(Capabilities *capabilities, const char *type, const char *property)
{
    g_autofree char *key = g_strconcat(type, " ", property, NULL);

    capabilities_add_property_key(capabilities, key);
}

void
capabilities_add_property_key(Capabilities *capabilities, const char *key)
{
    g_hash_table_add(capabilities->properties, (gpointer)keep(capabilities, key));
}

void
capabilities_add_chardev_option(Capabilities *capabilities, const char *option)
{
    g_hash_table_add(capabilities->chardev_options, (gpointer)keep(capabilities, option));
}

void
capabilities_add_warning(Capabilities *capabilities, const char *text)
{
    g_ptr_array_insert(capabilities->warnings, (int)capabilities->warnings->len - 1,
                       g_strdup(text));
}

void
capabilities_set_finder(Capabilities *capabilities, MachineFactsFinder finder, void *user,
                        GDestroyNotify free_user)
{
    capabilities->finder = finder;
    capabilities->finder_user = user;
    capabilities->finder_free = free_user;
}

QemuVersion
capabilities_version(const Capabilities *capabilities)
{
    return capabilities->version;
}

static bool
is_at_least(unsigned major_number, unsigned minor_number, unsigned wanted_major,
            unsigned wanted_minor)
{
    return major_number > wanted_major ||
           (major_number == wanted_major && minor_number >= wanted_minor);
}

bool
capabilities_is_at_least(const Capabilities *capabilities, unsigned major_number,
                         unsigned minor_number)
{
    return is_at_least(capabilities->version.major_number, capabilities->version.minor_number,
                       major_number, minor_number);
}

const char *
capabilities_package(const Capabilities *capabilities)
{
    return capabilities->package;
}

const char *
capabilities_target(const Capabilities *capabilities)
{
    return capabilities->target;
}

const char *
capabilities_emulator(const Capabilities *capabilities)
{
    return capabilities->emulator;
}

bool
capabilities_is_kvm_present(const Capabilities *capabilities)
{
    return capabilities->is_kvm_present;
}

bool
capabilities_is_kvm_enabled(const Capabilities *capabilities)
{
    return capabilities->is_kvm_enabled;
}

unsigned
capabilities_n_machines(const Capabilities *capabilities)
{
    return capabilities->machines->len;
}

const MachineType *
capabilities_machine_type(const Capabilities *capabilities, unsigned i)
{
    g_return_val_if_fail(i < capabilities->machines->len, NULL);
    return &g_array_index(capabilities->machines, MachineType, i);
}

static const MachineType *
find_by_any_name(const Capabilities *capabilities, const char *name)
{
    unsigned number = GPOINTER_TO_UINT(g_hash_table_lookup(capabilities->machine_names, name));

    return number > 0 ? capabilities_machine_type(capabilities, number - 1) : NULL;
}

const MachineType *
capabilities_find_machine_type(const Capabilities *capabilities, const char *name)
{
    const MachineType *machine = find_by_any_name(capabilities, name);

    return machine != NULL && strcmp(machine->name, name) == 0 ? machine : NULL;
}

void
capabilities_set_emulated_cpu(Capabilities *capabilities, const char *name, const char *type)
{
    const MachineType *machine = capabilities_find_machine_type(capabilities, name);

    if (machine != NULL)
        ((MachineType *)(uintptr_t)machine)->emulated_cpu = keep(capabilities, type);
}

static int
compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char *
capabilities_resolve_machine(const Capabilities *capabilities, const char *name, GError **error)
{
    const MachineType *machine = find_by_any_name(capabilities, name);
    g_autofree char *list = NULL;

    if (machine != NULL)
        return machine->name;
    list = machine_names(capabilities);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("QEMU %u.%u.%u for '%s' has no machine type '%s'; it has: %s"),
                capabilities->version.major_number, capabilities->version.minor_number,
                capabilities->version.micro_number, capabilities->target, name, list);
    return NULL;
}

unsigned
capabilities_n_cpu_models(const Capabilities *capabilities)
{
    return capabilities->cpu_models->len;
}

const CpuModel *
capabilities_cpu_model(const Capabilities *capabilities, unsigned i)
{
    g_return_val_if_fail(i < capabilities->cpu_models->len, NULL);
    return &g_array_index(capabilities->cpu_models, CpuModel, i);
}

bool
capabilities_has_cpu_model(const Capabilities *capabilities, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    return g_hash_table_contains(capabilities->cpu_names, lower);
}

static PciClass
class_of(unsigned flags)
{
    if ((flags & TYPE_IS_CONVENTIONAL) && (flags & TYPE_IS_EXPRESS))
        return PCI_CLASS_HYBRID;
    if (flags & TYPE_IS_EXPRESS)
        return PCI_CLASS_EXPRESS;
    return flags & TYPE_IS_CONVENTIONAL ? PCI_CLASS_CONVENTIONAL : PCI_CLASS_ABSENT;
}

PciClass
capabilities_pci_class(const Capabilities *capabilities, const char *type)
{
    return class_of(type_flags(capabilities, type));
}

GPtrArray *
capabilities_pci_types(const Capabilities *capabilities, PciClass class)
{
    GPtrArray *types = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer name = NULL;
    gpointer flags = NULL;

    g_hash_table_iter_init(&iterator, capabilities->types);
    while (g_hash_table_iter_next(&iterator, &name, &flags))
        if (class_of(GPOINTER_TO_UINT(flags)) == class)
            g_ptr_array_add(types, name);
    g_ptr_array_sort(types, compare_names);
    return types;
}

void
capabilities_visit_types(const Capabilities *capabilities, TypeVisitor visit, void *user)
{
    GHashTableIter iterator;
    gpointer name = NULL;
    gpointer value = NULL;

    g_hash_table_iter_init(&iterator, capabilities->types);
    while (g_hash_table_iter_next(&iterator, &name, &value)) {
        unsigned flags = GPOINTER_TO_UINT(value);

        visit(user, name, class_of(flags), (flags & TYPE_IS_VIO) != 0);
    }
}

/* Returns: (owned) the members of @set, sorted; borrowed from it. */
static GPtrArray *
sorted_members(GHashTable *set)
{
    GPtrArray *members = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer name = NULL;

    g_hash_table_iter_init(&iterator, set);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        g_ptr_array_add(members, name);
    g_ptr_array_sort(members, compare_names);
    return members;
}

GPtrArray *
capabilities_property_keys(const Capabilities *capabilities)
{
    return sorted_members(capabilities->properties);
}

GPtrArray *
capabilities_chardev_options(const Capabilities *capabilities)
{
    return sorted_members(capabilities->chardev_options);
}

bool
capabilities_has_type(const Capabilities *capabilities, const char *type)
{
    return type_flags(capabilities, type) != 0;
}

bool
capabilities_is_vio(const Capabilities *capabilities, const char *type)
{
    return (type_flags(capabilities, type) & TYPE_IS_VIO) != 0;
}

bool
capabilities_has_property(const Capabilities *capabilities, const char *type, const char *property)
{
    g_autofree char *key = g_strconcat(type, " ", property, NULL);

    return g_hash_table_contains(capabilities->properties, key);
}

bool
capabilities_has_phb_property(const Capabilities *capabilities, const char *property)
{
    return capabilities_has_property(capabilities, "spapr-pci-host-bridge", property);
}

bool
capabilities_has_chardev_option(const Capabilities *capabilities, const char *option)
{
    return g_hash_table_contains(capabilities->chardev_options, option);
}

void
capabilities_take_facts(Capabilities *capabilities, MachineFacts *facts)
{
    g_hash_table_replace(capabilities->facts, facts->name, facts);
}

/* Called with the lock of the facts held. */
static const MachineFacts *
find_facts(const Capabilities *capabilities, const char *name, GError **error)
{
    MachineFacts *facts = g_hash_table_lookup(capabilities->facts, name);

    if (facts != NULL)
        return facts;
    if (capabilities_find_machine_type(capabilities, name) == NULL ||
        capabilities->finder == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("nothing is known about machine type '%s'"), name);
        return NULL;
    }
    facts = capabilities->finder(capabilities->finder_user, name, error);
    if (facts != NULL)
        g_hash_table_replace(capabilities->facts, facts->name, facts);
    return facts;
}

const MachineFacts *
capabilities_machine(const Capabilities *capabilities, const char *name, GError **error)
{
    /* The table is a cache: filling it does not change what callers see. */
    GMutex *lock = (GMutex *)(uintptr_t)&capabilities->facts_lock;
    const MachineFacts *facts = NULL;

    g_mutex_lock(lock);
    facts = find_facts(capabilities, name, error);
    g_mutex_unlock(lock);
    return facts;
}

const char *const *
capabilities_warnings(const Capabilities *capabilities)
{
    return (const char *const *)capabilities->warnings->pdata;
}
