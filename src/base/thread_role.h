/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/*
 * Which thread must never wait: the one that serves all clients.
 *
 * A function that may block - it plans, probes, asks QEMU, or reads or writes a file that the
 * kernel does not make up itself - begins with assert_may_block().  In a debug build (without
 * NDEBUG) the daemon ends there when the thread is the wrong one, so that each test that comes by
 * finds the mistake.
 */

/* The calling thread serves clients from here on, until thread_role_end_serving().  What it does
 * before, while it starts, and behind that may block: no client waits for it. */
void thread_role_begin_serving(void);
void thread_role_end_serving(void);

/* Ends the process, with a message that names @function, when the calling thread serves clients. */
void thread_role_check_may_block(const char *function);

#ifdef NDEBUG
#define assert_may_block() ((void)0)
#else
#define assert_may_block() thread_role_check_may_block(__func__)
#endif
