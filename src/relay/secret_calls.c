/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/secret_calls.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"
#include "relay/errand.h"
#include "rpc/remote_protocol.h"

static const ErrandCall secret_by_uuid = {141, (xdrproc_t)xdr_secret_by_uuid_args,
                                          (xdrproc_t)xdr_secret_ref_ret};
static const ErrandCall secret_by_usage = {147, (xdrproc_t)xdr_secret_by_usage_args,
                                           (xdrproc_t)xdr_secret_ref_ret};
static const ErrandCall secret_get_value = {145, (xdrproc_t)xdr_secret_value_args,
                                            (xdrproc_t)xdr_secret_value_ret};

static bool
secret_find(Errand *errand, const HostSecretName *wanted, secret_ref_ret *found, GError **error)
{
    secret_by_uuid_args by_uuid;
    secret_by_usage_args by_usage = {wanted->usage_type, (char *)wanted->usage};

    if (wanted->uuid == NULL)
        return errand_call(errand, &secret_by_usage, &by_usage, found, error);
    uuid_parse(wanted->uuid, (uint8_t *)by_uuid.uuid);
    return errand_call(errand, &secret_by_uuid, &by_uuid, found, error);
}

static const char *
usage_text(int type)
{
    static const char *const texts[] = {"none", "volume", "ceph", "iscsi", "tls", "vtpm"};

    return type >= 0 && (size_t)type < G_N_ELEMENTS(texts) ? texts[type] : "?";
}

/* A secret that says nothing of its use is for any. */
static bool
check_usage(const HostSecretName *wanted, const secret_ref *found, GError **error)
{
    char uuid[UUID_TEXT_BYTES];

    if (found->usage_type == VIR_SECRET_USAGE_TYPE_NONE || found->usage_type == wanted->usage_type)
        return true;
    uuid_format((const uint8_t *)found->uuid, uuid);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("secret with uuid %s is of type '%s' not expected '%s' type"), uuid,
                usage_text(found->usage_type), usage_text(wanted->usage_type));
    return false;
}

static HostSecret *
value_of(Errand *errand, const secret_ref *found, GError **error)
{
    secret_value_args args = {.secret = *found};
    secret_value_ret ret = {.value = {.value_len = 0}};
    HostSecret *secret = NULL;

    if (!errand_call(errand, &secret_get_value, &args, &ret, error))
        return NULL;
    secret = g_new0(HostSecret, 1);
    secret->length = ret.value.value_len;
    secret->bytes = g_memdup2(ret.value.value_val, secret->length);
    if (secret->length > 0)
        explicit_bzero(ret.value.value_val, secret->length);
    xdr_free((xdrproc_t)xdr_secret_value_ret, (char *)&ret);
    return secret;
}

HostSecret *
secret_calls_value(void *user, const HostSecretName *wanted, GError **error)
{
    const char *name = wanted->uuid != NULL ? wanted->uuid : wanted->usage;
    g_autoptr(Errand) errand = errand_begin(user, RELAY_SECRET, name, error);
    secret_ref_ret found = {.secret = {.usage_id = NULL}};
    HostSecret *secret = NULL;

    if (errand == NULL || !secret_find(errand, wanted, &found, error))
        return NULL;
    if (check_usage(wanted, &found.secret, error))
        secret = value_of(errand, &found.secret, error);
    xdr_free((xdrproc_t)xdr_secret_ref_ret, (char *)&found);
    return secret;
}
