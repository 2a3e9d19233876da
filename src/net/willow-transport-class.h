/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-transport.h"

G_BEGIN_DECLS

/* What a kind of transport implements; the public functions go through here.
 * Only for src/net. */
typedef struct
{
  void (*free) (WillowTransport *transport);
  void (*set_condition) (WillowTransport *transport, GIOCondition condition);
  gssize (*read) (WillowTransport *transport,
                  void            *buffer,
                  gsize            len,
                  GError         **error);
  gssize (*writev) (WillowTransport     *transport,
                    const GOutputVector *vectors,
                    guint                n_vectors,
                    GError             **error);
  void (*close) (WillowTransport *transport, WillowCloseMode mode);
  /* (nullable): a kind without addresses. (transfer full) (nullable) */
  GSocketAddress *(*dup_address) (WillowTransport *transport,
                                  gboolean         is_remote);
} WillowTransportClass;

/* First member of each kind. */
struct _WillowTransport
{
  const WillowTransportClass *klass;
  WillowTransportFunc         func; /* (nullable) */
  gpointer                    user_data;
  /* Made when somebody asks: of 10,000 idle connections nobody does. */
  GSocketAddress *local;  /* (nullable) (owned) */
  GSocketAddress *remote; /* (nullable) (owned) */
};

G_END_DECLS
