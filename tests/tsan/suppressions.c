/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * For a build with ThreadSanitizer alone: what it finds in libraries, and is known.
 */

/* ThreadSanitizer's entry; it has no header. */
const char *__tsan_default_suppressions(void);

/* libtirpc's xdr_opaque() reads padding into one static buffer, which nobody looks at. */
const char *
__tsan_default_suppressions(void)
{
    return "race:libtirpc.so\n";
}
