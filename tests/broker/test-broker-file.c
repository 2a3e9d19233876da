/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/directives/willow-broker-file.h"

#include <string.h>

#define UNSET WILLOW_BROKER_FILE_UNSET

static WillowBrokerFile *
parse_with (const char *text, WillowBrokerFileIncludeFunc include)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return willow_broker_file_parse ("test.conf", content, include, NULL);
}

static WillowBrokerFile *
parse (const char *text)
{
  WillowBrokerFile *file = parse_with (text, NULL);

  for (guint i = 0; i < file->problems->len; i++)
    g_test_message ("%s", (char *)file->problems->pdata[i]);
  g_assert_cmpuint (file->problems->len, ==, 0);
  return file;
}

static void
assert_problems (const char *text, const char *const *expected)
{
  g_autoptr (WillowBrokerFile) file = parse_with (text, NULL);

  for (guint i = 0; i < file->problems->len; i++)
    g_assert_cmpstr (file->problems->pdata[i], ==, expected[i]);
  g_assert_null (expected[file->problems->len]);
}

static void
test_nothing (void)
{
  g_autoptr (WillowBrokerFile) file = parse ("# a comment\n\n   \t\r\n");

  g_assert_cmpuint (file->listeners->len, ==, 0);
  g_assert_cmpint (file->allow_anonymous, ==, UNSET);
  g_assert_cmpint (file->max_queued_messages, ==, UNSET);
  g_assert_cmpint (file->log_connections, ==, UNSET);
  g_assert_null (file->log_file);
}

static void
test_listeners (void)
{
  g_autoptr (WillowBrokerFile) file = parse ("listener 1883 127.0.0.1\n"
                                             "max_connections 7\n"
                                             "listener  8884   ::1\r\n"
                                             "protocol websockets\n"
                                             "websockets_path /here\n"
                                             "websockets_origin http://a\n"
                                             "listener 1884\n"
                                             "socket_domain ipv4\n"
                                             "listener 0 /run/w.sock");
  WillowBrokerFileListener *const *l =
      (WillowBrokerFileListener **)file->listeners->pdata;

  g_assert_cmpuint (file->listeners->len, ==, 4);
  g_assert_cmpint (l[0]->port, ==, 1883);
  g_assert_cmpstr (l[0]->address, ==, "127.0.0.1");
  g_assert_cmpint (l[0]->max_connections, ==, 7);
  g_assert_false (l[0]->is_websocket);
  g_assert_cmpuint (l[1]->line, ==, 3);
  g_assert_cmpint (l[1]->port, ==, 8884);
  g_assert_cmpstr (l[1]->address, ==, "::1");
  g_assert_cmpint (l[1]->max_connections, ==, UNSET);
  g_assert_true (l[1]->is_websocket);
  g_assert_cmpstr (l[1]->websocket_path, ==, "/here");
  g_assert_cmpstr (l[1]->origins, ==, "http://a");
  g_assert_null (l[2]->address);
  g_assert_cmpstr (l[2]->socket_domain, ==, "ipv4");
  g_assert_cmpint (l[3]->port, ==, 0);
  g_assert_null (l[3]->address);
  g_assert_cmpstr (l[3]->socket_path, ==, "/run/w.sock");
}

/* Without a listener, directives of one are about port 1883. */
static void
test_default_listener (void)
{
  g_autoptr (WillowBrokerFile) file = parse ("bind_address 127.0.0.2\n"
                                             "require_certificate true\n"
                                             "cafile /a b/ca # 1.pem\n"
                                             "port 1999\n");
  WillowBrokerFileListener *listener = file->listeners->pdata[0];

  g_assert_cmpuint (file->listeners->len, ==, 1);
  g_assert_cmpstr (listener->address, ==, "127.0.0.2");
  g_assert_cmpint (listener->port, ==, 1999);
  g_assert_cmpint (listener->require_certificate, ==, 1);
  g_assert_cmpint (listener->use_identity, ==, UNSET);
  g_assert_cmpstr (listener->ca_file, ==, "/a b/ca # 1.pem");
}

static void
test_limits_and_log (void)
{
  g_autoptr (WillowBrokerFile) file =
      parse ("\xef\xbb\xbf"
             "max_inflight_messages 20\nmax_queued_messages 0\n"
             "max_queued_bytes 4096\nmax_packet_size 2000\n"
             "message_size_limit 100\nmax_keepalive 60\nmax_topic_alias 3\n"
             "log_dest stdout\nlog_dest file /var/log/w.log\n"
             "log_type error\nlog_type warning\nconnection_messages false\n"
             "pid_file /run/w.pid\nallow_anonymous TRUE\n"
             "autosave_interval 30\nper_listener_settings false\nmax_qos 2\n");

  g_assert_cmpint (file->max_inflight_messages, ==, 20);
  g_assert_cmpint (file->max_queued_messages, ==, 0);
  g_assert_cmpint (file->max_queued_bytes, ==, 4096);
  g_assert_cmpint (file->max_packet_size, ==, 2000);
  g_assert_cmpint (file->message_size_limit, ==, 100);
  g_assert_cmpint (file->max_keep_alive_seconds, ==, 60);
  g_assert_cmpint (file->max_topic_alias, ==, 3);
  g_assert_true (file->log_to_stdout);
  g_assert_false (file->log_to_stderr);
  g_assert_cmpstr (file->log_file, ==, "/var/log/w.log");
  g_assert_cmpuint (file->log_types,
                    ==,
                    WILLOW_BROKER_FILE_LOG_ERROR |
                        WILLOW_BROKER_FILE_LOG_WARNING);
  g_assert_cmpint (file->log_connections, ==, 0);
  g_assert_cmpstr (file->pid_file, ==, "/run/w.pid");
  g_assert_cmpint (file->allow_anonymous, ==, 1);
}

static void
test_all_problems_together (void)
{
  static const char *const expected[] = {
    "test.conf, line 1: There is no directive “listner”.",
    "test.conf, line 2: “listener” is a number from 0 to 65535, and not "
    "“70000”.",
    "test.conf, line 4: “bridge_cafile” stands before the “connection” that it "
    "is about.",
    "test.conf, line 5: “allow_anonymous” is true or false, and not “yes”.",
    "test.conf, line 6: “cafile” has no value.",
    "test.conf, line 8: “keyfile” appears twice.",
    "test.conf, line 9: “protocol” is mqtt or websockets, and not “mqttsn”.",
    "test.conf, line 10: “per_listener_settings true” is not supported; it is "
    "always false.",
    "test.conf, line 11: “include_dir” cannot be used here.",
    "test.conf, line 12: This is not text in UTF-8.",
    "test.conf, line 13: “log_dest” is stdout, stderr, none or one file, and "
    "not “syslog”.",
    NULL,
  };

  assert_problems ("listner 1883\n"
                   "listener 70000\n"
                   "# fine\n"
                   "bridge_cafile x\n"
                   "allow_anonymous yes\n"
                   "cafile\n"
                   "keyfile a\n"
                   "keyfile b\n"
                   "protocol mqttsn\n"
                   "per_listener_settings true\n"
                   "include_dir /etc\n"
                   "\xff\xfe\n"
                   "log_dest syslog\n",
                   expected);
}

static void
test_no_flood_of_problems (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (WillowBrokerFile) file = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "nonsense\n");
  file = parse_with (text->str, NULL);
  g_assert_cmpuint (file->problems->len, ==, 51);
  g_assert_cmpstr (file->problems->pdata[50], ==, "and 950 more");
}

static GPtrArray *
include_cb (const char *directory, gpointer user_data, GError **error)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_file_part_free);
  g_autoptr (GBytes) first = g_bytes_new_static ("max_connections 3\n", 18);
  g_autoptr (GBytes) second =
      g_bytes_new_static ("listener 5\ninclude_dir x\n", 25);

  if (g_str_equal (directory, "/missing"))
    {
      g_ptr_array_unref (parts);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Not here");
      return NULL;
    }
  g_assert_cmpstr (directory, ==, "/etc/conf.d");
  g_ptr_array_add (parts, willow_broker_file_part_new ("a.conf", first));
  g_ptr_array_add (parts, willow_broker_file_part_new ("b.conf", second));
  return parts;
}

/* What is included goes on with the listener, and is gone on with. */
static void
test_include (void)
{
  g_autoptr (WillowBrokerFile) file = parse_with ("listener 1\n"
                                                  "include_dir /etc/conf.d\n"
                                                  "max_connections 4\n"
                                                  "include_dir /missing\n",
                                                  include_cb);
  WillowBrokerFileListener *const *l =
      (WillowBrokerFileListener **)file->listeners->pdata;

  g_assert_cmpuint (file->listeners->len, ==, 2);
  g_assert_cmpint (l[0]->max_connections, ==, 3);
  g_assert_cmpint (l[1]->port, ==, 5);
  g_assert_cmpint (l[1]->max_connections, ==, 4);
  g_assert_cmpuint (file->problems->len, ==, 2);
  g_assert_cmpstr (
      file->problems->pdata[0],
      ==,
      "b.conf, line 2: A file that is included cannot include others.");
  g_assert_cmpstr (file->problems->pdata[1], ==, "test.conf, line 4: Not here");
}

static void
test_bridges (void)
{
  g_autoptr (WillowBrokerFile) file = parse ("connection one\n"
                                             "address mqtts://a.example:8884\n"
                                             "topic # both 2\n"
                                             "topic x/+ in 1 \"\" r/\n"
                                             "remote_username u\n"
                                             "remote_password  p w\n"
                                             "remote_clientid c\n"
                                             "cleansession true\n"
                                             "try_private false\n"
                                             "notifications_local_only false\n"
                                             "bridge_cafile /ca\n"
                                             "bridge_insecure true\n"
                                             "bridge_protocol_version mqttv50\n"
                                             "keepalive_interval 20\n"
                                             "restart_timeout 2 9\n"
                                             "connection two\n"
                                             "address 10.0.0.1:1884\n"
                                             "start_type automatic\n"
                                             "restart_timeout 7\n"
                                             "topic t\n");
  const WillowBrokerFileBridge   *one = file->bridges->pdata[0];
  const WillowBrokerFileBridge   *two = file->bridges->pdata[1];
  const WillowBrokerBridgeConfig *config = one->config;

  g_assert_cmpuint (file->bridges->len, ==, 2);
  g_assert_cmpstr (config->name, ==, "one");
  g_assert_cmpint (config->endpoint->scheme, ==, WILLOW_SCHEME_MQTTS);
  g_assert_cmpuint (config->endpoint->port, ==, 8884);
  g_assert_cmpuint (config->topics->len, ==, 2);
  g_assert_cmpstr (config->user_name, ==, "u");
  g_assert_cmpmem (g_bytes_get_data (config->password, NULL),
                   g_bytes_get_size (config->password),
                   "p w",
                   3);
  g_assert_cmpstr (config->client_id, ==, "c");
  g_assert_true (config->clean_start);
  g_assert_false (config->try_private);
  g_assert_true (config->notifies_remote);
  g_assert_cmpint (config->version, ==, MQTT_VERSION_5_0);
  g_assert_cmpuint (config->keep_alive_seconds, ==, 20);
  g_assert_cmpuint (config->restart_base_ms, ==, 2000);
  g_assert_cmpuint (config->restart_cap_ms, ==, 9000);
  g_assert_cmpstr (one->ca_file, ==, "/ca");
  g_assert_true (one->is_insecure);
  g_assert_cmpuint (two->line, ==, 16);
  g_assert_cmpint (two->config->version, ==, MQTT_VERSION_3_1_1);
  g_assert_cmpuint (two->config->endpoint->port, ==, 1884);
  g_assert_cmpuint (two->config->restart_base_ms, ==, 7000);
  g_assert_cmpuint (two->config->restart_cap_ms, ==, 7000);
  g_assert_false (two->config->clean_start);
}

static void
test_problems_of_bridges (void)
{
  static const char *const expected[] = {
    "test.conf, line 1: “topic” stands before the “connection” that it is "
    "about.",
    "test.conf, line 2: “connection” needs a name.",
    "test.conf, line 4: There are two bridges “b”.",
    "test.conf, line 5: A direction is out, in or both, and not “up”.",
    "test.conf, line 6: “a/#/b” is not a valid Topic Filter.",
    "test.conf, line 7: “restart_timeout” is one or two numbers of seconds, "
    "and not “9 2”.",
    "test.conf, line 8: “start_type lazy” is not supported; it is always "
    "automatic.",
    "test.conf, line 9: “bridge_protocol_version” is mqttv31, mqttv311 or "
    "mqttv50, and not “5”.",
    "test.conf, line 10: “addresses” is not supported: a bridge has one "
    "address, and one try after the other.",
    "test.conf, line 11: “bridge_psk” is not supported: this is not a part of "
    "the bridges of this broker.",
    NULL,
  };

  assert_problems ("topic t\n"
                   "connection\n"
                   "connection b\n"
                   "connection b\n"
                   "topic t up\n"
                   "topic a/#/b\n"
                   "restart_timeout 9 2\n"
                   "start_type lazy\n"
                   "bridge_protocol_version 5\n"
                   "addresses a b\n"
                   "bridge_psk x\n",
                   expected);
}

static void
test_bytes (void)
{
  static const guint8 zero[] = { 'p', 'o', 'r', 't', 0, '1', '\n' };
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) content = g_bytes_new_static (zero, sizeof zero);
  g_autoptr (WillowBrokerFile) nothing =
      willow_broker_file_parse ("x", empty, NULL, NULL);
  g_autoptr (WillowBrokerFile) file =
      willow_broker_file_parse ("x", content, NULL, NULL);

  g_assert_cmpuint (nothing->problems->len, ==, 0);
  g_assert_cmpuint (file->problems->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker-file/nothing", test_nothing);
  g_test_add_func ("/broker-file/listeners", test_listeners);
  g_test_add_func ("/broker-file/default-listener", test_default_listener);
  g_test_add_func ("/broker-file/limits-and-log", test_limits_and_log);
  g_test_add_func ("/broker-file/all-problems-together",
                   test_all_problems_together);
  g_test_add_func ("/broker-file/no-flood-of-problems",
                   test_no_flood_of_problems);
  g_test_add_func ("/broker-file/include", test_include);
  g_test_add_func ("/broker-file/bridges", test_bridges);
  g_test_add_func ("/broker-file/problems-of-bridges",
                   test_problems_of_bridges);
  g_test_add_func ("/broker-file/bytes", test_bytes);
  return g_test_run ();
}
