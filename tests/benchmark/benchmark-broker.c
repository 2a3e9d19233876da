/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One publisher, one subscriber, messages of 64 bytes: how many the bundled
 * broker relays in a second, and how many Debian's mosquitto does in the same
 * run. The load generator is one thread that waits with epoll and knows only
 * how long the packets are. */
#include "lib/packet-builder.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAYLOAD_BYTES 64
#define TOPIC "bench/topic"
#define N_ROUNDS 3

typedef struct
{
  const char *name;
  guint8      qos;
  guint       n_messages;
  guint       batch;  /* written at once */
  guint       window; /* on their way; below what either broker drops */
} Load;

static const Load loads[] = {
  { "QoS 0, stream", 0, 100000, 50, 500 },
  { "QoS 1, stream", 1, 100000, 50, 500 },
  { "QoS 0, one by one", 0, 5000, 1, 1 },
};

typedef struct
{
  const char  *name;
  GSubprocess *process;
  guint16      port;
} Server;

typedef struct
{
  int    fd;
  guint8 in[65536];
  gsize  in_len;
} Client;

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int one = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *)&address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void
write_all (int fd, const guint8 *data, gsize len)
{
  while (len > 0)
    {
      gssize n = write (fd, data, len);

      if (n < 0)
        g_error ("write: %s", g_strerror (errno));
      data += n;
      len -= (gsize)n;
    }
}

static void
read_all (int fd, gsize len)
{
  guint8 buffer[64];

  while (len > 0)
    {
      gssize n = read (fd, buffer, MIN (len, sizeof buffer));

      if (n <= 0)
        g_error ("the broker has closed");
      len -= (gsize)n;
    }
}

static void
client_init (Client *client, guint16 port, const char *id)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  client->in_len = 0;
  client->fd = connect_to (port);
  g_assert_cmpint (client->fd, >=, 0);
  pb_connect (bytes, 4, id, TRUE, 0);
  write_all (client->fd, bytes->data, bytes->len);
  read_all (client->fd, 4);
}

static void
subscribe (Client *client, guint8 qos)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_subscribe (bytes, 4, 1, TOPIC, qos);
  write_all (client->fd, bytes->data, bytes->len);
  read_all (client->fd, 5);
}

/* Takes in what is there. Returns how many packets of @size that makes. */
static guint
take_packets (Client *client, gsize size, GByteArray *acks)
{
  gssize n = recv (client->fd,
                   client->in + client->in_len,
                   sizeof client->in - client->in_len,
                   MSG_DONTWAIT);
  gsize  whole;

  if (n <= 0)
    g_error ("the broker has closed");
  client->in_len += (gsize)n;
  whole = client->in_len / size;
  for (gsize i = 0; acks != NULL && i < whole; i++)
    {
      const guint8 *id = client->in + i * size + 4 + strlen (TOPIC);

      pb_ack (acks, 0x40, (guint16)(id[0] << 8 | id[1]));
    }
  client->in_len -= whole * size;
  memmove (client->in, client->in + whole * size, client->in_len);
  return (guint)whole;
}

static void
send_batch (Client *publisher, const Load *load, guint first)
{
  static guint8 payload[PAYLOAD_BYTES];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = first; i < first + load->batch; i++)
    pb_publish (bytes,
                4,
                load->qos,
                FALSE,
                (guint16)(i % 60000 + 1),
                TOPIC,
                payload,
                sizeof payload);
  write_all (publisher->fd, bytes->data, bytes->len);
}

/* Returns messages a second. */
static double
measure (guint16 port, const Load *load)
{
  guint8 qos = load->qos;
  guint  n = load->n_messages;
  gsize  size = 2 + 2 + strlen (TOPIC) + (qos > 0 ? 2 : 0) + PAYLOAD_BYTES;
  guint  sent = 0, received = 0, acknowledged = 0;
  gint64 start_us;
  int    epoll = epoll_create1 (EPOLL_CLOEXEC);
  g_autofree Client *publisher = g_new0 (Client, 1);
  g_autofree Client *subscriber = g_new0 (Client, 1);
  g_autoptr (GByteArray) acks = g_byte_array_new ();
  struct epoll_event event = { .events = EPOLLIN };

  client_init (publisher, port, "publisher");
  client_init (subscriber, port, "subscriber");
  subscribe (subscriber, qos);
  event.data.ptr = publisher;
  epoll_ctl (epoll, EPOLL_CTL_ADD, publisher->fd, &event);
  event.data.ptr = subscriber;
  epoll_ctl (epoll, EPOLL_CTL_ADD, subscriber->fd, &event);
  start_us = g_get_monotonic_time ();
  while (received < n || (qos > 0 && acknowledged < n))
    {
      guint done = qos > 0 ? MIN (received, acknowledged) : received;

      for (; sent < n && sent + load->batch <= done + load->window;
           sent += load->batch)
        send_batch (publisher, load, sent);
      epoll_wait (epoll, &event, 1, -1);
      if (event.data.ptr == publisher)
        acknowledged += take_packets (publisher, 4, NULL);
      else
        received += take_packets (subscriber, size, qos > 0 ? acks : NULL);
      write_all (subscriber->fd, acks->data, acks->len);
      g_byte_array_set_size (acks, 0);
    }
  close (publisher->fd);
  close (subscriber->fd);
  close (epoll);
  return n * 1e6 / (double)(g_get_monotonic_time () - start_us);
}

static GSubprocess *
spawn (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
      G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  return process;
}

static void
start_willow (Server *server, const char *program)
{
  const char *const arguments[] = { program, NULL };
  char              line[16] = { 0 };

  server->name = "willow";
  server->process = spawn (arguments);
  g_input_stream_read (g_subprocess_get_stdout_pipe (server->process),
                       line,
                       sizeof line - 1,
                       NULL,
                       NULL);
  server->port = (guint16)atoi (line);
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

static gboolean
start_mosquitto (Server *server, const char *folder)
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
  while ((fd = connect_to (server->port)) < 0)
    g_usleep (10000);
  close (fd);
  return TRUE;
}

static void
compare (Server *servers, guint n_servers, const Load *load)
{
  double best[2] = { 0 };

  /* In turns, and the best of each: whatever else the machine does hits
   * both. */
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < n_servers; i++)
      best[i] = MAX (best[i], measure (servers[i].port, load));
  for (guint i = 0; i < n_servers; i++)
    g_print (
        "%-18s %-9s %9.0f messages/s\n", load->name, servers[i].name, best[i]);
  if (n_servers == 2)
    g_print ("%-18s willow / mosquitto: %.2f\n", load->name, best[0] / best[1]);
}

int
main (int argc, char **argv)
{
  Server           servers[2] = { 0 };
  guint            n_servers = 1;
  g_autofree char *folder = g_dir_make_tmp ("willow-benchmark-XXXXXX", NULL);
  g_autofree char *config = g_build_filename (folder, "mosquitto.conf", NULL);

  g_assert_cmpint (argc, ==, 2);
  start_willow (&servers[0], argv[1]);
  if (start_mosquitto (&servers[1], folder))
    n_servers = 2;
  else
    g_print ("mosquitto is missing: no comparison\n");
  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    compare (servers, n_servers, &loads[i]);
  for (guint i = 0; i < n_servers; i++)
    {
      g_subprocess_force_exit (servers[i].process);
      g_object_unref (servers[i].process);
    }
  unlink (config);
  rmdir (folder);
  return EXIT_SUCCESS;
}
