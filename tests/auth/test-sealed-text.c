/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-sealed-text.h"

#include <string.h>

#define PASSPHRASE "open sesame"
#define TEXT "{\"profiles\":[]}"

static GBytes *
make_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Made by Python's hashlib.scrypt and AESGCM of its package cryptography. */
static void
fill_vector (WillowSealedText *sealed, guint8 *data)
{
  static const guint8 vector[] = {
    0xf8, 0x0c, 0x04, 0xa3, 0xc5, 0xa5, 0x08, 0x8a, 0xf0, 0xf6, 0xf5,
    0x9f, 0x99, 0x7b, 0x0e, 0xe5, 0xdd, 0x2d, 0xc8, 0xc9, 0x26, 0xa1,
    0xdf, 0x95, 0x41, 0x3b, 0x3c, 0xc2, 0x80, 0x39, 0xbd,
  };

  sealed->n = 1024;
  sealed->r = 8;
  sealed->p = 1;
  for (guint i = 0; i < sizeof sealed->salt; i++)
    sealed->salt[i] = (guint8)i;
  for (guint i = 0; i < sizeof sealed->nonce; i++)
    sealed->nonce[i] = (guint8)(100 + i);
  memcpy (data, vector, sizeof vector);
  sealed->data = g_bytes_new (data, sizeof vector);
}

static void
test_vector (void)
{
  WillowSealedText sealed = { 0 };
  guint8           data[64];
  g_autoptr (GBytes) passphrase = make_bytes (PASSPHRASE);
  g_autoptr (GBytes) text = NULL;

  fill_vector (&sealed, data);
  g_assert_true (willow_sealed_text_is_sane (&sealed));
  text = willow_sealed_text_open (&sealed, passphrase);
  g_assert_nonnull (text);
  g_assert_cmpmem (g_bytes_get_data (text, NULL),
                   g_bytes_get_size (text),
                   TEXT,
                   strlen (TEXT));
  g_bytes_unref (sealed.data);
}

/* Any bit of it, and of what it depends on. */
static void
test_changed (void)
{
  WillowSealedText sealed = { 0 };
  guint8           data[64];
  g_autoptr (GBytes) passphrase = make_bytes (PASSPHRASE);
  g_autoptr (GBytes) other = make_bytes (PASSPHRASE " ");

  fill_vector (&sealed, data);
  g_assert_null (willow_sealed_text_open (&sealed, other));
  sealed.salt[3] ^= 1;
  g_assert_null (willow_sealed_text_open (&sealed, passphrase));
  sealed.salt[3] ^= 1;
  sealed.nonce[11] ^= 0x80;
  g_assert_null (willow_sealed_text_open (&sealed, passphrase));
  sealed.nonce[11] ^= 0x80;
  sealed.n = 2048;
  g_assert_null (willow_sealed_text_open (&sealed, passphrase));
  sealed.n = 1024;
  for (gsize i = 0; i < g_bytes_get_size (sealed.data); i++)
    {
      g_autoptr (GBytes) original = sealed.data;
      g_autoptr (GBytes) text = NULL;

      data[i] ^= 4;
      sealed.data = g_bytes_new (data, g_bytes_get_size (original));
      data[i] ^= 4;
      text = willow_sealed_text_open (&sealed, passphrase);
      g_assert_null (text);
      g_bytes_unref (sealed.data);
      sealed.data = g_steal_pointer (&original);
    }
  g_bytes_unref (sealed.data);
}

static void
test_round_trip (void)
{
  g_autoptr (GBytes) passphrase = make_bytes ("密码");
  g_autoptr (GBytes) plain = make_bytes (TEXT);
  g_autoptr (WillowSealedText) first =
      willow_sealed_text_new (plain, passphrase);
  g_autoptr (WillowSealedText) second =
      willow_sealed_text_new (plain, passphrase);
  g_autoptr (GBytes) text = NULL;

  g_assert_nonnull (first);
  g_assert_true (willow_sealed_text_is_sane (first));
  g_assert_false (g_bytes_equal (first->data, second->data));
  g_assert_true (memcmp (first->salt, second->salt, sizeof first->salt) != 0);
  g_assert_true (memcmp (first->nonce, second->nonce, sizeof first->nonce) !=
                 0);
  text = willow_sealed_text_open (first, passphrase);
  g_assert_true (g_bytes_equal (text, plain));
}

/* Numbers of a stranger must not take all memory, or for ever. */
static void
test_sane (void)
{
  static const struct
  {
    guint64  n;
    guint    r, p;
    gboolean sane;
  } cases[] = {
    { 2, 1, 1, TRUE },
    { 131072, 8, 1, TRUE },
    { 524288, 8, 1, TRUE },
    { 1048576, 8, 1, FALSE },
    { 0, 8, 1, FALSE },
    { 1, 8, 1, FALSE },
    { 1000, 8, 1, FALSE },
    { 1024, 0, 1, FALSE },
    { 1024, 8, 0, FALSE },
    { 1024, 8, 17, FALSE },
    { 1024, 1000, 1, FALSE },
    { (guint64)1 << 62, 8, 1, FALSE },
    { G_MAXUINT64, 8, 1, FALSE },
  };
  WillowSealedText sealed = { 0 };
  guint8           data[64];
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) whole = NULL;

  fill_vector (&sealed, data);
  whole = sealed.data;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sealed.n = cases[i].n;
      sealed.r = cases[i].r;
      sealed.p = cases[i].p;
      g_assert_cmpint (willow_sealed_text_is_sane (&sealed), ==, cases[i].sane);
    }
  fill_vector (&sealed, data);
  g_bytes_unref (sealed.data);
  sealed.data = nothing;
  g_assert_false (willow_sealed_text_is_sane (&sealed));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sealed-text/vector", test_vector);
  g_test_add_func ("/sealed-text/changed", test_changed);
  g_test_add_func ("/sealed-text/round-trip", test_round_trip);
  g_test_add_func ("/sealed-text/sane", test_sane);
  return g_test_run ();
}
