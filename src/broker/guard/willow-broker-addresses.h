/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-config.h"

G_BEGIN_DECLS

/* What is remembered of the addresses that Clients come from: how fast they
 * come, and how often they were wrong about a password. All of an IPv6 network
 * of 64 bits is one address. What has no address (a Unix socket) has no limits
 * by it. Its memory is bounded: the table is swept, and where that does not
 * help, it is begun anew. */
typedef struct _WillowBrokerAddresses WillowBrokerAddresses;

typedef gint64 WillowBrokerAddress;
#define WILLOW_BROKER_NO_ADDRESS G_GINT64_CONSTANT (-1)

/* @address: (nullable) */
WillowBrokerAddress willow_broker_address_from (GSocketAddress *address);

/* @config: (borrowed) */
WillowBrokerAddresses      *
willow_broker_addresses_new (const WillowBrokerConfig *config);
void willow_broker_addresses_free (WillowBrokerAddresses *self);

/* Somebody connects. Returns: whether that is within the rates. */
gboolean willow_broker_addresses_connect (WillowBrokerAddresses *self,
                                          WillowBrokerAddress    address,
                                          gint64                 now_us);

/* A wrong password. Returns: how long the answer is to wait, microseconds. */
gint64 willow_broker_addresses_fail (WillowBrokerAddresses *self,
                                     WillowBrokerAddress    address,
                                     gint64                 now_us);
/* An answer begins to wait, or has stopped. */
void willow_broker_addresses_wait (WillowBrokerAddresses *self,
                                   WillowBrokerAddress    address,
                                   int                    change);
/* Whether so many answers wait that no password is looked at any more. */
gboolean willow_broker_addresses_is_full (WillowBrokerAddresses *self,
                                          WillowBrokerAddress    address);

G_END_DECLS
