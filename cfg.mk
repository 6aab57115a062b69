# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What gnulib's syntax checks (maint.mk) need to know of this project: `./dev lint` runs every rule
# but these.

# Rules that cannot fit: no autotools, no gnulib code, no config.h.
local-checks-to-skip += sc_require_config_h # flags come from meson, there is no config.h
local-checks-to-skip += sc_require_config_h_first # the same
local-checks-to-skip += sc_prohibit_gnu_make_extensions # no portable makefiles here
local-checks-to-skip += sc_makefile_DISTCHECK_CONFIGURE_FLAGS # no automake
local-checks-to-skip += sc_makefile_at_at_check # no automake
local-checks-to-skip += sc_makefile_TAB_only_indentation # no automake
local-checks-to-skip += sc_makefile_path_separator_check # no automake
local-checks-to-skip += sc_vulnerable_makefile_CVE-2009-4029 # no automake
local-checks-to-skip += sc_vulnerable_makefile_CVE-2012-3386 # no automake
local-checks-to-skip += sc_m4_quote_check # no m4
local-checks-to-skip += sc_proper_name_utf8_requires_ICONV # no gnulib modules
local-checks-to-skip += sc_tight_scope # works on automake's object lists
local-checks-to-skip += sc_indent # clang-format is the formatter
local-checks-to-skip += sc_copyright_check # looks into gnulib's version-etc
local-checks-to-skip += sc_immutable_NEWS # no release yet whose entry could change
local-checks-to-skip += sc_Wundef_boolean # reads config.h
local-checks-to-skip += sc_prohibit_always-defined_macros # its list comes from gnulib headers
local-checks-to-skip += sc_cross_check_PATH_usage_in_tests # for gnulib's init.sh
local-checks-to-skip += sc_prohibit_reversed_compare_failure # for gnulib's init.sh
local-checks-to-skip += sc_require_test_exit_idiom # for gnulib's init.sh
local-checks-to-skip += sc_po_check # writes into the tree; tests/style/rules.py checks po/POTFILES
local-checks-to-skip += sc_changelog # NEWS and the history are the change log

# Rules that ask for another style than the house's.
local-checks-to-skip += sc_error_message_uppercase # messages begin with 'PCI', 'QEMU', 'IOMMU'
local-checks-to-skip += sc_unportable_grep_q # Debian's tools are the tools
local-checks-to-skip += sc_file_system # 'filesystem' is the name of a libvirt element
local-checks-to-skip += sc_bindtextdomain # asks each main() for it; ours has one program
local-checks-to-skip += sc_unmarked_diagnostics # for error(3); ours are GError in _()
local-checks-to-skip += sc_prohibit_stat_st_blocks # for systems that lack it; libvirt's hosts are Linux
local-checks-to-skip += sc_prohibit_strcmp # asks for STREQ; the house has g_str_equal

useless_free_options = \
  --name=g_free \
  --name=xmlFree

# Commands with long options are no usage text.
exclude_file_name_regexp--sc_two_space_separator_in_usage = ^(dev|tests/.*|scripts/.*)$$

# Seeds are bytes, not lines.
exclude_file_name_regexp--sc_prohibit_empty_lines_at_EOF = ^tests/fuzz/corpus/
exclude_file_name_regexp--sc_trailing_blank = ^tests/fuzz/corpus/

# The one place where LGPL's own wording must stay, and texts that are not ours.
VC_LIST_ALWAYS_EXCLUDE_REGEX = ^(COPYING|LICENSES/.*|cfg\.mk)$$
