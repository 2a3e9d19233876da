/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-connack-card.h"

#include "app/connection/willow-granted-line.h"
#include "app/window/willow-state.h"
#include "app/connection/willow-tls-rows.h"
#include "model/profile/willow-encoded-text.h"

#include <glib/gi18n.h>

struct _WillowConnackCard
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;
  WillowGranted      *granted; /* (nullable) */
  GPtrArray          *lines;   /* those of the list that come and go */
  gboolean            shows_all;

  GtkListBox   *list;
  AdwActionRow *row;
  GtkImage     *icon;
};

G_DEFINE_FINAL_TYPE (WillowConnackCard, willow_connack_card, ADW_TYPE_BIN)

static WillowClient *
get_client (WillowConnackCard *self)
{
  return self->conversation != NULL
             ? willow_conversation_get_client (self->conversation)
             : NULL;
}

static void
append_line (WillowConnackCard *self, GtkWidget *line)
{
  gtk_list_box_append (self->list, line);
  g_ptr_array_add (self->lines, line);
}

static void
clear_lines (WillowConnackCard *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    gtk_list_box_remove (self->list, self->lines->pdata[i]);
  g_ptr_array_set_size (self->lines, 0);
}

/* The way to what TLS showed, where it was spoken. */
static void
append_tls (WillowConnackCard *self, const WillowTlsFacts *facts)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *summary = willow_tls_rows_summarize (facts);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("What the server showed"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row),
                                willow_tls_rows_get_icon_name (facts));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row),
                                  "conversation.show-chain");
  append_line (self, row);
}

static gboolean
is_title (const WillowGrantedRow *row)
{
  return g_str_equal (row->key, "outcome");
}

/* The title has the code; what is below has the rest. */
static void
show_title (WillowConnackCard *self)
{
  const WillowGrantedRow *outcome =
      willow_granted_find (self->granted, "outcome");
  WillowClientState state = willow_granted_is_accepted (self->granted)
                                ? WILLOW_CLIENT_CONNECTED
                                : WILLOW_CLIENT_REFUSED;
  g_autofree char  *title = NULL;
  g_autofree char  *subtitle = NULL;

  if (outcome != NULL)
    {
      title = g_strdup_printf ("CONNACK: %s", outcome->granted);
      subtitle =
          g_strdup_printf ("%s (§\u00a0%s)", outcome->means, outcome->section);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 title != NULL ? title : "CONNACK");
  adw_action_row_set_subtitle (self->row, subtitle != NULL ? subtitle : "");
  gtk_image_set_from_icon_name (self->icon, willow_state_get_icon_name (state));
  willow_state_apply_style (GTK_WIDGET (self->icon), state);
}

static guint
count_rows (WillowConnackCard *self, gboolean all)
{
  guint n = all ? willow_granted_get_n_rows (self->granted)
                : willow_granted_get_n_notable (self->granted);
  guint count = 0;

  for (guint i = 0; i < n; i++)
    if (!is_title (willow_granted_get_row (self->granted, i)))
      count++;
  return count;
}

/* (transfer full) */
static char *
dup_more_label (WillowConnackCard *self, guint n_all, guint n_notable)
{
  g_autofree char *label = NULL;

  if (self->shows_all)
    return g_strdup (_ ("Show only what differs"));
  label = g_strdup_printf (ngettext ("Show all (%u)", "Show all (%u)", n_all),
                           n_all);
  if (n_notable > 0)
    return g_steal_pointer (&label);
  /* TRANSLATORS: two sentences */
  return g_strdup_printf (_ ("%s %s"), _ ("Everything is as asked."), label);
}

/* What is as asked is behind one click more. */
static void
append_more (WillowConnackCard *self)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *button = gtk_button_new ();
  guint            n_all = count_rows (self, TRUE);
  guint            n_notable = count_rows (self, FALSE);
  g_autofree char *label = dup_more_label (self, n_all, n_notable);

  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                      TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "connack.show-all");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  append_line (self, row);
  if (n_all == n_notable)
    gtk_widget_set_visible (row, FALSE);
}

static void
append_rows (WillowConnackCard *self)
{
  guint n = self->shows_all ? willow_granted_get_n_rows (self->granted)
                            : willow_granted_get_n_notable (self->granted);

  if (count_rows (self, self->shows_all) > 0)
    append_line (self, willow_granted_line_new_heading ());
  for (guint i = 0; i < n; i++)
    {
      const WillowGrantedRow *row = willow_granted_get_row (self->granted, i);

      if (!is_title (row))
        append_line (self, willow_granted_line_new (row));
    }
  append_more (self);
}

static void
fill (WillowConnackCard *self)
{
  WillowTlsFacts *facts;

  clear_lines (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->granted != NULL);
  if (self->granted == NULL)
    return;
  show_title (self);
  append_rows (self);
  facts = willow_client_get_tls_facts (get_client (self));
  if (facts != NULL)
    append_tls (self, facts);
}

static void
update (WillowConnackCard *self)
{
  WillowClient *client = get_client (self);
  GBytes       *connect = NULL;
  GBytes       *connack = NULL;

  g_clear_pointer (&self->granted, willow_granted_free);
  if (client != NULL)
    {
      connect = willow_client_get_connect (client);
      connack = willow_client_get_connack (client);
    }
  /* Topic Aliases are for the terminal only: a window sends Topic Names. */
  if (connect != NULL && connack != NULL)
    self->granted = willow_granted_new (
        willow_client_get_version (client), connect, connack, 0);
  fill (self);
}

static void
show_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowConnackCard *self = user_data;

  self->shows_all = !self->shows_all;
  fill (self);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_BACKWARD);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowConnackCard *self = user_data;
  g_autofree char   *text = NULL;

  if (self->granted == NULL)
    return;
  text = willow_granted_to_text (self->granted);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
use_identifier_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  WillowConnackCard *self = user_data;
  GBytes            *connack = willow_client_get_connack (get_client (self));
  g_autofree char   *id = willow_granted_dup_assigned_identifier (connack);

  if (id != NULL)
    g_object_set (willow_conversation_get_profile (self->conversation),
                  "client-id-encoding",
                  (guint)WILLOW_TEXT_PLAIN,
                  "client-id",
                  id,
                  NULL);
}

static const GActionEntry entries[] = {
  { .name = "show-all", .activate = show_all_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "use-identifier", .activate = use_identifier_cb },
};

static void
willow_connack_card_dispose (GObject *object)
{
  WillowConnackCard *self = WILLOW_CONNACK_CARD (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->granted, willow_granted_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_connack_card_parent_class)->dispose (object);
}

static void
willow_connack_card_class_init (WillowConnackCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_connack_card_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-connack-card.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowConnackCard, list);
  gtk_widget_class_bind_template_child (widget_class, WillowConnackCard, row);
  gtk_widget_class_bind_template_child (widget_class, WillowConnackCard, icon);
}

static void
willow_connack_card_init (WillowConnackCard *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->lines = g_ptr_array_new ();
  g_action_map_add_action_entries (
      G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (
      GTK_WIDGET (self), "connack", G_ACTION_GROUP (actions));
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
willow_connack_card_set_conversation (WillowConnackCard  *self,
                                      WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_CONNACK_CARD (self));

  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->signals, conversation);
  self->shows_all = FALSE;
  update (self);
}
