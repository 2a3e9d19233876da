/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/willow-window-private.h"

#include "app/practice/willow-broker-page.h"
#include "app/window/willow-welcome-page.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WillowWindow, willow_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *const pages[] = { "connection", "messages", "topics",
                                     "packets",    "dialects", NULL };

static void
page_changed_cb (WillowWindow *self)
{
  willow_window_update_actions (self);
}

/* About the file of the profiles, whatever is selected. */
static void
update_file_notice (WillowWindow *self)
{
  willow_notice_bar_set_text (
      self->file_notice,
      willow_profile_store_get_problem (
          willow_workspace_get_profiles (self->workspace)));
}

static void
file_dismissed_cb (WillowWindow *self)
{
  willow_profile_store_dismiss_problem (
      willow_workspace_get_profiles (self->workspace));
}

/* What the desktop's window list says. */
void
willow_window_update_title (WillowWindow *self)
{
  WillowConversation *conversation = willow_window_get_conversation (self);
  g_autofree char    *title = NULL;

  if (conversation != NULL)
    title =
        g_strdup_printf ("%s – Willow",
                         willow_profile_get_name (
                             willow_conversation_get_profile (conversation)));
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : "Willow");
}

static gboolean
fit_cb (gpointer user_data)
{
  WillowWindow *self = user_data;

  self->fit_source = 0;
  willow_window_fit_panes (self,
                           gtk_widget_get_width (GTK_WIDGET (self->toasts)));
  return G_SOURCE_REMOVE;
}

/* The surface is larger than what is drawn by its shadow: ask once the widgets
 * have their sizes. */
static void
layout_cb (WillowWindow *self)
{
  if (self->fit_source == 0)
    self->fit_source =
        g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
willow_window_realize (GtkWidget *widget)
{
  WillowWindow *self = WILLOW_WINDOW (widget);

  GTK_WIDGET_CLASS (willow_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (self)),
                           "layout",
                           G_CALLBACK (layout_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
save_geometry (WillowWindow *self)
{
  int width, height;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings,
                          "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  if (width >= 360 && height >= 294)
    {
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }
}

static gboolean
willow_window_close_request (GtkWindow *window)
{
  save_geometry (WILLOW_WINDOW (window));
  return GTK_WINDOW_CLASS (willow_window_parent_class)->close_request (window);
}

static void
willow_window_dispose (GObject *object)
{
  WillowWindow *self = WILLOW_WINDOW (object);

  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_object (&self->conversation_signals);
  G_OBJECT_CLASS (willow_window_parent_class)->dispose (object);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);
}

static void
faults_clicked_cb (WillowWindow *self)
{
  willow_window_show_page (self, "faults");
}

static void
open_clicked_cb (WillowWindow *self)
{
  willow_window_show_page (self, "listeners");
}

/* Nobody shall wonder for long why things go wrong. */
static void
update_faults (WillowWindow *self)
{
  guint n =
      willow_fault_board_get_n_armed (willow_practice_broker_get_fault_board (
          willow_workspace_get_broker (self->workspace)));
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u Fault", "%u Faults", n), n);

  adw_button_content_set_label (self->faults_content, text);
  gtk_widget_set_visible (self->faults_button, n > 0);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowWindow, file_notice);
  gtk_widget_class_bind_template_child (klass, WillowWindow, guest_notice);
  gtk_widget_class_bind_template_callback (klass, willow_window_keep);
  gtk_widget_class_bind_template_child (klass, WillowWindow, toasts);
  gtk_widget_class_bind_template_child (klass, WillowWindow, connect_button);
  gtk_widget_class_bind_template_child (klass, WillowWindow, state_title);
  gtk_widget_class_bind_template_child (klass, WillowWindow, inspector_button);
  gtk_widget_class_bind_template_child (klass, WillowWindow, faults_button);
  gtk_widget_class_bind_template_child (klass, WillowWindow, faults_content);
  gtk_widget_class_bind_template_child (klass, WillowWindow, open_button);
  gtk_widget_class_bind_template_callback (klass, open_clicked_cb);
  gtk_widget_class_bind_template_child (klass, WillowWindow, paned);
  gtk_widget_class_bind_template_child (klass, WillowWindow, sidebar);
  gtk_widget_class_bind_template_child (klass, WillowWindow, content);
  gtk_widget_class_bind_template_child (klass, WillowWindow, view);
  gtk_widget_class_bind_template_child (klass, WillowWindow, broker_page);
  gtk_widget_class_bind_template_child (klass, WillowWindow, welcome_page);
  gtk_widget_class_bind_template_callback (klass, page_changed_cb);
  gtk_widget_class_bind_template_callback (klass,
                                           willow_window_connect_profile);
  gtk_widget_class_bind_template_callback (klass, file_dismissed_cb);
  gtk_widget_class_bind_template_callback (klass, faults_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, willow_window_show_broker);
  gtk_widget_class_bind_template_callback (klass, willow_window_show_profile);
}

static void
willow_window_class_init (WillowWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_window_dispose;
  widget_class->realize = willow_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = willow_window_close_request;

  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  g_type_ensure (WILLOW_TYPE_CONNECT_BUTTON);
  g_type_ensure (WILLOW_TYPE_STATE_TITLE);
  g_type_ensure (WILLOW_TYPE_SIDEBAR);
  g_type_ensure (WILLOW_TYPE_WELCOME_PAGE);
  g_type_ensure (WILLOW_TYPE_BROKER_PAGE);
  g_type_ensure (WILLOW_TYPE_CONVERSATION_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-window.ui");
  bind_children (widget_class);
}

static void
willow_window_init (WillowWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->conversation_signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals,
                                  "notify::state",
                                  G_CALLBACK (willow_window_update_actions),
                                  self);
  g_signal_group_connect_swapped (self->conversation_signals,
                                  "notify::waiting",
                                  G_CALLBACK (willow_window_update_actions),
                                  self);
  willow_window_add_actions (self);
  willow_window_add_profile_actions (self);
  willow_window_add_import_actions (self);
  willow_window_add_library_actions (self);
  willow_window_add_doctor_actions (self);
  willow_window_add_pane_actions (self);
}

static void
restore_geometry (WillowWindow *self)
{
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (
      GTK_WINDOW (self),
      g_settings_get_int (self->settings, "window-width"),
      g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/* In whichever window that was done. */
static void
deleted_cb (WillowWindow *self, WillowProfile *profile)
{
  WillowConversation *conversation = willow_window_get_conversation (self);

  if (conversation != NULL &&
      willow_conversation_get_profile (conversation) == profile)
    willow_window_show_profile (self, NULL);
}

static void
set_workspace (WillowWindow *self, WillowWorkspace *workspace)
{
  self->workspace = g_object_ref (workspace);
  willow_sidebar_set_workspace (self->sidebar, workspace, self->settings);
  willow_welcome_page_set_workspace (WILLOW_WELCOME_PAGE (self->welcome_page),
                                     workspace);
  willow_broker_page_set_workspace (WILLOW_BROKER_PAGE (self->broker_page),
                                    workspace);
  willow_conversation_view_set_workspace (self->view, workspace);
  g_signal_connect_object (willow_workspace_get_profiles (workspace),
                           "items-changed",
                           G_CALLBACK (willow_window_update_guest),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace,
                           "profile-deleted",
                           G_CALLBACK (deleted_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (willow_workspace_get_profiles (workspace),
                           "notify::problem",
                           G_CALLBACK (update_file_notice),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (willow_practice_broker_get_fault_board (
                               willow_workspace_get_broker (workspace)),
                           "notify::n-armed",
                           G_CALLBACK (update_faults),
                           self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (willow_workspace_get_broker (workspace),
                          "open",
                          self->open_button,
                          "visible",
                          G_BINDING_SYNC_CREATE);
  update_faults (self);
  update_file_notice (self);
}

/* In a demonstration the person's choice would keep the devices out. */
static void
bind_access (WillowWindow *self, WillowWorkspace *workspace)
{
  WillowPracticeAccess *access = willow_practice_broker_get_access (
      willow_workspace_get_broker (workspace));

  if (willow_practice_access_get_folder (access) != NULL)
    g_settings_bind (self->settings,
                     "practice-broker-known-only",
                     access,
                     "known-only",
                     G_SETTINGS_BIND_DEFAULT);
}

/* Where one has left off; the first where nothing was ever used. */
static void
show_last_used (WillowWindow *self)
{
  WillowProfileStore *store = willow_workspace_get_profiles (self->workspace);
  g_autoptr (GPtrArray) recent = willow_profile_store_list_recent (store, 1);
  g_autoptr (WillowProfile) first =
      g_list_model_get_item (G_LIST_MODEL (store), 0);

  willow_window_show_profile (
      self, recent->len > 0 ? g_ptr_array_index (recent, 0) : first);
}

WillowWindow *
willow_window_new (WillowApplication *application, WillowWorkspace *workspace)
{
  WillowWindow *self =
      g_object_new (WILLOW_TYPE_WINDOW, "application", application, NULL);

  if (application != NULL)
    g_set_object (&self->settings,
                  willow_application_get_settings (application));
  if (self->settings != NULL)
    g_settings_bind (self->settings,
                     "practice-broker-durable",
                     willow_workspace_get_broker (workspace),
                     "durable",
                     G_SETTINGS_BIND_DEFAULT);
  if (self->settings != NULL)
    bind_access (self, workspace);
  set_workspace (self, workspace);
  restore_geometry (self);
  willow_window_restore_panes (self);
  show_last_used (self);
  return self;
}

void
willow_window_show_profile (WillowWindow *self, WillowProfile *profile)
{
  WillowConversation *conversation = NULL;

  g_return_if_fail (WILLOW_IS_WINDOW (self));

  if (profile != NULL)
    conversation = willow_workspace_get_conversation (self->workspace, profile);
  willow_sidebar_mark_profile (self->sidebar, profile);
  willow_conversation_view_set_conversation (self->view, conversation);
  willow_connect_button_set_conversation (self->connect_button, conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);
  if (conversation != NULL)
    willow_state_title_show_conversation (self->state_title, conversation);
  else
    willow_state_title_show_nothing (self->state_title);
  gtk_stack_set_visible_child_name (
      self->content, conversation != NULL ? "conversation" : "welcome");
  willow_window_update_guest (self);
  willow_window_update_actions (self);
}

void
willow_window_show_broker (WillowWindow *self)
{
  g_return_if_fail (WILLOW_IS_WINDOW (self));

  willow_sidebar_mark_broker (self->sidebar);
  willow_conversation_view_set_conversation (self->view, NULL);
  willow_connect_button_set_conversation (self->connect_button, NULL);
  g_signal_group_set_target (self->conversation_signals, NULL);
  willow_state_title_show_broker (
      self->state_title, willow_workspace_get_broker (self->workspace));
  gtk_stack_set_visible_child_name (self->content, "broker");
  willow_window_update_guest (self);
  willow_window_update_actions (self);
}

gboolean
willow_window_is_page (const char *page)
{
  return g_strv_contains (pages, page) || g_str_equal (page, "welcome") ||
         g_str_equal (page, "broker") || willow_broker_page_has (page);
}

void
willow_window_show_page (WillowWindow *self, const char *page)
{
  g_return_if_fail (WILLOW_IS_WINDOW (self));

  if (g_str_equal (page, "welcome"))
    willow_window_show_profile (self, NULL);
  else if (g_str_equal (page, "broker"))
    willow_window_show_broker (self);
  else if (willow_broker_page_has (page))
    {
      willow_window_show_broker (self);
      willow_broker_page_show (WILLOW_BROKER_PAGE (self->broker_page), page);
    }
  else if (g_strv_contains (pages, page) &&
           willow_window_get_conversation (self) != NULL)
    willow_conversation_view_set_page (self->view, page);
}

void
willow_window_add_profile (WillowWindow  *self,
                           WillowProfile *profile,
                           gboolean       edit_name)
{
  g_return_if_fail (WILLOW_IS_WINDOW (self));

  willow_profile_store_add (willow_workspace_get_profiles (self->workspace),
                            profile);
  willow_window_show_profile (self, profile);
  willow_conversation_view_set_page (self->view, "connection");
  if (edit_name)
    willow_conversation_view_edit_name (self->view);
}

WillowConversation *
willow_window_get_conversation (WillowWindow *self)
{
  g_return_val_if_fail (WILLOW_IS_WINDOW (self), NULL);
  return willow_conversation_view_get_conversation (self->view);
}

WillowWorkspace *
willow_window_get_workspace (WillowWindow *self)
{
  g_return_val_if_fail (WILLOW_IS_WINDOW (self), NULL);
  return self->workspace;
}

/* A title is markup, a name is none. */
static AdwToast *
make_toast (const char *text)
{
  g_autofree char *title = g_markup_escape_text (text, -1);

  return adw_toast_new (title);
}

void
willow_window_say (WillowWindow *self, const char *text)
{
  AdwToast *toast;

  g_return_if_fail (WILLOW_IS_WINDOW (self));

  toast = make_toast (text);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
willow_window_say_about (WillowWindow  *self,
                         WillowProfile *profile,
                         const char    *text)
{
  AdwToast *toast;

  g_return_if_fail (WILLOW_IS_WINDOW (self));

  toast = make_toast (text);
  adw_toast_set_button_label (toast, _ ("_Show"));
  adw_toast_set_action_name (toast, "win.connection-show");
  adw_toast_set_action_target (toast, "s", willow_profile_get_id (profile));
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
