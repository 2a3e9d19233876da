/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/practice/willow-rule-list.h"
#include "model/practice/willow-user-list.h"

G_BEGIN_DECLS

/**
 * WillowPracticeAccess:
 *
 * Who may come into the practice broker, and what they may do there. Main
 * thread.
 *
 * Properties (notify): "known-only" (boolean, read-write: nobody comes in
 * without the name and password of a user; %FALSE unless set), "problem"
 * (string, nullable: what is wrong with the files, a line for each mistake).
 *
 * Signal "changed": willow_practice_access_dup() has another answer now.
 */
#define WILLOW_TYPE_PRACTICE_ACCESS (willow_practice_access_get_type ())
G_DECLARE_FINAL_TYPE (WillowPracticeAccess,
                      willow_practice_access,
                      WILLOW,
                      PRACTICE_ACCESS,
                      GObject)

WillowPracticeAccess *willow_practice_access_new (void);

/**
 * willow_practice_access_open:
 * @folder: made where it is not there
 *
 * Takes users and rules from the files "users" and "rules" in it, and keeps
 * each change there, for the owner only (0600). Until then they are in memory.
 *
 * While a file has a mistake nothing is taken of it, and nobody may do what it
 * could forbid. It is set aside, as "….old", by the first change of its list,
 * and by willow_practice_access_begin_anew().
 */
void willow_practice_access_open (WillowPracticeAccess *self,
                                  const char           *folder);
/* (nullable) */
const char *willow_practice_access_get_folder (WillowPracticeAccess *self);
void        willow_practice_access_begin_anew (WillowPracticeAccess *self);

gboolean    willow_practice_access_get_known_only (WillowPracticeAccess *self);
void        willow_practice_access_set_known_only (WillowPracticeAccess *self,
                                                   gboolean              known_only);
const char *willow_practice_access_get_problem (WillowPracticeAccess *self);
/* Whether a file could not be read, so that its list is not the one meant. */
gboolean willow_practice_access_is_broken (WillowPracticeAccess *self);

/* Both (transfer none): to be changed as wanted */
WillowUserList *willow_practice_access_get_users (WillowPracticeAccess *self);
WillowRuleList *willow_practice_access_get_rules (WillowPracticeAccess *self);

/* (transfer full) (nullable): for the broker; %NULL: everybody may do
 * everything */
WillowBrokerAccess *willow_practice_access_dup (WillowPracticeAccess *self);
/* (transfer full): the same in words */
char *willow_practice_access_tell (WillowPracticeAccess *self);

G_END_DECLS
