/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-plan.h"

#include "net/willow-tls-settings.h"

#include <string.h>

#define KEEP_ALIVE_SECONDS 60

/* In the order in which they are usual. */
static const char *const paths[] = { "/mqtt", "/ws", "/", "/mqtt/" };

static void
add (GPtrArray   *tries,
     WillowScheme scheme,
     const char  *host,
     guint16      port,
     const char  *path)
{
  WillowDoctorTry *try = g_new0 (WillowDoctorTry, 1);

  try->endpoint = willow_endpoint_new (
      scheme,
      host,
      port,
      scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS ? path : NULL);
  try->version = MQTT_VERSION_3_1_1;
  g_ptr_array_add (tries, try);
}

/* The usual port of another scheme. */
static void
add_ports (GPtrArray *tries, const WillowEndpoint *own)
{
  for (WillowScheme scheme = WILLOW_SCHEME_MQTT; scheme <= WILLOW_SCHEME_WSS;
       scheme++)
    {
      guint16 port = willow_scheme_get_default_port (scheme);

      if (port != own->port)
        add (tries, scheme, own->host, port, paths[0]);
    }
}

/* The same port in other protocols. */
static void
add_schemes (GPtrArray *tries, const WillowEndpoint *own)
{
  const char *path = own->path != NULL ? own->path : paths[0];

  for (WillowScheme scheme = WILLOW_SCHEME_MQTT; scheme <= WILLOW_SCHEME_WSS;
       scheme++)
    if (scheme != own->scheme || scheme == WILLOW_SCHEME_MQTT)
      add (tries, scheme, own->host, own->port, path);
}

static void
add_paths (GPtrArray *tries, const WillowEndpoint *own, WillowScheme scheme)
{
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (scheme != own->scheme || g_strcmp0 (own->path, paths[i]) != 0)
      add (tries, scheme, own->host, own->port, paths[i]);
}

/* One other: two with the same Client Identifier would take each other over. */
static void
add_version (GPtrArray *tries, const WillowDoctorAttempt *attempt)
{
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);
  WillowDoctorTry *try = g_new0 (WillowDoctorTry, 1);

  try->endpoint = willow_endpoint_copy (own);
  try->is_own = TRUE;
  try->version =
      willow_client_options_get_version (attempt->options) == MQTT_VERSION_5_0
          ? MQTT_VERSION_3_1_1
          : MQTT_VERSION_5_0;
  g_ptr_array_add (tries, try);
}

/* The version may be the reason. To a server that says "later" it is none, and
 * without an Authentication Method the password would be sent as it is. */
static gboolean
may_be_version (const WillowDoctorAttempt *attempt,
                const WillowDiagnosis     *diagnosis)
{
  if (willow_client_options_get_authentication_method (attempt->options) !=
      NULL)
    return FALSE;
  switch ((guint)willow_diagnosis_get_verdict (diagnosis))
    {
    case WILLOW_VERDICT_NO_CONNACK:
    case WILLOW_VERDICT_CONNACK_INCOMPLETE:
    case WILLOW_VERDICT_ANSWER_INVALID:
    case WILLOW_VERDICT_ANSWERED_IN_3:
    case WILLOW_VERDICT_CLOSED_AFTER_CONNACK:
      return TRUE;
    case WILLOW_VERDICT_CANNOT_TELL:
      return willow_diagnosis_get_stage (diagnosis) == WILLOW_STAGE_CONNACK;
    case WILLOW_VERDICT_REFUSED:
    case WILLOW_VERDICT_DISCONNECTED:
      return willow_diagnosis_get_actor (diagnosis) != WILLOW_ACTOR_NOBODY;
    default:
      return FALSE;
    }
}

GPtrArray *
willow_doctor_plan (const WillowDoctorAttempt *attempt,
                    const WillowDiagnosis     *diagnosis,
                    gboolean                   try_versions)
{
  GPtrArray *tries = g_ptr_array_new_with_free_func (willow_doctor_try_free);
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);

  if (try_versions && may_be_version (attempt, diagnosis))
    add_version (tries, attempt);
  if (own->socket_path != NULL)
    return tries;
  switch ((guint)willow_diagnosis_get_verdict (diagnosis))
    {
    case WILLOW_VERDICT_TCP_REFUSED:
    case WILLOW_VERDICT_TCP_SILENT:
      add_ports (tries, own);
      break;
    case WILLOW_VERDICT_CANNOT_TELL:
    case WILLOW_VERDICT_NO_CONNACK:
    case WILLOW_VERDICT_TLS_SILENT:
    case WILLOW_VERDICT_WEBSOCKET_SILENT:
    case WILLOW_VERDICT_PORT_SPEAKS_TLS:
    case WILLOW_VERDICT_PORT_SPEAKS_MQTT:
      add_schemes (tries, own);
      break;
    case WILLOW_VERDICT_PORT_SPEAKS_HTTP:
      add_paths (tries, own, WILLOW_SCHEME_WS);
      add_paths (tries, own, WILLOW_SCHEME_WSS);
      break;
    case WILLOW_VERDICT_WEBSOCKET_NOT_FOUND:
    case WILLOW_VERDICT_WEBSOCKET_NOT_UPGRADED:
    case WILLOW_VERDICT_WEBSOCKET_REFUSED:
    case WILLOW_VERDICT_WEBSOCKET_SUBPROTOCOL:
      add_paths (tries, own, own->scheme);
      break;
    default:
      break;
    }
  return tries;
}

WillowClientOptions *
willow_doctor_change_options (const WillowClientOptions *own,
                              MqttVersion                version,
                              const char                *client_id,
                              guint                      timeout_ms)
{
  WillowClientOptions *options = willow_client_options_copy (own);

  willow_client_options_set_version (options, version);
  if (client_id != NULL)
    willow_client_options_set_client_id (options, client_id);
  willow_client_options_set_connect_timeout_ms (options, timeout_ms);
  return options;
}

char *
willow_doctor_make_client_id (void)
{
  return g_strdup_printf ("willow-doctor-%08x", (guint)g_random_int ());
}

/* The same way as far as the proxy; behind it nobody is told who we are, and
 * nobody is believed. */
static WillowConnectorSettings *
build_stranger (const WillowClientOptions *own)
{
  WillowConnectorSettings *settings = willow_connector_settings_new ();
  WillowConnectorSettings *theirs = willow_client_options_get_connector (own);
  g_autoptr (WillowTlsSettings) tls = willow_tls_settings_new ();

  willow_tls_settings_set_verify (tls, FALSE);
  willow_connector_settings_set_tls (settings, tls);
  if (theirs != NULL)
    {
      const WillowProxy *proxy = willow_connector_settings_get_proxy (theirs);

      willow_connector_settings_set_proxy (settings,
                                           proxy->kind,
                                           proxy->host,
                                           proxy->port,
                                           proxy->user_name,
                                           proxy->password);
    }
  return settings;
}

WillowClientOptions *
willow_doctor_build_try (const WillowDoctorTry     *try,
                         const WillowClientOptions *own,
                         guint                      timeout_ms)
{
  WillowClientOptions  *options;
  const WillowEndpoint *there = willow_client_options_get_endpoint (own);
  g_autoptr (WillowConnectorSettings) settings = NULL;
  g_autofree char *client_id = NULL;

  if (try->is_own)
    return willow_doctor_change_options (own, try->version, NULL, timeout_ms);
  options = willow_client_options_new ();
  client_id = willow_doctor_make_client_id ();
  willow_client_options_set_endpoint (options, try->endpoint);
  willow_client_options_set_version (options, try->version);
  willow_client_options_set_client_id (options, client_id);
  willow_client_options_set_keep_alive_seconds (options, KEEP_ALIVE_SECONDS);
  willow_client_options_set_connect_timeout_ms (options, timeout_ms);
  /* Another path of the same server: that has seen all of it already. */
  if (try->endpoint->scheme == there->scheme &&
      try->endpoint->port == there->port && there->path != NULL)
    willow_client_options_set_connector (
        options, willow_client_options_get_connector (own));
  else
    {
      settings = build_stranger (own);
      willow_client_options_set_connector (options, settings);
    }
  return options;
}
