/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-topic.h"

G_BEGIN_DECLS

/* What one level of a filter and one of a topic are to each other. */
typedef enum
{
  WILLOW_LEVEL_SAME,
  WILLOW_LEVEL_ANY,     /* "+" */
  WILLOW_LEVEL_REST,    /* "#": this level and all that follow, or none */
  WILLOW_LEVEL_DIFFERS, /* from here on they do not match */
  WILLOW_LEVEL_MISSING, /* the topic has no such level */
  WILLOW_LEVEL_MORE,    /* the filter has no such level */
  WILLOW_LEVEL_DOLLAR,  /* a wildcard at the start, and "$" [MQTT-4.7.2-1] */
} WillowLevelVerdict;

typedef struct
{
  WillowLevelVerdict verdict;
  char              *filter; /* (nullable) */
  char              *topic;  /* (nullable); for REST all levels that are left */
} WillowMatchLevel;

/**
 * WillowTopicMatch:
 * @matches: what mqtt_topic_filter_matches() says
 * @levels: (element-type WillowMatchLevel): up to the first that does not
 * @sentence: why, translated
 */
typedef struct
{
  gboolean   matches;
  GPtrArray *levels;
  char      *sentence;
} WillowTopicMatch;

/**
 * willow_topic_match_new:
 *
 * Whether @filter matches @topic, and why: level by level. Either may be
 * invalid, of which nothing matches.
 */
WillowTopicMatch *willow_topic_match_new (const char *filter,
                                          const char *topic);
void              willow_topic_match_free (WillowTopicMatch *match);

/* What the levels alone say: for tests, which compare it with @matches. */
gboolean willow_topic_match_levels_agree (const WillowTopicMatch *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTopicMatch, willow_topic_match_free)

G_END_DECLS
