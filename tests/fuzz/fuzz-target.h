/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each fuzz-*.c defines this one function. clang's libFuzzer calls it, or
 * fuzz-driver.c: then the target is a test that any compiler can build. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
