/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/library/willow-password-vault.h"
#include "app/library/willow-secret-keeper.h"
#include "model/conversation/willow-conversation.h"
#include "model/practice/willow-practice-broker.h"
#include "model/profile/willow-profile-store.h"

G_BEGIN_DECLS

/**
 * WillowWorkspace:
 *
 * What all windows of one process share: profiles, their conversations,
 * passwords, the practice broker and the I/O thread of the clients.
 *
 * Signals: "conversation-added" (WillowConversation): one was made for a
 * profile; "profile-deleted" (WillowProfile): it is gone in a moment.
 */
#define WILLOW_TYPE_WORKSPACE (willow_workspace_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowWorkspace, willow_workspace, WILLOW, WORKSPACE, GObject)

/* @profiles: (nullable): NULL is the file in the user's config folder. Loads
 * it. NULL with @error if there can be no I/O thread. */
WillowWorkspace *willow_workspace_new (GFile *profiles, GError **error);

/* All (transfer none) */
WillowProfileStore   *willow_workspace_get_profiles (WillowWorkspace *self);
WillowPracticeBroker *willow_workspace_get_broker (WillowWorkspace *self);
WillowPasswordVault  *willow_workspace_get_vault (WillowWorkspace *self);
WillowSecretKeeper   *willow_workspace_get_keeper (WillowWorkspace *self);
WillowIoThread       *willow_workspace_get_io_thread (WillowWorkspace *self);

/* (transfer none): made on first use, kept as long as the profile */
WillowConversation *willow_workspace_get_conversation (WillowWorkspace *self,
                                                       WillowProfile *profile);
/* (transfer none) (nullable): NULL if it was never used */
WillowConversation *willow_workspace_find_conversation (WillowWorkspace *self,
                                                        WillowProfile *profile);

/* Ends its connection, forgets its password and its traffic. */
void willow_workspace_delete_profile (WillowWorkspace *self,
                                      WillowProfile   *profile);

/* Opens a URL: a profile that nobody keeps, with all that the URL says. Its
 * password is remembered and not stored. Nothing is sent. (transfer none) NULL
 * with @error */
WillowProfile *willow_workspace_open_url (WillowWorkspace *self,
                                          const char      *url,
                                          GError         **error);
/* Keeps what was opened by a URL; @with_password: that too. */
void willow_workspace_keep_profile (WillowWorkspace *self,
                                    WillowProfile   *profile,
                                    gboolean         with_password);

/* A name that no profile has: @wanted, or "@wanted 2" … (transfer full) */
char *willow_workspace_dup_free_name (WillowWorkspace *self,
                                      const char      *wanted);

/* (transfer none): the profile of the practice broker, made if there is none,
 * with the address that the broker has now. */
WillowProfile *willow_workspace_ensure_practice_profile (WillowWorkspace *self);

/* Says goodbye on all connections and writes what is not written yet. */
void willow_workspace_shut_down (WillowWorkspace *self);

G_END_DECLS
