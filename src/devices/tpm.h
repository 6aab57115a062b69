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

typedef enum { TPM_SOURCE_NONE, TPM_SOURCE_UNIX, TPM_SOURCE_DIR, TPM_SOURCE_FILE } TpmSourceType;

/* external: the socket of an existing swtpm; emulator: where its state is, instead of in the
 * daemon's own folder. */
typedef struct {
    TpmSourceType type;
    int mode; /* 'connect' */
    char *path;
} TpmSource;

typedef enum { TPM_REMOVE_NONE, TPM_REMOVE_CHECK, TPM_REMOVE_FIPS_HOST } TpmRemoveDisabled;

/* The profile that a TPM is made with. */
typedef struct {
    char *source; /* that swtpm_setup knows: "local:restricted" */
    char *name;   /* that the TPM has then */
    TpmRemoveDisabled remove_disabled;
} TpmProfile;

typedef struct {
    TpmBackendType type;
    TpmVersion version;        /* emulator, like the next members */
    Tristate persistent_state; /* the state of a transient guest is kept as well */
    TpmEncryption encryption;
    OptionalUint debug;  /* log level of swtpm; 0: none */
    TpmBanks banks;      /* all false: unchanged */
    TpmProfile *profile; /* (owned, nullable) */
    TpmDevice device;    /* passthrough */
    TpmSource source;    /* external, emulator */
} TpmBackend;

typedef struct {
    Device device;
    TpmModel model;
    TpmBackend backend;
} Tpm;

extern const DeviceKind tpm_kind;

/* Returns: (static, nullable) the name of it in the document and for swtpm_setup: "fips-host". */
const char *tpm_remove_disabled_name(TpmRemoveDisabled removal);
