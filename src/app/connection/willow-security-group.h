/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-secret-keeper.h"
#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* Whether TLS is spoken, whom it trusts, and what the server showed. */
#define WILLOW_TYPE_SECURITY_GROUP (willow_security_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowSecurityGroup,
                      willow_security_group,
                      WILLOW,
                      SECURITY_GROUP,
                      AdwPreferencesGroup)

/* @conversation: (nullable) */
void willow_security_group_set_conversation (WillowSecurityGroup *self,
                                             WillowConversation  *conversation);
void willow_security_group_set_keeper (WillowSecurityGroup *self,
                                       WillowSecretKeeper  *keeper);

G_END_DECLS
