/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load-server.h"

#include "load-client.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void
prepare_child (gpointer user_data)
{
  struct rlimit files;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
}

static GSubprocess *
spawn (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
      G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, prepare_child, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  return process;
}

void
load_server_start_willow (LoadServer        *server,
                          const char        *program,
                          const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;

  g_strv_builder_add_many (builder,
                           program,
                           "broker",
                           "--port=0",
                           "--max-connections=20000",
                           "--max-queued-messages=1000000",
                           "--max-queued-bytes=1000000000",
                           "--max-unsent-bytes=1000000000",
                           NULL);
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_strv_builder_add (builder, arguments[i]);
  all = g_strv_builder_end (builder);
  server->name = "willow";
  server->process = spawn ((const char *const *)all);
  out =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out),
                                               FALSE);
  line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  if (line == NULL || strrchr (line, ':') == NULL)
    g_error ("%s does not listen", program);
  server->port = (guint16)atoi (strrchr (line, ':') + 1);
}

static guint16
find_closed_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t          len = sizeof address;
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, len), ==, 0);
  getsockname (fd, (struct sockaddr *)&address, &len);
  close (fd);
  return ntohs (address.sin_port);
}

gboolean
load_server_start_mosquitto (LoadServer *server, const char *folder)
{
  g_autofree char *program = g_find_program_in_path ("mosquitto");
  g_autofree char *config = g_build_filename (folder, "mosquitto.conf", NULL);
  g_autofree char *text = NULL;
  const char      *arguments[] = { NULL, "-c", config, NULL };
  int              fd;

  if (program == NULL)
    program = g_strdup ("/usr/sbin/mosquitto");
  if (!g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
    return FALSE;
  server->name = "mosquitto";
  server->port = find_closed_port ();
  text = g_strdup_printf ("listener %u 127.0.0.1\nallow_anonymous true\n"
                          "set_tcp_nodelay true\nmax_inflight_messages 0\n"
                          "max_queued_messages 0\nuser root\n",
                          server->port);
  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  arguments[0] = program;
  server->process = spawn (arguments);
  while ((fd = load_socket (server->port, TRUE)) < 0)
    g_usleep (10000);
  close (fd);
  unlink (config);
  return TRUE;
}

void
load_server_stop (LoadServer *server)
{
  g_subprocess_force_exit (server->process);
  g_subprocess_wait (server->process, NULL, NULL);
  g_clear_object (&server->process);
}

static char *
read_proc (const LoadServer *server, const char *name)
{
  g_autofree char *path = g_strdup_printf (
      "/proc/%s/%s", g_subprocess_get_identifier (server->process), name);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s has ended", server->name);
  return text;
}

/* Of all its threads: schedstat of a process is that of its first one. */
double
load_server_get_cpu_seconds (const LoadServer *server)
{
  const char      *pid = g_subprocess_get_identifier (server->process);
  g_autofree char *path = g_strdup_printf ("/proc/%s/task", pid);
  g_autoptr (GDir) threads = g_dir_open (path, 0, NULL);
  double      seconds = 0;
  const char *thread;

  if (threads == NULL)
    g_error ("%s has ended", server->name);
  while ((thread = g_dir_read_name (threads)) != NULL)
    {
      g_autofree char *name = g_strdup_printf ("task/%s/schedstat", thread);
      g_autofree char *text = read_proc (server, name);

      seconds += (double)g_ascii_strtoull (text, NULL, 10) / 1e9;
    }
  return seconds;
}

gsize
load_server_get_resident_bytes (const LoadServer *server)
{
  g_autofree char *text = read_proc (server, "statm");
  gsize            all, resident, shared;

  if (sscanf (text,
              "%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT,
              &all,
              &resident,
              &shared) != 3)
    g_error ("%s tells nothing of its memory", server->name);
  return (resident - shared) * (gsize)sysconf (_SC_PAGESIZE);
}
