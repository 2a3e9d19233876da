/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load-flow.h"

#include "lib/packet-builder.h"
#include "load-client.h"

#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define MAX_PEERS 128
#define MAX_EVENTS 64

typedef struct
{
  LoadClient  client;
  GByteArray *batch;      /* its packets, encoded once */
  gsize       packet_len; /* of one of them */
  gsize       payload_at; /* in a packet */
  guint       n_sent;
  guint       n_acknowledged;
  guint64     n_delivered; /* to all of its subscribers */
} Publisher;

typedef struct
{
  LoadClient client;
  guint32    next[MAX_PEERS]; /* of each publisher */
} Subscriber;

typedef struct
{
  const LoadFlow *flow;
  Publisher      *publishers;
  Subscriber     *subscribers;
  LoadClient      bystander; /* holds filters */
  int             epoll;
  guint64         n_delivered;
  guint64         n_wanted;
  guint           n_errors;
} Run;

static guint
get_n_receivers (const LoadFlow *flow)
{
  return flow->topics == LOAD_ALL ? flow->n_subscribers : 1;
}

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return value;
}

/* The payload begins with the number of the publisher and that of the
 * message. */
static void
message_cb (LoadClient   *client,
            const guint8 *payload,
            gsize         len,
            gboolean      is_duplicate)
{
  Run        *run = client->data;
  Subscriber *self = &run->subscribers[client->index];
  guint32     publisher = get_u32 (payload);
  guint32     number = get_u32 (payload + 4);

  if (number != self->next[publisher])
    run->n_errors++;
  self->next[publisher] = number + 1;
  run->publishers[publisher].n_delivered++;
  run->n_delivered++;
}

static void
no_message_cb (LoadClient   *client,
               const guint8 *payload,
               gsize         len,
               gboolean      is_duplicate)
{
  ((Run *)client->data)->n_errors++;
}

static void
acknowledged_cb (LoadClient *client)
{
  ((Run *)client->data)->publishers[client->index].n_acknowledged++;
}

static void
other_cb (LoadClient *client, guint8 first_byte)
{
  g_error ("unexpected packet 0x%02x", first_byte);
}

static const LoadClientFuncs publisher_funcs = { no_message_cb,
                                                 acknowledged_cb,
                                                 other_cb };
static const LoadClientFuncs subscriber_funcs = { message_cb,
                                                  acknowledged_cb,
                                                  other_cb };

static char *
dup_topic (const LoadFlow *flow, guint index)
{
  return flow->topics == LOAD_ALL ? g_strdup ("bench/topic")
                                  : g_strdup_printf ("bench/topic%03u", index);
}

static void
prepare_batch (Publisher *self, const LoadFlow *flow)
{
  g_autofree guint8 *payload = g_malloc0 (flow->payload_bytes);
  g_autofree char   *topic = dup_topic (flow, self->client.index);
  guint32            index = self->client.index;

  memcpy (payload, &index, sizeof index);
  self->batch = g_byte_array_new ();
  for (guint i = 0; i < flow->batch; i++)
    pb_publish (self->batch,
                4,
                flow->qos,
                FALSE,
                1,
                topic,
                payload,
                flow->payload_bytes);
  self->packet_len = self->batch->len / flow->batch;
  self->payload_at = self->packet_len - flow->payload_bytes;
}

static void
watch (Run *run, LoadClient *client)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET,
                               .data.ptr = client };

  epoll_ctl (run->epoll, EPOLL_CTL_ADD, client->fd, &event);
}

static void
set_up_bystander (Run *run, const LoadServer *server)
{
  load_client_init (
      &run->bystander, server->port, "bystander", TRUE, &publisher_funcs, run);
  for (guint i = 0; i < run->flow->n_filters; i++)
    {
      g_autofree char *filter = g_strdup_printf ("+/filter%u/#", i);

      load_client_subscribe (&run->bystander, filter, 0);
    }
}

static void
set_up (Run *run, const LoadServer *server)
{
  const LoadFlow *flow = run->flow;

  run->epoll = epoll_create1 (EPOLL_CLOEXEC);
  run->publishers = g_new0 (Publisher, flow->n_publishers);
  run->subscribers = g_new0 (Subscriber, flow->n_subscribers);
  set_up_bystander (run, server);
  for (guint i = 0; i < flow->n_subscribers; i++)
    {
      LoadClient      *client = &run->subscribers[i].client;
      g_autofree char *id = g_strdup_printf ("subscriber%u", i);
      g_autofree char *topic = dup_topic (flow, i);

      load_client_init (
          client, server->port, id, !flow->are_lasting, &subscriber_funcs, run);
      client->index = i;
      load_client_subscribe (client, topic, flow->qos);
      watch (run, client);
    }
  for (guint i = 0; i < flow->n_publishers; i++)
    {
      LoadClient      *client = &run->publishers[i].client;
      g_autofree char *id = g_strdup_printf ("publisher%u", i);

      load_client_init (client, server->port, id, TRUE, &publisher_funcs, run);
      client->index = i;
      prepare_batch (&run->publishers[i], flow);
      watch (run, client);
    }
}

static void
tear_down (Run *run)
{
  for (guint i = 0; i < run->flow->n_publishers; i++)
    {
      load_client_clear (&run->publishers[i].client);
      g_byte_array_unref (run->publishers[i].batch);
    }
  for (guint i = 0; i < run->flow->n_subscribers; i++)
    load_client_clear (&run->subscribers[i].client);
  load_client_clear (&run->bystander);
  g_free (run->publishers);
  g_free (run->subscribers);
  close (run->epoll);
}

/* Numbers the packets and writes them. */
static void
send_batch (Publisher *self, const LoadFlow *flow, guint n)
{
  guint8 *packet = self->batch->data;

  for (guint i = 0; i < n; i++, packet += self->packet_len)
    {
      guint32 number = self->n_sent++;

      memcpy (packet + self->payload_at + 4, &number, sizeof number);
      if (flow->qos > 0)
        {
          guint16 id = load_client_next_packet_id (&self->client);

          packet[self->payload_at - 2] = (guint8)(id >> 8);
          packet[self->payload_at - 1] = (guint8)id;
        }
    }
  load_client_write (&self->client, self->batch->data, n * self->packet_len);
}

/* Messages of which nothing is on its way any more */
static guint
get_n_done (const Publisher *self, const LoadFlow *flow)
{
  guint delivered = (guint)(self->n_delivered / get_n_receivers (flow));

  return flow->qos > 0 ? MIN (delivered, self->n_acknowledged) : delivered;
}

static void
publish (Run *run, Publisher *self)
{
  const LoadFlow *flow = run->flow;
  guint           share = flow->n_messages / flow->n_publishers;
  guint           room = get_n_done (self, flow) + flow->window;

  while (self->n_sent < share && load_client_get_backlog (&self->client) == 0)
    {
      guint n = MIN (flow->batch, share - self->n_sent);

      if (self->n_sent + n > room)
        break;
      send_batch (self, flow, n);
    }
}

static gboolean
is_done (const Run *run)
{
  guint share = run->flow->n_messages / run->flow->n_publishers;

  if (run->n_delivered < run->n_wanted)
    return FALSE;
  for (guint i = 0; run->flow->qos > 0 && i < run->flow->n_publishers; i++)
    if (run->publishers[i].n_acknowledged < share)
      return FALSE;
  return TRUE;
}

/* Returns: seconds in which there was nothing to do */
static double
pump (Run *run)
{
  struct epoll_event events[MAX_EVENTS];
  double             idle = 0;

  while (!is_done (run))
    {
      gint64 before_us;
      int    n;

      for (guint i = 0; i < run->flow->n_publishers; i++)
        publish (run, &run->publishers[i]);
      before_us = g_get_monotonic_time ();
      n = epoll_wait (run->epoll, events, MAX_EVENTS, 10000);
      idle += (double)(g_get_monotonic_time () - before_us) / 1e6;
      if (n == 0)
        g_error ("nothing has come for 10 s: %" G_GUINT64_FORMAT
                 " of %" G_GUINT64_FORMAT,
                 run->n_delivered,
                 run->n_wanted);
      for (int i = 0; i < n; i++)
        {
          load_client_flush (events[i].data.ptr);
          if (events[i].events & EPOLLIN)
            load_client_read_all (events[i].data.ptr);
        }
    }
  return idle;
}

LoadResult
load_flow_run (const LoadFlow *flow, const LoadServer *server)
{
  Run        run = { .flow = flow };
  LoadResult result = { 0 };
  guint64    share = flow->n_messages / flow->n_publishers;
  double     seconds, cpu, idle;
  gint64     start_us;

  g_assert_cmpuint (flow->n_publishers, <=, MAX_PEERS);
  run.n_wanted = share * flow->n_publishers * get_n_receivers (flow);
  set_up (&run, server);
  cpu = load_server_get_cpu_seconds (server);
  start_us = g_get_monotonic_time ();
  idle = pump (&run);
  seconds = (double)(g_get_monotonic_time () - start_us) / 1e6;
  cpu = load_server_get_cpu_seconds (server) - cpu;
  tear_down (&run);
  result.rate = (double)run.n_wanted / seconds;
  result.cpu = cpu / (double)run.n_wanted;
  result.idle_share = idle / seconds;
  result.n_errors = run.n_errors;
  return result;
}
