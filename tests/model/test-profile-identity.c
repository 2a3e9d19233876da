/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-pki.h"

#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"

#include <openssl/pkcs12.h>
#include <string.h>

typedef struct
{
  TestIdentity  *identity;
  TestIdentity  *stranger;
  WillowProfile *profile;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const TestCertificate spec = { .name = "Device", .purpose = "clientAuth" };

  fixture->identity = test_pki_issue (NULL, &spec);
  fixture->stranger = test_pki_issue (NULL, &spec);
  fixture->profile = willow_profile_new ("Test");
  g_object_set (
      fixture->profile, "host", "h", "scheme", WILLOW_SCHEME_MQTTS, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_pki_free (fixture->identity);
  test_pki_free (fixture->stranger);
  g_object_unref (fixture->profile);
}

static void
import (Fixture *fixture, GBytes *content, const char *passphrase)
{
  g_autoptr (GBytes) secret =
      passphrase != NULL ? g_bytes_new (passphrase, strlen (passphrase)) : NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  willow_profile_import_identity (
      fixture->profile, content, secret, &sentence, &error);
  g_assert_no_error (error);
  g_assert_nonnull (sentence);
}

static void
assert_refused (Fixture *fixture, GBytes *content, int code)
{
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (willow_profile_import_identity (
      fixture->profile, content, NULL, &sentence, &error));
  g_assert_error (error, WILLOW_CERTIFICATE_ERROR, code);
  g_assert_null (sentence);
}

static void
assert_state (Fixture *fixture, WillowIdentityState expected)
{
  g_autofree char *sentence = NULL;

  g_assert_cmpint (willow_profile_check_identity (fixture->profile, &sentence),
                   ==,
                   expected);
  g_assert_cmpuint (strlen (sentence), >, 10);
}

/* Whatever is public is a property, and nothing else. */
static void
assert_no_key_in_properties (Fixture *fixture)
{
  g_autofree char *certificate = NULL;

  g_object_get (fixture->profile, "tls-certificate", &certificate, NULL);
  g_assert_null (strstr (certificate, "PRIVATE KEY"));
}

static void
test_two_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GBytes) key = test_pki_dup_key (fixture->identity, NULL);

  assert_state (fixture, WILLOW_OWN_NONE);
  import (fixture, certificate, NULL);
  assert_state (fixture, WILLOW_OWN_NO_KEY);
  import (fixture, key, NULL);
  assert_state (fixture, WILLOW_OWN_READY);
  assert_no_key_in_properties (fixture);
  willow_profile_remove_identity (fixture->profile);
  assert_state (fixture, WILLOW_OWN_NONE);
  g_assert_null (
      willow_profile_get_secret (fixture->profile, WILLOW_SECRET_TLS_KEY));
  /* The key first. */
  import (fixture, key, NULL);
  import (fixture, certificate, NULL);
  assert_state (fixture, WILLOW_OWN_READY);
}

static void
test_one_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GBytes) key = test_pki_dup_key (fixture->identity, NULL);
  g_autofree char *both =
      g_strdup_printf ("junk\r\n%.*s%.*s",
                       (int)g_bytes_get_size (key),
                       (const char *)g_bytes_get_data (key, NULL),
                       (int)g_bytes_get_size (certificate),
                       (const char *)g_bytes_get_data (certificate, NULL));
  g_autoptr (GBytes) content = g_bytes_new (both, strlen (both));

  import (fixture, content, NULL);
  assert_state (fixture, WILLOW_OWN_READY);
  assert_no_key_in_properties (fixture);
}

static void
test_mismatch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GBytes) other = test_pki_dup_certificate (fixture->stranger);
  g_autoptr (GBytes) key = test_pki_dup_key (fixture->stranger, NULL);

  import (fixture, certificate, NULL);
  import (fixture, key, NULL);
  assert_state (fixture, WILLOW_OWN_MISMATCH);
  import (fixture, other, NULL);
  assert_state (fixture, WILLOW_OWN_READY);
  /* A certificate of somebody else, and the key of the old one goes. */
  import (fixture, certificate, NULL);
  assert_state (fixture, WILLOW_OWN_NO_KEY);
}

static void
test_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GBytes) key = test_pki_dup_key (fixture->identity, "hunter2");
  g_autoptr (GBytes) wrong = g_bytes_new_static ("wrong", 5);
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *kept;

  import (fixture, certificate, NULL);
  assert_refused (fixture, key, WILLOW_CERTIFICATE_ERROR_PASSPHRASE);
  g_assert_false (willow_profile_import_identity (
      fixture->profile, key, wrong, &sentence, &error));
  g_assert_error (error,
                  WILLOW_CERTIFICATE_ERROR,
                  WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE);
  assert_state (fixture, WILLOW_OWN_NO_KEY);
  import (fixture, key, "hunter2");
  assert_state (fixture, WILLOW_OWN_READY);
  kept = willow_profile_get_secret (fixture->profile, WILLOW_SECRET_TLS_KEY);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (kept, NULL),
                                  (gssize)g_bytes_get_size (kept),
                                  "ENCRYPTED PRIVATE KEY"));
}

static GBytes *
make_pkcs12 (Fixture *fixture, const char *passphrase)
{
  PKCS12 *store = PKCS12_create (passphrase,
                                 "Device",
                                 fixture->identity->key,
                                 fixture->identity->x509,
                                 NULL,
                                 0,
                                 0,
                                 0,
                                 0,
                                 0);
  guint8 *der = NULL;
  int     len = i2d_PKCS12 (store, &der);
  GBytes *bytes = g_bytes_new (der, (gsize)len);

  OPENSSL_free (der);
  PKCS12_free (store);
  return bytes;
}

static void
test_pkcs12 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) content = make_pkcs12 (fixture, "hunter2");

  assert_refused (fixture, content, WILLOW_CERTIFICATE_ERROR_PASSPHRASE);
  import (fixture, content, "hunter2");
  assert_state (fixture, WILLOW_OWN_READY);
  assert_no_key_in_properties (fixture);
}

/* What is chosen by mistake is said, and leaves what is there. */
static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);

  import (fixture, certificate, NULL);
  assert_refused (fixture, text, WILLOW_CERTIFICATE_ERROR_UNKNOWN);
  assert_refused (fixture, empty, WILLOW_CERTIFICATE_ERROR_UNKNOWN);
  assert_state (fixture, WILLOW_OWN_NO_KEY);
}

static void
test_expired (Fixture *fixture, gconstpointer data)
{
  const TestCertificate spec = { .name = "Old",
                                 .not_before_days = -20,
                                 .not_after_days = -10 };
  g_autoptr (TestIdentity) old = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (old);
  g_autoptr (GBytes) key = test_pki_dup_key (old, NULL);
  g_autofree char *sentence = NULL;

  import (fixture, certificate, NULL);
  import (fixture, key, NULL);
  g_assert_cmpint (willow_profile_check_identity (fixture->profile, &sentence),
                   ==,
                   WILLOW_OWN_EXPIRED);
  g_assert_nonnull (strstr (sentence, "expired"));
}

/* As they were proposed, and what they were proposed for. */
static void
test_proposals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = test_pki_dup_certificate (fixture->identity);
  g_autoptr (WillowCertificateInspection) found =
      willow_certificate_inspect (pem, NULL);
  g_autofree char *pins = NULL;
  g_autofree char *authorities = NULL;
  guint            trust;

  willow_profile_pin_certificate (fixture->profile,
                                  found->certificates->pdata[0]);
  g_object_get (fixture->profile, "tls-trust", &trust, "tls-pins", &pins, NULL);
  g_assert_cmpuint (trust, ==, WILLOW_TRUST_PINNED);
  g_assert_cmpuint (strlen (pins), ==, 95);
  willow_profile_trust_authority (fixture->profile,
                                  found->certificates->pdata[0]);
  willow_profile_trust_authority (fixture->profile,
                                  found->certificates->pdata[0]);
  g_object_get (fixture->profile,
                "tls-trust",
                &trust,
                "tls-authorities",
                &authorities,
                NULL);
  g_assert_cmpuint (trust, ==, WILLOW_TRUST_OWN);
  g_assert_cmpmem (authorities,
                   strlen (authorities),
                   g_bytes_get_data (pem, NULL),
                   g_bytes_get_size (pem));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add (                                                                 \
      "/model/profile-identity/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("two-files", test_two_files);
  ADD ("one-file", test_one_file);
  ADD ("mismatch", test_mismatch);
  ADD ("passphrase", test_passphrase);
  ADD ("pkcs12", test_pkcs12);
  ADD ("garbage", test_garbage);
  ADD ("expired", test_expired);
  ADD ("proposals", test_proposals);
#undef ADD
  return g_test_run ();
}
