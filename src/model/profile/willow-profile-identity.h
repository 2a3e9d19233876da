/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"
#include "net/willow-certificate.h"

G_BEGIN_DECLS

/* Certificates and keys of a profile. They are taken in as content, whatever
 * they come in (PEM, DER, PKCS#12), and looked at before anybody connects. */

/* Keeps the certificates in @content as those that are trusted, and nothing
 * else of it. Trusts them instead of the system, unless the profile trusts
 * both. Returns: %FALSE if there are none, with a sentence */
gboolean willow_profile_import_authorities (WillowProfile *self,
                                            GBytes        *content,
                                            GError       **error);
/* (transfer full): a translated line about the profile's own authorities */
char *willow_profile_describe_authorities (WillowProfile *self);

/* One more that is trusted, beside those that are. */
void willow_profile_trust_authority (WillowProfile           *self,
                                     const WillowCertificate *certificate);
/* Only this one, whatever its chain and names. */
void willow_profile_pin_certificate (WillowProfile           *self,
                                     const WillowCertificate *certificate);

/**
 * willow_profile_import_identity:
 * @passphrase: (nullable)
 * @sentence: (out): what it was recognised as, and whether the parts fit
 * @error: (out): WILLOW_CERTIFICATE_ERROR; with _PASSPHRASE and
 *   _WRONG_PASSPHRASE the caller asks for one
 *
 * Takes our own certificate, its key, or both. A part that is not in @content
 * stays; a key that does not belong to the new certificate goes.
 */
gboolean willow_profile_import_identity (WillowProfile *self,
                                         GBytes        *content,
                                         GBytes        *passphrase,
                                         char         **sentence,
                                         GError       **error);
void     willow_profile_remove_identity (WillowProfile *self);

typedef enum
{
  WILLOW_OWN_NONE,
  WILLOW_OWN_READY,
  WILLOW_OWN_EXPIRED, /* or not yet valid */
  WILLOW_OWN_NO_KEY,
  WILLOW_OWN_MISMATCH,
  WILLOW_OWN_UNREADABLE, /* damaged, or the passphrase is missing */
} WillowIdentityState;

/* @sentence: (out) (optional): translated, of two lines at most */
WillowIdentityState willow_profile_check_identity (WillowProfile *self,
                                                   char         **sentence);

/* (transfer full): @certificate's days that are left, translated: "12 days
 * left", "expired 3 days ago", "valid in 2 days" */
char *willow_certificate_describe_days (const WillowCertificate *certificate);

G_END_DECLS
