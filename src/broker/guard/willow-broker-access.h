/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-password.h"
#include "auth/willow-scram-users.h"
#include "broker/guard/willow-access-rule.h"

G_BEGIN_DECLS

/**
 * WillowBrokerAccess:
 *
 * Who may come in, and who may do what: users with their hashed passwords, the
 * rule for those who come without a name, and a list of rules for topics.
 * Filled by the one who made it, then shared and immutable; atomically
 * reference counted.
 *
 * Users: without a list of them (willow_broker_access_add_user() and
 * willow_broker_access_read_users() were never called) nobody's name is proved;
 * with anonymous access names are then taken as they are claimed.
 *
 * Rules: without a list of them everybody may do everything. With one, what no
 * rule allows is forbidden. Rules of the user come first, patterns after them;
 * within each, "deny" comes first, wherever it stands. SUBSCRIBE is granted as
 * mosquitto does it, whatever it asks for, and what must not be read is never
 * delivered; if there is a "subscribe" rule for somebody, one of these has to
 * cover the Topic Filter.
 */
typedef struct _WillowBrokerAccess WillowBrokerAccess;

WillowBrokerAccess *willow_broker_access_new (void);
WillowBrokerAccess *willow_broker_access_ref (WillowBrokerAccess *self);
void                willow_broker_access_unref (WillowBrokerAccess *self);

/* %TRUE unless set. */
void willow_broker_access_set_anonymous (WillowBrokerAccess *self,
                                         gboolean            anonymous);
/* The last one of a name counts. Whose hash is of WILLOW_PASSWORD_SCRAM comes
 * in by SCRAM-SHA-256 as well. */
void willow_broker_access_add_user (WillowBrokerAccess *self,
                                    const char         *name,
                                    WillowPassword     *password);
void willow_broker_access_add_rule (WillowBrokerAccess     *self,
                                    const WillowAccessRule *rule);

/**
 * willow_broker_access_read_users:
 * @text: a password file; see willow_password_file_parse()
 * @problems: (element-type utf8): gets "FILE:LINE: sentence"
 *
 * Returns: whether all was right
 */
gboolean willow_broker_access_read_users (WillowBrokerAccess *self,
                                          const char         *text,
                                          gsize               len,
                                          const char         *file_name,
                                          GPtrArray          *problems);
/* The same for an acl_file; see willow_access_rules_parse() */
gboolean willow_broker_access_read_rules (WillowBrokerAccess *self,
                                          const char         *text,
                                          gsize               len,
                                          const char         *file_name,
                                          GPtrArray          *problems);

/**
 * willow_broker_access_load:
 * @password_file: (nullable): path
 * @acl_file: (nullable): path
 *
 * Reads the files from the disk, for the start and again for a reload. Nothing
 * is taken of files with a mistake: half a list of rules is another list.
 *
 * Returns: (transfer full) (nullable): @error has one line for each mistake
 */
WillowBrokerAccess *willow_broker_access_load (const char *password_file,
                                               const char *acl_file,
                                               gboolean    anonymous,
                                               GError    **error);

gboolean willow_broker_access_get_anonymous (const WillowBrokerAccess *self);
gboolean willow_broker_access_has_users (const WillowBrokerAccess *self);
gboolean willow_broker_access_has_rules (const WillowBrokerAccess *self);
/* Whether somebody who proves nothing may publish something. */
gboolean willow_broker_access_is_open (const WillowBrokerAccess *self);
/* (nullable): nobody of this name, or without a password */
WillowPassword *willow_broker_access_find_user (const WillowBrokerAccess *self,
                                                const char               *name);
/* Whether somebody of this name still comes in: of the list, or as claimed. */
gboolean willow_broker_access_knows (const WillowBrokerAccess *self,
                                     const char               *name);
/* (nullable): any user's: to take as long for somebody who is unknown */
WillowPassword *willow_broker_access_get_decoy (const WillowBrokerAccess *self);
/* (nullable): nobody can use SCRAM */
WillowScramUsers *
willow_broker_access_get_scram_users (const WillowBrokerAccess *self);
/* (element-type WillowAccessRule) */
GPtrArray *willow_broker_access_get_rules (const WillowBrokerAccess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerAccess, willow_broker_access_unref)

G_END_DECLS
