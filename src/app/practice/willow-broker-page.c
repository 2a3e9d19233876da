/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-broker-page.h"

#include "app/practice/willow-access-page.h"
#include "app/practice/willow-bench-group.h"
#include "app/practice/willow-broker-clients.h"
#include "app/practice/willow-broker-log-page.h"
#include "app/practice/willow-faults-view.h"
#include "app/practice/willow-listener-rows.h"
#include "app/practice/willow-network-group.h"
#include "app/window/willow-notice-bar.h"
#include "app/practice/willow-store-group.h"
#include "app/practice/willow-retained-page.h"

#include <glib/gi18n.h>

struct _WillowBrokerPage
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  gboolean              setting;

  WillowNoticeBar     *notice_bar;
  AdwActionRow        *running_row;
  GtkSpinner          *spinner;
  GtkSwitch           *running_switch;
  WillowListenerRows  *listener_rows;
  WillowNetworkGroup  *network_group;
  GtkWidget           *open_sign; /* in sight while other devices reach it */
  GtkWidget           *close_button;
  WillowBenchGroup    *bench_group;
  GtkStack            *stack;
  WillowStoreGroup    *store_group;
  GtkLabel            *counts_label;
  WillowBrokerClients *clients;
  WillowBrokerClients *sessions;
  WillowRetainedPage  *retained_page;
  WillowBrokerLogPage *log_page;
  GtkStackPage        *faults_page;
  WillowFaultsView    *faults_view;
  WillowAccessPage    *access_page;
};

G_DEFINE_FINAL_TYPE (WillowBrokerPage, willow_broker_page, ADW_TYPE_BIN)

static gboolean
state_set_cb (WillowBrokerPage *self, gboolean on)
{
  if (self->setting)
    return FALSE;
  if (on)
    willow_practice_broker_start (self->broker);
  else
    willow_practice_broker_stop (self->broker);
  /* The switch follows when it is so. */
  return TRUE;
}

static void
dismissed_cb (WillowBrokerPage *self)
{
  willow_practice_broker_dismiss_problem (self->broker);
}

static void
other_port_cb (WillowBrokerPage *self)
{
  if (willow_practice_broker_get_suggested_port (self->broker) == 0)
    return;
  willow_practice_broker_take_suggested_port (self->broker);
  willow_practice_broker_start (self->broker);
}

static const char *
tell_state (WillowBrokerPage *self, gboolean running)
{
  if (!running)
    return _ ("Stopped");
  return willow_practice_broker_get_durable (self->broker)
             ? _ ("Running; sessions and retained messages are kept")
             : _ ("Running; sessions and retained messages go when it stops");
}

static void
update_state (WillowBrokerPage *self)
{
  gboolean running = willow_practice_broker_get_running (self->broker);
  gboolean busy = willow_practice_broker_get_busy (self->broker);

  self->setting = TRUE;
  gtk_switch_set_active (self->running_switch, running);
  gtk_switch_set_state (self->running_switch, running);
  self->setting = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->running_switch), !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  adw_action_row_set_subtitle (self->running_row, tell_state (self, running));
  gtk_widget_set_visible (self->open_sign,
                          willow_practice_broker_get_open (self->broker));
  gtk_widget_set_sensitive (self->close_button, !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->counts_label), running);
}

static void
close_cb (WillowBrokerPage *self)
{
  willow_practice_broker_close (self->broker);
}

static void
update_problem (WillowBrokerPage *self)
{
  guint16 port = willow_practice_broker_get_suggested_port (self->broker);
  g_autofree char *label = NULL;

  if (port != 0)
    label = g_strdup_printf (_ ("Use Port %u Instead"), port);
  willow_notice_bar_set_text (
      self->notice_bar, willow_practice_broker_get_problem (self->broker));
  willow_notice_bar_set_action (self->notice_bar, label);
}

static void
update_counts (WillowBrokerPage *self)
{
  guint            connected, sessions, subscriptions, retained;
  guint64          n_in, n_out;
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->broker,
                "n-connected",
                &connected,
                "n-sessions",
                &sessions,
                "n-subscriptions",
                &subscriptions,
                "n-retained",
                &retained,
                "n-messages-received",
                &n_in,
                "n-messages-sent",
                &n_out,
                NULL);
  in = g_strdup_printf ("%" G_GUINT64_FORMAT, n_in);
  out = g_strdup_printf ("%" G_GUINT64_FORMAT, n_out);
  text = g_strdup_printf (_ ("Connected %u · Sessions %u · Subscriptions %u · "
                             "Retained %u · In %s · Out %s"),
                          connected,
                          sessions,
                          subscriptions,
                          retained,
                          in,
                          out);
  gtk_label_set_label (self->counts_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->counts_label), text);
}

/* Nobody shall wonder for long why things go wrong. */
static void
update_faults (WillowBrokerPage *self)
{
  guint n = willow_fault_board_get_n_armed (
      willow_practice_broker_get_fault_board (self->broker));
  g_autofree char *title =
      n > 0 ? g_strdup_printf (_ ("Faults (%u)"), n) : g_strdup (_ ("Faults"));

  gtk_stack_page_set_title (self->faults_page, title);
  gtk_stack_page_set_needs_attention (self->faults_page, n > 0);
}

/* Nobody looks at a page that is not on the screen. */
static void
willow_broker_page_map (GtkWidget *widget)
{
  WillowBrokerPage *self = WILLOW_BROKER_PAGE (widget);

  GTK_WIDGET_CLASS (willow_broker_page_parent_class)->map (widget);
  if (self->broker != NULL)
    willow_practice_broker_set_watched (self->broker, TRUE);
}

static void
willow_broker_page_unmap (GtkWidget *widget)
{
  WillowBrokerPage *self = WILLOW_BROKER_PAGE (widget);

  if (self->broker != NULL)
    willow_practice_broker_set_watched (self->broker, FALSE);
  GTK_WIDGET_CLASS (willow_broker_page_parent_class)->unmap (widget);
}

static void
willow_broker_page_dispose (GObject *object)
{
  WillowBrokerPage *self = WILLOW_BROKER_PAGE (object);

  G_OBJECT_CLASS (willow_broker_page_parent_class)->dispose (object);
  g_clear_object (&self->broker);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, notice_bar);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, running_row);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, spinner);
  gtk_widget_class_bind_template_child (
      klass, WillowBrokerPage, running_switch);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, listener_rows);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, network_group);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, open_sign);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, close_button);
  gtk_widget_class_bind_template_callback (klass, close_cb);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, bench_group);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, stack);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, store_group);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, counts_label);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, clients);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, faults_page);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, faults_view);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, access_page);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, sessions);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, retained_page);
  gtk_widget_class_bind_template_child (klass, WillowBrokerPage, log_page);
  gtk_widget_class_bind_template_callback (klass, state_set_cb);
  gtk_widget_class_bind_template_callback (klass, dismissed_cb);
  gtk_widget_class_bind_template_callback (klass, other_port_cb);
}

static void
willow_broker_page_class_init (WillowBrokerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_broker_page_dispose;
  widget_class->map = willow_broker_page_map;
  widget_class->unmap = willow_broker_page_unmap;
  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  g_type_ensure (WILLOW_TYPE_BROKER_CLIENTS);
  g_type_ensure (WILLOW_TYPE_RETAINED_PAGE);
  g_type_ensure (WILLOW_TYPE_BROKER_LOG_PAGE);
  g_type_ensure (WILLOW_TYPE_BENCH_GROUP);
  g_type_ensure (WILLOW_TYPE_ACCESS_PAGE);
  g_type_ensure (WILLOW_TYPE_FAULTS_VIEW);
  g_type_ensure (WILLOW_TYPE_STORE_GROUP);
  g_type_ensure (WILLOW_TYPE_LISTENER_ROWS);
  g_type_ensure (WILLOW_TYPE_NETWORK_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-broker-page.ui");
  bind_children (widget_class);
}

static void
willow_broker_page_init (WillowBrokerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
watch (WillowBrokerPage *self, const char *const names[], GCallback update)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", names[i], NULL);

      g_signal_connect_object (
          self->broker, signal, update, self, G_CONNECT_SWAPPED);
    }
}

static void
set_broker (WillowBrokerPage *self, WillowPracticeBroker *broker)
{
  static const char *const of_state[] = { "running", "busy", "open", NULL };
  static const char *const of_problem[] = { "problem", "suggested-port", NULL };
  static const char *const of_counts[] = {
    "n-connected", "n-sessions",          "n-subscriptions",
    "n-retained",  "n-messages-received", "n-messages-sent",
    NULL
  };

  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  watch (self, of_state, G_CALLBACK (update_state));
  watch (self, of_problem, G_CALLBACK (update_problem));
  watch (self, of_counts, G_CALLBACK (update_counts));
  willow_broker_clients_set_broker (self->clients, broker);
  willow_broker_clients_set_broker (self->sessions, broker);
  willow_listener_rows_set_broker (self->listener_rows, broker);
  willow_network_group_set_broker (self->network_group, broker);
  willow_store_group_set_broker (self->store_group, broker);
  willow_retained_page_set_broker (self->retained_page, broker);
  willow_broker_log_page_set_broker (self->log_page, broker);
  willow_faults_view_set_broker (self->faults_view, broker);
  willow_access_page_set_broker (self->access_page, broker);
  g_signal_connect_object (willow_practice_broker_get_fault_board (broker),
                           "notify::n-armed",
                           G_CALLBACK (update_faults),
                           self,
                           G_CONNECT_SWAPPED);
  update_state (self);
  update_problem (self);
  update_counts (self);
}

void
willow_broker_page_set_workspace (WillowBrokerPage *self,
                                  WillowWorkspace  *workspace)
{
  g_return_if_fail (WILLOW_IS_BROKER_PAGE (self));

  set_broker (self, willow_workspace_get_broker (workspace));
  willow_bench_group_set_workspace (self->bench_group, workspace);
}

gboolean
willow_broker_page_has (const char *page)
{
  static const char *const pages[] = { "listeners", "clients", "sessions",
                                       "retained",  "log",     "faults",
                                       "access",    NULL };

  return g_strv_contains (pages, page);
}

void
willow_broker_page_show (WillowBrokerPage *self, const char *page)
{
  g_return_if_fail (WILLOW_IS_BROKER_PAGE (self));

  gtk_stack_set_visible_child_name (self->stack, page);
}
