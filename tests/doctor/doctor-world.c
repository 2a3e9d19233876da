/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-world.h"

#include "broker/willow-broker.h"
#include "fault/willow-fault-text.h"
#include "lib/silent-port.h"
#include "lib/test-loop.h"
#include "lib/test-pki.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <openssl/ocsp.h>
#include <string.h>

#define NAMES "DNS:localhost,IP:127.0.0.1"

struct _DoctorWorld
{
  GHashTable *values; /* name -> text, for the braces */
  GPtrArray  *brokers;
  char       *folder;
  SilentPort  silent;

  TestIdentity *authority;
  TestIdentity *stranger; /* an authority that nobody knows */
  TestIdentity *between;  /* of the authority */
};

static void
set_value (DoctorWorld *self, const char *name, char *value)
{
  g_hash_table_insert (self->values, g_strdup (name), value);
}

static void
set_port (DoctorWorld *self, const char *name, guint16 port)
{
  set_value (self, name, g_strdup_printf ("%u", port));
}

static void
save (DoctorWorld *self, const char *name, GBytes *content)
{
  set_value (self, name, test_pki_save (content, self->folder, name));
  g_bytes_unref (content);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static WillowBroker *
start_broker (DoctorWorld *self, const WillowBrokerConfig *config)
{
  WillowBroker *broker = willow_broker_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  willow_broker_start_async (broker, config, started_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  willow_broker_start_finish (broker, result, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->brokers, broker);
  return broker;
}

/* @tls: (transfer full) (nullable) */
static guint
add_listener (WillowBrokerConfig *config,
              WillowScheme        scheme,
              WillowTlsSettings  *tls)
{
  WillowBrokerListenerConfig *listener =
      willow_broker_config_add_listener (config, scheme, "127.0.0.1", 0);

  willow_broker_listener_config_set_tls (listener, tls);
  g_clear_pointer (&tls, willow_tls_settings_unref);
  return config->listeners->len - 1;
}

/* (transfer full): shows @identity, with @chain behind it */
static WillowTlsSettings *
show (const TestIdentity *identity, const TestIdentity *chain)
{
  WillowTlsSettings *tls = willow_tls_settings_new ();
  g_autoptr (GBytes) certificate = test_pki_dup_chain (identity, chain, NULL);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);

  willow_tls_settings_set_certificate (tls, certificate, key, NULL);
  return tls;
}

/* (transfer full): whose only peculiarity is in @spec */
static WillowTlsSettings *
show_one (const TestIdentity    *issuer,
          const TestCertificate *spec,
          const TestIdentity    *chain)
{
  g_autoptr (TestIdentity) identity = test_pki_issue (issuer, spec);

  return show (identity, chain);
}

static WillowTlsSettings *
ask_for_client (DoctorWorld *self, WillowTlsVersion maximum)
{
  const TestCertificate sound = { .name = "Server", .alternatives = NAMES };
  WillowTlsSettings    *tls = show_one (self->authority, &sound, NULL);
  g_autoptr (GBytes) authority = test_pki_dup_certificate (self->authority);

  willow_tls_settings_add_authorities (tls, authority);
  willow_tls_settings_set_require_certificate (tls, TRUE);
  willow_tls_settings_set_versions (tls, WILLOW_TLS_VERSION_DEFAULT, maximum);
  return tls;
}

static WillowTlsSettings *
show_revoked (DoctorWorld *self)
{
  const TestCertificate sound = { .name = "Revoked", .alternatives = NAMES };
  g_autoptr (TestIdentity) identity = test_pki_issue (self->authority, &sound);
  WillowTlsSettings *tls = show (identity, NULL);
  g_autoptr (GBytes) staple = test_pki_dup_staple (
      self->authority, self->authority, identity, V_OCSP_CERTSTATUS_REVOKED, 0);

  willow_tls_settings_set_staple (tls, staple);
  return tls;
}

static WillowTlsSettings *
show_weak (DoctorWorld *self)
{
  const TestCertificate weak = { .name = "Weak",
                                 .alternatives = NAMES,
                                 .key = "RSA:1024" };
  WillowTlsSettings    *tls = show_one (self->authority, &weak, NULL);

  willow_tls_settings_set_ciphers (tls, "DEFAULT@SECLEVEL=0");
  willow_tls_settings_set_allow_weak (tls, TRUE);
  return tls;
}

/* Certificates with one thing wrong each. */
static const struct
{
  const char     *name;
  gboolean        is_stranger; /* issued by one */
  gboolean        has_chain;   /* the issuer is sent along */
  gboolean        by_between;
  TestCertificate spec;
} flaws[] = {
  { "expired",
    .spec = { .name = "Old",
              .alternatives = NAMES,
              .not_before_days = -9,
              .not_after_days = -2 } },
  { "early",
    .spec = { .name = "New",
              .alternatives = NAMES,
              .not_before_days = 2,
              .not_after_days = 9 } },
  { "wrong-name",
    .spec = { .name = "Other", .alternatives = "DNS:elsewhere.example" } },
  { "unknown-authority",
    .is_stranger = TRUE,
    .has_chain = TRUE,
    .spec = { .name = "Strange", .alternatives = NAMES } },
  { "missing-between",
    .by_between = TRUE,
    .spec = { .name = "Deep", .alternatives = NAMES } },
  { "with-between",
    .by_between = TRUE,
    .has_chain = TRUE,
    .spec = { .name = "Deep", .alternatives = NAMES } },
  { "for-clients",
    .spec = { .name = "Wrong use",
              .alternatives = NAMES,
              .purpose = "clientAuth" } },
};

static void
add_flaws (DoctorWorld *self, WillowBrokerConfig *config, guint *places)
{
  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      const TestIdentity *issuer = flaws[i].is_stranger  ? self->stranger
                                   : flaws[i].by_between ? self->between
                                                         : self->authority;

      places[i] = add_listener (config,
                                WILLOW_SCHEME_MQTTS,
                                show_one (issuer,
                                          &flaws[i].spec,
                                          flaws[i].has_chain ? issuer : NULL));
    }
}

static void
start_flawed (DoctorWorld *self)
{
  const TestCertificate alone = { .name = "Alone", .alternatives = NAMES };
  g_auto (WillowBrokerConfig) config = { 0 };
  guint              places[G_N_ELEMENTS (flaws)];
  const char        *more[] = { "self-signed", "asks-1.3", "asks-1.2",
                                "revoked",     "weak",     "only-1.2" };
  guint              first;
  WillowBroker      *broker;
  GPtrArray         *bound;
  WillowTlsSettings *old;

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  add_flaws (self, &config, places);
  first = add_listener (
      &config, WILLOW_SCHEME_MQTTS, show_one (NULL, &alone, NULL));
  add_listener (&config,
                WILLOW_SCHEME_MQTTS,
                ask_for_client (self, WILLOW_TLS_VERSION_DEFAULT));
  add_listener (&config,
                WILLOW_SCHEME_MQTTS,
                ask_for_client (self, WILLOW_TLS_VERSION_1_2));
  add_listener (&config, WILLOW_SCHEME_MQTTS, show_revoked (self));
  add_listener (&config, WILLOW_SCHEME_MQTTS, show_weak (self));
  old = show_one (self->authority, &alone, NULL);
  willow_tls_settings_set_versions (
      old, WILLOW_TLS_VERSION_DEFAULT, WILLOW_TLS_VERSION_1_2);
  add_listener (&config, WILLOW_SCHEME_MQTTS, old);
  broker = start_broker (self, &config);
  bound = willow_broker_get_listeners (broker);
  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    set_port (self,
              flaws[i].name,
              ((WillowBrokerListenerConfig *)bound->pdata[places[i]])->port);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    set_port (self,
              more[i],
              ((WillowBrokerListenerConfig *)bound->pdata[first + i])->port);
}

/* Refuses, by Client Identifier, what its name says. */
static const char faults[] = "no-connack client=no-connack\n"
                             "no-connack client=no-connack-5.0\n"
                             "half-connack bytes=3 client=half-connack\n"
                             "refuse-subscription code=0x87 client=no-sub\n"
                             "drop packet=SUBACK client=no-suback\n"
                             "disconnect code=0x98 packet=CONNACK client=bye\n"
                             "close packet=CONNACK client=fin\n"
                             "reset packet=CONNACK client=rst\n"
                             "unknown-packet packet=CONNACK client=malformed\n";

static WillowFaultList *
make_faults (void)
{
  static const guint8 codes[] = { 1,    2,    3,    4,    5,    0x80, 0x81,
                                  0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
                                  0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99,
                                  0x9a, 0x9b, 0x9c, 0x9d, 0x9f };
  g_autoptr (GString) text = g_string_new (faults);
  g_autoptr (GError) error = NULL;
  WillowFaultList *list;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_string_append_printf (
        text, "refuse code=0x%02x client=c%02x\n", codes[i], codes[i]);
  g_string_append (text,
                   "refuse code=0x9c client=moved server=other.example:1884\n");
  list = willow_fault_list_parse (text->str, &error);
  g_assert_no_error (error);
  return list;
}

static void
start_sound (DoctorWorld *self)
{
  const TestCertificate sound = { .name = "Server", .alternatives = NAMES };
  g_auto (WillowBrokerConfig) config = { 0 };
  WillowBroker *broker;

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  config.faults = make_faults ();
  add_listener (
      &config, WILLOW_SCHEME_MQTTS, show_one (self->authority, &sound, NULL));
  add_listener (&config, WILLOW_SCHEME_WS, NULL);
  add_listener (
      &config, WILLOW_SCHEME_WSS, show_one (self->authority, &sound, NULL));
  broker = start_broker (self, &config);
  set_port (self, "mqtt", willow_broker_get_port (broker, WILLOW_SCHEME_MQTT));
  set_port (
      self, "mqtts", willow_broker_get_port (broker, WILLOW_SCHEME_MQTTS));
  set_port (self, "ws", willow_broker_get_port (broker, WILLOW_SCHEME_WS));
  set_port (self, "wss", willow_broker_get_port (broker, WILLOW_SCHEME_WSS));
}

/* A broker each: these faults know no Client Identifier. */
static void
start_websocket_fault (DoctorWorld *self, const char *name, const char *fault)
{
  g_auto (WillowBrokerConfig) config = { 0 };

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  config.faults = willow_fault_list_parse (fault, NULL);
  g_assert_nonnull (config.faults);
  add_listener (&config, WILLOW_SCHEME_WS, NULL);
  set_port (
      self,
      name,
      willow_broker_get_port (start_broker (self, &config), WILLOW_SCHEME_WS));
}

static void
make_clients (DoctorWorld *self)
{
  const TestCertificate spec = { .name = "Client", .purpose = "clientAuth" };
  g_autoptr (TestIdentity) client = test_pki_issue (self->authority, &spec);
  g_autoptr (TestIdentity) other = test_pki_issue (self->stranger, &spec);

  save (self, "ca", test_pki_dup_certificate (self->authority));
  save (self, "cert", test_pki_dup_certificate (client));
  save (self, "key", test_pki_dup_key (client, NULL));
  save (self, "locked-key", test_pki_dup_key (client, "open sesame"));
  save (self, "other-cert", test_pki_dup_certificate (other));
  save (self, "other-key", test_pki_dup_key (other, NULL));
  save (self, "no-cert", g_bytes_new_static ("nothing", 7));
  save (self, "passphrase", g_bytes_new_static ("wrong", 5));
}

/* A Unix socket whose server is gone. */
static void
leave_socket (DoctorWorld *self)
{
  char *path = g_build_filename (self->folder, "dead.sock", NULL);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX,
                                             G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT,
                                             NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  set_value (self, "dead-socket", path);
}

DoctorWorld *
doctor_world_new (void)
{
  const TestCertificate authority = { .name = "Authority",
                                      .is_authority = TRUE };
  const TestCertificate stranger = { .name = "Stranger", .is_authority = TRUE };
  const TestCertificate between = { .name = "Between", .is_authority = TRUE };
  DoctorWorld          *self = g_new0 (DoctorWorld, 1);

  self->values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->brokers = g_ptr_array_new_with_free_func (g_object_unref);
  self->folder = g_dir_make_tmp ("willow-doctor-XXXXXX", NULL);
  self->authority = test_pki_issue (NULL, &authority);
  self->stranger = test_pki_issue (NULL, &stranger);
  self->between = test_pki_issue (self->authority, &between);
  make_clients (self);
  leave_socket (self);
  silent_port_open (&self->silent);
  set_value (self, "silent", g_strdup (strrchr (self->silent.url, ':') + 1));
  set_port (self, "closed", test_loop_find_closed_port ());
  set_value (self, "long", g_strnfill (70000, 'x'));
  start_sound (self);
  start_flawed (self);
  start_websocket_fault (self, "ws-no-name", "ws-no-subprotocol");
  start_websocket_fault (self, "ws-wrong-accept", "ws-wrong-accept");
  start_websocket_fault (self, "ws-401", "ws-refuse status=401");
  start_websocket_fault (self, "ws-503", "ws-refuse status=503");
  start_websocket_fault (self, "ws-close", "ws-close");
  return self;
}

static void
stop_broker (WillowBroker *broker)
{
  g_autoptr (GAsyncResult) result = NULL;

  willow_broker_stop_async (broker, started_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (willow_broker_stop_finish (broker, result, NULL));
}

void
doctor_world_free (DoctorWorld *world)
{
  const char *name;
  g_autoptr (GDir) dir = g_dir_open (world->folder, 0, NULL);

  for (guint i = 0; i < world->brokers->len; i++)
    stop_broker (world->brokers->pdata[i]);
  g_ptr_array_unref (world->brokers);
  silent_port_close (&world->silent);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (world->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (world->folder);
  g_free (world->folder);
  test_pki_free (world->authority);
  test_pki_free (world->stranger);
  test_pki_free (world->between);
  g_hash_table_unref (world->values);
  g_free (world);
}

char **
doctor_world_build_arguments (DoctorWorld      *world,
                              const DoctorCase *test,
                              RawServer        *raw)
{
  GString       *text = g_string_new (test->arguments);
  GHashTableIter iter;
  gpointer       name, value;
  char         **arguments;

  if (raw != NULL)
    {
      g_autofree char *port = g_strdup_printf ("%u", raw_server_get_port (raw));

      g_string_replace (text, "{raw}", port, 0);
    }
  g_hash_table_iter_init (&iter, world->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *braces = g_strdup_printf ("{%s}", (char *)name);

      g_string_replace (text, braces, value, 0);
    }
  g_assert_null (strchr (text->str, '{'));
  arguments = g_strsplit (text->str, " ", -1);
  g_string_free (text, TRUE);
  return arguments;
}
