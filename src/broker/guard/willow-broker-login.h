/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-password.h"
#include "mqtt/mqtt-types.h"
#include "net/willow-reactor.h"

G_BEGIN_DECLS

/* Comparing a password is to cost time, and the broker's thread has none: a few
 * threads of low priority do it, one login after the other, and the traffic of
 * the others goes on. */
typedef struct _WillowBrokerLogins WillowBrokerLogins;

/* One comparison that is asked for. */
typedef struct _WillowBrokerLogin WillowBrokerLogin;

typedef void (*WillowBrokerLoginFunc) (gboolean is_right, gpointer user_data);

WillowBrokerLogins *willow_broker_logins_new (WillowReactor *reactor);
/* Waits for what is being computed; what waits is dropped. All logins have to
 * be cancelled before. */
void willow_broker_logins_free (WillowBrokerLogins *logins);

/* Whether @password is right as far as is known: it was, for this very hash,
 * since the broker runs. */
gboolean willow_broker_logins_remember (WillowBrokerLogins *logins,
                                        const char         *user_name,
                                        WillowPassword     *kept,
                                        MqttSlice           password);

/**
 * willow_broker_logins_check:
 * @kept: (nullable): %NULL is never right
 * @is_decoy: never right, whatever is computed
 * @held_bytes: memory that waits for the answer
 * @func: on the broker's thread, from the loop, never from here
 *
 * Returns: (transfer full) (nullable): %NULL if too much waits already; else
 *   to be freed with willow_broker_login_cancel(), also in @func
 */
WillowBrokerLogin *willow_broker_logins_check (WillowBrokerLogins   *logins,
                                               const char           *user_name,
                                               WillowPassword       *kept,
                                               gboolean              is_decoy,
                                               MqttSlice             password,
                                               gsize                 held_bytes,
                                               WillowBrokerLoginFunc func,
                                               gpointer              user_data);
/* Afterwards its func is not called any more. */
void willow_broker_login_cancel (WillowBrokerLogin *login);

guint willow_broker_logins_get_n_waiting (const WillowBrokerLogins *logins);

G_END_DECLS
