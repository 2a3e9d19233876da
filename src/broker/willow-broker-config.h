/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/willow-clock.h"
#include "broker/guard/willow-broker-access.h"
#include "broker/bridge/willow-broker-bridge-config.h"
#include "broker/willow-broker-listener-config.h"
#include "broker/glass/willow-broker-log.h"
#include "fault/willow-fault.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowBrokerConfig:
 *
 * Settings of a broker, copied when it starts. willow_broker_config_init() sets
 * the defaults below; willow_broker_config_clear() drops what it holds: a
 * reference to each object, its own copy of each text.
 */
typedef struct
{
  GPtrArray *listeners; /* (element-type WillowBrokerListenerConfig): at first
                           one: mqtt://127.0.0.1:1883 */
  guint32 maximum_packet_size;    /* bytes; MQTT_DEFAULT_MAXIMUM_PACKET_SIZE */
  guint16 receive_maximum;        /* 65,535 */
  guint16 topic_alias_maximum;    /* 10 */
  guint16 outgoing_topic_aliases; /* 0: none. Memory for their topics, per
                                     connection that takes them */
  guint   connect_timeout_ms;     /* 10,000 */
  guint16 maximum_keep_alive_seconds; /* 0: as asked for. Who asks for more, or
                                         for none, is told this one (5.0) */
  char *response_prefix; /* (nullable): who asks for Response Information (5.0)
                            is told this and its Client Identifier; %NULL: it is
                            told nothing */
  guint max_connections; /* 10,000 */
  guint session_queue_messages; /* MQTT_DEFAULT_SESSION_QUEUE_MESSAGES */
  gsize session_queue_bytes;
  gsize output_limit_bytes;   /* unsent bytes at which a slow reader loses QoS 0
                                 messages, and is cut at four times that */
  gsize retained_limit_bytes; /* all retained messages; a PUBLISH that would
                                 exceed it is refused */
  char *store_path;       /* (nullable): keeps Sessions and retained messages in
                                   this file; else they are gone with the broker */
  gboolean delivers_each; /* a copy for each Subscription that
                             matches, not one for each Client (5.0
                             section 3.3.4); not for Shared ones,
                             which have their own anyway */
  guint max_retained_messages;    /* 1,000,000; above it they are refused */
  guint max_subscriptions;        /* of one Session; 100,000 */
  guint max_overlap;              /* of the Topic Filters of one Session: nodes
                                     that one topic may look at; 1,000 */
  gsize input_limit_bytes;        /* packets of all connections that have not
                                     come whole yet; one always fits */
  gsize subscription_limit_bytes; /* Topic Filters of all Sessions */
  gsize queue_limit_bytes;        /* messages that wait in all Sessions */
  guint max_topic_levels;         /* 200; not more than that */
  guint max_topic_bytes;          /* 65,535 */
  guint max_will_bytes;           /* payload; 65,535 */
  guint max_connect_rate;         /* CONNECTs in a second; 0: no limit */
  guint max_connect_rate_by_address; /* the same, from one address */
  guint free_login_failures;         /* 10: wrong passwords from one address
                                        until answers begin to take their time;
                                        0: they never do */
  /* (nullable): who may come in and who may do what; %NULL: all everything */
  WillowBrokerAccess *access;
  gboolean allow_open_lan; /* without it the broker does not start where people
                              on other computers could publish unasked */
  GPtrArray *bridges; /* (element-type WillowBrokerBridgeConfig): at first none;
                         shared by copies */
  WillowClock      *clock;  /* (nullable): monotonic */
  WillowTraceQueue *trace;  /* (nullable): packets of all connections */
  WillowBrokerLog  *log;    /* (nullable): who comes, goes and is refused */
  WillowFaultList  *faults; /* (nullable): see willow_broker_set_faults() */
  /* (nullable): a note for each firing, beside @trace, with the port of the
   * Client for the number of the Network Connection: to put it next to what the
   * Client itself has on record */
  WillowTraceQueue *fault_notes;
} WillowBrokerConfig;

void willow_broker_config_init (WillowBrokerConfig *config);
/* @copy: (out caller-allocates) */
void willow_broker_config_copy (WillowBrokerConfig       *copy,
                                const WillowBrokerConfig *config);
void willow_broker_config_clear (WillowBrokerConfig *config);

/* One more; (transfer none): may be changed */
WillowBrokerListenerConfig *
willow_broker_config_add_listener (WillowBrokerConfig *config,
                                   WillowScheme        scheme,
                                   const char         *address,
                                   guint16             port);
/* (transfer none): may be changed */
WillowBrokerListenerConfig *
willow_broker_config_get_listener (const WillowBrokerConfig *config, guint i);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WillowBrokerConfig,
                                  willow_broker_config_clear)

G_END_DECLS
