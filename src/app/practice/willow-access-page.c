/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-access-page.h"

#include "app/practice/willow-access-files.h"
#include "app/connection/willow-form-binding.h"
#include "app/window/willow-notice-bar.h"
#include "app/practice/willow-rule-dialog.h"
#include "app/practice/willow-user-dialog.h"

#include <glib/gi18n.h>

#define MAX_PROBLEMS 6

struct _WillowAccessPage
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  WillowPracticeAccess *access;

  WillowNoticeBar     *notice_bar;
  AdwPreferencesGroup *group;
  GtkSwitch           *known_switch;
  AdwActionRow        *state_row;
  GtkListBox          *user_list;
  GtkListBox          *rule_list;
  GtkWidget           *save_users_button;
  GtkWidget           *save_rules_button;
};

G_DEFINE_FINAL_TYPE (WillowAccessPage, willow_access_page, ADW_TYPE_BIN)

static GtkWidget *
add_button (WillowAccessPage *self,
            GtkWidget        *row,
            const char       *icon,
            const char       *tooltip,
            const char       *spoken,
            GCallback         clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  willow_form_name (button, spoken);
  g_object_set_data (G_OBJECT (button), "row", row);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

/* The place of a row is what it says now. (transfer full) (nullable) */
static gpointer
get_item (GListModel *list, GtkButton *button, guint *position)
{
  GtkListBoxRow *row = g_object_get_data (G_OBJECT (button), "row");

  *position = (guint)gtk_list_box_row_get_index (row);
  return g_list_model_get_item (list, *position);
}

static void
add_user_cb (WillowAccessPage *self)
{
  willow_user_dialog_present (
      GTK_WIDGET (self), willow_practice_access_get_users (self->access), NULL);
}

static void
password_cb (WillowAccessPage *self, GtkButton *button)
{
  WillowUserList *users = willow_practice_access_get_users (self->access);
  guint           position;
  g_autoptr (WillowUser) user =
      get_item (G_LIST_MODEL (users), button, &position);

  willow_user_dialog_present (
      GTK_WIDGET (self), users, willow_user_get_name (user));
}

static void
remove_response_cb (WillowAccessPage *self,
                    const char       *response,
                    AdwMessageDialog *dialog)
{
  WillowUserList *users = willow_practice_access_get_users (self->access);
  WillowUser     *wanted = g_object_get_data (G_OBJECT (dialog), "user");
  guint           n = g_list_model_get_n_items (G_LIST_MODEL (users));

  if (!g_str_equal (response, "remove"))
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WillowUser) user =
          g_list_model_get_item (G_LIST_MODEL (users), i);

      if (user == wanted)
        {
          willow_user_list_remove (users, i);
          return;
        }
    }
}

static void
remove_user_cb (WillowAccessPage *self, GtkButton *button)
{
  guint       position;
  WillowUser *user =
      get_item (G_LIST_MODEL (willow_practice_access_get_users (self->access)),
                button,
                &position);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL));

  adw_message_dialog_format_heading (
      dialog, _ ("Remove %s?"), willow_user_get_name (user));
  adw_message_dialog_set_body (
      dialog,
      _ ("Clients of this user are disconnected, and their sessions end."));
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "user", user, g_object_unref);
  g_signal_connect_object (dialog,
                           "response",
                           G_CALLBACK (remove_response_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const char *
tell_kind (WillowPasswordKind kind)
{
  if (kind == WILLOW_PASSWORD_SHA512)
    return _ ("Password hashed by SHA-512, quickly guessed: set it anew");
  if (kind == WILLOW_PASSWORD_SCRYPT)
    return _ ("Password hashed by scrypt");
  return kind == WILLOW_PASSWORD_SCRAM
             ? _ ("Password hashed for SCRAM-SHA-256")
             : _ ("Password hashed by PBKDF2 with SHA-512");
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static GtkWidget *
make_user_row (gpointer item, gpointer user_data)
{
  WillowAccessPage *self = user_data;
  const char       *name = willow_user_get_name (item);
  GtkWidget *row = make_row (name, tell_kind (willow_user_get_kind (item)));
  g_autofree char *change = g_strdup_printf (_ ("New password for %s"), name);
  g_autofree char *leave = g_strdup_printf (_ ("Remove %s"), name);

  add_button (self,
              row,
              "document-edit-symbolic",
              _ ("Change the password"),
              change,
              G_CALLBACK (password_cb));
  add_button (self,
              row,
              "user-trash-symbolic",
              _ ("Remove the user"),
              leave,
              G_CALLBACK (remove_user_cb));
  return row;
}

static void
add_rule_cb (WillowAccessPage *self)
{
  willow_rule_dialog_present (GTK_WIDGET (self),
                              willow_practice_access_get_rules (self->access),
                              NULL,
                              0);
}

static void
change_rule_cb (WillowAccessPage *self, GtkButton *button)
{
  WillowRuleList *rules = willow_practice_access_get_rules (self->access);
  guint           position;
  g_autoptr (WillowRule) rule =
      get_item (G_LIST_MODEL (rules), button, &position);

  willow_rule_dialog_present (GTK_WIDGET (self), rules, rule, position);
}

static void
remove_rule_cb (WillowAccessPage *self, GtkButton *button)
{
  WillowRuleList *rules = willow_practice_access_get_rules (self->access);
  guint           position;
  g_autoptr (WillowRule) rule =
      get_item (G_LIST_MODEL (rules), button, &position);

  willow_rule_list_remove (rules, position);
}

static char *
tell_rule (const WillowAccessRule *rule)
{
  const char *access = willow_rule_dialog_tell_access (rule->access);

  if (rule->is_pattern)
    return g_strdup_printf (_ ("%s: everybody"), access);
  return rule->user_name != NULL
             ? g_strdup_printf (_ ("%s: user %s"), access, rule->user_name)
             : g_strdup_printf (_ ("%s: those without a User Name"), access);
}

static GtkWidget *
make_rule_row (gpointer item, gpointer user_data)
{
  WillowAccessPage       *self = user_data;
  const WillowAccessRule *rule = willow_rule_get (item);
  g_autofree char        *words = tell_rule (rule);
  GtkWidget              *row = make_row (rule->filter, words);
  g_autofree char        *change =
      g_strdup_printf (_ ("Change the rule for %s"), rule->filter);
  g_autofree char *leave =
      g_strdup_printf (_ ("Remove the rule for %s"), rule->filter);

  add_button (self,
              row,
              "document-edit-symbolic",
              _ ("Change the rule"),
              change,
              G_CALLBACK (change_rule_cb));
  add_button (self,
              row,
              "user-trash-symbolic",
              _ ("Remove the rule"),
              leave,
              G_CALLBACK (remove_rule_cb));
  return row;
}

static void
load_users_cb (WillowAccessPage *self)
{
  willow_access_files_load_users (GTK_WIDGET (self), self->access);
}

static void
load_rules_cb (WillowAccessPage *self)
{
  willow_access_files_load_rules (GTK_WIDGET (self), self->access);
}

static void
save_users_cb (WillowAccessPage *self)
{
  willow_access_files_save_users (GTK_WIDGET (self), self->access);
}

static void
save_rules_cb (WillowAccessPage *self)
{
  willow_access_files_save_rules (GTK_WIDGET (self), self->access);
}

static void
begin_anew_cb (WillowAccessPage *self)
{
  willow_practice_access_begin_anew (self->access);
}

static gboolean
has_items (gpointer list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list)) > 0;
}

static void
update (WillowAccessPage *self)
{
  g_autofree char *words = willow_practice_access_tell (self->access);

  adw_preferences_row_set_title (
      ADW_PREFERENCES_ROW (self->state_row),
      willow_practice_broker_get_running (self->broker)
          ? _ ("In Force Now")
          : _ ("In Force Once It Runs"));
  adw_action_row_set_subtitle (self->state_row, words);
  gtk_widget_set_sensitive (
      self->save_users_button,
      has_items (willow_practice_access_get_users (self->access)));
  gtk_widget_set_sensitive (
      self->save_rules_button,
      has_items (willow_practice_access_get_rules (self->access)));
}

/* A file can have more mistakes than a bar has room. (transfer full) */
static char *
shorten (const char *problem)
{
  g_auto (GStrv) lines = g_strsplit (problem, "\n", MAX_PROBLEMS + 1);

  if (g_strv_length (lines) > MAX_PROBLEMS)
    {
      g_free (lines[MAX_PROBLEMS]);
      lines[MAX_PROBLEMS] = g_strdup ("…");
    }
  return g_strjoinv ("\n", lines);
}

static void
update_problem (WillowAccessPage *self)
{
  const char      *problem = willow_practice_access_get_problem (self->access);
  g_autofree char *text = problem != NULL ? shorten (problem) : NULL;

  willow_notice_bar_set_text (self->notice_bar, text);
  willow_notice_bar_set_action (self->notice_bar,
                                willow_practice_access_is_broken (self->access)
                                    ? _ ("Start Over")
                                    : NULL);
}

static void
willow_access_page_dispose (GObject *object)
{
  WillowAccessPage *self = WILLOW_ACCESS_PAGE (object);

  G_OBJECT_CLASS (willow_access_page_parent_class)->dispose (object);
  g_clear_object (&self->access);
  g_clear_object (&self->broker);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowAccessPage, notice_bar);
  gtk_widget_class_bind_template_child (klass, WillowAccessPage, group);
  gtk_widget_class_bind_template_child (klass, WillowAccessPage, known_switch);
  gtk_widget_class_bind_template_child (klass, WillowAccessPage, state_row);
  gtk_widget_class_bind_template_child (klass, WillowAccessPage, user_list);
  gtk_widget_class_bind_template_child (klass, WillowAccessPage, rule_list);
  gtk_widget_class_bind_template_child (
      klass, WillowAccessPage, save_users_button);
  gtk_widget_class_bind_template_child (
      klass, WillowAccessPage, save_rules_button);
  gtk_widget_class_bind_template_callback (klass, add_user_cb);
  gtk_widget_class_bind_template_callback (klass, add_rule_cb);
  gtk_widget_class_bind_template_callback (klass, load_users_cb);
  gtk_widget_class_bind_template_callback (klass, load_rules_cb);
  gtk_widget_class_bind_template_callback (klass, save_users_cb);
  gtk_widget_class_bind_template_callback (klass, save_rules_cb);
  gtk_widget_class_bind_template_callback (klass, begin_anew_cb);
}

static void
willow_access_page_class_init (WillowAccessPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_access_page_dispose;
  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-access-page.ui");
  bind_children (widget_class);
}

static void
willow_access_page_init (WillowAccessPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
tell_where_kept (WillowAccessPage *self)
{
  const char      *folder = willow_practice_access_get_folder (self->access);
  g_autofree char *shown =
      folder != NULL ? g_filename_display_name (folder) : NULL;
  g_autofree char *words =
      shown != NULL
          ? g_strdup_printf (_ ("Users and rules are kept in %s, readable for "
                                "you only, without any password"),
                             shown)
          : g_strdup (
                _ ("Users and rules are forgotten when Willow is closed"));
  g_autofree char *markup = g_markup_escape_text (words, -1);

  adw_preferences_group_set_description (self->group, markup);
}

void
willow_access_page_set_broker (WillowAccessPage     *self,
                               WillowPracticeBroker *broker)
{
  g_return_if_fail (WILLOW_IS_ACCESS_PAGE (self));
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  self->access = g_object_ref (willow_practice_broker_get_access (broker));
  g_object_bind_property (self->access,
                          "known-only",
                          self->known_switch,
                          "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gtk_list_box_bind_model (
      self->user_list,
      G_LIST_MODEL (willow_practice_access_get_users (self->access)),
      make_user_row,
      self,
      NULL);
  gtk_list_box_bind_model (
      self->rule_list,
      G_LIST_MODEL (willow_practice_access_get_rules (self->access)),
      make_rule_row,
      self,
      NULL);
  g_signal_connect_object (
      self->access, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      broker, "notify::running", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->access,
                           "notify::problem",
                           G_CALLBACK (update_problem),
                           self,
                           G_CONNECT_SWAPPED);
  tell_where_kept (self);
  update (self);
  update_problem (self);
}
