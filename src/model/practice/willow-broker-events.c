/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-broker-events.h"

#include "model/practice/willow-broker-text.h"
#include "model/practice/willow-cell-row.h"
#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_WAITING 20000u
#define CHUNK (WILLOW_BROKER_EVENTS_MAX / 5)
#define MAX_TAKEOVERS 64u
/* Ports come back. */
#define TAKEOVER_MAX_AGE_US G_TIME_SPAN_MINUTE
#define N_COLUMNS 5
/* Not shown: the time with its day, for what is saved. */
#define DATE N_COLUMNS

struct _WillowBrokerEvents
{
  GObject parent_instance;

  WillowBrokerLog *log;
  GListStore      *rows;
  guint64          n_told;
  guint64          n_lost;
  GQueue           takeovers; /* of Takeover, oldest first */
};

/* Who threw out whom. */
typedef struct
{
  gint64 wall_us;
  char  *old_address;
  char  *new_address;
} Takeover;

G_DEFINE_FINAL_TYPE (WillowBrokerEvents, willow_broker_events, G_TYPE_OBJECT)

/* @format: up to the seconds */
static char *
dup_time (gint64 wall_us, const char *format)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);
  g_autofree char *seconds =
      time != NULL ? g_date_time_format (time, format) : g_strdup ("");

  return g_strdup_printf (
      "%s.%03d", seconds, (int)(wall_us % G_USEC_PER_SEC / 1000));
}

static const char *
get_what (WillowBrokerLogEvent event)
{
  switch (event)
    {
    case WILLOW_BROKER_LOG_OPENED:
      return _ ("Network Connection opened");
    case WILLOW_BROKER_LOG_CONNECTED:
      return _ ("Connected");
    case WILLOW_BROKER_LOG_REFUSED:
      return _ ("Refused");
    case WILLOW_BROKER_LOG_TAKEN_OVER:
      return _ ("Taken over");
    case WILLOW_BROKER_LOG_ENDED:
      return _ ("Ended");
    case WILLOW_BROKER_LOG_MESSAGE:
      return _ ("Message");
    case WILLOW_BROKER_LOG_WARNING:
      return _ ("Warning");
    default:
      return "?";
    }
}

static const char *
get_ending (const WillowBrokerLogEntry *entry)
{
  switch (entry->ending)
    {
    case WILLOW_ENDING_DISCONNECT:
      return _ ("The client sent DISCONNECT");
    case WILLOW_ENDING_FIN:
      return _ ("The client closed without DISCONNECT");
    case WILLOW_ENDING_RESET:
      return _ ("The connection was reset");
    case WILLOW_ENDING_IO_ERROR:
      return _ ("The network failed");
    case WILLOW_ENDING_VIOLATION:
      return _ ("The client broke a rule");
    case WILLOW_ENDING_TIMEOUT:
      return _ ("Nothing came in time");
    case WILLOW_ENDING_CLOSED_BY_US:
    case WILLOW_ENDING_REFUSED:
    default:
      return _ ("The broker closed it");
    }
}

static void
append_part (GString *out, const char *text)
{
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, text);
}

static char *
dup_address (GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address)
             ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
             : g_strdup ("");
}

static char *
dup_reason (const WillowBrokerLogEntry *entry)
{
  GString *out = g_string_new (NULL);

  if (entry->event == WILLOW_BROKER_LOG_ENDED)
    append_part (out, get_ending (entry));
  if (entry->by != NULL)
    {
      g_autofree char *address = dup_address (entry->by);
      g_autofree char *by = g_strdup_printf (
          _ ("By %s, with the same Client Identifier"), address);

      append_part (out, by);
    }
  if (entry->reason >= 0)
    {
      g_autofree char *code = g_strdup_printf (
          "0x%02X %s",
          (guint)entry->reason,
          mqtt_reason_code_get_name ((guint8)entry->reason,
                                     entry->event == WILLOW_BROKER_LOG_REFUSED
                                         ? MQTT_PACKET_CONNACK
                                         : MQTT_PACKET_DISCONNECT));

      append_part (out, code);
    }
  if (entry->text != NULL)
    append_part (out, entry->text);
  if (entry->event == WILLOW_BROKER_LOG_CONNECTED && entry->version != 0)
    {
      g_autofree char *version =
          g_strdup_printf ("MQTT %s", mqtt_version_get_name (entry->version));

      append_part (out, version);
    }
  return g_string_free (out, FALSE);
}

/* What others chose must not look like a line of ours. */
static char *
dup_visible (const char *text)
{
  return text != NULL
             ? willow_broker_text_visible ((const guint8 *)text, strlen (text))
             : g_strdup ("");
}

static char *
dup_client (const WillowBrokerLogEntry *entry)
{
  g_autofree char *id = dup_visible (entry->client_id);
  g_autofree char *user = dup_visible (entry->user_name);

  if (*user == '\0')
    return g_steal_pointer (&id);
  return g_strdup_printf ("%s (%s)", id, user);
}

static WillowCellRow *
new_row (WillowBrokerEvents *self, const WillowBrokerLogEntry *entry)
{
  char           **cells = g_new0 (char *, N_COLUMNS + 2);
  g_autofree char *reason = dup_reason (entry);
  g_autofree char *key = g_strdup_printf ("%" G_GUINT64_FORMAT, ++self->n_told);

  cells[0] = dup_time (entry->wall_us, "%T");
  cells[1] = g_strdup (get_what (entry->event));
  cells[2] = dup_client (entry);
  cells[3] = dup_address (entry->client);
  cells[4] = dup_visible (reason);
  cells[DATE] = dup_time (entry->wall_us, "%F %T");
  return willow_cell_row_new (key, cells, NULL);
}

static void
takeover_free (gpointer data)
{
  Takeover *takeover = data;

  g_free (takeover->old_address);
  g_free (takeover->new_address);
  g_free (takeover);
}

static void
keep_takeover (WillowBrokerEvents *self, const WillowBrokerLogEntry *entry)
{
  Takeover *takeover;

  if (entry->event != WILLOW_BROKER_LOG_TAKEN_OVER)
    return;
  takeover = g_new (Takeover, 1);
  takeover->wall_us = entry->wall_us;
  takeover->old_address = dup_address (entry->client);
  takeover->new_address = dup_address (entry->by);
  g_queue_push_tail (&self->takeovers, takeover);
  if (self->takeovers.length > MAX_TAKEOVERS)
    takeover_free (g_queue_pop_head (&self->takeovers));
}

static void
willow_broker_events_finalize (GObject *object)
{
  WillowBrokerEvents *self = WILLOW_BROKER_EVENTS (object);

  g_queue_clear_full (&self->takeovers, takeover_free);
  g_object_unref (self->rows);
  willow_broker_log_unref (self->log);
  G_OBJECT_CLASS (willow_broker_events_parent_class)->finalize (object);
}

static void
willow_broker_events_class_init (WillowBrokerEventsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_broker_events_finalize;
}

static void
willow_broker_events_init (WillowBrokerEvents *self)
{
  self->log = willow_broker_log_new (MAX_WAITING);
  self->rows = g_list_store_new (WILLOW_TYPE_CELL_ROW);
}

WillowBrokerEvents *
willow_broker_events_new (void)
{
  return g_object_new (WILLOW_TYPE_BROKER_EVENTS, NULL);
}

WillowBrokerLog *
willow_broker_events_get_log (WillowBrokerEvents *self)
{
  return self->log;
}

/* Makes room for @n_new. */
static void
forget_old (WillowBrokerEvents *self, guint n_new)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint n_gone;

  if (n + n_new <= WILLOW_BROKER_EVENTS_MAX)
    return;
  n_gone = MIN (n, MAX (n + n_new - WILLOW_BROKER_EVENTS_MAX, CHUNK));
  g_list_store_splice (self->rows, 0, n_gone, NULL, 0);
  self->n_lost += n_gone;
}

void
willow_broker_events_take (WillowBrokerEvents *self)
{
  guint n_dropped;
  g_autoptr (GPtrArray) entries =
      willow_broker_log_take (self->log, &n_dropped);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_skipped = entries->len > WILLOW_BROKER_EVENTS_MAX
                        ? entries->len - WILLOW_BROKER_EVENTS_MAX
                        : 0;

  self->n_lost += n_dropped + n_skipped;
  for (guint i = n_skipped; i < entries->len; i++)
    {
      keep_takeover (self, entries->pdata[i]);
      g_ptr_array_add (fresh, new_row (self, entries->pdata[i]));
    }
  if (fresh->len == 0)
    return;
  forget_old (self, fresh->len);
  g_list_store_splice (self->rows,
                       g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       0,
                       fresh->pdata,
                       fresh->len);
}

void
willow_broker_events_clear (WillowBrokerEvents *self)
{
  g_list_store_remove_all (self->rows);
  self->n_lost = 0;
}

guint64
willow_broker_events_get_n_lost (WillowBrokerEvents *self)
{
  return self->n_lost;
}

GListModel *
willow_broker_events_get_rows (WillowBrokerEvents *self)
{
  return G_LIST_MODEL (self->rows);
}

char *
willow_broker_events_dup_text (WillowBrokerEvents *self)
{
  GListModel *rows = G_LIST_MODEL (self->rows);
  GString    *out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (WillowCellRow) row = g_list_model_get_item (rows, i);

      for (guint column = 0; column < N_COLUMNS; column++)
        g_string_append_printf (
            out,
            "%s%s",
            column > 0 ? "\t" : "",
            willow_cell_row_get_cell (row, column > 0 ? column : DATE));
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

const char *
willow_broker_events_find_takeover (WillowBrokerEvents *self,
                                    const char         *address)
{
  gint64 oldest_us = g_get_real_time () - TAKEOVER_MAX_AGE_US;

  willow_broker_events_take (self);
  for (GList *node = self->takeovers.tail; node != NULL; node = node->prev)
    {
      const Takeover *takeover = node->data;

      if (takeover->wall_us >= oldest_us &&
          g_str_equal (takeover->old_address, address))
        return takeover->new_address;
    }
  return NULL;
}
