/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-granted.h"
#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/* Shared by willow-granted*.c only. The two packets, and the rows so far. */
typedef struct
{
  MqttVersion        version;
  const guint8      *connect_data;
  const guint8      *connack_data;
  const MqttConnect *connect;
  const MqttConnack *connack;
  guint16            topic_aliases;
  GPtrArray         *rows; /* of WillowGrantedRow */
} WillowGrantedCase;

/* Texts that each version has its own of: sections, ids. */
#define WILLOW_BY_VERSION(version, for_3_1, for_3_1_1, for_5_0)                \
  ((version) == MQTT_VERSION_3_1     ? (for_3_1)                               \
   : (version) == MQTT_VERSION_3_1_1 ? (for_3_1_1)                             \
                                     : (for_5_0))

/* A row at the end, as asked until something else is found. @name: translated
 */
WillowGrantedRow *willow_granted_add (WillowGrantedCase *about,
                                      const char        *key,
                                      const char        *name,
                                      const char        *section);
/* The same of a property of CONNACK. */
WillowGrantedRow *willow_granted_add_property (WillowGrantedCase *about,
                                               const char        *key,
                                               MqttPropertyId     id);

/* Takes @text. (transfer full) */
void willow_granted_set_asked (WillowGrantedRow *row, char *text);
void willow_granted_set_granted (WillowGrantedRow *row, char *text);
void willow_granted_set_means (WillowGrantedRow *row, char *text);
void willow_granted_set_wrong (WillowGrantedRow *row, const char *id);

/* Whether CONNECT, or CONNACK, has the property; @row remembers where. */
gboolean willow_granted_asks (const WillowGrantedCase *about,
                              WillowGrantedRow        *row,
                              MqttPropertyId           id,
                              MqttProperty            *property);
gboolean willow_granted_says (const WillowGrantedCase *about,
                              WillowGrantedRow        *row,
                              MqttPropertyId           id,
                              MqttProperty            *property);
/* Bytes of a field, which are views into the packet. */
void willow_granted_point_at_asked (const WillowGrantedCase *about,
                                    WillowGrantedRow        *row,
                                    MqttSlice                field,
                                    gsize                    before);

/* (transfer full): a text of a packet, quoted, that can be shown */
char *willow_granted_quote (MqttSlice text);
/* (transfer full): @text (transfer full), which nobody has said */
char *willow_granted_unsaid (char *text);
/* Seconds that the Session is kept for: what CONNACK says, or CONNECT. */
guint32 willow_granted_get_expiry_seconds (const WillowGrantedCase *about);

/* willow-granted-session.c: who, for how long. */
void willow_granted_tell_session (WillowGrantedCase *about);
void willow_granted_tell_expiry (WillowGrantedCase *about);
void willow_granted_tell_client_id (WillowGrantedCase *about);
void willow_granted_tell_keep_alive (WillowGrantedCase *about);
void willow_granted_tell_will (WillowGrantedCase *about);
void willow_granted_tell_login (WillowGrantedCase *about);

/* willow-granted-limits.c: what can be sent. @all: also what nobody has said */
void willow_granted_tell_limits (WillowGrantedCase *about, gboolean all);

/* willow-granted-words.c: what is said in words, and agreed beside. */
void willow_granted_tell_words (WillowGrantedCase *about, gboolean all);

G_END_DECLS
