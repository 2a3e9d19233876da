/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"
#include "model/conversation/willow-ending-log.h"
#include "model/conversation/willow-diagnoser.h"
#include "model/traffic/willow-findings-log.h"
#include "model/profile/willow-profile.h"
#include "model/conversation/willow-subscription-keeper.h"
#include "model/traffic/willow-topic-tree.h"
#include "trace/willow-trace-list.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_CONVERSATION (willow_conversation_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowConversation, willow_conversation, WILLOW, CONVERSATION, GObject)

/**
 * WillowConversation:
 *
 * A profile at work: its client, everything that crossed the wire, and the
 * views of it. Takes records from the queue in batches at up to 20 Hz and feeds
 * store and topic tree.
 *
 * Properties (notify): "state" (WillowClientState as uint), "status" (string:
 * one sentence for the header: connecting, connected since…, refused…, lost…),
 * "connected" (boolean), "busy" (boolean: connecting), "waiting" (boolean: for
 * the next attempt to connect), "problem" (string, nullable: stays until
 * dismissed), "n-messages" (uint64), "n-packets" (uint64), "filter" (string,
 * read-only).
 */
WillowConversation *willow_conversation_new (WillowProfile  *profile,
                                             WillowIoThread *io_thread);

/* @password: (nullable). Connects, then subscribes what the profile lists and
 * enables. */
void willow_conversation_connect (WillowConversation *self, GBytes *password);
/* Neither connects any further, nor tries again. */
void willow_conversation_cancel (WillowConversation *self);
void willow_conversation_disconnect (WillowConversation  *self,
                                     WillowDisconnectMode mode);
/* @properties: (nullable): of DISCONNECT (5.0), as mqtt_properties_append_*()
 * encode them */
void willow_conversation_disconnect_with (WillowConversation  *self,
                                          WillowDisconnectMode mode,
                                          GBytes              *properties);
void willow_conversation_publish_async (WillowConversation *self,
                                        const char         *topic,
                                        GBytes             *payload,
                                        MqttQos             qos,
                                        gboolean            retain,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/* (transfer full): a translated sentence about the acknowledgement, e.g.
 * "PUBACK after 3 ms"; NULL with @error */
char *willow_conversation_publish_finish (WillowConversation *self,
                                          GAsyncResult       *result,
                                          GError            **error);

WillowProfile *willow_conversation_get_profile (WillowConversation *self);
WillowClient  *willow_conversation_get_client (WillowConversation *self);
/* What the doctor says about it. */
WillowDiagnoser  *willow_conversation_get_diagnoser (WillowConversation *self);
WillowTraceStore *willow_conversation_get_store (WillowConversation *self);
WillowTraceList  *willow_conversation_get_packets (WillowConversation *self);
WillowTraceList  *willow_conversation_get_messages (WillowConversation *self);
WillowTopicTree  *willow_conversation_get_topics (WillowConversation *self);
/* What is wrong with the packets; judges nothing until it is started. */
WillowFindingsLog *willow_conversation_get_findings (WillowConversation *self);
/* What became of the profile's subscriptions. */
WillowSubscriptionKeeper *
willow_conversation_get_subscriptions (WillowConversation *self);
/* How its connections ended, and whether it tries again. */
WillowEndingLog  *willow_conversation_get_endings (WillowConversation *self);
WillowClientState willow_conversation_get_state (WillowConversation *self);
const char       *willow_conversation_get_status (WillowConversation *self);
const char       *willow_conversation_get_problem (WillowConversation *self);
guint64           willow_conversation_get_n_packets (WillowConversation *self);
guint64           willow_conversation_get_n_messages (WillowConversation *self);
/* (nullable): Topic Name of record @serial where it is a PUBLISH that names it
 * by its Topic Alias only (5.0); NULL for all others, which carry their own */
const char *willow_conversation_get_aliased_topic (WillowConversation *self,
                                                   guint64             serial);
/**
 * willow_conversation_set_filter:
 * @text: as in docs/filter.md; an empty one shows everything again
 * @column: (out) (optional): where the mistake is, in characters from 1
 *
 * What packets and messages show from now on; the records stay. With a mistake
 * everything stays as it is.
 */
gboolean willow_conversation_set_filter (WillowConversation *self,
                                         const char         *text,
                                         guint              *column,
                                         GError            **error);
/* "" shows everything. (transfer none) */
const char *willow_conversation_get_filter (WillowConversation *self);

/* (transfer full) (element-type WillowProfileSubscription): those by which the
 * PUBLISH in @item came; none for anything else, and for what was sent */
GPtrArray *willow_conversation_find_subscriptions (WillowConversation *self,
                                                   WillowTraceItem    *item);
void       willow_conversation_dismiss_problem (WillowConversation *self);
void       willow_conversation_clear (WillowConversation *self);
/* A note of the server's, beside the packets, if the connection is the one with
 * that port: the number of the record's connection. */
void willow_conversation_add_note (WillowConversation *self,
                                   const WillowRecord *note);

G_END_DECLS
