/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "auth/willow-sasl-prep.h"
#include "auth/willow-scram-client.h"
#include "auth/willow-scram-server.h"

#include <string.h>

#define NONCE "rOprNGfwEbeRWgbNEkqO"

static WillowScramUsers *
get_users (void)
{
  static WillowScramUsers *users;
  WillowScramCredentials   credentials;

  if (users != NULL)
    return users;
  users = willow_scram_users_new ();
  willow_scram_credentials_derive (&credentials, "pencil", 6, NULL, 0, 0, NULL);
  willow_scram_users_add (users, "user", &credentials, NULL);
  return users;
}

/* Whatever comes after the first line is the second message. */
static void
serve (const guint8 *first, gsize first_len, const guint8 *last, gsize last_len)
{
  g_autoptr (WillowScramServer) server =
      willow_scram_server_new (get_users (), NONCE);
  g_autofree char *challenge =
      willow_scram_server_challenge (server, first, first_len, NULL);
  g_autofree char *proof = NULL;

  proof = willow_scram_server_finish (server, last, last_len, NULL);
  /* Nobody gets in by chance. */
  g_assert_null (proof);
  if (challenge == NULL)
    return;
  g_assert_true (g_utf8_validate (challenge, -1, NULL));
  g_assert_true (g_str_has_prefix (challenge, "r="));
}

static void
ask (const guint8 *first, gsize first_len, const guint8 *last, gsize last_len)
{
  g_autoptr (WillowScramClient) client =
      willow_scram_client_new ("user", "pencil", 6, NONCE, NULL);
  g_autofree char *start = willow_scram_client_start (client);
  g_autofree char *answer =
      willow_scram_client_answer (client, first, first_len, NULL);

  g_assert_false (willow_scram_client_verify (client, last, last_len, NULL));
  if (answer != NULL)
    g_assert_true (g_str_has_prefix (answer, "c=biws,r=" NONCE));
}

static void
check_prep (const guint8 *data, gsize len)
{
  g_autofree char *once = willow_sasl_prep ((const char *)data, len);
  g_autofree char *twice = NULL;

  if (once == NULL)
    return;
  twice = willow_sasl_prep (once, strlen (once));
  g_assert_cmpstr (once, ==, twice);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *feed = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize         first_len = feed != NULL ? (gsize)(feed - data) : size;
  const guint8 *last = feed != NULL ? feed + 1 : NULL;
  gsize         last_len = feed != NULL ? size - first_len - 1 : 0;

  serve (data, first_len, last, last_len);
  ask (data, first_len, last, last_len);
  check_prep (data, size);
  return 0;
}
