/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directives of mosquitto.conf that do nothing here, and why. */
#include "broker/directives/willow-broker-file-private.h"

#include <glib/gi18n.h>

/* The only value that is the case here; any value where it is %NULL, because
 * it makes no difference that anybody could see. */
static const struct
{
  const char *name;
  const char *value;
} fixed_directives[] = {
  { "allow_zero_length_clientid", "true" },
  { "autosave_interval", NULL }, /* what is stored is stored at once */
  { "autosave_on_changes", NULL },
  { "check_retain_source", "true" },
  { "max_inflight_bytes", "0" },
  { "max_qos", "2" },
  { "memory_limit", "0" },
  { "per_listener_settings", "false" },
  { "queue_qos0_messages", "false" },
  { "retain_available", "true" },
  { "set_tcp_nodelay", NULL }, /* what is sent is gathered first */
  { "upgrade_outgoing_qos", "false" },
};

#define NO_BRIDGE N_ ("this is not a part of the bridges of this broker")
#define ONE_ADDRESS N_ ("a bridge has one address, and one try after the other")
#define NO_PLUGIN N_ ("this broker takes no plugins")
#define NO_USERS N_ ("users are given with --scram-user")
#define NO_PSK N_ ("pre-shared keys are given with --psk-list")

/* Known, and not done. A name that ends in “_” is a beginning. */
static const struct
{
  const char *name;
  const char *reason;
} refused_directives[] = {
  { "acl_file", NO_USERS },
  { "addresses", ONE_ADDRESS },
  { "auth_opt_", NO_PLUGIN },
  { "auth_plugin", NO_PLUGIN },
  { "auth_plugin_deny_special_chars", NO_PLUGIN },
  { "auto_id_prefix", N_ ("names that the broker gives begin with “auto-”") },
  { "bind_interface", N_ ("say the address of the interface instead") },
  { "bridge_", NO_BRIDGE },
  { "capath", N_ ("put the authorities into one file and say it with cafile") },
  { "clientid", NO_BRIDGE },
  { "clientid_prefixes", N_ ("use a pattern in acl_file instead") },
  { "crlfile", N_ ("revocation lists are not read") },
  { "dhparamfile", N_ ("OpenSSL chooses the parameters itself") },
  { "http_dir", N_ ("this broker serves no files") },
  { "idle_timeout", NO_BRIDGE },
  { "local_", NO_BRIDGE },
  { "log_facility", N_ ("there is no log to syslog") },
  { "log_timestamp_format", N_ ("times are written as RFC 3339 has them") },
  { "mount_point", N_ ("topics are the same at all listeners") },
  { "notification", NO_BRIDGE },
  { "notification_topic",
    N_ ("the state is in $SYS/broker/connection/NAME/state") },
  { "password_file", NO_USERS },
  { "persistent_client_expiration",
    N_ ("sessions of 3.1.1 are kept, those of 5.0 say how long") },
  { "plugin", NO_PLUGIN },
  { "plugin_", NO_PLUGIN },
  { "psk_file", NO_PSK },
  { "psk_hint", NO_PSK },
  { "remote_", NO_BRIDGE },
  { "round_robin", ONE_ADDRESS },
  { "sys_interval", N_ ("$SYS is brought up to date every 10 seconds") },
  { "threshold", NO_BRIDGE },
  { "tls_engine", N_ ("keys come from files") },
  { "tls_engine_kpass_sha1", N_ ("keys come from files") },
  { "tls_keyform", N_ ("keys come from files") },
  { "use_subject_as_username",
    N_ ("use_identity_as_username takes the common name of it") },
  { "use_username_as_clientid",
    N_ ("Client Identifiers are those of CONNECT") },
  { "user", N_ ("start the program as the user that it shall be") },
  { "websockets_headers_size", N_ ("the limit of headers is fixed") },
  { "websockets_log_level", N_ ("log_type says what is logged") },
};

gboolean
willow_broker_file_do_fixed (WillowBrokerFileParser *parser,
                             const char             *name,
                             const char             *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixed_directives); i++)
    if (g_str_equal (name, fixed_directives[i].name))
      {
        if (fixed_directives[i].value != NULL &&
            !g_str_equal (value, fixed_directives[i].value))
          willow_broker_file_complain (
              parser,
              _ ("“%s %s” is not supported; it is always %s."),
              name,
              value,
              fixed_directives[i].value);
        return TRUE;
      }
  return FALSE;
}

gboolean
willow_broker_file_refuse (WillowBrokerFileParser *parser, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused_directives); i++)
    {
      const char *known = refused_directives[i].name;

      if (g_str_equal (name, known) ||
          (g_str_has_suffix (known, "_") && g_str_has_prefix (name, known)))
        {
          willow_broker_file_complain (parser,
                                       _ ("“%s” is not supported: %s."),
                                       name,
                                       _ (refused_directives[i].reason));
          return TRUE;
        }
    }
  return FALSE;
}
