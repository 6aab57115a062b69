/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <tpm>: a TPM: the host's own, or one that the program swtpm emulates at the other end of a
 * socket; and the TPM proxy of PAPR, through which a guest's ultravisor reaches the host's.
 */
typedef enum {
    TPM_MODEL_NONE,
    TPM_MODEL_PROXY,
    TPM_MODEL_SPAPR,
    TPM_MODEL_TIS,
    TPM_MODEL_CRB
} TpmModel;
typedef enum {
    TPM_BACKEND_NONE,
    TPM_BACKEND_PASSTHROUGH,
    TPM_BACKEND_EMULATOR,
    TPM_BACKEND_EXTERNAL
} TpmBackendType;

typedef struct {
    char *path;
} TpmDevice;

typedef enum { TPM_VERSION_NONE, TPM_VERSION_1_2, TPM_VERSION_2_0 } TpmVersion;

typedef struct {
    char *secret; /* a secret's uuid */
} TpmEncryption;

typedef struct {
    bool sha1, sha256, sha384, sha512;
} TpmBanks;

/* Where swtpm listens, of the backend 'external'. */
typedef struct {
    int type, mode; /* 'unix', 'connect' */
    char *path;
} TpmSource;

typedef struct {
    TpmBackendType type;
    TpmVersion version;        /* emulator, as is what follows */
    Tristate persistent_state; /* a transient guest leaves its state, too */
    TpmEncryption encryption;
    TpmBanks banks;   /* all false: as they are */
    TpmDevice device; /* passthrough */
    TpmSource source; /* external */
} TpmBackend;

typedef struct {
    Device device;
    TpmModel model;
    TpmBackend backend;
} Tpm;

extern const DeviceKind tpm_kind;
