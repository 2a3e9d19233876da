/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-certificate-bench.h"

#include "model/profile/willow-profile-identity.h"

#include <glib/gi18n-lib.h>

#define CLIENT_NAME "practice-client"

struct _WillowCertificateBench
{
  GObject parent_instance;

  WillowPracticeBroker   *broker;
  WillowPracticePki      *pki;
  WillowPracticeIdentity *server;
  WillowPracticeIdentity *client; /* (nullable): without mutual TLS */
  WillowTlsFacts         *seen;   /* (nullable) */
  char                   *problem;
  guint                   flaw;
  guint                   client_flaw;
  gboolean                mutual;
};

G_DEFINE_FINAL_TYPE (WillowCertificateBench,
                     willow_certificate_bench,
                     G_TYPE_OBJECT)

enum
{
  PROP_ACTIVE = 1,
  PROP_FLAW,
  PROP_CLIENT_FLAW,
  PROP_MUTUAL,
  PROP_PROBLEM,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  HANDSHAKE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *const server_names[] = { "localhost", "127.0.0.1", NULL };

static void
willow_certificate_bench_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  WillowCertificateBench *self = WILLOW_CERTIFICATE_BENCH (object);

  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->server != NULL);
      break;
    case PROP_FLAW:
      g_value_set_uint (value, self->flaw);
      break;
    case PROP_CLIENT_FLAW:
      g_value_set_uint (value, self->client_flaw);
      break;
    case PROP_MUTUAL:
      g_value_set_boolean (value, self->mutual);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_certificate_bench_set_property (GObject      *object,
                                       guint         id,
                                       const GValue *value,
                                       GParamSpec   *pspec)
{
  WillowCertificateBench *self = WILLOW_CERTIFICATE_BENCH (object);

  switch (id)
    {
    case PROP_FLAW:
      self->flaw = g_value_get_uint (value);
      break;
    case PROP_CLIENT_FLAW:
      self->client_flaw = g_value_get_uint (value);
      break;
    case PROP_MUTUAL:
      self->mutual = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
willow_certificate_bench_dispose (GObject *object)
{
  WillowCertificateBench *self = WILLOW_CERTIFICATE_BENCH (object);

  g_clear_object (&self->broker);
  g_clear_pointer (&self->client, willow_practice_identity_free);
  g_clear_pointer (&self->server, willow_practice_identity_free);
  g_clear_pointer (&self->pki, willow_practice_pki_free);
  g_clear_pointer (&self->seen, willow_tls_facts_unref);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (willow_certificate_bench_parent_class)->dispose (object);
}

static GParamSpec *
make_flaw_pspec (const char *name)
{
  return g_param_spec_uint (name,
                            NULL,
                            NULL,
                            0,
                            WILLOW_PRACTICE_N_FLAWS - 1,
                            WILLOW_PRACTICE_SOUND,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                G_PARAM_STATIC_STRINGS);
}

static void
willow_certificate_bench_class_init (WillowCertificateBenchClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags both =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = willow_certificate_bench_dispose;
  object_class->get_property = willow_certificate_bench_get_property;
  object_class->set_property = willow_certificate_bench_set_property;
  props[PROP_ACTIVE] =
      g_param_spec_boolean ("active", NULL, NULL, FALSE, readable);
  props[PROP_FLAW] = make_flaw_pspec ("flaw");
  props[PROP_CLIENT_FLAW] = make_flaw_pspec ("client-flaw");
  props[PROP_MUTUAL] = g_param_spec_boolean ("mutual", NULL, NULL, FALSE, both);
  props[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[HANDSHAKE] = g_signal_new ("handshake",
                                     WILLOW_TYPE_CERTIFICATE_BENCH,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     0);
}

static void
willow_certificate_bench_init (WillowCertificateBench *self)
{
}

static void
handshake_cb (WillowCertificateBench *self, WillowTlsFacts *facts)
{
  g_clear_pointer (&self->seen, willow_tls_facts_unref);
  self->seen = willow_tls_facts_ref (facts);
  g_signal_emit (self, signals[HANDSHAKE], 0);
}

WillowCertificateBench *
willow_certificate_bench_new (WillowPracticeBroker *broker)
{
  WillowCertificateBench *self =
      g_object_new (WILLOW_TYPE_CERTIFICATE_BENCH, NULL);

  self->broker = g_object_ref (broker);
  g_signal_connect_object (
      broker, "handshake", G_CALLBACK (handshake_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* @error: (transfer full) (nullable) */
static gboolean
take_problem (WillowCertificateBench *self, GError *error)
{
  g_free (self->problem);
  self->problem = error != NULL ? g_strdup (error->message) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
  if (error == NULL)
    return TRUE;
  g_error_free (error);
  return FALSE;
}

static WillowTlsSettings *
make_settings (WillowCertificateBench *self)
{
  WillowTlsSettings *settings = willow_tls_settings_new ();

  willow_tls_settings_set_certificate (
      settings, self->server->certificate, self->server->key, NULL);
  willow_tls_settings_set_issuer (
      settings,
      willow_practice_pki_get_authority (self->pki),
      willow_practice_pki_get_authority_key (self->pki));
  willow_tls_settings_set_system_trust (settings, FALSE);
  /* One of the flaws: it is to get as far as the client. */
  willow_tls_settings_set_allow_weak (settings,
                                      self->flaw == WILLOW_PRACTICE_WEAK_KEY);
  if (self->mutual)
    {
      willow_tls_settings_add_authorities (
          settings, willow_practice_pki_get_authority (self->pki));
      willow_tls_settings_set_require_certificate (settings, TRUE);
    }
  return settings;
}

gboolean
willow_certificate_bench_make (WillowCertificateBench *self)
{
  g_autoptr (WillowPracticeIdentity) server = NULL;
  g_autoptr (WillowPracticeIdentity) client = NULL;
  g_autoptr (WillowTlsSettings) settings = NULL;
  GError *error = NULL;

  g_return_val_if_fail (WILLOW_IS_CERTIFICATE_BENCH (self), FALSE);

  if (self->pki == NULL)
    self->pki = willow_practice_pki_new (g_get_real_time () / G_USEC_PER_SEC);
  server = willow_practice_pki_issue_server (
      self->pki, server_names, self->flaw, &error);
  if (server != NULL && self->mutual)
    client = willow_practice_pki_issue_client (
        self->pki, CLIENT_NAME, self->client_flaw, &error);
  if (error != NULL)
    return take_problem (self, error);
  g_clear_pointer (&self->server, willow_practice_identity_free);
  g_clear_pointer (&self->client, willow_practice_identity_free);
  self->server = g_steal_pointer (&server);
  self->client = g_steal_pointer (&client);
  g_clear_pointer (&self->seen, willow_tls_facts_unref);
  settings = make_settings (self);
  if (!willow_practice_broker_set_tls (self->broker, settings, &error))
    return take_problem (self, error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
  g_signal_emit (self, signals[HANDSHAKE], 0);
  return take_problem (self, NULL);
}

void
willow_certificate_bench_fill_profile (WillowCertificateBench *self,
                                       WillowProfile          *profile)
{
  guint16 port = willow_practice_broker_get_bound_port_of (self->broker,
                                                           WILLOW_SCHEME_MQTTS);
  g_autofree char *sentence = NULL;

  g_return_if_fail (WILLOW_IS_CERTIFICATE_BENCH (self));

  g_object_set (profile,
                "scheme",
                WILLOW_SCHEME_MQTTS,
                "host",
                "127.0.0.1",
                "tls-verify",
                TRUE,
                NULL);
  if (port != 0)
    g_object_set (profile, "port", (guint)port, NULL);
  if (self->pki != NULL)
    willow_profile_import_authorities (
        profile, willow_practice_pki_get_authority (self->pki), NULL);
  willow_profile_remove_identity (profile);
  if (self->client == NULL)
    return;
  willow_profile_import_identity (
      profile, self->client->certificate, NULL, &sentence, NULL);
  g_clear_pointer (&sentence, g_free);
  willow_profile_import_identity (
      profile, self->client->key, NULL, &sentence, NULL);
}

WillowTlsFacts *
willow_certificate_bench_get_seen (WillowCertificateBench *self)
{
  g_return_val_if_fail (WILLOW_IS_CERTIFICATE_BENCH (self), NULL);
  return self->seen;
}

gboolean
willow_certificate_bench_export (WillowCertificateBench *self,
                                 GFile                  *folder,
                                 GError                **error)
{
  g_autofree char   *path = g_file_get_path (folder);
  WillowPracticeFile files[] = {
    { "ca.pem", NULL, FALSE },     { "ca-key.pem", NULL, TRUE },
    { "server.pem", NULL, FALSE }, { "server-key.pem", NULL, TRUE },
    { "client.pem", NULL, FALSE }, { "client-key.pem", NULL, TRUE },
  };

  g_return_val_if_fail (self->server != NULL, FALSE);

  if (path == NULL)
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_NOT_SUPPORTED,
                           _ ("Choose a folder on this computer"));
      return FALSE;
    }
  files[0].content = willow_practice_pki_get_authority (self->pki);
  files[1].content = willow_practice_pki_get_authority_key (self->pki);
  files[2].content = self->server->certificate;
  files[3].content = self->server->key;
  if (self->client != NULL)
    {
      files[4].content = self->client->certificate;
      files[5].content = self->client->key;
    }
  return willow_practice_export (
      path, files, self->client != NULL ? 6 : 4, FALSE, error);
}
