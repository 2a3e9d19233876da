/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which answers will be the same again. */
#include "client/willow-reconnect-policy.h"

#include "auth/willow-scram.h"
#include "client/willow-client.h"
#include "mqtt/mqtt-reason-code.h"
#include "net/willow-proxy-dialogue.h"
#include "net/willow-websocket-error.h"

/* "Temporarily" is no answer about the CONNECT, and an unspecified error is
 * none about anything. */
static gboolean
is_passing (guint8 code)
{
  return code == MQTT_REASON_UNSPECIFIED_ERROR ||
         code == MQTT_REASON_SERVER_UNAVAILABLE ||
         code == MQTT_REASON_SERVER_BUSY ||
         code == MQTT_REASON_QUOTA_EXCEEDED ||
         code == MQTT_REASON_CONNECTION_RATE_EXCEEDED;
}

gboolean
willow_reconnect_is_lasting_connack (MqttVersion version, guint8 code)
{
  if (code == 0)
    return FALSE;
  if (version == MQTT_VERSION_5_0)
    return !is_passing (code);
  return code != MQTT_RETURN_SERVER_UNAVAILABLE;
}

/* Here the connection stood: only what is about who we are, or where to go,
 * stays. That a packet was wrong says nothing about the next connection. */
gboolean
willow_reconnect_is_lasting_disconnect (guint8 code)
{
  return code == MQTT_REASON_NOT_AUTHORIZED || code == MQTT_REASON_BANNED ||
         code == MQTT_REASON_BAD_AUTHENTICATION_METHOD ||
         code == MQTT_REASON_SESSION_TAKEN_OVER ||
         code == MQTT_REASON_USE_ANOTHER_SERVER ||
         code == MQTT_REASON_SERVER_MOVED;
}

static gboolean
is_lasting_tls (int code)
{
  switch ((WillowTlsError)code)
    {
    case WILLOW_TLS_ERROR_CLOSED:
    case WILLOW_TLS_ERROR_SILENT:
    case WILLOW_TLS_ERROR_TRUNCATED:
    case WILLOW_TLS_ERROR_PROTOCOL: /* damaged on the way */
    case WILLOW_TLS_ERROR_NOT_TLS:  /* a proxy in front of a dead server */
      return FALSE;
    case WILLOW_TLS_ERROR_SETTINGS:
    case WILLOW_TLS_ERROR_UNTRUSTED:
    case WILLOW_TLS_ERROR_EXPIRED:
    case WILLOW_TLS_ERROR_NOT_YET_VALID:
    case WILLOW_TLS_ERROR_NAME:
    case WILLOW_TLS_ERROR_PURPOSE:
    case WILLOW_TLS_ERROR_WEAK:
    case WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED:
    case WILLOW_TLS_ERROR_ALERT:
    case WILLOW_TLS_ERROR_VERSION:
    case WILLOW_TLS_ERROR_PSK:
    case WILLOW_TLS_ERROR_REVOKED:
    case WILLOW_TLS_ERROR_CERTIFICATE_REFUSED:
    default:
      return TRUE;
    }
}

static gboolean
is_lasting_websocket (int code)
{
  return code == WILLOW_WEBSOCKET_ERROR_REDIRECT ||
         code == WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL ||
         code == WILLOW_WEBSOCKET_ERROR_ACCEPT ||
         code == WILLOW_WEBSOCKET_ERROR_EXTENSION ||
         code == WILLOW_WEBSOCKET_ERROR_MQTT ||
         code == WILLOW_WEBSOCKET_ERROR_TLS;
}

static gboolean
is_lasting_proxy (int code)
{
  return code == WILLOW_PROXY_ERROR_SETTINGS ||
         code == WILLOW_PROXY_ERROR_NEEDS_LOGIN ||
         code == WILLOW_PROXY_ERROR_LOGIN_REFUSED ||
         code == WILLOW_PROXY_ERROR_LOGIN_UNKNOWN ||
         code == WILLOW_PROXY_ERROR_NOT_ALLOWED ||
         code == WILLOW_PROXY_ERROR_UNSUPPORTED;
}

gboolean
willow_reconnect_is_lasting_error (const GError *error)
{
  if (error == NULL)
    return FALSE;
  if (error->domain == WILLOW_TLS_ERROR)
    return is_lasting_tls (error->code);
  if (error->domain == WILLOW_WEBSOCKET_ERROR)
    return is_lasting_websocket (error->code);
  if (error->domain == WILLOW_PROXY_ERROR)
    return is_lasting_proxy (error->code);
  if (error->domain == WILLOW_CLIENT_ERROR)
    return error->code == WILLOW_CLIENT_ERROR_AUTHENTICATION ||
           error->code == WILLOW_CLIENT_ERROR_NOT_SUPPORTED;
  return error->domain == MQTT_CONNECTION_ERROR ||
         error->domain == WILLOW_SCRAM_ERROR ||
         error->domain == WILLOW_CERTIFICATE_ERROR;
}
