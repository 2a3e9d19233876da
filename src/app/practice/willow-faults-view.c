/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-faults-view.h"

#include "app/practice/willow-fault-row.h"

#include <glib/gi18n.h>

struct _WillowFaultsView
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  GtkBox               *box;
  GtkWidget            *off_button;
};

G_DEFINE_FINAL_TYPE (WillowFaultsView, willow_faults_view, ADW_TYPE_BIN)

static void
off_cb (WillowFaultsView *self)
{
  willow_fault_board_all_off (
      willow_practice_broker_get_fault_board (self->broker));
}

static void
update_button (WillowFaultsView *self)
{
  g_autoptr (WillowFaultList) list = willow_fault_board_dup_list (
      willow_practice_broker_get_fault_board (self->broker));

  gtk_widget_set_sensitive (self->off_button, list != NULL);
}

static void
add_group (WillowFaultsView *self, WillowFaultGroup which)
{
  WillowFaultBoard *board =
      willow_practice_broker_get_fault_board (self->broker);
  AdwPreferencesGroup *group =
      ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group,
                                   _ (willow_fault_group_get_title (which)));
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    if (willow_fault_kind_get_info ((WillowFaultKind)kind)->group == which)
      adw_preferences_group_add (
          group,
          willow_fault_row_new (
              board,
              (WillowFaultKind)kind,
              willow_practice_broker_get_clients (self->broker)));
  if (which == WILLOW_FAULT_GROUP_CONNECTING)
    {
      adw_preferences_group_set_header_suffix (group, self->off_button);
      adw_preferences_group_set_description (
          group,
          _ ("What the broker does wrong on purpose. All are off after a "
             "restart."));
    }
  if (which == WILLOW_FAULT_GROUP_TRANSPORT)
    adw_preferences_group_set_description (
        group,
        _ ("Before any MQTT. Those of TLS need certificates, which are made "
           "among the listeners."));
  gtk_box_append (self->box, GTK_WIDGET (group));
}

static void
willow_faults_view_dispose (GObject *object)
{
  WillowFaultsView *self = WILLOW_FAULTS_VIEW (object);

  G_OBJECT_CLASS (willow_faults_view_parent_class)->dispose (object);
  g_clear_object (&self->broker);
}

static void
willow_faults_view_class_init (WillowFaultsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_faults_view_dispose;
}

static void
willow_faults_view_init (WillowFaultsView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  self->off_button = gtk_button_new_with_mnemonic (_ ("All _Off"));
  gtk_widget_set_valign (self->off_button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->off_button,
                           "clicked",
                           G_CALLBACK (off_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

void
willow_faults_view_set_broker (WillowFaultsView     *self,
                               WillowPracticeBroker *broker)
{
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  for (guint group = 0; group < WILLOW_FAULT_N_GROUPS; group++)
    add_group (self, (WillowFaultGroup)group);
  g_signal_connect_object (willow_practice_broker_get_fault_board (broker),
                           "changed",
                           G_CALLBACK (update_button),
                           self,
                           G_CONNECT_SWAPPED);
  update_button (self);
}
