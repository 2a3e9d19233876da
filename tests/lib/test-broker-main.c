/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A broker for tests that drive other programs: prints its port in one line,
 * ends when its standard input does. */
#include "broker/willow-broker.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct
{
  GMainLoop    *loop;
  WillowBroker *broker;
  int           status;
} Program;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;

  if (!willow_broker_start_finish (program->broker, result, &error))
    {
      g_printerr ("%s\n", error->message);
      program->status = EXIT_FAILURE;
      g_main_loop_quit (program->loop);
      return;
    }
  g_print ("%u\n",
           willow_broker_get_port (program->broker, WILLOW_SCHEME_MQTT));
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;

  g_main_loop_quit (program->loop);
}

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Program *program = user_data;
  char     buffer[256];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  willow_broker_stop_async (program->broker, stopped_cb, program);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  Program program = { .status = EXIT_SUCCESS };
  g_auto (WillowBrokerConfig) config = { 0 };

  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  program.loop = g_main_loop_new (NULL, FALSE);
  program.broker = willow_broker_new ();
  willow_broker_start_async (program.broker, &config, started_cb, &program);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, &program);
  g_main_loop_run (program.loop);
  g_object_unref (program.broker);
  g_main_loop_unref (program.loop);
  return program.status;
}
