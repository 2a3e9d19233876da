/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-fault-row.h"

#include "app/connection/willow-form-binding.h"
#include "fault/willow-fault-text.h"
#include "model/practice/willow-practice-broker.h"
#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>

struct _WillowFaultRow
{
  AdwExpanderRow parent_instance;

  WillowFaultBoard *board;
  GListModel       *clients;
  WillowFaultKind   kind;
  gboolean          is_filled;
  gboolean          is_updating;

  GtkSwitch *on_switch;
  GtkLabel  *count_label;

  /* Once unfolded; NULL where the kind has none. */
  AdwActionRow  *code_row;
  GtkSpinButton *code;
  GtkSpinButton *number;
  GtkSpinButton *time;
  GtkEditable   *text;
  GtkDropDown   *packet;
  GtkDropDown   *direction;
  GtkDropDown   *often;
  GtkWidget     *times_row;
  GtkSpinButton *times;
  GtkSpinButton *skip;
  GtkSpinButton *percent;
  GtkDropDown   *client; /* these four: NULL before any MQTT */
  GtkStringList *client_names;
  GtkEditable   *user;
  GtkEditable   *topic;
};

G_DEFINE_FINAL_TYPE (WillowFaultRow, willow_fault_row, ADW_TYPE_EXPANDER_ROW)

/* How often, as the list offers it. */
enum
{
  OFTEN_ALWAYS,
  OFTEN_NEXT,
  OFTEN_TIMES,
};

static void
update_count (WillowFaultRow *self)
{
  const WillowFault *fault =
      willow_fault_board_get_fault (self->board, self->kind);
  guint            n = willow_fault_get_n_fired (fault);
  g_autofree char *text = g_strdup_printf ("%u×", n);
  g_autofree char *spoken =
      g_strdup_printf (ngettext ("Fired %u time", "Fired %u times", n), n);

  gtk_widget_set_visible (GTK_WIDGET (self->count_label),
                          willow_fault_board_get_on (self->board, self->kind));
  gtk_label_set_label (self->count_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count_label), spoken);
}

static void
update_code_name (WillowFaultRow *self, guint8 code)
{
  const char *name =
      code < 0x80 ? mqtt_return_code_get_name (code)
                  : mqtt_reason_code_get_name (code, MQTT_PACKET_CONNACK);
  g_autofree char *text =
      g_strdup_printf ("0x%02X %s", code, name != NULL ? _ (name) : "");

  adw_action_row_set_subtitle (self->code_row, text);
}

/* What the terminal would say. */
static void
update_subtitle (WillowFaultRow *self)
{
  g_autofree char *text = willow_fault_to_string (
      willow_fault_board_get_fault (self->board, self->kind));
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), markup);
}

static void
update (WillowFaultRow *self)
{
  self->is_updating = TRUE;
  gtk_switch_set_active (self->on_switch,
                         willow_fault_board_get_on (self->board, self->kind));
  self->is_updating = FALSE;
  update_subtitle (self);
  update_count (self);
}

static void
switched_cb (WillowFaultRow *self)
{
  if (!self->is_updating)
    willow_fault_board_set_on (
        self->board, self->kind, gtk_switch_get_active (self->on_switch));
}

static char *
dup_text (GtkEditable *editable)
{
  const char *text = gtk_editable_get_text (editable);

  return text[0] != '\0' ? g_strdup (text) : NULL;
}

static void
read_parameters (WillowFaultRow *self, WillowFault *fault)
{
  if (self->code != NULL)
    fault->code = (guint8)gtk_spin_button_get_value_as_int (self->code);
  if (self->number != NULL)
    fault->number = (guint32)gtk_spin_button_get_value (self->number);
  if (self->time != NULL)
    fault->time_ms =
        (guint)(gtk_spin_button_get_value (self->time) * 1000 + 0.5);
  if (self->packet != NULL)
    fault->packet = (MqttPacketType)gtk_drop_down_get_selected (self->packet);
  if (self->direction != NULL)
    fault->direction =
        (WillowFaultDirection)gtk_drop_down_get_selected (self->direction);
  if (self->text != NULL)
    {
      g_free (fault->text);
      fault->text = dup_text (self->text);
    }
}

static void
read_trigger (WillowFaultRow *self, WillowFault *fault)
{
  guint often = gtk_drop_down_get_selected (self->often);

  fault->times = often == OFTEN_NEXT ? 1 : 0;
  if (often == OFTEN_TIMES)
    fault->times = (guint)gtk_spin_button_get_value_as_int (self->times);
  fault->skip = (guint)gtk_spin_button_get_value_as_int (self->skip);
  fault->probability = gtk_spin_button_get_value (self->percent) / 100;
}

static void
read_scope (WillowFaultRow *self, WillowFault *fault)
{
  guint client;

  if (self->client == NULL)
    return;
  client = gtk_drop_down_get_selected (self->client);
  g_clear_pointer (&fault->client_id, g_free);
  if (client != 0 && client != GTK_INVALID_LIST_POSITION)
    fault->client_id =
        g_strdup (gtk_string_list_get_string (self->client_names, client));
  g_free (fault->user_name);
  fault->user_name = dup_text (self->user);
  g_free (fault->topic);
  fault->topic = dup_text (self->topic);
}

/* Any of the widgets says something else. */
static void
edited_cb (WillowFaultRow *self)
{
  WillowFault *fault;

  if (self->is_updating)
    return;
  fault = willow_fault_copy (
      willow_fault_board_get_fault (self->board, self->kind));
  read_parameters (self, fault);
  read_trigger (self, fault);
  read_scope (self, fault);
  if (self->code != NULL)
    update_code_name (self, fault->code);
  gtk_widget_set_visible (
      self->times_row, gtk_drop_down_get_selected (self->often) == OFTEN_TIMES);
  willow_fault_board_take_fault (self->board, fault);
  update_subtitle (self);
  update_count (self);
}

static AdwActionRow *
add_row (WillowFaultRow *self, const char *title, GtkWidget *widget)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  willow_form_name (widget, title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return ADW_ACTION_ROW (row);
}

static GtkSpinButton *
new_spin (WillowFaultRow *self,
          double          minimum,
          double          maximum,
          double          step,
          double          value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (minimum, maximum, step);

  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  g_signal_connect_object (
      spin, "value-changed", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  return GTK_SPIN_BUTTON (spin);
}

static GtkDropDown *
new_choice (WillowFaultRow *self, GtkStringList *names, guint selected)
{
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (names), NULL);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  g_signal_connect_object (choice,
                           "notify::selected",
                           G_CALLBACK (edited_cb),
                           self,
                           G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (choice);
}

static GtkEditable *
add_entry (WillowFaultRow *self, const char *title, const char *text)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  g_signal_connect_object (
      entry, "changed", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), entry);
  return GTK_EDITABLE (entry);
}

static const char *
get_number_title (const char *name)
{
  if (g_str_equal (name, "seconds"))
    return _ ("Seconds");
  if (g_str_equal (name, "bytes"))
    return _ ("Bytes");
  if (g_str_equal (name, "byte"))
    return _ ("Byte, counted from 1 (0: the last one)");
  if (g_str_equal (name, "qos"))
    return _ ("Maximum QoS");
  if (g_str_equal (name, "status"))
    return _ ("HTTP status");
  return _ ("Value");
}

static const char *
get_text_title (const char *name)
{
  if (g_str_equal (name, "id"))
    return _ ("Client Identifier");
  if (g_str_equal (name, "body"))
    return _ ("Text of the answer (empty: a sentence)");
  return _ ("Server Reference (5.0)");
}

static void
add_packet (WillowFaultRow            *self,
            const WillowFault         *fault,
            const WillowFaultKindInfo *info)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Any but CONNECT"));
  for (guint type = 1; type <= MQTT_PACKET_AUTH; type++)
    gtk_string_list_append (names,
                            mqtt_packet_type_get_name ((MqttPacketType)type));
  self->packet = new_choice (self, names, fault->packet);
  add_row (self, _ ("Packet"), GTK_WIDGET (self->packet));
}

static void
add_direction (WillowFaultRow *self, const WillowFault *fault)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Both ways"));
  gtk_string_list_append (names, _ ("To the client"));
  gtk_string_list_append (names, _ ("To the server"));
  self->direction = new_choice (self, names, fault->direction);
  add_row (self, _ ("Direction"), GTK_WIDGET (self->direction));
}

static void
add_parameters (WillowFaultRow            *self,
                const WillowFault         *fault,
                const WillowFaultKindInfo *info)
{
  if (info->has_code)
    {
      self->code = new_spin (self, 0, 255, 1, fault->code);
      self->code_row = add_row (
          self, _ ("Return Code or Reason Code"), GTK_WIDGET (self->code));
      update_code_name (self, fault->code);
    }
  if (info->number_name != NULL)
    {
      self->number = new_spin (
          self, info->number_minimum, info->number_maximum, 1, fault->number);
      add_row (self,
               get_number_title (info->number_name),
               GTK_WIDGET (self->number));
    }
  if (info->has_time)
    {
      self->time = new_spin (self, 0, 86400, 0.1, fault->time_ms / 1000.0);
      gtk_spin_button_set_digits (self->time, 1);
      add_row (self, _ ("Time in seconds"), GTK_WIDGET (self->time));
    }
  if (info->has_packet)
    add_packet (self, fault, info);
  if (info->has_direction)
    add_direction (self, fault);
  if (info->text_name != NULL)
    self->text =
        add_entry (self, get_text_title (info->text_name), fault->text);
}

/* The chosen one stays, also while it is away. */
static void
update_clients (WillowFaultRow *self)
{
  const char *chosen =
      willow_fault_board_get_fault (self->board, self->kind)->client_id;
  guint selected = 0;

  if (self->client == NULL)
    return;
  self->is_updating = TRUE;
  gtk_string_list_splice (
      self->client_names,
      1,
      g_list_model_get_n_items (G_LIST_MODEL (self->client_names)) - 1,
      NULL);
  if (chosen != NULL)
    {
      gtk_string_list_append (self->client_names, chosen);
      selected = 1;
    }
  for (guint i = 0; i < g_list_model_get_n_items (self->clients); i++)
    {
      g_autoptr (WillowBrokerClientRow) row =
          g_list_model_get_item (self->clients, i);
      const char *id = willow_broker_client_row_get_client (row)->client_id;

      if (g_strcmp0 (id, chosen) != 0)
        gtk_string_list_append (self->client_names, id);
    }
  gtk_drop_down_set_selected (self->client, selected);
  self->is_updating = FALSE;
}

static void
add_trigger (WillowFaultRow *self, const WillowFault *fault)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  guint          often = fault->times == 0   ? OFTEN_ALWAYS
                         : fault->times == 1 ? OFTEN_NEXT
                                             : OFTEN_TIMES;

  gtk_string_list_append (names, _ ("Each time"));
  gtk_string_list_append (names, _ ("The next time"));
  gtk_string_list_append (names, _ ("Several times"));
  self->often = new_choice (self, names, often);
  add_row (self, _ ("How Often"), GTK_WIDGET (self->often));
  self->times = new_spin (self, 2, 1000000, 1, MAX (fault->times, 2));
  self->times_row =
      GTK_WIDGET (add_row (self, _ ("Times"), GTK_WIDGET (self->times)));
  gtk_widget_set_visible (self->times_row, often == OFTEN_TIMES);
  self->skip = new_spin (self, 0, 1000000, 1, fault->skip);
  add_row (self, _ ("Skip the First"), GTK_WIDGET (self->skip));
  self->percent = new_spin (self, 0, 100, 1, fault->probability * 100);
  add_row (self, _ ("Probability in percent"), GTK_WIDGET (self->percent));
}

static void
add_scope (WillowFaultRow *self, const WillowFault *fault)
{
  self->client_names = gtk_string_list_new (NULL);
  gtk_string_list_append (self->client_names, _ ("All clients"));
  self->client = new_choice (self, g_object_ref (self->client_names), 0);
  add_row (self, _ ("Client"), GTK_WIDGET (self->client));
  self->user = add_entry (
      self, _ ("Only with User Name (empty: any)"), fault->user_name);
  self->topic =
      add_entry (self, _ ("Only for Topic Filter (empty: all)"), fault->topic);
  g_signal_connect_object (self->clients,
                           "items-changed",
                           G_CALLBACK (update_clients),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
fill (WillowFaultRow *self)
{
  const WillowFault *fault =
      willow_fault_board_get_fault (self->board, self->kind);
  const WillowFaultKindInfo *info = willow_fault_kind_get_info (self->kind);

  if (self->is_filled)
    return;
  self->is_filled = TRUE;
  self->is_updating = TRUE;
  add_parameters (self, fault, info);
  add_trigger (self, fault);
  if (!info->is_early)
    add_scope (self, fault);
  self->is_updating = FALSE;
  update_clients (self);
}

static void
willow_fault_row_dispose (GObject *object)
{
  WillowFaultRow *self = WILLOW_FAULT_ROW (object);

  g_clear_object (&self->board);
  g_clear_object (&self->clients);
  g_clear_object (&self->client_names);
  G_OBJECT_CLASS (willow_fault_row_parent_class)->dispose (object);
}

static void
willow_fault_row_class_init (WillowFaultRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_fault_row_dispose;
}

static void
willow_fault_row_init (WillowFaultRow *self)
{
  self->on_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->on_switch), GTK_ALIGN_CENTER);
  self->count_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "dim-label");
  /* The last one comes first. */
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self),
                               GTK_WIDGET (self->on_switch));
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self),
                               GTK_WIDGET (self->count_label));
  g_signal_connect_swapped (
      self->on_switch, "notify::active", G_CALLBACK (switched_cb), self);
}

GtkWidget *
willow_fault_row_new (WillowFaultBoard *board,
                      WillowFaultKind   kind,
                      GListModel       *clients)
{
  WillowFaultRow *self = g_object_new (WILLOW_TYPE_FAULT_ROW, NULL);
  const char     *sentence = _ (willow_fault_kind_get_info (kind)->sentence);

  self->board = g_object_ref (board);
  self->clients = g_object_ref (clients);
  self->kind = kind;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), sentence);
  willow_form_name (self->on_switch, sentence);
  g_signal_connect_object (
      board, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      board, "counted", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (fill), NULL);
  update (self);
  return GTK_WIDGET (self);
}
