# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What gnulib's maint.mk expects of an automake project, for one built with meson.  Run by
# syntax-check from the project's top.

srcdir := .
_build-aux := $(shell realpath --relative-to=. $(GNULIB)/build-aux)

include cfg.mk
include $(GNULIB)/top/maint.mk

VC_LIST = tests/style/list-files
