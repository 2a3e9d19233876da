/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/willow-byte-queue.h"

#include <openssl/bio.h>

G_BEGIN_DECLS

/* What goes between OpenSSL and the one who moves the bytes: two queues, and
 * the end of what comes in. Only for willow-tls-*.c. */
typedef struct
{
  WillowByteQueue input;
  WillowByteQueue output;
  gboolean        input_ended;
} WillowTlsPipe;

/* @pipe: borrowed; outlives the BIO. (transfer full) */
BIO *willow_tls_bio_new (WillowTlsPipe *pipe);

G_END_DECLS
