/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-snapshot.h"
#include "broker/glass/willow-broker-view.h"

G_BEGIN_DECLS

/* What the glass walls say of a Client, in words. All (transfer full),
 * translated. */

/* "12 s", "3:20 min", "1:02:03 h", "2 d 01:00 h" */
char *willow_broker_text_duration (gint64 us);
/* Also for none: "(empty)" */
char *willow_broker_text_client_id (const char *client_id);
/* Seconds left, or that it is off */
char *willow_broker_text_keep_alive (const WillowBrokerClient *client);
/* When the Session ends */
char *willow_broker_text_expiry (const WillowBrokerClient *client);
/* @topic: (nullable). @left_us: until it is published; -1: not known */
char *willow_broker_text_will (WillowWillState state,
                               const char     *topic,
                               gint64          left_us);
/* Messages per second */
char *willow_broker_text_rate (double rate);
char *willow_broker_text_size (guint64 bytes);
/* Any bytes as one line that can be shown. */
char *willow_broker_text_visible (const guint8 *data, gsize len);

/* Of Keep Alive: 1 just after a packet, 0 when the Client is cut; -1 while
 * there is no such limit. */
double willow_broker_get_keep_alive_part (const WillowBrokerClient *client);

G_END_DECLS
