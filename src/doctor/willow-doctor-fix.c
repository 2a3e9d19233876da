/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-fix.h"

#include <glib/gi18n.h>
#include <string.h>

/* What every Server takes: 3.1.1 section 3.1.3.1 */
#define CLIENT_ID_LEN 12u
/* Names of a certificate that are offered. */
#define NAMES_MAX 3u

void
willow_doctor_fix_take (WillowDiagnosis *diagnosis,
                        char            *sentence,
                        char            *warning,
                        GVariantDict    *changes)
{
  WillowDoctorFix *fix = g_new0 (WillowDoctorFix, 1);

  fix->sentence = sentence;
  fix->warning = warning;
  fix->changes = g_variant_ref_sink (g_variant_dict_end (changes));
  g_ptr_array_add (diagnosis->fixes, fix);
}

void
willow_doctor_fix_add_scheme (WillowDiagnosis *diagnosis,
                              WillowScheme     scheme,
                              guint16          port,
                              const char      *path)
{
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);
  gboolean has_path = path != NULL && (scheme == WILLOW_SCHEME_WS ||
                                       scheme == WILLOW_SCHEME_WSS);
  gboolean is_open = scheme == WILLOW_SCHEME_MQTT || scheme == WILLOW_SCHEME_WS;

  g_variant_dict_insert (changes, "scheme", "u", (guint32)scheme);
  g_variant_dict_insert (changes, "port", "u", (guint32)port);
  if (has_path)
    g_variant_dict_insert (changes, "path", "s", path);
  willow_doctor_fix_take (
      diagnosis,
      has_path ? g_strdup_printf (_ ("Use %s:// on port %u with the path %s"),
                                  willow_scheme_get_name (scheme),
                                  port,
                                  path)
               : g_strdup_printf (_ ("Use %s:// on port %u"),
                                  willow_scheme_get_name (scheme),
                                  port),
      is_open
          ? g_strdup (_ ("Nothing is encrypted then, the password included."))
          : NULL,
      changes);
}

static void
add_text (WillowDiagnosis *diagnosis,
          char            *sentence,
          char            *warning,
          const char      *property,
          const char      *value)
{
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);

  g_variant_dict_insert (changes, property, "s", value);
  willow_doctor_fix_take (diagnosis, sentence, warning, changes);
}

static void
add_flag (WillowDiagnosis *diagnosis,
          const char      *sentence,
          const char      *property,
          gboolean         value)
{
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);

  g_variant_dict_insert (changes, property, "b", value);
  willow_doctor_fix_take (diagnosis, g_strdup (sentence), NULL, changes);
}

static void
add_version (WillowDiagnosis *diagnosis, MqttVersion version)
{
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);

  g_variant_dict_insert (changes, "version", "u", (guint32)version);
  willow_doctor_fix_take (
      diagnosis,
      g_strdup_printf (_ ("Use MQTT %s"), mqtt_version_get_name (version)),
      NULL,
      changes);
}

static void
add_versions (WillowDiagnosis *diagnosis, const WillowDoctorAttempt *attempt)
{
  MqttVersion own = willow_client_options_get_version (attempt->options);

  if (own != MQTT_VERSION_3_1_1)
    add_version (diagnosis, MQTT_VERSION_3_1_1);
  if (own != MQTT_VERSION_5_0)
    add_version (diagnosis, MQTT_VERSION_5_0);
}

static void
add_client_id (WillowDiagnosis *diagnosis)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  char              id[CLIENT_ID_LEN + 1] = "willow";

  for (gsize i = strlen (id); i < CLIENT_ID_LEN; i++)
    id[i] = letters[g_random_int_range (0, sizeof letters - 1)];
  id[CLIENT_ID_LEN] = '\0';
  add_text (diagnosis,
            g_strdup_printf (_ ("Use the Client Identifier “%s”"), id),
            NULL,
            "client-id",
            id);
}

static void
fix_client_id (WillowDiagnosis *diagnosis, const WillowDoctorAttempt *attempt)
{
  MqttConnect connect;

  willow_client_options_get_connect (attempt->options, &connect);
  /* [MQTT-3.1.3-8] */
  if (connect.client_id.len == 0 && !connect.clean_start)
    add_flag (diagnosis, _ ("Use Clean Session"), "clean-start", TRUE);
  add_client_id (diagnosis);
}

/* What was found by trying, the encrypted ways first. */
static void
add_found (WillowDiagnosis *diagnosis, GPtrArray *tries)
{
  static const WillowScheme schemes[] = {
    WILLOW_SCHEME_MQTTS,
    WILLOW_SCHEME_WSS,
    WILLOW_SCHEME_MQTT,
    WILLOW_SCHEME_WS,
  };

  for (guint s = 0; tries != NULL && s < G_N_ELEMENTS (schemes); s++)
    for (guint i = 0; i < tries->len; i++)
      {
        const WillowDoctorTry *try = tries->pdata[i];

        if (!try->is_own && try->endpoint->scheme == schemes[s] &&
            willow_doctor_try_works (try))
          willow_doctor_fix_add_scheme (
              diagnosis, schemes[s], try->endpoint->port, try->endpoint->path);
      }
}

static void
fix_certificate_name (WillowDiagnosis           *diagnosis,
                      const WillowDoctorAttempt *attempt)
{
  const WillowPhase *tls =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TLS);
  const WillowCertificate *leaf;
  guint                    n = 0;

  if (tls == NULL || tls->tls == NULL || tls->tls->chain->len == 0)
    return;
  leaf = tls->tls->chain->pdata[0];
  for (guint i = 0; leaf->names[i] != NULL && n < NAMES_MAX; i++)
    {
      const char *colon = strchr (leaf->names[i], ':');
      gboolean    is_name = g_str_has_prefix (leaf->names[i], "DNS:") ||
                         g_str_has_prefix (leaf->names[i], "IP:");

      if (!is_name || colon == NULL || strchr (colon, '*') != NULL)
        continue;
      n++;
      add_text (diagnosis,
                g_strdup_printf (_ ("Connect to the name “%s”"), colon + 1),
                NULL,
                "host",
                colon + 1);
      add_text (diagnosis,
                g_strdup_printf (_ ("Expect the name “%s” in the certificate"),
                                 colon + 1),
                g_strdup (_ ("Only if you know that this is the server's "
                             "name.")),
                "tls-verify-name",
                colon + 1);
    }
}

/* A certificate that nobody vouches for can be believed as it is, by somebody
 * who compared it. Verification is never switched off. */
static void
fix_trust (WillowDiagnosis *diagnosis, const WillowDoctorAttempt *attempt)
{
  const WillowPhase *tls =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TLS);
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);
  const WillowCertificate *leaf;

  if (tls == NULL || tls->tls == NULL || tls->tls->chain->len == 0)
    return;
  leaf = tls->tls->chain->pdata[0];
  g_variant_dict_insert (changes, "tls-trust", "u", WILLOW_DOCTOR_TRUST_PINNED);
  g_variant_dict_insert (changes, "tls-pins", "s", leaf->fingerprint);
  willow_doctor_fix_take (
      diagnosis,
      g_strdup (_ ("Believe this very certificate from now on")),
      g_strdup_printf (_ ("Only if whoever runs the server tells you the same "
                          "fingerprint: %s"),
                       leaf->fingerprint),
      changes);
}

/* A URL, or blanks, in the place of a name. */
static void
fix_host (WillowDiagnosis *diagnosis, const WillowDoctorAttempt *attempt)
{
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);
  g_autofree char *stripped = g_strstrip (g_strdup (own->host));
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_parse (stripped, NULL);
  g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);
  g_autofree char *url = NULL;

  if (endpoint == NULL || *endpoint->host == '\0' ||
      g_str_equal (endpoint->host, own->host))
    return;
  g_variant_dict_insert (changes, "host", "s", endpoint->host);
  if (strstr (stripped, "://") != NULL)
    {
      g_variant_dict_insert (changes, "scheme", "u", (guint32)endpoint->scheme);
      g_variant_dict_insert (changes, "port", "u", (guint32)endpoint->port);
      url = willow_endpoint_to_string (endpoint);
    }
  willow_doctor_fix_take (
      diagnosis,
      g_strdup_printf (_ ("Connect to %s"), url != NULL ? url : endpoint->host),
      NULL,
      changes);
}

static void
fix_will (WillowDiagnosis *diagnosis, const WillowDoctorAttempt *attempt)
{
  MqttConnect connect;

  willow_client_options_get_connect (attempt->options, &connect);
  if (!connect.has_will)
    return;
  if (diagnosis->code == MQTT_REASON_RETAIN_NOT_SUPPORTED &&
      connect.will_retain)
    add_flag (
        diagnosis, _ ("Send the will without Retain"), "will-retain", FALSE);
  if (diagnosis->code == MQTT_REASON_QOS_NOT_SUPPORTED &&
      connect.will_qos != MQTT_QOS_0)
    {
      g_autoptr (GVariantDict) changes = g_variant_dict_new (NULL);

      g_variant_dict_insert (changes, "will-qos", "u", 0u);
      willow_doctor_fix_take (
          diagnosis, g_strdup (_ ("Send the will with QoS 0")), NULL, changes);
    }
  add_flag (diagnosis, _ ("Connect without a will"), "use-will", FALSE);
}

static void
fix_refusal (WillowDiagnosis *diagnosis, const WillowDoctorAttempt *attempt)
{
  if (g_str_has_suffix (diagnosis->name, "-version"))
    add_versions (diagnosis, attempt);
  else if (g_str_has_suffix (diagnosis->name, "-client-id"))
    fix_client_id (diagnosis, attempt);
  else if (strstr (diagnosis->name, "-will-") != NULL ||
           g_str_has_suffix (diagnosis->name, "-packet-too-large") ||
           g_str_has_suffix (diagnosis->name, "-protocol-error") ||
           g_str_has_suffix (diagnosis->name, "-implementation"))
    fix_will (diagnosis, attempt);
  willow_doctor_fix_add_reference (diagnosis, attempt);
}

static void
fix_websocket (WillowDiagnosis           *diagnosis,
               const WillowDoctorAttempt *attempt,
               GPtrArray                 *tries)
{
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);

  for (guint i = 0; tries != NULL && i < tries->len; i++)
    {
      const WillowDoctorTry *try = tries->pdata[i];

      if (try->endpoint->scheme == own->scheme &&
          willow_doctor_try_has_websocket (try))
        add_text (diagnosis,
                  g_strdup_printf (_ ("Use the path %s"), try->endpoint->path),
                  NULL,
                  "path",
                  try->endpoint->path);
    }
}

/* Without having tried: what follows from the answer alone. */
static void
fix_encryption (WillowDiagnosis           *diagnosis,
                const WillowDoctorAttempt *attempt,
                gboolean                   is_wanted)
{
  const WillowEndpoint *own =
      willow_client_options_get_endpoint (attempt->options);
  gboolean     is_websocket = own->scheme == WILLOW_SCHEME_WS;
  WillowScheme scheme = WILLOW_SCHEME_MQTT;

  if (is_wanted)
    scheme = is_websocket ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_MQTTS;
  willow_doctor_fix_add_scheme (diagnosis, scheme, own->port, own->path);
}

void
willow_doctor_add_fixes (WillowDiagnosis           *diagnosis,
                         const WillowDoctorAttempt *attempt,
                         GPtrArray                 *tries)
{
  guint n_before = diagnosis->fixes->len;

  switch ((guint)diagnosis->verdict)
    {
    case WILLOW_VERDICT_NAME_UNKNOWN:
    case WILLOW_VERDICT_LOOKUP_FAILED:
      fix_host (diagnosis, attempt);
      break;
    case WILLOW_VERDICT_TCP_REFUSED:
    case WILLOW_VERDICT_TCP_SILENT:
    case WILLOW_VERDICT_PORT_SPEAKS_HTTP:
    case WILLOW_VERDICT_PORT_SPEAKS_WEBSOCKET:
      add_found (diagnosis, tries);
      break;
    case WILLOW_VERDICT_PORT_SPEAKS_TLS:
    case WILLOW_VERDICT_PORT_SPEAKS_MQTT:
      add_found (diagnosis, tries);
      if (diagnosis->fixes->len == n_before)
        fix_encryption (diagnosis,
                        attempt,
                        diagnosis->verdict == WILLOW_VERDICT_PORT_SPEAKS_TLS);
      break;
    case WILLOW_VERDICT_CERTIFICATE_NAME:
      fix_certificate_name (diagnosis, attempt);
      break;
    case WILLOW_VERDICT_CERTIFICATE_UNTRUSTED:
    case WILLOW_VERDICT_CERTIFICATE_ISSUER_MISSING:
      fix_trust (diagnosis, attempt);
      break;
    case WILLOW_VERDICT_WEBSOCKET_NOT_FOUND:
    case WILLOW_VERDICT_WEBSOCKET_NOT_UPGRADED:
    case WILLOW_VERDICT_WEBSOCKET_REFUSED:
    case WILLOW_VERDICT_WEBSOCKET_SUBPROTOCOL:
      fix_websocket (diagnosis, attempt, tries);
      break;
    case WILLOW_VERDICT_ANSWERED_IN_3:
      add_version (diagnosis, MQTT_VERSION_3_1_1);
      break;
    case WILLOW_VERDICT_OTHER_VERSION_WORKS:
      for (guint i = 0; i < tries->len; i++)
        {
          const WillowDoctorTry *try = tries->pdata[i];

          if (try->is_own && try->attempt->was_connected)
            add_version (diagnosis, try->version);
        }
      break;
    case WILLOW_VERDICT_REFUSED:
      fix_refusal (diagnosis, attempt);
      break;
    case WILLOW_VERDICT_DISCONNECTED:
      if (diagnosis->code == MQTT_REASON_SESSION_TAKEN_OVER)
        add_client_id (diagnosis);
      willow_doctor_fix_add_reference (diagnosis, attempt);
      break;
    default:
      break;
    }
}
