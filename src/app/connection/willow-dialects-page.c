/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-dialects-page.h"

#include "app/widget/willow-choice.h"
#include "app/connection/willow-dialect-line.h"
#include "app/window/willow-state.h"
#include "model/conversation/willow-dialect-run.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gi18n.h>

/* Which rows are shown. */
enum
{
  ROWS_DIFFERENCES,
  ROWS_PRESENT,
  ROWS_ALL,
};

struct _WillowDialectsPage
{
  AdwBin parent_instance;

  WillowWorkspace    *workspace;
  WillowConversation *conversation; /* (nullable) */
  GSignalGroup       *signals;
  GSignalGroup       *profile_signals; /* of its profile */
  WillowDialectRun   *run;
  guint               idle;
  gboolean            is_stale; /* changed while nobody looked */
  gboolean            lacks_password;

  GtkWidget       *box;
  GtkBox          *heads;
  GtkLabel        *outcome_labels[WILLOW_N_DIALECTS];
  GtkImage        *outcome_icons[WILLOW_N_DIALECTS];
  GtkLabel        *plan_label;
  GtkListBox      *list;
  WillowChoice    *rows_choice;
  GtkToggleButton *large_button;
  GtkButton       *run_button;
};

G_DEFINE_FINAL_TYPE (WillowDialectsPage, willow_dialects_page, ADW_TYPE_BIN)

static WillowProfile *
get_profile (WillowDialectsPage *self)
{
  return self->conversation != NULL
             ? willow_conversation_get_profile (self->conversation)
             : NULL;
}

static gboolean
is_wanted (WillowDialectsPage *self, const WillowDialectRow *row)
{
  switch (willow_choice_get_value (self->rows_choice))
    {
    case ROWS_DIFFERENCES:
      return willow_dialect_row_is_there (row) &&
             (row->is_group || willow_dialect_row_differs (row));
    case ROWS_ALL:
      return TRUE;
    case ROWS_PRESENT:
    default:
      return willow_dialect_row_is_there (row);
    }
}

static void
append_rows (WillowDialectsPage *self, WillowDialects *dialects)
{
  MqttPacketType packet = MQTT_PACKET_RESERVED;

  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow *row = willow_dialects_get_row (dialects, i);

      if (!is_wanted (self, row))
        continue;
      if (row->packet != packet)
        gtk_list_box_append (self->list,
                             willow_dialect_line_new_packet (row->packet));
      packet = row->packet;
      gtk_list_box_append (self->list, willow_dialect_line_new (row));
    }
}

static void
update_rows (WillowDialectsPage *self)
{
  g_autoptr (WillowDialects) dialects = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))))
    gtk_list_box_remove (self->list, child);
  if (self->run == NULL || self->conversation == NULL)
    return;
  dialects = willow_dialect_run_align (self->run);
  append_rows (self, dialects);
}

static WillowClientState
get_look (WillowDialectOutcome outcome)
{
  switch (outcome)
    {
    case WILLOW_DIALECT_CONNECTING:
      return WILLOW_CLIENT_CONNECTING;
    case WILLOW_DIALECT_ACCEPTED:
      return WILLOW_CLIENT_CONNECTED;
    case WILLOW_DIALECT_REFUSED:
      return WILLOW_CLIENT_REFUSED;
    case WILLOW_DIALECT_FAILED:
      return WILLOW_CLIENT_FAILED;
    case WILLOW_DIALECT_NOT_RUN:
    default:
      return WILLOW_CLIENT_DISCONNECTED;
    }
}

static void
update_outcomes (WillowDialectsPage *self)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      WillowClientState look =
          get_look (willow_dialect_run_get_outcome (self->run, d));

      gtk_label_set_label (self->outcome_labels[d],
                           willow_dialect_run_get_sentence (self->run, d));
      gtk_image_set_from_icon_name (self->outcome_icons[d],
                                    willow_state_get_icon_name (look));
      willow_state_apply_style (GTK_WIDGET (self->outcome_icons[d]), look);
    }
  gtk_button_set_label (self->run_button,
                        willow_dialect_run_is_running (self->run) ? _ ("_Stop")
                                                                  : _ ("_Run"));
}

/* What Run does on the broker, before it does it. */
static void
update_plan (WillowDialectsPage *self)
{
  g_autoptr (GPtrArray) plan = willow_dialect_run_dup_plan (self->run);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->lacks_password)
    g_string_append_printf (
        text,
        "%s\n",
        _ ("The password is not known: type it on the Connection page."));
  g_string_append (text, _ ("What Run does:"));
  for (guint i = 0; i < plan->len; i++)
    g_string_append_printf (text, "\n• %s", (const char *)plan->pdata[i]);
  if (self->conversation != NULL &&
      willow_conversation_get_state (self->conversation) ==
          WILLOW_CLIENT_CONNECTED)
    g_string_append_printf (
        text,
        "\n• %s",
        _ ("This connection is up now: with the same Client Identifier Run "
           "ends it."));
  gtk_label_set_label (self->plan_label, text->str);
}

static void
update (WillowDialectsPage *self)
{
  update_rows (self);
  update_outcomes (self);
  update_plan (self);
}

/* One that is asked for later shows its place. (transfer full) */
static GBytes *
dup_password (WillowDialectsPage *self, WillowProfile *profile)
{
  GBytes *password = willow_password_vault_peek (
      willow_workspace_get_vault (self->workspace), profile);

  return password != NULL ? g_bytes_ref (password) : g_bytes_new_static ("", 0);
}

static gboolean
refresh_cb (gpointer user_data)
{
  WillowDialectsPage *self = user_data;
  WillowProfile      *profile = get_profile (self);
  g_autoptr (GBytes) password = NULL;

  self->idle = 0;
  self->is_stale = FALSE;
  if (profile == NULL || self->workspace == NULL ||
      willow_dialect_run_is_running (self->run))
    return G_SOURCE_REMOVE;
  password = dup_password (self, profile);
  willow_dialect_run_set_profile (self->run, profile, password);
  update (self);
  return G_SOURCE_REMOVE;
}

/* One edit changes several properties; and it is three packets each time. */
static void
refresh_soon (WillowDialectsPage *self)
{
  self->is_stale = TRUE;
  if (self->idle == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->idle = g_idle_add (refresh_cb, self);
}

static void
start (WillowDialectsPage *self)
{
  WillowProfile *profile = get_profile (self);
  g_autoptr (GBytes) password = NULL;

  if (profile == NULL)
    return;
  password = dup_password (self, profile);
  self->lacks_password = willow_profile_get_use_password (profile) &&
                         g_bytes_get_size (password) == 0;
  willow_dialect_run_set_profile (self->run, profile, password);
  if (!self->lacks_password)
    willow_dialect_run_start (self->run);
  update (self);
}

static void
password_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowDialectsPage) self = user_data;
  g_autoptr (GBytes) password = willow_password_vault_load_finish (
      WILLOW_PASSWORD_VAULT (source), result, NULL);

  start (self);
}

static void
secrets_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowDialectsPage) self = user_data;
  WillowProfile *profile = get_profile (self);

  willow_secret_keeper_load_finish (WILLOW_SECRET_KEEPER (source), result);
  if (profile != NULL && willow_profile_get_use_password (profile))
    willow_password_vault_load_async (
        willow_workspace_get_vault (self->workspace),
        profile,
        password_loaded_cb,
        g_object_ref (self));
  else
    start (self);
}

static void
run_cb (WillowDialectsPage *self)
{
  if (willow_dialect_run_is_running (self->run))
    {
      willow_dialect_run_stop (self->run);
      return;
    }
  if (self->conversation != NULL)
    willow_secret_keeper_load_async (
        willow_workspace_get_keeper (self->workspace),
        get_profile (self),
        secrets_loaded_cb,
        g_object_ref (self));
}

static void
copy_cb (WillowDialectsPage *self)
{
  g_autoptr (WillowDialects) dialects = willow_dialect_run_align (self->run);
  g_autofree char *text = willow_dialects_to_text (dialects);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
large_cb (WillowDialectsPage *self)
{
  if (gtk_toggle_button_get_active (self->large_button))
    gtk_widget_add_css_class (self->box, "dialects-large");
  else
    gtk_widget_remove_css_class (self->box, "dialects-large");
}

static void
willow_dialects_page_map (GtkWidget *widget)
{
  WillowDialectsPage *self = WILLOW_DIALECTS_PAGE (widget);

  GTK_WIDGET_CLASS (willow_dialects_page_parent_class)->map (widget);
  if (self->is_stale)
    refresh_soon (self);
}

static void
willow_dialects_page_dispose (GObject *object)
{
  WillowDialectsPage *self = WILLOW_DIALECTS_PAGE (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile_signals);
  if (self->run != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->run, self);
      willow_dialect_run_stop (self->run);
    }
  g_clear_object (&self->run);
  g_clear_object (&self->conversation);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (willow_dialects_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowDialectsPage, box);
  gtk_widget_class_bind_template_child (klass, WillowDialectsPage, heads);
  gtk_widget_class_bind_template_child (klass, WillowDialectsPage, plan_label);
  gtk_widget_class_bind_template_child (klass, WillowDialectsPage, list);
  gtk_widget_class_bind_template_child (klass, WillowDialectsPage, rows_choice);
  gtk_widget_class_bind_template_child (
      klass, WillowDialectsPage, large_button);
  gtk_widget_class_bind_template_child (klass, WillowDialectsPage, run_button);
  gtk_widget_class_bind_template_callback (klass, update_rows);
  gtk_widget_class_bind_template_callback (klass, large_cb);
  gtk_widget_class_bind_template_callback (klass, copy_cb);
  gtk_widget_class_bind_template_callback (klass, run_cb);
}

static void
willow_dialects_page_class_init (WillowDialectsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_dialects_page_dispose;
  widget_class->map = willow_dialects_page_map;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-dialects-page.ui");
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Escape,
                                       0,
                                       "conversation.show-page",
                                       "s",
                                       "connection");
  bind_children (widget_class);
}

/* A column: the version, and under it what became of it. */
static void
add_head (WillowDialectsPage *self, guint dialect)
{
  GtkWidget       *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *icon = gtk_image_new ();
  GtkWidget       *outcome = gtk_label_new ("");
  g_autofree char *text = g_strdup_printf (
      "MQTT %s", mqtt_version_get_name (willow_dialect_get_version (dialect)));
  GtkWidget *title = gtk_label_new (text);

  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_label_set_wrap (GTK_LABEL (outcome), TRUE);
  gtk_label_set_xalign (GTK_LABEL (outcome), 0);
  gtk_widget_add_css_class (outcome, "dialect-outcome");
  gtk_box_append (GTK_BOX (head), line);
  gtk_box_append (GTK_BOX (head), outcome);
  gtk_box_append (self->heads, head);
  self->outcome_icons[dialect] = GTK_IMAGE (icon);
  self->outcome_labels[dialect] = GTK_LABEL (outcome);
}

static void
add_choices (WillowDialectsPage *self)
{
  willow_choice_append (self->rows_choice,
                        ROWS_DIFFERENCES,
                        _ ("Differences"),
                        _ ("Only what differs between the versions"));
  willow_choice_append (self->rows_choice,
                        ROWS_PRESENT,
                        _ ("Present"),
                        _ ("All fields that these packets have"));
  willow_choice_append (self->rows_choice,
                        ROWS_ALL,
                        _ ("All"),
                        _ ("Also fields that none of the packets has"));
  willow_choice_set_value (self->rows_choice, ROWS_PRESENT);
}

static void
willow_dialects_page_init (WillowDialectsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    add_head (self, d);
  add_choices (self);
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update_plan), self);
  self->profile_signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->profile_signals, "changed", G_CALLBACK (refresh_soon), self);
}

void
willow_dialects_page_set_workspace (WillowDialectsPage *self,
                                    WillowWorkspace    *workspace)
{
  g_return_if_fail (WILLOW_IS_DIALECTS_PAGE (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->run =
      willow_dialect_run_new (willow_workspace_get_io_thread (workspace));
  g_signal_connect_swapped (self->run, "changed", G_CALLBACK (update), self);
}

void
willow_dialects_page_set_conversation (WillowDialectsPage *self,
                                       WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_DIALECTS_PAGE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  willow_dialect_run_stop (self->run);
  self->lacks_password = FALSE;
  g_signal_group_set_target (self->signals, conversation);
  g_signal_group_set_target (self->profile_signals, get_profile (self));
  refresh_soon (self);
}
