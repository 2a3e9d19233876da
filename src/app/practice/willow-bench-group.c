/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-bench-group.h"

#include "app/widget/willow-file-choice.h"
#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-tls-rows.h"
#include "app/window/willow-window.h"
#include "model/practice/willow-certificate-bench.h"

#include <glib/gi18n.h>

#define PROFILE_ID "practice-tls"

struct _WillowBenchGroup
{
  AdwBin parent_instance;

  WillowWorkspace        *workspace;
  WillowCertificateBench *bench;
  GSignalGroup           *conversation; /* of the profile with them */
  GPtrArray              *rows[2];      /* of the columns; borrowed */

  AdwComboRow         *flaw_row;
  GtkSwitch           *mutual_switch;
  AdwComboRow         *client_flaw_row;
  AdwActionRow        *make_row;
  GtkWidget           *export_button;
  GtkWidget           *make_button;
  GtkWidget           *profile_row;
  GtkWidget           *columns;
  AdwPreferencesGroup *of_server;
  AdwPreferencesGroup *of_client;
};

G_DEFINE_FINAL_TYPE (WillowBenchGroup, willow_bench_group, ADW_TYPE_BIN)

/* Their places are the flaws, without those that suit no client. */
static WillowPracticeFlaw
get_flaw (AdwComboRow *row, gboolean of_client)
{
  guint n = adw_combo_row_get_selected (row);

  for (guint i = 0; i < WILLOW_PRACTICE_N_FLAWS; i++)
    if ((!of_client || willow_practice_flaw_suits_clients (i)) && n-- == 0)
      return i;
  return WILLOW_PRACTICE_SOUND;
}

static void
fill_flaws (AdwComboRow *row, gboolean of_client)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < WILLOW_PRACTICE_N_FLAWS; i++)
    if (!of_client || willow_practice_flaw_suits_clients (i))
      gtk_string_list_append (names, willow_practice_flaw_get_name (i));
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}

static void
flaws_changed_cb (WillowBenchGroup *self)
{
  gboolean           mutual = gtk_switch_get_active (self->mutual_switch);
  WillowPracticeFlaw flaw = get_flaw (self->flaw_row, FALSE);
  WillowPracticeFlaw client_flaw = get_flaw (self->client_flaw_row, TRUE);

  gtk_widget_set_visible (GTK_WIDGET (self->client_flaw_row), mutual);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->flaw_row),
                               willow_practice_flaw_get_sentence (flaw));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->client_flaw_row),
                               willow_practice_flaw_get_sentence (client_flaw));
  if (self->bench != NULL)
    g_object_set (self->bench,
                  "flaw",
                  (guint)flaw,
                  "mutual",
                  mutual,
                  "client-flaw",
                  (guint)client_flaw,
                  NULL);
}

static void
show_column (WillowBenchGroup     *self,
             guint                 i,
             AdwPreferencesGroup  *group,
             const WillowTlsFacts *facts,
             const char           *description)
{
  for (guint j = 0; j < self->rows[i]->len; j++)
    adw_preferences_group_remove (group, self->rows[i]->pdata[j]);
  g_ptr_array_unref (self->rows[i]);
  adw_preferences_group_set_description (group, description);
  if (facts == NULL || facts->chain->len == 0)
    {
      self->rows[i] = g_ptr_array_new ();
      return;
    }
  self->rows[i] = willow_tls_rows_new_verdicts (facts);
  for (guint j = 0; j < self->rows[i]->len; j++)
    adw_preferences_group_add (group, self->rows[i]->pdata[j]);
}

/* (transfer full) (nullable) */
static char *
describe (const WillowTlsFacts *facts, const char *none)
{
  g_autofree char *escaped = NULL;

  if (facts == NULL)
    return g_strdup (_ ("Nobody has connected with them yet"));
  if (facts->chain->len == 0)
    return g_strdup (none);
  escaped = g_markup_escape_text (
      ((WillowCertificate *)facts->chain->pdata[0])->subject, -1);
  return g_steal_pointer (&escaped);
}

static void
show_checks (WillowBenchGroup *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->conversation);
  WillowTlsFacts  *own = NULL;
  WillowTlsFacts  *seen = willow_certificate_bench_get_seen (self->bench);
  g_autofree char *of_server = NULL;
  g_autofree char *of_client = NULL;

  if (conversation != NULL)
    own = willow_client_get_tls_facts (
        willow_conversation_get_client (conversation));
  of_server = describe (own, _ ("The server showed no certificate"));
  of_client =
      describe (seen, _ ("The client showed no certificate: nothing to check"));
  show_column (self, 0, self->of_server, own, of_server);
  show_column (self, 1, self->of_client, seen, of_client);
}

/* (transfer none): made where there is none yet */
static WillowProfile *
ensure_profile (WillowBenchGroup *self)
{
  WillowProfileStore *store = willow_workspace_get_profiles (self->workspace);
  WillowProfile      *found = willow_profile_store_lookup (store, PROFILE_ID);
  g_autoptr (WillowProfile) made = NULL;
  g_autofree char *name = NULL;

  if (found != NULL)
    return found;
  name = willow_workspace_dup_free_name (self->workspace,
                                         _ ("Practice Broker over TLS"));
  made = g_object_new (WILLOW_TYPE_PROFILE,
                       "id",
                       PROFILE_ID,
                       "name",
                       name,
                       "client-id",
                       "willow-practice-tls",
                       NULL);
  willow_profile_store_add (store, made);
  return made;
}

static void
update (WillowBenchGroup *self)
{
  WillowPracticeBroker *broker = willow_workspace_get_broker (self->workspace);
  g_autofree char      *problem = NULL;
  gboolean              active, running;

  g_object_get (self->bench, "active", &active, "problem", &problem, NULL);
  running = willow_practice_broker_get_running (broker);
  gtk_widget_set_visible (self->export_button, active);
  gtk_widget_set_visible (self->profile_row, active);
  gtk_widget_set_visible (self->columns, active);
  adw_action_row_set_subtitle (
      self->make_row,
      problem != NULL ? problem
      : active        ? _ ("For mqtts and wss; new ones are used for "
                           "connections made from then on")
      : running ? _ ("The broker restarts for this: its sessions are lost")
                : _ ("The broker is started with mqtts and wss"));
  if (active && running)
    g_object_set (ensure_profile (self),
                  "port",
                  (guint)willow_practice_broker_get_bound_port_of (
                      broker, WILLOW_SCHEME_MQTTS),
                  NULL);
  show_checks (self);
}

static void
make_cb (WillowBenchGroup *self)
{
  WillowProfile *profile;

  flaws_changed_cb (self);
  if (willow_certificate_bench_make (self->bench))
    {
      profile = ensure_profile (self);
      willow_certificate_bench_fill_profile (self->bench, profile);
      g_signal_group_set_target (
          self->conversation,
          willow_workspace_get_conversation (self->workspace, profile));
    }
  update (self);
}

static void
say (WillowBenchGroup *self, const char *text)
{
  GtkWidget *window =
      gtk_widget_get_ancestor (GTK_WIDGET (self), WILLOW_TYPE_WINDOW);

  if (window != NULL)
    willow_window_say (WILLOW_WINDOW (window), text);
}

static void
folder_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowBenchGroup *self = WILLOW_BENCH_GROUP (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = willow_file_choice_folder_finish (result, &error);

  if (folder != NULL &&
      willow_certificate_bench_export (self->bench, folder, &error))
    say (self, _ ("Certificates and keys written"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
}

static void
export_cb (WillowBenchGroup *self)
{
  willow_file_choice_folder_async (
      GTK_WIDGET (self), _ ("Folder for the Certificates"), folder_cb, NULL);
}

static void
open_cb (WillowBenchGroup *self)
{
  GtkWidget *window =
      gtk_widget_get_ancestor (GTK_WIDGET (self), WILLOW_TYPE_WINDOW);

  if (window != NULL)
    willow_window_show_profile (WILLOW_WINDOW (window), ensure_profile (self));
}

static void
willow_bench_group_dispose (GObject *object)
{
  WillowBenchGroup *self = WILLOW_BENCH_GROUP (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->bench);
  g_clear_object (&self->workspace);
  for (guint i = 0; i < G_N_ELEMENTS (self->rows); i++)
    g_clear_pointer (&self->rows[i], g_ptr_array_unref);
  G_OBJECT_CLASS (willow_bench_group_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, flaw_row);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, mutual_switch);
  gtk_widget_class_bind_template_child (
      klass, WillowBenchGroup, client_flaw_row);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, make_row);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, export_button);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, make_button);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, profile_row);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, columns);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, of_server);
  gtk_widget_class_bind_template_child (klass, WillowBenchGroup, of_client);
  gtk_widget_class_bind_template_callback (klass, make_cb);
  gtk_widget_class_bind_template_callback (klass, export_cb);
  gtk_widget_class_bind_template_callback (klass, open_cb);
}

static void
willow_bench_group_class_init (WillowBenchGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_bench_group_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-bench-group.ui");
  bind_children (widget_class);
}

static void
watch_flaws (WillowBenchGroup *self, gpointer widget, const char *signal)
{
  g_signal_connect_object (
      widget, signal, G_CALLBACK (flaws_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
willow_bench_group_init (WillowBenchGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_form_name (self->mutual_switch, _ ("Mutual TLS"));
  for (guint i = 0; i < G_N_ELEMENTS (self->rows); i++)
    self->rows[i] = g_ptr_array_new ();
  fill_flaws (self->flaw_row, FALSE);
  fill_flaws (self->client_flaw_row, TRUE);
  watch_flaws (self, self->flaw_row, "notify::selected");
  watch_flaws (self, self->client_flaw_row, "notify::selected");
  watch_flaws (self, self->mutual_switch, "notify::active");
  flaws_changed_cb (self);
  self->conversation = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->conversation, "notify::state", G_CALLBACK (show_checks), self);
}

void
willow_bench_group_set_workspace (WillowBenchGroup *self,
                                  WillowWorkspace  *workspace)
{
  WillowPracticeBroker *broker = willow_workspace_get_broker (workspace);

  g_return_if_fail (WILLOW_IS_BENCH_GROUP (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->bench = willow_certificate_bench_new (broker);
  g_signal_connect_object (self->bench,
                           "handshake",
                           G_CALLBACK (show_checks),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      broker, "notify::urls", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
