/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/os.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/domain_walk.h"
#include "domain/opened_file.h"

/* One for each kind of boot device. */
enum { MAX_BOOT = 4 };

static const char *const arch_names[] = {
    [OS_ARCH_PPC64] = "ppc64",
    [OS_ARCH_PPC64LE] = "ppc64le",
    [OS_ARCH_X86_64] = "x86_64",
    [OS_ARCH_AARCH64] = "aarch64",
};
static const NameTable arches = NAME_TABLE(arch_names);

static const char *const boot_names[] = {
    [BOOT_AS_HD] = "hd",
    [BOOT_AS_CDROM] = "cdrom",
    [BOOT_AS_NETWORK] = "network",
    [BOOT_AS_FLOPPY] = "fd",
};
static const NameTable boots = NAME_TABLE(boot_names);

static const XmlField type_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("arch", OsType, arch, arches),
    XML_ATTR_STRING("machine", OsType, machine),
    XML_TEXT(OsType, name, xml_type_string, ),
    XML_END,
};
static const XmlBinding type_binding = {"type", sizeof(OsType), type_fields};

static const XmlField boot_fields[] = {
    XML_ATTR("dev", OsBoot, device, xml_type_enum, .argument = &boots, .is_required = true),
    XML_END,
};
static const XmlBinding boot_binding = {"boot", sizeof(OsBoot), boot_fields};

static const char *const loader_names[] = {
    [LOADER_ROM] = "rom",
    [LOADER_PFLASH] = "pflash",
};
static const NameTable loaders = NAME_TABLE(loader_names);

static const char *const format_names[] = {
    [LOADER_RAW] = "raw",
    [LOADER_QCOW2] = "qcow2",
};
static const NameTable formats = NAME_TABLE(format_names);

static const XmlField loader_fields[] = {
    XML_ATTR_YES_NO("readonly", OsLoader, is_readonly),
    XML_ATTR_YES_NO("secure", OsLoader, is_secure),
    XML_ATTR_ENUM("type", OsLoader, type, loaders),
    XML_ATTR_YES_NO("stateless", OsLoader, is_stateless),
    XML_ATTR_ENUM("format", OsLoader, format, formats),
    XML_TEXT(OsLoader, path, xml_type_string, ),
    XML_END,
};
static const XmlBinding loader_binding = {"loader", sizeof(OsLoader), loader_fields};

static const XmlField menu_fields[] = {
    XML_ATTR_YES_NO("enable", OsBootMenu, enable),
    XML_ATTR_UINT("timeout", OsBootMenu, timeout_ms, 0, 65535),
    XML_END,
};
static const XmlBinding menu_binding = {"bootmenu", sizeof(OsBootMenu), menu_fields};

static const XmlField bios_fields[] = {
    XML_ATTR_YES_NO_OR_EMPTY("useserial", OsBios, uses_serial),
    XML_ATTR_INT("rebootTimeout", OsBios, reboot_timeout_ms, -1, 65535),
    XML_END,
};
static const XmlBinding bios_binding = {"bios", sizeof(OsBios), bios_fields};

#define NO_FIRMWARE                                                                                \
    N_("there is no choice of firmware for pseries: QEMU has SLOF, and <loader> takes another "    \
       "file")

static const XmlField os_fields[] = {
    XML_LINE(DomainOs, line),
    XML_REFUSE_ATTR("firmware", NO_FIRMWARE),
    XML_INLINE("type", DomainOs, type, type_binding),
    XML_INLINE("loader", DomainOs, loader, loader_binding),
    XML_LEAF_STRING("kernel", DomainOs, kernel),
    XML_LEAF_STRING("initrd", DomainOs, initrd),
    XML_LEAF("cmdline", DomainOs, cmdline, xml_type_text, ),
    XML_LEAF_STRING("dtb", DomainOs, dtb),
    XML_LIST("boot", DomainOs, boot, boot_binding),
    XML_INLINE("bootmenu", DomainOs, bootmenu, menu_binding),
    XML_INLINE("bios", DomainOs, bios, bios_binding),
    XML_REFUSE_ELEMENT("firmware", NO_FIRMWARE),
    XML_REFUSE_ELEMENT("varstore", NO_FIRMWARE),
    XML_REFUSE_ELEMENT("shim",
                       N_("it is a program of UEFI, which a pseries guest has not: <kernel> "
                          "is started as it is")),
    XML_REFUSE_ELEMENT("nvram",
                       N_("it goes with a loader of type 'pflash'; <nvram> in <devices> is "
                          "the guest's own")),
    XML_REFUSE_ELEMENT("acpi", N_("a pseries guest has a device tree and no ACPI tables")),
    XML_REFUSE_ELEMENT("smbios", NO_SMBIOS),
    XML_REFUSE_ELEMENT("init initarg initenv initdir inituser initgroup root",
                       N_("it is for containers: a guest's <cmdline> tells its kernel")),
    XML_REFUSE_ELEMENT("bootloader bootloader_args", N_("it is for other hypervisors")),
    XML_END,
};
const XmlBinding os_binding = {"os", sizeof(DomainOs), os_fields};

static bool
has_boot_order(const Domain *domain)
{
    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (device->boot.order.is_set)
            return true;
    return false;
}

/* Drops what has no effect, as libvirt does. */
static void
drop_pointless(DomainOs *os, Report *report)
{
    if (os->cmdline != NULL && os->cmdline[0] == '\0')
        g_clear_pointer(&os->cmdline, g_free);
    if (os->bootmenu.timeout_ms.is_set && os->bootmenu.enable != TRISTATE_YES) {
        report_warning(
            report, os->line,
            _("the timeout of <bootmenu> is left out: there is none without enable='yes'"));
        os->bootmenu.timeout_ms = (OptionalUint){0, false};
    }
    if (os->boot != NULL && os->boot->len > MAX_BOOT) {
        report_warning(report, os->line, _("all but the first %d <boot> are left out"), MAX_BOOT);
        for (unsigned i = MAX_BOOT; i < os->boot->len; i++)
            g_free(g_ptr_array_index(os->boot, i));
        g_ptr_array_set_size(os->boot, MAX_BOOT);
    }
}

const char *
os_arch_target(OsArch arch)
{
    /* Both byte orders have one QEMU. */
    return arch == OS_ARCH_PPC64LE ? arch_names[OS_ARCH_PPC64] : arch_names[arch];
}

void
os_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainOs *os = &domain->os;

    drop_pointless(os, report);
    g_free(os->type.machine);
    os->type.machine = g_strdup(context->machine->name);
    if (os->loader.path != NULL && os->loader.type == LOADER_NONE) {
        os->loader.type = LOADER_ROM;
        if (os->loader.format == LOADER_FORMAT_NONE)
            os->loader.format = LOADER_RAW;
    }
    if (os->type.arch == OS_ARCH_NONE)
        os->type.arch = (OsArch)name_table_value(&arches, context->rules->target);
    if (os->boot == NULL && !has_boot_order(domain)) {
        OsBoot *boot = g_new0(OsBoot, 1);

        boot->device = BOOT_AS_HD;
        xml_list_append(&os->boot, boot);
    }
}

static void
check_loader(const DomainOs *os, Report *report)
{
    if (os->loader.type == LOADER_PFLASH)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
            _("<loader type='pflash'> is not possible: a pseries machine has no flash; use "
              "'rom'"));
    if (os->loader.is_stateless == TRISTATE_NO && os->loader.type != LOADER_PFLASH)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
                     _("stateless='no' of <loader> is not possible: only a loader of type 'pflash' "
                       "keeps a state"));
    if (os->loader.is_secure == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
                     _("Secure boot is supported with q35 machine types only"));
    if (os->loader.format == LOADER_QCOW2)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
            _("format='qcow2' of <loader> is for a loader of type 'pflash': QEMU reads this "
              "one as it is, use 'raw'"));
    if (xml_binding_is_set(&loader_binding, &os->loader) && os->loader.path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, os->line, _("<loader> lacks the path of its file"));
    if (os->bios.uses_serial == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
                     _("BIOS serial console only supported on x86 architectures"));
}

/* White space around a path is a part of it, and hardly meant. */
static void
check_path(const char *element, const char *path, unsigned line, Report *report)
{
    g_autofree char *stripped = g_strstrip(g_strdup(path != NULL ? path : ""));

    if (path != NULL && !g_str_equal(stripped, path))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the path in <%s> has white space around it: write '%s'"), element,
                     stripped);
}

static void
check_paths(const DomainOs *os, Report *report)
{
    const struct {
        const char *element, *path;
    } paths[] = {
        {"loader", os->loader.path},
        {"kernel", os->kernel},
        {"initrd", os->initrd},
        {"dtb", os->dtb},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        check_path(paths[i].element, paths[i].path, os->line, report);
}

void
os_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainOs *os = &domain->os;

    (void)context;
    if (os->type.name == NULL)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("an os <type> must be specified: a pseries guest is 'hvm'"));
    else if (!g_str_equal(os->type.name, "hvm"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
                     _("os type '%s' is not possible: a pseries guest is 'hvm'"), os->type.name);
    if (os->boot != NULL && has_boot_order(domain))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
                     _("per-device boot elements cannot be used together with os/boot elements"));
    check_loader(os, report);
    check_paths(os, report);
    if (os->kernel == NULL && (os->initrd != NULL || os->cmdline != NULL))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, os->line,
                     _("<initrd> and <cmdline> go with a <kernel> only"));
}

static void
add_file(Argv *argv, const char *option, const char *path, unsigned descriptor)
{
    g_autofree char *name = path != NULL ? opened_file_name(path, descriptor) : NULL;

    if (name != NULL)
        argv_add(argv, option, name);
}

void
os_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DomainOs *os = &domain->os;
    g_autoptr(KeyValue) pairs = key_value_new();

    (void)context;
    if (os->bootmenu.enable != TRISTATE_ABSENT)
        key_value_add_switch(pairs, "menu", os->bootmenu.enable == TRISTATE_YES);
    if (os->bootmenu.timeout_ms.is_set && os->bootmenu.enable == TRISTATE_YES)
        key_value_add_uint(pairs, "splash-time", os->bootmenu.timeout_ms.value);
    if (os->bios.reboot_timeout_ms.is_set)
        key_value_add_format(pairs, "reboot-timeout", "%" PRId64, os->bios.reboot_timeout_ms.value);
    key_value_add_switch(pairs, "strict", true);
    argv_add_key_value(argv, "-boot", pairs);
    if (os->loader.path != NULL)
        argv_add(argv, "-bios", os->loader.path);
    add_file(argv, "-kernel", os->kernel, os->opened.kernel);
    add_file(argv, "-initrd", os->initrd, os->opened.initrd);
    if (os->cmdline != NULL)
        argv_add(argv, "-append", os->cmdline);
    add_file(argv, "-dtb", os->dtb, os->opened.dtb);
}
