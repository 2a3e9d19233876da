/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What can be wrong with a certificate on purpose; exactly one thing each. */
typedef enum
{
  WILLOW_PRACTICE_SOUND,
  WILLOW_PRACTICE_EXPIRED,
  WILLOW_PRACTICE_NOT_YET_VALID,
  WILLOW_PRACTICE_WRONG_NAME, /* servers only */
  WILLOW_PRACTICE_UNKNOWN_AUTHORITY,
  WILLOW_PRACTICE_MISSING_INTERMEDIATE,
  WILLOW_PRACTICE_WRONG_PURPOSE,
  WILLOW_PRACTICE_WEAK_KEY, /* see willow_tls_settings_set_allow_weak() */
  WILLOW_PRACTICE_SELF_SIGNED,
  WILLOW_PRACTICE_N_FLAWS,
} WillowPracticeFlaw;

/* For command lines and files: "expired", "not-yet-valid" … */
const char *willow_practice_flaw_get_id (WillowPracticeFlaw flaw);
gboolean willow_practice_flaw_parse (const char *id, WillowPracticeFlaw *flaw);
/* Translated */
const char *willow_practice_flaw_get_name (WillowPracticeFlaw flaw);
/* One sentence, translated: what the other side will see. */
const char *willow_practice_flaw_get_sentence (WillowPracticeFlaw flaw);
/* Wrong names exist only where a name is looked at: at servers. */
gboolean willow_practice_flaw_suits_clients (WillowPracticeFlaw flaw);

/**
 * WillowPracticePki:
 *
 * A certificate authority for lessons and tests, and what it issues, all of it
 * as content. Every subject says that it is unsafe, and so does a comment line
 * in every PEM. Belongs to one thread; makes keys, which takes some
 * milliseconds each.
 */
typedef struct _WillowPracticePki WillowPracticePki;

/**
 * WillowPracticeIdentity:
 * @certificate: PEM, with the chain behind it that is to be sent
 * @key: PEM (PKCS#8), not encrypted, overwritten with the last reference
 */
typedef struct
{
  GBytes *certificate;
  GBytes *key;
} WillowPracticeIdentity;

/* @now_s: seconds since 1970; all dates are made from it. (transfer full) */
WillowPracticePki *willow_practice_pki_new (gint64 now_s);

/**
 * willow_practice_pki_open:
 * @authority: as willow_practice_pki_get_authority()
 * @key: as willow_practice_pki_get_authority_key()
 * @error: (out): WILLOW_CERTIFICATE_ERROR: they are no such pair
 *
 * Goes on with one that was kept.
 *
 * Returns: (transfer full) (nullable):
 */
WillowPracticePki *willow_practice_pki_open (GBytes  *authority,
                                             GBytes  *key,
                                             gint64   now_s,
                                             GError **error);
void               willow_practice_pki_free (WillowPracticePki *pki);

/* (transfer none): PEM; the one to trust */
GBytes *willow_practice_pki_get_authority (WillowPracticePki *pki);
GBytes *willow_practice_pki_get_authority_key (WillowPracticePki *pki);

/**
 * willow_practice_pki_issue_server:
 * @names: (array zero-terminated=1): host names and addresses; at least one
 * @error: (out): G_IO_ERROR_INVALID_ARGUMENT: a name is none
 *
 * Returns: (transfer full) (nullable):
 */
WillowPracticeIdentity *
willow_practice_pki_issue_server (WillowPracticePki *pki,
                                  const char *const *names,
                                  WillowPracticeFlaw flaw,
                                  GError           **error);

/**
 * willow_practice_pki_issue_client:
 * @common_name: 1 to 64 characters; with an "@" it is an e-mail address among
 *   the alternative names, too, and if it can be one, a host name
 * @flaw: one that suits clients
 * @error: (out): G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full) (nullable):
 */
WillowPracticeIdentity      *
willow_practice_pki_issue_client (WillowPracticePki *pki,
                                       const char        *common_name,
                                       WillowPracticeFlaw flaw,
                                       GError           **error);
void willow_practice_identity_free (WillowPracticeIdentity *identity);

/**
 * willow_practice_identity_dup_pkcs12:
 * @passphrase: not empty
 *
 * Certificate, chain and key in one (PKCS#12, AES-256).
 *
 * Returns: (transfer full):
 */
GBytes *
willow_practice_identity_dup_pkcs12 (const WillowPracticeIdentity *identity,
                                     const char                   *passphrase);

/* @name: of the file, in the folder */
typedef struct
{
  const char *name;
  GBytes     *content;
  gboolean    is_secret; /* mode 0600 */
} WillowPracticeFile;

/**
 * willow_practice_export:
 * @directory: made if it does not exist
 * @overwrite: %FALSE: nothing is written if one of them exists
 * @error: (out): G_FILE_ERROR; %G_FILE_ERROR_EXIST names the first that exists
 */
gboolean willow_practice_export (const char               *directory,
                                 const WillowPracticeFile *files,
                                 guint                     n_files,
                                 gboolean                  overwrite,
                                 GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPracticePki, willow_practice_pki_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPracticeIdentity,
                               willow_practice_identity_free)

G_END_DECLS
