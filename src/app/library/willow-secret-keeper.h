/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/**
 * WillowSecretKeeper:
 *
 * Brings the secrets of the way to the broker (see willow-profile-secrets.h) to
 * the profiles and from there to the secret service. Where there is none they
 * are known until the program ends. Nothing is written anywhere else.
 *
 * Properties (notify): "available" (boolean): %FALSE once the secret service
 * has failed.
 */
#define WILLOW_TYPE_SECRET_KEEPER (willow_secret_keeper_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowSecretKeeper, willow_secret_keeper, WILLOW, SECRET_KEEPER, GObject)

WillowSecretKeeper *willow_secret_keeper_new (void);

/* Saves its secrets a short while after each change. Once or more often. */
void willow_secret_keeper_watch (WillowSecretKeeper *self,
                                 WillowProfile      *profile);

/* Asks the secret service, once per profile that needs any; finishes at once if
 * there is nothing to ask. */
void willow_secret_keeper_load_async (WillowSecretKeeper *self,
                                      WillowProfile      *profile,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* %FALSE: they could not be asked for; what is known is in the profile */
gboolean willow_secret_keeper_load_finish (WillowSecretKeeper *self,
                                           GAsyncResult       *result);

void     willow_secret_keeper_flush (WillowSecretKeeper *self);
void     willow_secret_keeper_forget (WillowSecretKeeper *self,
                                      WillowProfile      *profile);
gboolean willow_secret_keeper_get_saving (WillowSecretKeeper *self);
gboolean willow_secret_keeper_get_available (WillowSecretKeeper *self);

G_END_DECLS
