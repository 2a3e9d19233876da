/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What those who wait for the broker need: readiness, a pid file. */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-service-notify.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  int      ready_fd; /* -1: none */
  char    *pid_path;
  gboolean has_pid_file; /* it is ours */
} Service;

static void
init (gpointer options)
{
  Service *s = options;

  s->ready_fd = -1;
}

static void
add_options (gpointer options, GOptionContext *context)
{
  Service *s = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "ready-fd", 0, 0, G_OPTION_ARG_INT, &s->ready_fd,
      N_ ("Write “READY=1” and the URLs, one on each line, to the open file descriptor N, and close it"), N_ ("N") },
    { "pid-file", 0, 0, G_OPTION_ARG_FILENAME, &s->pid_path,
      N_ ("Write the number of the process to FILE"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Service *s = options;

  if (s->ready_fd >= 0 && fcntl (s->ready_fd, F_GETFD) < 0)
    return willow_broker_options_fail (
        error, _ ("--ready-fd is no open file descriptor."));
  if (s->pid_path == NULL && file != NULL)
    s->pid_path = g_strdup (file->pid_file);
  return TRUE;
}

static gboolean
write_pid (Service *s, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d\n", (int)getpid ());

  s->has_pid_file =
      s->pid_path != NULL && g_file_set_contents (s->pid_path, text, -1, error);
  return s->pid_path == NULL || s->has_pid_file;
}

static gboolean
write_ready (Service *s, WillowBroker *broker, GError **error)
{
  g_auto (GStrv) urls = willow_broker_dup_urls (broker);
  g_autofree char *lines = g_strjoinv ("\n", urls);
  g_autofree char *text = g_strdup_printf ("READY=1\n%s\n", lines);
  gsize            len = strlen (text);
  int              fd = s->ready_fd;

  if (fd < 0)
    return TRUE;
  s->ready_fd = -1;
  if (write (fd, text, len) != (gssize)len)
    {
      int saved = errno;

      g_set_error (error,
                   G_IO_ERROR,
                   g_io_error_from_errno (saved),
                   _ ("Cannot write to --ready-fd: %s"),
                   g_strerror (saved));
    }
  close (fd);
  return error == NULL || *error == NULL;
}

/* What scripts wait for; not translated. */
static void
print_urls (WillowBroker *broker)
{
  g_auto (GStrv) urls = willow_broker_dup_urls (broker);

  for (guint i = 0; urls[i] != NULL; i++)
    g_print ("listening on %s\n", urls[i]);
  fflush (stdout);
}

static gboolean
started (gpointer options, WillowBroker *broker, GError **error)
{
  Service *s = options;

  if (!write_pid (s, error) || !write_ready (s, broker, error))
    return FALSE;
  print_urls (broker);
  willow_service_notify ("READY=1");
  return TRUE;
}

static void
reloading (gpointer options)
{
  g_autofree char *text = g_strdup_printf (
      "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());

  willow_service_notify (text);
}

static void
reloaded (gpointer options)
{
  willow_service_notify ("READY=1");
}

static void
stopping (gpointer options)
{
  willow_service_notify ("STOPPING=1");
}

static void
stopped (gpointer options)
{
  Service *s = options;

  if (s->has_pid_file)
    g_unlink (s->pid_path);
}

static void
clear (gpointer options)
{
  Service *s = options;

  g_free (s->pid_path);
}

const WillowBrokerSubject willow_broker_subject_service = {
  .size = sizeof (Service),
  .init = init,
  .add_options = add_options,
  .configure = configure,
  .started = started,
  .reloading = reloading,
  .reloaded = reloaded,
  .stopping = stopping,
  .stopped = stopped,
  .clear = clear,
};
