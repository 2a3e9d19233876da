/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/**
 * WillowPasswordVault:
 *
 * Passwords of profiles while the program runs, and the way to the secret
 * service, where they stay. Nothing is written anywhere else.
 *
 * Signal "changed" (WillowProfile): its password is known now, or whether there
 * is a secret service.
 */
#define WILLOW_TYPE_PASSWORD_VAULT (willow_password_vault_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPasswordVault, willow_password_vault, WILLOW, PASSWORD_VAULT, GObject)

WillowPasswordVault *willow_password_vault_new (void);

/* Asks the secret service, once per profile; finishes at once if it has been
 * asked before. */
void willow_password_vault_load_async (WillowPasswordVault *self,
                                       WillowProfile       *profile,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* (transfer full) (nullable): NULL without error: none is stored. The error is
 * that of the secret service. */
GBytes *willow_password_vault_load_finish (WillowPasswordVault *self,
                                           GAsyncResult        *result,
                                           GError             **error);

/* (transfer none) (nullable): what is known without asking */
GBytes *willow_password_vault_peek (WillowPasswordVault *self,
                                    WillowProfile       *profile);

/* Remembers it, and stores it a short while after the last change. */
void willow_password_vault_set (WillowPasswordVault *self,
                                WillowProfile       *profile,
                                const char          *password);
void willow_password_vault_flush (WillowPasswordVault *self);

/* From now on the password of @profile is remembered and not stored, until it
 * is released. */
void willow_password_vault_hold (WillowPasswordVault *self,
                                 WillowProfile       *profile);
void willow_password_vault_release (WillowPasswordVault *self,
                                    WillowProfile       *profile);
void willow_password_vault_forget (WillowPasswordVault *self,
                                   WillowProfile       *profile);

/* Whether something is on its way to the secret service. */
gboolean willow_password_vault_get_saving (WillowPasswordVault *self);

/* FALSE once the secret service has failed. */
gboolean willow_password_vault_get_available (WillowPasswordVault *self);

G_END_DECLS
