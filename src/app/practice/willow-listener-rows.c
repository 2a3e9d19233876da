/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-listener-rows.h"

#include "app/widget/willow-copy-button.h"
#include "app/connection/willow-form-binding.h"

#include <glib/gi18n.h>

#define N_ROWS 4

typedef struct
{
  WillowListenerRows *group; /* (borrowed) */
  WillowScheme        scheme;
  AdwActionRow       *row;
  GtkWidget          *port_spin;
  GtkWidget          *copy_button;
  GtkWidget          *on_switch; /* (nullable): it is always there */
} Row;

struct _WillowListenerRows
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  gboolean              setting;
  Row                   rows[N_ROWS];
};

G_DEFINE_FINAL_TYPE (WillowListenerRows, willow_listener_rows, ADW_TYPE_BIN)

/* Without certificates there is no TLS. */
static gboolean
can_listen (WillowListenerRows *self, const Row *row)
{
  return (row->scheme != WILLOW_SCHEME_MQTTS &&
          row->scheme != WILLOW_SCHEME_WSS) ||
         willow_practice_broker_has_tls (self->broker);
}

/* @url: (nullable): while it listens */
static char *
tell_row (WillowListenerRows *self, const Row *row, const char *url)
{
  if (url != NULL)
    return g_strdup_printf (
        _ ("%s · Connections: %u"),
        url,
        willow_practice_broker_get_n_connections (self->broker, row->scheme));
  if (!can_listen (self, row))
    return g_strdup (_ ("Needs certificates: make them below"));
  if (!willow_practice_broker_get_listens (self->broker, row->scheme))
    return g_strdup (_ ("Off"));
  return row->scheme == WILLOW_SCHEME_MQTT
             ? g_strdup (_ ("1883 is usual; 0 picks a free one"))
             : g_strdup_printf (
                   _ ("%u is usual; 0 takes it if it is free, else any"),
                   (guint)willow_scheme_get_default_port (row->scheme));
}

static void
update_row (WillowListenerRows *self, Row *row)
{
  g_autofree char *url =
      willow_practice_broker_dup_own_url (self->broker, row->scheme);
  g_autofree char *text = tell_row (self, row, url);
  gboolean         idle = !willow_practice_broker_get_running (self->broker) &&
                  !willow_practice_broker_get_busy (self->broker);
  gboolean on = willow_practice_broker_get_listens (self->broker, row->scheme);
  gboolean can_be = can_listen (self, row);
  const char *tip = idle ? NULL : _ ("Stop the broker to change it");

  adw_action_row_set_subtitle (row->row, text);
  willow_copy_button_set_text (WILLOW_COPY_BUTTON (row->copy_button), url);
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (row->port_spin),
      willow_practice_broker_get_port_of (self->broker, row->scheme));
  gtk_widget_set_sensitive (row->port_spin, idle && on && can_be);
  gtk_widget_set_tooltip_text (row->port_spin, tip);
  if (row->on_switch == NULL)
    return;
  /* What cannot be on does not look so, whatever is wanted. */
  gtk_switch_set_active (GTK_SWITCH (row->on_switch), on && can_be);
  gtk_widget_set_sensitive (row->on_switch, idle && can_be);
  gtk_widget_set_tooltip_text (row->on_switch, tip);
}

static void
update (WillowListenerRows *self)
{
  self->setting = TRUE;
  for (guint i = 0; i < N_ROWS; i++)
    update_row (self, &self->rows[i]);
  self->setting = FALSE;
}

static void
port_changed_cb (GtkSpinButton *spin, gpointer user_data)
{
  Row *row = user_data;

  if (!row->group->setting)
    willow_practice_broker_set_port_of (
        row->group->broker,
        row->scheme,
        (guint16)gtk_spin_button_get_value_as_int (spin));
}

static void
switched_cb (GtkSwitch *on_switch, GParamSpec *pspec, gpointer user_data)
{
  Row *row = user_data;

  if (row->group->setting)
    return;
  willow_practice_broker_set_listens (
      row->group->broker, row->scheme, gtk_switch_get_active (on_switch));
  update (row->group);
}

static void
add_suffix (Row *row, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row->row, widget);
}

static void
fill_row (Row *row, const char *title)
{
  g_autofree char *port_name = g_strdup_printf (_ ("Port: %s"), title);

  row->row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), title);
  adw_action_row_set_subtitle_lines (row->row, 2);
  row->copy_button = willow_copy_button_new ();
  add_suffix (row, row->copy_button);
  row->port_spin = gtk_spin_button_new_with_range (0, G_MAXUINT16, 1);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (row->port_spin), TRUE);
  willow_form_name (row->port_spin, port_name);
  add_suffix (row, row->port_spin);
  g_signal_connect (
      row->port_spin, "value-changed", G_CALLBACK (port_changed_cb), row);
  if (row->scheme == WILLOW_SCHEME_MQTT)
    return;
  row->on_switch = gtk_switch_new ();
  willow_form_name (row->on_switch, title);
  add_suffix (row, row->on_switch);
  adw_action_row_set_activatable_widget (row->row, row->on_switch);
  g_signal_connect (
      row->on_switch, "notify::active", G_CALLBACK (switched_cb), row);
}

static void
willow_listener_rows_dispose (GObject *object)
{
  WillowListenerRows *self = WILLOW_LISTENER_ROWS (object);

  /* What the rows still say while they go is not meant. */
  self->setting = TRUE;
  g_clear_object (&self->broker);
  G_OBJECT_CLASS (willow_listener_rows_parent_class)->dispose (object);
}

static void
willow_listener_rows_class_init (WillowListenerRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_listener_rows_dispose;
}

static void
willow_listener_rows_init (WillowListenerRows *self)
{
  const struct
  {
    WillowScheme scheme;
    const char  *title;
  } rows[N_ROWS] = {
    { WILLOW_SCHEME_MQTT, _ ("MQTT (mqtt)") },
    { WILLOW_SCHEME_WS, _ ("WebSocket (ws)") },
    { WILLOW_SCHEME_MQTTS, _ ("MQTT with TLS (mqtts)") },
    { WILLOW_SCHEME_WSS, _ ("WebSocket with TLS (wss)") },
  };
  AdwPreferencesGroup *group =
      ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Listeners"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (group));
  for (guint i = 0; i < N_ROWS; i++)
    {
      self->rows[i].group = self;
      self->rows[i].scheme = rows[i].scheme;
      fill_row (&self->rows[i], rows[i].title);
      adw_preferences_group_add (group, GTK_WIDGET (self->rows[i].row));
    }
}

void
willow_listener_rows_set_broker (WillowListenerRows   *self,
                                 WillowPracticeBroker *broker)
{
  static const char *const signals[] = {
    "notify::running", "notify::busy", "notify::urls",
    "notify::port",    "refreshed",
  };

  g_return_if_fail (WILLOW_IS_LISTENER_ROWS (self));
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (
        broker, signals[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
