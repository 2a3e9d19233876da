/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-network-group.h"

#include "app/widget/willow-copy-button.h"
#include "app/practice/willow-qr-code.h"

#include <glib/gi18n.h>

struct _WillowNetworkGroup
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  AdwPreferencesGroup  *group;
  AdwActionRow         *row;
  GtkWidget            *button;
  GPtrArray            *url_rows; /* in the group; borrowed */
};

G_DEFINE_FINAL_TYPE (WillowNetworkGroup, willow_network_group, ADW_TYPE_BIN)

/* For a telephone, which need not type the address. */
static GtkWidget *
new_code_button (const char *url)
{
  GtkWidget       *button = gtk_menu_button_new ();
  GtkWidget       *popover = gtk_popover_new ();
  g_autofree char *name = g_strdup_printf (_ ("QR code of %s"), url);

  gtk_popover_set_child (GTK_POPOVER (popover), willow_qr_code_new (url));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("QR Code"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static void
update_urls (WillowNetworkGroup *self, gboolean is_open)
{
  g_auto (GStrv) urls = NULL;

  for (guint i = 0; i < self->url_rows->len; i++)
    adw_preferences_group_remove (self->group, self->url_rows->pdata[i]);
  g_ptr_array_set_size (self->url_rows, 0);
  if (!is_open)
    return;
  urls = willow_practice_broker_dup_network_urls (self->broker);
  for (guint i = 0; urls[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *button = willow_copy_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), urls[i]);
      adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row),
                                                TRUE);
      willow_copy_button_set_text (WILLOW_COPY_BUTTON (button), urls[i]);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 new_code_button (urls[i]));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->url_rows, row);
    }
}

static const char *
tell (gboolean is_open, gboolean has_addresses)
{
  if (!is_open)
    return _ ("Off: only programs on this computer reach the broker");
  return has_addresses
             ? _ ("On: anybody on the network reaches it at these addresses, "
                  "until it stops")
             : _ ("On, but this computer has no address on a network");
}

static void
update (WillowNetworkGroup *self)
{
  gboolean is_open = willow_practice_broker_get_open (self->broker);

  update_urls (self, is_open);
  adw_action_row_set_subtitle (self->row,
                               tell (is_open, self->url_rows->len > 0));
  gtk_button_set_label (GTK_BUTTON (self->button),
                        is_open ? _ ("_Only This Computer") : _ ("_Allow…"));
  gtk_widget_set_sensitive (self->button,
                            !willow_practice_broker_get_busy (self->broker));
}

static void
response_cb (WillowNetworkGroup *self, const char *response)
{
  if (self->broker != NULL && g_str_equal (response, "open"))
    willow_practice_broker_open (self->broker, TRUE);
}

static void
acknowledged_cb (GtkCheckButton *check, GParamSpec *pspec, gpointer dialog)
{
  adw_message_dialog_set_response_enabled (
      ADW_MESSAGE_DIALOG (dialog), "open", gtk_check_button_get_active (check));
}

static GtkWidget *
new_address_label (WillowNetworkGroup *self)
{
  g_auto (GStrv) urls = willow_practice_broker_dup_network_urls (self->broker);
  g_autofree char *text = g_strjoinv ("\n", urls);
  GtkWidget       *label;

  if (*text == '\0')
    return gtk_label_new (_ ("The addresses are shown when it is open."));
  label = gtk_label_new (text);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "monospace");
  return label;
}

static GtkWidget *
new_key_warning (void)
{
  GtkWidget *label = gtk_label_new (
      _ ("The certificates are for practice: whoever has their keys can read "
         "what goes over TLS."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "warning");
  return label;
}

static gboolean
is_guarded (WillowNetworkGroup *self)
{
  return willow_practice_access_get_known_only (
      willow_practice_broker_get_access (self->broker));
}

static GtkWidget *
new_guard_label (WillowNetworkGroup *self)
{
  GtkWidget *label = gtk_label_new (
      is_guarded (self) ? _ ("Only known users come in, with their passwords.")
                        : _ ("Nobody is asked for a password: see Access."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return label;
}

/* Where the others will find it, and what has to be understood before. */
static GtkWidget *
new_terms (WillowNetworkGroup *self, AdwMessageDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *words = gtk_label_new (
      is_guarded (self)
          ? _ ("I understand: every device on this network reaches the broker")
          : _ ("I understand: anybody on this network can connect, read and "
               "publish"));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (GTK_LABEL (words)),
                                  -1);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (
      GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              140);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled),
                                 new_address_label (self));
  gtk_box_append (GTK_BOX (box), new_guard_label (self));
  gtk_box_append (GTK_BOX (box), scrolled);
  if (willow_practice_broker_has_tls (self->broker))
    gtk_box_append (GTK_BOX (box), new_key_warning ());
  gtk_box_append (GTK_BOX (box), check);
  g_signal_connect_object (
      check, "notify::active", G_CALLBACK (acknowledged_cb), dialog, 0);
  return box;
}

static const char *
tell_terms (WillowNetworkGroup *self)
{
  if (!willow_practice_broker_get_running (self->broker))
    return _ ("The broker starts, and every device on the same network can "
              "connect to it.");
  if (willow_practice_broker_get_durable (self->broker))
    return _ ("The broker starts anew, so everybody has to connect again. "
              "Then every device on the same network can connect to it.");
  return _ ("The broker starts anew: everybody has to connect again, sessions "
            "and retained messages go. Then every device on the same network "
            "can connect to it.");
}

static void
ask (WillowNetworkGroup *self)
{
  GtkRoot          *root = gtk_widget_get_root (GTK_WIDGET (self));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (root), _ ("Allow Other Devices?"), tell_terms (self)));

  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "open", _ ("_Allow"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "open", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "open", FALSE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_extra_child (dialog, new_terms (self, dialog));
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
clicked_cb (WillowNetworkGroup *self)
{
  if (willow_practice_broker_get_open (self->broker))
    willow_practice_broker_close (self->broker);
  else
    ask (self);
}

static void
willow_network_group_dispose (GObject *object)
{
  WillowNetworkGroup *self = WILLOW_NETWORK_GROUP (object);

  g_clear_object (&self->broker);
  g_clear_pointer (&self->url_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_network_group_parent_class)->dispose (object);
}

static void
willow_network_group_class_init (WillowNetworkGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_network_group_dispose;
}

static void
willow_network_group_init (WillowNetworkGroup *self)
{
  self->url_rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 _ ("Allow Other Devices"));
  adw_action_row_set_subtitle_lines (self->row, 3);
  self->button = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button,
                           "clicked",
                           G_CALLBACK (clicked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (self->row, self->button);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->row));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

void
willow_network_group_set_broker (WillowNetworkGroup   *self,
                                 WillowPracticeBroker *broker)
{
  static const char *const signals[] = { "notify::running",
                                         "notify::busy",
                                         "notify::open" };

  g_return_if_fail (WILLOW_IS_NETWORK_GROUP (self));
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (
        broker, signals[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
