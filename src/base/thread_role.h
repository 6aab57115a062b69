/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/*
 * Marks the main thread, which serves all clients and must never block.
 *
 * A function that may block (it plans, probes, asks QEMU, or does file I/O outside /proc and /sys)
 * begins with assert_may_block().  In a debug build (without NDEBUG) the daemon aborts there on the
 * main thread, so that any test that reaches it finds the mistake.
 */

/* Marks the calling thread as the one that serves clients, until thread_role_end_serving().  Before
 * and after that, at start and shutdown, it may block: no client waits for it. */
void thread_role_begin_serving(void);
void thread_role_end_serving(void);

/* Aborts the process, with a message that names @function, when the calling thread serves
 * clients. */
void thread_role_check_may_block(const char *function);

#ifdef NDEBUG
#define assert_may_block() ((void)0)
#else
#define assert_may_block() thread_role_check_may_block(__func__)
#endif
