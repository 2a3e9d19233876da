/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/guard/willow-broker-access.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define WILLOW_TYPE_RULE (willow_rule_get_type ())
G_DECLARE_FINAL_TYPE (WillowRule, willow_rule, WILLOW, RULE, GObject)

/**
 * WillowRule:
 *
 * One line of an acl_file, immutable. Properties "user-name" (nullable),
 * "is-pattern", "access" (as in the file), "filter".
 *
 * willow_rule_new() returns %NULL with G_IO_ERROR_INVALID_ARGUMENT for what
 * cannot stand in a file.
 */
WillowRule *willow_rule_new (gboolean     is_pattern,
                             const char  *user_name,
                             WillowAccess access,
                             const char  *filter,
                             GError     **error);
/* (transfer none) */
const WillowAccessRule *willow_rule_get (WillowRule *self);

#define WILLOW_TYPE_RULE_LIST (willow_rule_list_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowRuleList, willow_rule_list, WILLOW, RULE_LIST, GObject)

/**
 * WillowRuleList:
 *
 * GListModel of WillowRule, in the order of the file. Main thread.
 */
WillowRuleList *willow_rule_list_new (void);

/* Replaces all; a file that is not there is an empty one. Returns %FALSE with
 * one line for each mistake, and the list as it was. */
gboolean
willow_rule_list_load (WillowRuleList *self, const char *path, GError **error);
/* Sorted by user, as willow_access_rules_to_text() does it; comments of a file
 * that was made by hand are lost. */
gboolean
willow_rule_list_save (WillowRuleList *self, const char *path, GError **error);

/* At the end. */
void willow_rule_list_add (WillowRuleList *self, WillowRule *rule);
void willow_rule_list_change (WillowRuleList *self,
                              guint           position,
                              WillowRule     *rule);
void willow_rule_list_remove (WillowRuleList *self, guint position);

/* Puts all of them into @access: none of them forbids everything. */
void willow_rule_list_fill (WillowRuleList *self, WillowBrokerAccess *access);

G_END_DECLS
