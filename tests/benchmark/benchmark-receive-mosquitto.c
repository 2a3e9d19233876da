/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark-receive-mosquitto.h"

#if HAVE_LIBMOSQUITTO

#include <mosquitto.h>

static void
message_cb (struct mosquitto               *client,
            void                           *user_data,
            const struct mosquitto_message *message)
{
  guint *n_left = user_data;

  (*n_left)--;
}

gboolean
benchmark_receive_mosquitto (guint16 port, guint n)
{
  guint             n_left = n;
  struct mosquitto *client;

  mosquitto_lib_init ();
  client = mosquitto_new ("ben", true, &n_left);
  mosquitto_int_option (client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
  mosquitto_message_callback_set (client, message_cb);
  g_assert_cmpint (mosquitto_connect (client, "127.0.0.1", port, 60), ==, 0);
  while (n_left > 0)
    g_assert_cmpint (mosquitto_loop (client, 1000, 1), ==, 0);
  mosquitto_destroy (client);
  mosquitto_lib_cleanup ();
  return TRUE;
}

#else

gboolean
benchmark_receive_mosquitto (guint16 port, guint n)
{
  return FALSE;
}

#endif
