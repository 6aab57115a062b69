/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_network.h"
#include "domain/context.h"

/*
 * <auth> and <encryption> of images: which secret QEMU needs to reach or to read one.  A document
 * names a secret; its value comes from another daemon at each start and is in no model.
 */
typedef enum { SECRET_NONE, SECRET_ISCSI, SECRET_CEPH, SECRET_PASSPHRASE } SecretType;

typedef struct {
    SecretType type;
    char *uuid, *usage; /* one of them */
} SecretRef;

typedef struct {
    int type; /* kept; QEMU is not told */
    char *user;
    SecretRef *secret; /* (owned, nullable) */
} DiskAuth;

typedef enum {
    ENCRYPTION_NONE,
    ENCRYPTION_LUKS,
    ENCRYPTION_LUKS2,
    ENCRYPTION_LUKS_ANY,
    ENCRYPTION_DEFAULT, /* refused from here on */
    ENCRYPTION_QCOW,
} EncryptionFormat;

typedef enum { ENGINE_NONE, ENGINE_QEMU, ENGINE_LIBRBD } EncryptionEngine;

typedef struct {
    EncryptionFormat format;
    EncryptionEngine engine;
    GPtrArray *secrets; /* (owned, nullable) SecretRef * */
} DiskEncryption;

extern const XmlBinding disk_auth_binding, disk_encryption_binding;

/* The image that they are for, as checks name it.  All borrowed. */
typedef struct {
    const char *target;
    unsigned line;
    DiskProtocol protocol; /* none: it is not of type 'network' */
    const char *format;
} DiskSecretOwner;

/* Reports what is wrong with @auth (nullable). */
void disk_auth_check(const DiskAuth *auth, const DiskSecretOwner *owner, Report *report);

/* Fills in the engine of @encryption (nullable), as libvirt does. */
void disk_encryption_complete(DiskEncryption *encryption);

/* Reports what is wrong with @encryption (nullable). */
void disk_encryption_check(const DiskEncryption *encryption, const DiskSecretOwner *owner,
                           Report *report);

/* Returns: whether a block node of QEMU's decrypts the image; @encryption is nullable. */
bool disk_encryption_is_qemus(const DiskEncryption *encryption);

/* Returns: (owned) the name of @ref in a SecretTable, and that of cookies with that text. */
char *secret_ref_name(const SecretRef *ref);
char *secret_cookies_name(const char *text);

/* Appends the object `secret` @id with the value of @ref. */
void secret_ref_add(const SecretRef *ref, const char *id, const DomainContext *context,
                    PartList *parts);

/* What a storage node needs secrets for.  All borrowed, and nullable but for the name. */
typedef struct {
    const DiskAuth *auth;
    const DiskCookies *cookies;
    const DiskEncryption *encryption; /* left to the format node unless librbd decrypts */
    const char *node;                 /* its name: "libvirt-1-storage" */
} DiskSecretUse;

typedef struct {
    DiskKeys keys;
    char *secret, *cookies, *encryption_secret; /* (owned, nullable) */
} DiskSecretKeys;

/* Appends the objects for @use.  Returns: their ids, for disk_secret_keys_clear(). */
DiskSecretKeys disk_secret_keys(const DiskSecretUse *use, const DomainContext *context,
                                PartList *parts);
void disk_secret_keys_clear(DiskSecretKeys *keys);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DiskSecretKeys, disk_secret_keys_clear)

/* Appends the object for a format node that decrypts.  Returns: (owned) its id. */
char *disk_encryption_add(const DiskEncryption *encryption, const char *node,
                          const DomainContext *context, PartList *parts);

/* Writes into @part, a node of format @format, that it decrypts with the object @id. */
void disk_encryption_write(const DiskEncryption *encryption, const char *format, const char *id,
                           JsonObject *part);

/* Appends the secrets (const SecretRef *, borrowed) of @auth and @encryption (both nullable). */
void disk_secret_list(const DiskAuth *auth, const DiskEncryption *encryption, GPtrArray *secrets);
