/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"

#include <glib/gi18n.h>

#define NOT_SAID G_MININT64

/* Fixed header, longest Topic Name, Packet Identifier. */
#define MAX_PUBLISH_HEAD_BYTES (5u + 2u + 65535u + 2u)

typedef struct
{
  gint64   max_connections;
  gint64   max_packet_bytes;
  gint64   max_inflight;
  gint64   max_keep_alive_seconds;
  gint64   max_queued_messages;
  gint64   max_queued_bytes;
  gint64   max_unsent_bytes;
  gint64   max_retained_bytes;
  gint64   max_retained_messages;
  gint64   max_subscriptions;
  gint64   max_overlap;
  gint64   max_unfinished_bytes;
  gint64   max_connect_rate;
  gint64   max_connect_rate_by_address;
  gint64   connect_timeout_seconds;
  gboolean delivers_each;
} Limits;

static void
init (gpointer options)
{
  Limits *l = options;

  *l = (Limits){ NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID,
                 NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID,
                 NOT_SAID, NOT_SAID, NOT_SAID, FALSE };
}

static void
add_options (gpointer options, GOptionContext *context)
{
  Limits *l = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "max-connections", 0, 0, G_OPTION_ARG_INT64, &l->max_connections,
      N_ ("Network Connections at a time (default 10000)"), N_ ("N") },
    { "max-packet-size", 0, 0, G_OPTION_ARG_INT64, &l->max_packet_bytes,
      N_ ("Largest packet that is taken"), N_ ("BYTES") },
    { "max-inflight", 0, 0, G_OPTION_ARG_INT64, &l->max_inflight,
      N_ ("QoS 1 and 2 messages that a client may send without an acknowledgement (5.0: Receive Maximum; default 65535)"), N_ ("N") },
    { "max-keep-alive", 0, 0, G_OPTION_ARG_INT64, &l->max_keep_alive_seconds,
      N_ ("Longest Keep Alive; who asks for more is told this one (5.0; default 0: as asked for)"), N_ ("SECONDS") },
    { "max-queued-messages", 0, 0, G_OPTION_ARG_INT64, &l->max_queued_messages,
      N_ ("Messages that wait for a client that is away or slow"), N_ ("N") },
    { "max-queued-bytes", 0, 0, G_OPTION_ARG_INT64, &l->max_queued_bytes,
      N_ ("The same in bytes"), N_ ("BYTES") },
    { "max-unsent-bytes", 0, 0, G_OPTION_ARG_INT64, &l->max_unsent_bytes,
      N_ ("A client that reads too slowly loses QoS 0 messages above this, and is cut at four times that"), N_ ("BYTES") },
    { "max-retained-bytes", 0, 0, G_OPTION_ARG_INT64, &l->max_retained_bytes,
      N_ ("All retained messages together"), N_ ("BYTES") },
    { "max-retained-messages", 0, 0, G_OPTION_ARG_INT64, &l->max_retained_messages,
      N_ ("The same in messages"), N_ ("N") },
    { "max-subscriptions", 0, 0, G_OPTION_ARG_INT64, &l->max_subscriptions,
      N_ ("Subscriptions of one client"), N_ ("N") },
    { "max-overlap", 0, 0, G_OPTION_ARG_INT64, &l->max_overlap,
      N_ ("Branches of one client’s filters with + that a topic may follow (default 1000)"), N_ ("N") },
    { "max-unfinished-bytes", 0, 0, G_OPTION_ARG_INT64, &l->max_unfinished_bytes,
      N_ ("Packets of all clients together that have not come whole yet; above this the largest is cut"), N_ ("BYTES") },
    { "max-connect-rate", 0, 0, G_OPTION_ARG_INT64, &l->max_connect_rate,
      N_ ("Connections in a second (default 0: no limit)"), N_ ("N") },
    { "max-connect-rate-by-address", 0, 0, G_OPTION_ARG_INT64, &l->max_connect_rate_by_address,
      N_ ("Connections in a second from one address (default 0: no limit)"), N_ ("N") },
    { "connect-timeout", 0, 0, G_OPTION_ARG_INT64, &l->connect_timeout_seconds,
      N_ ("A client that has not sent CONNECT by then is cut (default 10)"), N_ ("SECONDS") },
    { "overlapping-each", 0, 0, G_OPTION_ARG_NONE, &l->delivers_each,
      N_ ("Where several subscriptions of a client match: a copy for each of them (default: one for all)"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

/* What was not said is inside of every range. */
static gboolean
check (const char *option,
       gint64      value,
       gint64      minimum,
       gint64      maximum,
       GError    **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (value == NOT_SAID || (value >= minimum && value <= maximum))
    return TRUE;
  from = g_strdup_printf ("%" G_GINT64_FORMAT, minimum);
  to = g_strdup_printf ("%" G_GINT64_FORMAT, maximum);
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_ARGUMENT,
               _ ("--%s is a number from %s to %s."),
               option,
               from,
               to);
  return FALSE;
}

static gboolean
check_all (const Limits *l, GError **error)
{
  /* clang-format off */
  return check ("max-connections", l->max_connections, 1, G_MAXINT32, error) &&
         check ("max-packet-size", l->max_packet_bytes, 20, 268435460, error) &&
         check ("max-inflight", l->max_inflight, 1, G_MAXUINT16, error) &&
         check ("max-keep-alive", l->max_keep_alive_seconds, 0, G_MAXUINT16, error) &&
         check ("max-queued-messages", l->max_queued_messages, 1, G_MAXUINT32, error) &&
         check ("max-queued-bytes", l->max_queued_bytes, 1, G_MAXINT64, error) &&
         check ("max-unsent-bytes", l->max_unsent_bytes, 1, G_MAXINT64 / 8, error) &&
         check ("max-retained-bytes", l->max_retained_bytes, 0, G_MAXINT64, error) &&
         check ("max-retained-messages", l->max_retained_messages, 0, G_MAXUINT32, error) &&
         check ("max-subscriptions", l->max_subscriptions, 0, G_MAXUINT32, error) &&
         check ("max-overlap", l->max_overlap, 1, G_MAXUINT32, error) &&
         check ("max-unfinished-bytes", l->max_unfinished_bytes, 1, G_MAXINT64 / 2, error) &&
         check ("max-connect-rate", l->max_connect_rate, 0, 1000000, error) &&
         check ("max-connect-rate-by-address", l->max_connect_rate_by_address, 0, 1000000, error) &&
         check ("connect-timeout", l->connect_timeout_seconds, 1, 3600, error);
  /* clang-format on */
}

/* What a file says; 0 is “no limit” there. */
static void
configure_from_file (const WillowBrokerFile *file, WillowBrokerConfig *config)
{
  if (file->max_packet_size >= 0)
    config->maximum_packet_size = (guint32)file->max_packet_size;
  /* Of the payload there, of the packet here: with the longest topic. */
  if (file->message_size_limit > 0)
    config->maximum_packet_size =
        MIN (config->maximum_packet_size,
             (guint32)file->message_size_limit + MAX_PUBLISH_HEAD_BYTES);
  if (file->max_inflight_messages >= 0)
    config->receive_maximum = file->max_inflight_messages > 0
                                  ? (guint16)file->max_inflight_messages
                                  : G_MAXUINT16;
  if (file->max_keep_alive_seconds >= 0)
    config->maximum_keep_alive_seconds = (guint16)file->max_keep_alive_seconds;
  if (file->max_queued_messages >= 0)
    config->session_queue_messages = file->max_queued_messages > 0
                                         ? (guint)file->max_queued_messages
                                         : G_MAXUINT;
  if (file->max_queued_bytes >= 0)
    config->session_queue_bytes =
        file->max_queued_bytes > 0 ? (gsize)file->max_queued_bytes : G_MAXSIZE;
  if (file->allow_duplicate_messages >= 0)
    config->delivers_each = file->allow_duplicate_messages != 0;
  if (file->max_topic_alias >= 0)
    config->topic_alias_maximum = (guint16)file->max_topic_alias;
}

static void
configure_counts (const Limits *l, WillowBrokerConfig *config)
{
  if (l->max_retained_messages != NOT_SAID)
    config->max_retained_messages = (guint)l->max_retained_messages;
  if (l->max_subscriptions != NOT_SAID)
    config->max_subscriptions = (guint)l->max_subscriptions;
  if (l->max_overlap != NOT_SAID)
    config->max_overlap = (guint)l->max_overlap;
  if (l->max_unfinished_bytes != NOT_SAID)
    config->input_limit_bytes = (gsize)l->max_unfinished_bytes;
  if (l->max_connect_rate != NOT_SAID)
    config->max_connect_rate = (guint)l->max_connect_rate;
  if (l->max_connect_rate_by_address != NOT_SAID)
    config->max_connect_rate_by_address = (guint)l->max_connect_rate_by_address;
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Limits *l = options;

  if (!check_all (l, error))
    return FALSE;
  if (file != NULL)
    configure_from_file (file, config);
  if (l->max_connections != NOT_SAID)
    config->max_connections = (guint)l->max_connections;
  if (l->max_packet_bytes != NOT_SAID)
    config->maximum_packet_size = (guint32)l->max_packet_bytes;
  if (l->max_inflight != NOT_SAID)
    config->receive_maximum = (guint16)l->max_inflight;
  if (l->max_keep_alive_seconds != NOT_SAID)
    config->maximum_keep_alive_seconds = (guint16)l->max_keep_alive_seconds;
  if (l->max_queued_messages != NOT_SAID)
    config->session_queue_messages = (guint)l->max_queued_messages;
  if (l->max_queued_bytes != NOT_SAID)
    config->session_queue_bytes = (gsize)l->max_queued_bytes;
  if (l->max_unsent_bytes != NOT_SAID)
    config->output_limit_bytes = (gsize)l->max_unsent_bytes;
  if (l->max_retained_bytes != NOT_SAID)
    config->retained_limit_bytes = (gsize)l->max_retained_bytes;
  configure_counts (l, config);
  if (l->connect_timeout_seconds != NOT_SAID)
    config->connect_timeout_ms = (guint)l->connect_timeout_seconds * 1000;
  if (l->delivers_each)
    config->delivers_each = TRUE;
  return TRUE;
}

const WillowBrokerSubject willow_broker_subject_limits = {
  .size = sizeof (Limits),
  .init = init,
  .add_options = add_options,
  .configure = configure,
};
