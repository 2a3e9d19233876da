/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509v3.h>

G_BEGIN_DECLS

/* For willow-practice-*.c only: one certificate and its key. */
typedef struct
{
  X509     *x509;
  EVP_PKEY *key;
} WillowPracticeIssued;

/* What is to be made. */
typedef struct
{
  const char    *common_name;
  gboolean       is_authority;
  gboolean       is_weak;
  const char    *purpose; /* (nullable) */
  GENERAL_NAMES *names;   /* (nullable): borrowed */
  int            from_days;
  int            to_days;
} WillowPracticeSpec;

/* @issuer: (nullable): signed by itself. Never fails: everything in @spec is
 * our own or was looked at. */
WillowPracticeIssued willow_practice_issue (const WillowPracticeIssued *issuer,
                                            gint64                      now_s,
                                            const WillowPracticeSpec   *spec);
WillowPracticeIssued willow_practice_issue_authority (
    const WillowPracticeIssued *issuer, gint64 now_s, const char *name);
void willow_practice_issued_clear (WillowPracticeIssued *issued);

/* PEM, with the comment. (transfer full) */
GBytes *willow_practice_dup_certificate (X509 *x509);
GBytes *willow_practice_dup_key (EVP_PKEY *key);

G_END_DECLS
