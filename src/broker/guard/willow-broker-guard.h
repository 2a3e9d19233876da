/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-config.h"
#include "broker/route/willow-broker-session.h"

G_BEGIN_DECLS

/* What a Session may do by the rules in force; after its user name is known,
 * and when the rules change. */
void willow_broker_guard_update (WillowBrokerServer  *server,
                                 WillowBrokerSession *session);

/* The same for all, those of a store at the start. */
void willow_broker_guard_update_all (WillowBrokerServer *server);

/* Whether @message, of @session itself or its will, may be published by the
 * rules, and retained by the limits: MQTT_REASON_SUCCESS. Counts what may not.
 */
MqttReasonCode willow_broker_guard_may_publish (WillowBrokerServer  *server,
                                                WillowBrokerSession *session,
                                                const MqttMessage   *message);

/* New rules: what they forbid stops at once, and who may not be here any more
 * is disconnected. @access: (nullable) */
void willow_broker_guard_set_access (WillowBrokerServer *server,
                                     WillowBrokerAccess *access);

/* Fails with G_IO_ERROR_PERMISSION_DENIED where people on other computers could
 * publish without a password and WillowBrokerConfig.allow_open_lan does not say
 * so. */
gboolean willow_broker_guard_check_listeners (const WillowBrokerConfig *config,
                                              GError                  **error);

/* Unfinished packets take more memory than they may: cuts off the largest, and
 * the next one while that is not enough. Who sends small ones, or whole ones,
 * is not touched. */
void willow_broker_guard_relieve_input (WillowBrokerServer *server);

G_END_DECLS
