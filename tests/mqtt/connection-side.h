/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/packet-builder.h"
#include "mqtt/mqtt-connection.h"

#include <string.h>

G_BEGIN_DECLS

/* One MqttConnection whose peer is the test: literal bytes in, literal bytes
 * expected out, a clock that the test moves. */
typedef struct
{
  MqttConnection *connection;
  MqttSession    *session;
  MqttRole        role;
  guint8          version;
  gint64          now_us;
  guint8         *fed; /* freed as soon as the contract allows */
  MqttEvent       event;
} Side;

/* @session: (nullable): taken over where not %NULL */
Side *side_new (MqttRole                     role,
                guint8                       version,
                const MqttConnectionOptions *options,
                MqttSession                 *session);
/* Gives the Session back, for the next connection. */
MqttSession *side_free_keep_session (Side *side);
void         side_free (Side *side);

/* In the state after CONNACK, with empty output and no events. The properties
 * (hexadecimal, version 5 only) are those of CONNECT and of CONNACK. */
Side *side_new_connected (MqttRole     role,
                          guint8       version,
                          MqttSession *session,
                          const char  *connect_properties,
                          const char  *connack_properties);
/* The same for a resumed Session: Session Present 1, output not yet looked at.
 */
Side *side_new_resumed (MqttRole     role,
                        guint8       version,
                        MqttSession *session,
                        const char  *connect_properties,
                        const char  *connack_properties);

/* Client: CONNECT out (checked by the caller or dropped), Server: CONNECT in.
 */
void side_begin (Side       *side,
                 gboolean    clean,
                 guint16     keep_alive_seconds,
                 const char *connect_properties);
/* Client: CONNACK in, Server: CONNACK out; the event of a Client is pulled. */
void side_complete (Side       *side,
                    gboolean    session_present,
                    guint8      code,
                    const char *connack_properties);

void side_feed (Side *side, const GByteArray *bytes);
void side_feed_hex (Side *side, const char *hex);
void side_drop_output (Side *side);

/* Everything that is waiting in the output, taken. */
GByteArray *side_take_output (Side *side);

#define side_expect_event(side, wanted)                                        \
  side_expect_event_at (side, wanted, G_STRLOC)
#define side_expect_no_event(side)                                             \
  side_expect_event_at (side, MQTT_EVENT_NONE, G_STRLOC)
#define side_expect_output(side, hex)                                          \
  side_expect_output_at (side, hex, G_STRLOC)
/* A violation with this reason and, where not %NULL, this normative id; then
 * the end. */
#define side_expect_violation(side, reason, id)                                \
  side_expect_violation_at (side, reason, id, G_STRLOC)

const MqttEvent      *
side_expect_event_at (Side *side, MqttEventType wanted, const char *where);
void side_expect_output_at (Side *side, const char *hex, const char *where);
void side_expect_violation_at (Side       *side,
                               guint8      reason,
                               const char *id,
                               const char *where);

/* Publishes what the test gave; @payload is text. */
gboolean side_publish (Side       *side,
                       const char *topic,
                       const char *payload,
                       MqttQos     qos,
                       gpointer    token,
                       GError    **error);
void     side_advance (Side *side, gint64 by_us);

/* Literal text for side_expect_output() and side_feed_hex(): a PUBLISH of one
 * byte first, in plain form, as hexadecimal. (transfer full) */
char *publish_hex (guint8      version,
                   guint8      qos,
                   gboolean    dup,
                   guint16     id,
                   const char *topic,
                   const char *payload);

/* One test per version: "/mqtt/connection/3.1.1/NAME". */
void add_for_versions (const char *name, void (*body) (guint8 version));
void add_for_5 (const char *name, void (*body) (guint8 version));

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Side, side_free)

G_END_DECLS
