/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-welcome-page.h"

#include "app/widget/willow-choice.h"
#include "app/window/willow-notice-bar.h"
#include "app/window/willow-window.h"

#include <glib/gi18n.h>
#include <string.h>

#define N_RECENT 4u

struct _WillowWelcomePage
{
  AdwBin parent_instance;

  WillowWorkspace *workspace;
  guint            busy_port; /* the wanted one, if another has it */

  WillowNoticeBar *notice_bar;
  GtkImage        *logo;
  GtkWidget       *try_button;
  AdwEntryRow     *host_row;
  GtkSpinButton   *port_spin;
  WillowChoice    *version_choice;
  GtkWidget       *open_button;
  GtkWidget       *import_row;

  AdwPreferencesGroup *recent_group;
  GPtrArray           *recent_rows; /* element-type GtkWidget, in it */
};

G_DEFINE_FINAL_TYPE (WillowWelcomePage, willow_welcome_page, ADW_TYPE_BIN)

static WillowWindow *
get_window (WillowWelcomePage *self)
{
  return WILLOW_WINDOW (
      gtk_widget_get_ancestor (GTK_WIDGET (self), WILLOW_TYPE_WINDOW));
}

static void
open_practice_profile (WillowWelcomePage *self)
{
  WillowWindow  *window = get_window (self);
  WillowProfile *profile =
      willow_workspace_ensure_practice_profile (self->workspace);
  g_autofree char *text = NULL;

  if (window == NULL)
    return;
  willow_window_show_profile (window, profile);
  willow_window_show_page (window, "connection");
  if (self->busy_port == 0)
    return;
  text = g_strdup_printf (
      _ ("Another program uses port %u, so the practice broker took %u."),
      self->busy_port,
      willow_practice_broker_get_bound_port (
          willow_workspace_get_broker (self->workspace)));
  willow_window_say (window, text);
}

static void start (WillowWelcomePage *self);

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowWelcomePage) self = user_data;
  WillowPracticeBroker *broker = WILLOW_PRACTICE_BROKER (source);
  g_autoptr (GError) error = NULL;
  guint other = willow_practice_broker_get_suggested_port (broker);

  if (willow_practice_broker_start_finish (broker, result, &error))
    {
      gtk_widget_set_sensitive (self->try_button, TRUE);
      open_practice_profile (self);
      return;
    }
  if (other != 0 && self->busy_port == 0)
    {
      self->busy_port = willow_practice_broker_get_port (broker);
      willow_practice_broker_take_suggested_port (broker);
      start (self);
      return;
    }
  gtk_widget_set_sensitive (self->try_button, TRUE);
  willow_notice_bar_set_text (self->notice_bar, error->message);
}

static void
start (WillowWelcomePage *self)
{
  willow_practice_broker_start_async (
      willow_workspace_get_broker (self->workspace),
      started_cb,
      g_object_ref (self));
}

static void
try_cb (WillowWelcomePage *self)
{
  self->busy_port = 0;
  gtk_widget_set_sensitive (self->try_button, FALSE);
  willow_notice_bar_set_text (self->notice_bar, NULL);
  start (self);
}

static void
host_changed_cb (WillowWelcomePage *self)
{
  const char *host = gtk_editable_get_text (GTK_EDITABLE (self->host_row));

  gtk_widget_set_sensitive (self->open_button, *host != '\0');
}

/* A whole URL may have been pasted where the host goes. Its password goes to
 * the vault, as it does from the address of the form. */
static gboolean
fill (WillowWelcomePage *self, WillowProfile *profile)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->host_row));
  g_autoptr (GError) error = NULL;
  char *password = NULL;

  g_object_set (profile,
                "version",
                willow_choice_get_value (self->version_choice),
                "port",
                (guint)gtk_spin_button_get_value (self->port_spin),
                "host",
                text,
                NULL);
  if (strstr (text, "://") == NULL)
    return TRUE;
  if (!willow_profile_set_url (profile, text, &password, &error))
    {
      willow_notice_bar_set_text (self->notice_bar, error->message);
      return FALSE;
    }
  if (password != NULL)
    willow_password_vault_set (
        willow_workspace_get_vault (self->workspace), profile, password);
  g_free (password);
  return TRUE;
}

static void
open_cb (WillowWelcomePage *self)
{
  const char      *text = gtk_editable_get_text (GTK_EDITABLE (self->host_row));
  g_autofree char *name = NULL;
  g_autofree char *host = NULL;
  g_autoptr (WillowProfile) profile = willow_profile_new ("");

  if (*text == '\0' || !fill (self, profile))
    return;
  g_object_get (profile, "host", &host, NULL);
  name = willow_workspace_dup_free_name (self->workspace, host);
  g_object_set (profile, "name", name, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->host_row), "");
  willow_window_add_profile (get_window (self), profile, FALSE);
}

static void
expanded_cb (WillowWelcomePage *self, GParamSpec *pspec, AdwExpanderRow *row)
{
  if (adw_expander_row_get_expanded (row))
    gtk_widget_grab_focus (GTK_WIDGET (self->host_row));
}

static GtkWidget *
make_recent_row (WillowProfile *profile)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_button_new_with_label (_ ("Connect"));
  g_autofree char *url = willow_profile_dup_url (profile);
  g_autofree char *spoken =
      g_strdup_printf (_ ("Connect “%s”"), willow_profile_get_name (profile));
  const char *id = willow_profile_get_id (profile);

  g_object_set (row,
                "use-markup",
                FALSE,
                "title",
                willow_profile_get_name (profile),
                "subtitle",
                url,
                "title-lines",
                1,
                "subtitle-lines",
                1,
                "activatable",
                TRUE,
                NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.connection-show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button),
                                  "win.connection-connect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
update_recent (WillowWelcomePage *self)
{
  g_autoptr (GPtrArray) recent = willow_profile_store_list_recent (
      willow_workspace_get_profiles (self->workspace), N_RECENT);

  for (guint i = 0; i < self->recent_rows->len; i++)
    adw_preferences_group_remove (self->recent_group,
                                  g_ptr_array_index (self->recent_rows, i));
  g_ptr_array_set_size (self->recent_rows, 0);
  for (guint i = 0; i < recent->len; i++)
    {
      GtkWidget *row = make_recent_row (g_ptr_array_index (recent, i));

      adw_preferences_group_add (self->recent_group, row);
      g_ptr_array_add (self->recent_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), recent->len > 0);
  /* Who has been here before needs the room more than the picture. */
  gtk_widget_set_visible (GTK_WIDGET (self->logo), recent->len == 0);
}

/* Whoever has a keyboard only begins at the first thing to do. */
static void
willow_welcome_page_map (GtkWidget *widget)
{
  WillowWelcomePage *self = WILLOW_WELCOME_PAGE (widget);
  WillowWindow      *window = get_window (self);

  GTK_WIDGET_CLASS (willow_welcome_page_parent_class)->map (widget);
  if (window == NULL || self->workspace == NULL)
    return;
  gtk_widget_set_visible (self->import_row,
                          g_action_map_lookup_action (G_ACTION_MAP (window),
                                                      "import-connections") !=
                              NULL);
  update_recent (self);
  if (self->recent_rows->len == 0)
    gtk_widget_grab_focus (self->try_button);
}

static void
willow_welcome_page_dispose (GObject *object)
{
  WillowWelcomePage *self = WILLOW_WELCOME_PAGE (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->recent_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_welcome_page_parent_class)->dispose (object);
}

static void
willow_welcome_page_class_init (WillowWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_welcome_page_dispose;
  widget_class->map = willow_welcome_page_map;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-welcome-page.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, WillowWelcomePage, logo);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, try_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, host_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, port_spin);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, version_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, open_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, import_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWelcomePage, recent_group);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, host_changed_cb);
}

static void
willow_welcome_page_init (WillowWelcomePage *self)
{
  self->recent_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_image_set_from_icon_name (self->logo, WILLOW_APPLICATION_ID);
  willow_choice_append_versions (self->version_choice);
  willow_choice_set_value (self->version_choice, MQTT_VERSION_3_1_1);
}

void
willow_welcome_page_set_workspace (WillowWelcomePage *self,
                                   WillowWorkspace   *workspace)
{
  g_return_if_fail (WILLOW_IS_WELCOME_PAGE (self));
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (willow_workspace_get_profiles (workspace),
                           "items-changed",
                           G_CALLBACK (update_recent),
                           self,
                           G_CONNECT_SWAPPED);
}
