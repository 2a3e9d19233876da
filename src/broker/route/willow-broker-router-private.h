/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/route/willow-broker-share.h"

G_BEGIN_DECLS

/* Shared by willow-broker-router.c and willow-broker-subscriptions.c only. */

struct _WillowBrokerRouter
{
  WillowBrokerServer *server;
  MqttFilterTree     *filters;        /* key: session; value: subscription */
  MqttFilterTree     *shared_filters; /* key and value: share */
  GHashTable         *shares;         /* filter with $share → share (owned) */
  guint               n_subscriptions;
  guint               n_sys;

  /* Of the message at hand. */
  const WillowBrokerSession *publisher;
  GPtrArray                 *matched; /* (element-type WillowBrokerSession) */
  GPtrArray                 *matched_each; /* (element-type
                                              WillowBrokerSubscription) */
  GPtrArray *matched_shares;
  guint64    serial;
  gboolean   is_publishing;
};

G_END_DECLS
