/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/store/willow-broker-store-file.h"

G_BEGIN_DECLS

/* The thread that writes. It has one batch at a time; what changes meanwhile
 * becomes the next one, which is what makes the commit a group's. A batch that
 * cannot be written is tried again until it can. */
typedef struct _WillowStoreWriter WillowStoreWriter;

/* On the broker's thread. @problem: (nullable): why the batch could not be
 * written yet; %NULL: it is on the disk */
typedef void (*WillowStoreWriterFunc) (const char *problem, gpointer user_data);

/* @file: (transfer full)
 * @context: of the calling thread */
WillowStoreWriter *willow_store_writer_new (WillowStoreFile      *file,
                                            GMainContext         *context,
                                            WillowStoreWriterFunc func,
                                            gpointer              user_data);
/* @batch: (transfer full). Only while it has none. */
void willow_store_writer_push (WillowStoreWriter *writer,
                               WillowStoreBatch  *batch);
/* Waits for the batch that it has, joins and closes. @batch: (transfer full)
 * (nullable): the last one. What fails now is lost, and said. */
void willow_store_writer_free (WillowStoreWriter *writer,
                               WillowStoreBatch  *batch);

G_END_DECLS
