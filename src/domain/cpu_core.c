/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/cpu_core.h"

#include <string.h>

#include "domain/domain.h"

/* "power9_v2.0-spapr-cpu-core" -> "power9_v2.0".  Returns: (owned, nullable). */
static char *
model_of_core(const char *type)
{
    const char suffix[] = "-spapr-cpu-core";

    return type != NULL && g_str_has_suffix(type, suffix)
               ? g_strndup(type, strlen(type) - strlen(suffix))
               : NULL;
}

/* QEMU's models without a version are names for one of them, which newer QEMUs change. */
static bool
is_version_of(const char *version, const char *model)
{
    size_t length = strlen(model);

    return g_ascii_strncasecmp(version, model, length) == 0 &&
           (version[length] == '\0' || g_str_has_prefix(version + length, "_v"));
}

bool
cpu_core_fits(const Domain *domain, const char *type)
{
    const DomainCpu *cpu = domain->cpu;
    g_autofree char *version = model_of_core(type);

    if (version == NULL)
        return true;
    if (cpu->mode > CPU_MODE_CUSTOM)
        return g_str_equal(version, "host");
    return cpu->model.name == NULL || is_version_of(version, cpu->model.name);
}

char *
cpu_core_recorded(const char *model, const DomainContext *context)
{
    const GPtrArray *cores = context->recorded != NULL ? context->recorded->cores : NULL;
    const PlacementCore *core =
        cores != NULL && cores->len > 0 ? g_ptr_array_index(cores, 0) : NULL;
    g_autofree char *version = core != NULL ? model_of_core(core->type) : NULL;

    if (version == NULL || !is_version_of(version, model) ||
        !capabilities_has_cpu_model(context->capabilities, version))
        return NULL;
    return g_steal_pointer(&version);
}
