/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <tpm>: so far the TPM proxy of PAPR, through which a guest's ultravisor reaches the host's TPM.
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

typedef struct {
    TpmBackendType type;
    TpmDevice device;
} TpmBackend;

typedef struct {
    Device device;
    TpmModel model;
    TpmBackend backend;
} Tpm;

extern const DeviceKind tpm_kind;
