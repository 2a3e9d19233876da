/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-key-log.h"
#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Notes on the way to the broker: where, by what, how safely. */

static void
hint (GArray *notes, const char *property, const char *text)
{
  willow_profile_add_note (notes, WILLOW_NOTE_HINT, property, "", text);
}

static void
warn (GArray *notes, const char *property, const char *text)
{
  willow_profile_add_note (notes, WILLOW_NOTE_WARNING, property, "", text);
}

static void
refuse (GArray *notes, const char *property, const char *text)
{
  willow_profile_add_note (notes, WILLOW_NOTE_ERROR, property, "", text);
}

static void
note_host (const WillowProfileValues *values, GArray *notes)
{
  if (*values->host == '\0')
    refuse (
        notes, "host", _ ("The name or the address of the broker is missing."));
  else if (strpbrk (values->host, " \t\r\n") != NULL)
    warn (notes, "host", _ ("A host name has no spaces in it."));
  else if (strchr (values->host, '/') != NULL)
    warn (notes,
          "host",
          _ ("A host name has no slash in it; a whole URL belongs into the "
             "address."));
}

static void
note_port (const WillowProfileValues *values, GArray *notes)
{
  for (guint i = WILLOW_SCHEME_MQTT; i <= WILLOW_SCHEME_WSS; i++)
    {
      WillowProfileValues other = { .scheme = i };

      if (i == values->scheme ||
          values->port != willow_scheme_get_default_port (i))
        continue;
      if (willow_profile_values_use_web_socket (&other) !=
          willow_profile_values_use_web_socket (values))
        hint (notes,
              "port",
              willow_profile_values_use_web_socket (&other)
                  ? _ ("As a rule WebSocket is spoken on this port.")
                  : _ ("As a rule plain MQTT without WebSocket is spoken on "
                       "this port."));
      else
        hint (notes,
              "port",
              willow_profile_values_use_tls (&other)
                  ? _ ("As a rule TLS is spoken on this port.")
                  : _ ("As a rule no TLS is spoken on this port."));
      return;
    }
}

static void
note_path (const WillowProfileValues *values, GArray *notes)
{
  if (!willow_profile_values_use_web_socket (values))
    return;
  if (values->path[0] == '\0')
    warn (notes,
          "path",
          _ ("The path is empty: “/” is asked for. Most brokers listen at "
             "“/mqtt”."));
  else if (values->path[0] != '/')
    hint (notes, "path", _ ("A path begins with a slash, which is added."));
  if (strpbrk (values->path, " \t\r\n#") != NULL)
    warn (notes,
          "path",
          _ ("Spaces and # cannot stand in a path as they are: write %20 and "
             "%23."));
}

void
willow_profile_note_place (WillowProfile *self, GArray *notes)
{
  const WillowProfileValues *values = willow_profile_get_values (self);

  note_host (values, notes);
  note_port (values, notes);
  note_path (values, notes);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         g_str_has_suffix (host, ".localhost");
}

static void
note_clear_text (const WillowProfileValues *values, GArray *notes)
{
  if (values->host[0] == '\0' || is_loopback (values->host) ||
      willow_profile_values_use_tls (values))
    return;
  if (values->use_password)
    warn (notes,
          "use-password",
          _ ("Without TLS the password crosses the network in the clear: "
             "whoever is on the way can read it."));
}

static void
note_proxy (WillowProfile *self, GArray *notes)
{
  const WillowProfileValues *values = willow_profile_get_values (self);

  if (values->proxy_kind == WILLOW_PROXY_NONE)
    return;
  if (values->proxy_host[0] == '\0')
    refuse (notes,
            "proxy-host",
            _ ("The name or the address of the proxy is missing."));
  if (values->proxy_user_name[0] == '\0')
    return;
  if (values->proxy_host[0] != '\0' && !is_loopback (values->proxy_host))
    hint (notes,
          "proxy-user-name",
          _ ("User name and password go to the proxy unencrypted."));
  if (willow_profile_get_secret (self, WILLOW_SECRET_PROXY_PASSWORD) == NULL)
    hint (notes,
          "proxy-user-name",
          _ ("There is no password for the proxy: an empty one is sent."));
}

static gboolean
is_token (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("!#$%&'*+-.^_`|~", *at) == NULL)
      return FALSE;
  return *name != '\0';
}

static gboolean
is_of_the_upgrade (const char *name)
{
  return g_ascii_strncasecmp (name, "Sec-WebSocket-", 14) == 0 ||
         g_ascii_strcasecmp (name, "Host") == 0 ||
         g_ascii_strcasecmp (name, "Upgrade") == 0 ||
         g_ascii_strcasecmp (name, "Connection") == 0;
}

static void
note_header (const WillowProfileValues *values,
             WillowProfileHeader       *header,
             GArray                    *notes)
{
  const char *name = willow_profile_header_get_name (header);
  const char *value = willow_profile_header_get_value (header);

  if (!is_token (name))
    warn (notes,
          "headers",
          _ ("The name of a header has letters, digits and hyphens and no "
             "spaces: this one is left out."));
  else if (is_of_the_upgrade (name))
    warn (notes,
          "headers",
          _ ("This header belongs to the WebSocket handshake, and Willow "
             "writes it itself."));
  if (strpbrk (value, "\r\n") != NULL)
    warn (notes,
          "headers",
          _ ("A header is one line: one with a line end in it is left out."));
  if (willow_profile_header_is_secret (header) && value[0] != '\0' &&
      !willow_profile_values_use_tls (values) && !is_loopback (values->host))
    warn (notes,
          "headers",
          _ ("Without TLS this header crosses the network in the clear."));
}

static void
note_headers (WillowProfile *self, GArray *notes)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  GListModel                *headers = willow_profile_get_headers (self);

  if (!willow_profile_values_use_web_socket (values))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);

      note_header (values, header, notes);
    }
}

static gboolean
are_pins (const char *text)
{
  g_auto (GStrv) pins = g_strsplit_set (text, "\n ,", -1);
  g_autoptr (WillowTlsSettings) settings = willow_tls_settings_new ();

  for (guint i = 0; pins[i] != NULL; i++)
    if (*pins[i] != '\0' && !willow_tls_settings_add_pin (settings, pins[i]))
      return FALSE;
  return TRUE;
}

static void
note_trust (const WillowProfileValues *values, GArray *notes)
{
  gboolean is_pinned = values->tls_trust == WILLOW_TRUST_PINNED;

  if (!values->tls_verify)
    warn (notes,
          "tls-verify",
          _ ("Nobody checks who the server is: whoever is on the way can read "
             "and change everything, the password too."));
  if (!values->tls_verify && is_pinned)
    warn (notes,
          "tls-trust",
          _ ("The pinned certificate counts for nothing while the server is "
             "not verified."));
  if (is_pinned && values->tls_pins[0] == '\0')
    warn (notes,
          "tls-trust",
          _ ("No certificate is pinned yet: no server is trusted. Connect "
             "once, look at what the server shows, and pin it there."));
  if (is_pinned && !are_pins (values->tls_pins))
    warn (notes,
          "tls-pins",
          _ ("A fingerprint (SHA-256) has 64 hexadecimal digits: one that has "
             "not is left out."));
  if (values->tls_trust == WILLOW_TRUST_OWN &&
      values->tls_authorities[0] == '\0')
    warn (notes,
          "tls-trust",
          _ ("No authority is chosen yet: no server is trusted."));
}

static void
note_names (const WillowProfileValues *values, GArray *notes)
{
  g_autoptr (GInetAddress) address =
      g_inet_address_new_from_string (values->tls_sni);

  if (values->tls_send_sni && address != NULL)
    warn (notes,
          "tls-sni",
          _ ("An address is no server name: RFC 6066 forbids it in SNI."));
  if (values->tls_verify_name[0] != '\0' &&
      values->tls_trust == WILLOW_TRUST_PINNED)
    hint (notes,
          "tls-verify-name",
          _ ("A pinned certificate is known by itself: its names are not "
             "looked at."));
  if (values->tls_alpn[0] != '\0' &&
      willow_profile_values_use_web_socket (values) &&
      strstr (values->tls_alpn, "http/1.1") == NULL)
    warn (notes,
          "tls-alpn",
          _ ("A WebSocket begins as HTTP: a server expects “http/1.1” here, "
             "if anything."));
}

static void
note_versions (const WillowProfileValues *values, GArray *notes)
{
  guint minimum = values->tls_minimum;
  guint maximum = values->tls_maximum;

  if (minimum == WILLOW_TLS_VERSION_1_0 || minimum == WILLOW_TLS_VERSION_1_1)
    warn (notes,
          "tls-minimum",
          _ ("TLS 1.0 and 1.1 are broken and must not be used any more (RFC "
             "8996)."));
  if (maximum == WILLOW_TLS_VERSION_DEFAULT)
    return;
  if (minimum == WILLOW_TLS_VERSION_DEFAULT)
    minimum = WILLOW_TLS_VERSION_1_2;
  if (maximum < minimum)
    refuse (notes,
            "tls-maximum",
            _ ("The highest version is below the lowest: there is none to "
               "speak."));
}

static void
note_identity (WillowProfile *self, GArray *notes)
{
  switch (willow_profile_check_identity (self, NULL))
    {
    case WILLOW_OWN_EXPIRED:
      warn (notes,
            "tls-certificate",
            _ ("The own certificate is not valid today: a server refuses it."));
      break;
    case WILLOW_OWN_NO_KEY:
      warn (notes,
            "tls-certificate",
            _ ("The private key of the own certificate is missing: Willow "
               "cannot prove that it is its owner."));
      break;
    case WILLOW_OWN_MISMATCH:
      warn (notes,
            "tls-certificate",
            _ ("The private key belongs to another certificate: the handshake "
               "fails."));
      break;
    case WILLOW_OWN_UNREADABLE:
      warn (notes,
            "tls-certificate",
            _ ("The own certificate and its key cannot be used as they are."));
      break;
    case WILLOW_OWN_NONE:
    case WILLOW_OWN_READY:
    default:
      break;
    }
}

static gboolean
is_key (GBytes *hex)
{
  g_autoptr (GBytes) key = willow_tls_psk_parse (hex);

  return key != NULL;
}

static void
note_psk (WillowProfile *self, GArray *notes)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  GBytes *key = willow_profile_get_secret (self, WILLOW_SECRET_TLS_PSK);

  if (!values->tls_use_psk)
    return;
  if (values->tls_psk_identity[0] == '\0')
    warn (notes,
          "tls-psk-identity",
          _ ("The identity is empty: the server knows keys by it."));
  if (key == NULL)
    warn (notes, "tls-use-psk", _ ("The pre-shared key is missing."));
  else if (!is_key (key))
    warn (notes,
          "tls-use-psk",
          _ ("The pre-shared key is written in pairs of hexadecimal digits: "
             "0F 1E 2D."));
}

void
willow_profile_note_transport (WillowProfile *self, GArray *notes)
{
  const WillowProfileValues *values = willow_profile_get_values (self);

  note_clear_text (values, notes);
  note_proxy (self, notes);
  note_headers (self, notes);
  if (!willow_profile_values_use_tls (values))
    return;
  if (willow_profile_get_key_log (self) != NULL)
    warn (
        notes,
        "use-tls",
        _ ("The keys of the next connections are written into a file: whoever "
           "has it can read everything that was sent."));
  note_trust (values, notes);
  note_names (values, notes);
  note_versions (values, notes);
  note_identity (self, notes);
  note_psk (self, notes);
}
