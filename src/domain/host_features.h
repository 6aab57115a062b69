/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* <pseries:machine defaults='host'>: writes into the features of @domain what KVM of the host wants
 * in place of the machine's defaults (MachineFacts.kvm_needs) and the document does not state,
 * where libvirt has words for it.  What is written stays when the guest moves. */
void host_features_take(Domain *domain, const DomainContext *context);
