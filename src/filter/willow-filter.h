/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-control-packet.h"
#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

/**
 * WillowFilter:
 *
 * What is to be shown of all that crossed the wire, as one expression
 * (docs/filter.md). Immutable after parsing, atomically reference counted, and
 * may be used by several threads at once.
 */
typedef struct _WillowFilter WillowFilter;

#define WILLOW_FILTER_ERROR (willow_filter_error_quark ())
GQuark willow_filter_error_quark (void);
typedef enum
{
  WILLOW_FILTER_ERROR_SYNTAX,
  WILLOW_FILTER_ERROR_FIELD, /* there is no such field */
  WILLOW_FILTER_ERROR_VALUE, /* the value is none for this field */
  WILLOW_FILTER_ERROR_TOO_LONG,
} WillowFilterError;

/**
 * willow_filter_parse:
 * @text: UTF-8; an empty one lets everything through
 * @column: (out) (optional): where the mistake is, in characters from 1
 * @error: a translated sentence, without the column
 *
 * Times of day are of the local time zone.
 *
 * Returns: (transfer full) (nullable):
 */
WillowFilter *
willow_filter_parse (const char *text, guint *column, GError **error);
WillowFilter *willow_filter_ref (WillowFilter *filter);
void          willow_filter_unref (WillowFilter *filter);

/* Whether it lets everything through. */
gboolean willow_filter_is_empty (const WillowFilter *filter);

/**
 * WillowFilterSubject:
 * @data: the whole packet or record
 * @packet: (nullable): the same decoded, %NULL where it cannot be, or is none
 * @topic: Topic Name of a PUBLISH, also where the packet has only its alias
 *
 * What a filter is asked about.
 */
typedef struct
{
  WillowRecordKind  kind;
  WillowDirection   direction;
  guint32           connection;
  gint64            wall_us;
  MqttSlice         data;
  const MqttPacket *packet;
  MqttSlice         topic;
} WillowFilterSubject;

gboolean willow_filter_matches (const WillowFilter        *filter,
                                const WillowFilterSubject *subject);

/**
 * willow_filter_matches_view:
 * @alias_topic: (nullable): Topic Name of a PUBLISH that has only an alias
 *
 * Decodes the record as far as the filter needs it.
 */
gboolean willow_filter_matches_view (const WillowFilter    *filter,
                                     const WillowTraceView *view,
                                     const char            *alias_topic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFilter, willow_filter_unref)

G_END_DECLS
