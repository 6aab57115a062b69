/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <tpm>: the host's TPM, or one emulated by swtpm over a socket; and PAPR's TPM proxy, through
 * which a guest's ultravisor reaches the host's TPM.
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

/* The socket of an existing swtpm, for the backend 'external'. */
typedef struct {
    int type, mode; /* 'unix', 'connect' */
    char *path;
} TpmSource;

typedef struct {
    TpmBackendType type;
    TpmVersion version;        /* emulator, like the next members */
    Tristate persistent_state; /* the state of a transient guest is kept as well */
    TpmEncryption encryption;
    TpmBanks banks;   /* all false: unchanged */
    TpmDevice device; /* passthrough */
    TpmSource source; /* external */
} TpmBackend;

typedef struct {
    Device device;
    TpmModel model;
    TpmBackend backend;
} Tpm;

extern const DeviceKind tpm_kind;
