/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* A file that could make us slow to read is no list of rules. */
#define WILLOW_ACCESS_FILE_MAX_BYTES (16u * 1024u * 1024u)

typedef enum
{
  WILLOW_ACCESS_READ = 1 << 0,
  WILLOW_ACCESS_WRITE = 1 << 1,
  WILLOW_ACCESS_SUBSCRIBE = 1 << 2, /* our own; see WillowBrokerAccess */
  WILLOW_ACCESS_DENY = 1 << 3,      /* none of these; alone */
  WILLOW_ACCESS_READ_WRITE = WILLOW_ACCESS_READ | WILLOW_ACCESS_WRITE,
} WillowAccess;

/* One line of an acl_file. */
typedef struct
{
  gboolean is_pattern; /* for everybody; %u and %c in @filter are replaced by
                          user name and Client Identifier */
  char *user_name;     /* (nullable): without a pattern: %NULL is whoever
                          comes without a user name */
  WillowAccess access;
  char        *filter;
} WillowAccessRule;

WillowAccessRule *willow_access_rule_new (gboolean     is_pattern,
                                          const char  *user_name,
                                          WillowAccess access,
                                          const char  *filter);
WillowAccessRule *willow_access_rule_copy (const WillowAccessRule *rule);
void              willow_access_rule_free (WillowAccessRule *rule);

/* "read", "write", "readwrite", "subscribe", "deny" */
const char *willow_access_to_name (WillowAccess access);
gboolean    willow_access_from_name (const char *name, WillowAccess *access);

/**
 * willow_access_rules_parse:
 * @text: lines as in mosquitto's acl_file: "user NAME", "topic [ACCESS]
 *   FILTER", "pattern [ACCESS] FILTER"
 * @problems: (element-type utf8): gets "FILE:LINE: sentence" for each line that
 *   is wrong
 *
 * Returns: (transfer full) (element-type WillowAccessRule): in order, of the
 *   lines that are right
 */
GPtrArray *willow_access_rules_parse (const char *text,
                                      gsize       len,
                                      const char *file_name,
                                      GPtrArray  *problems);

/* (transfer full): a file that willow_access_rules_parse() reads as @rules, in
 * the order patterns, nobody, users */
char *willow_access_rules_to_text (GPtrArray *rules);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowAccessRule, willow_access_rule_free)

G_END_DECLS
