/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/traffic/willow-inspector.h"
#include "app/traffic/willow-packet-view.h"
#include "app/traffic/willow-payload-view.h"

G_BEGIN_DECLS

struct _WillowInspector
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  WillowTraceItem    *item; /* (nullable) */
  WillowTopicNode    *node; /* (nullable): followed */
  gulong              node_changed_id;
  guint               update_timeout;
  gint64              updated_us;
  GSimpleActionGroup *actions;
  GSignalGroup       *findings_signals;

  GtkStack          *stack;
  AdwStatusPage     *empty_page;
  GtkImage          *direction_image;
  GtkLabel          *title_label;
  GtkLabel          *details_label;
  GtkLabel          *findings_label;
  GtkWidget         *tabs;
  GtkToggleButton   *payload_button;
  GtkToggleButton   *packet_button;
  GtkToggleButton   *reveal_button;
  GtkStack          *content;
  GtkLabel          *note_label;
  WillowPayloadView *payload_view;
  WillowPacketView  *packet_view;
};

/* Actions "inspector.*": copying, publishing to the same topic. */
void willow_inspector_add_actions (WillowInspector *self);
/* Enables those that there is something for. */
void willow_inspector_update_actions (WillowInspector *self);
/* Says what is wrong with the selected record in its conversation. */
void willow_inspector_show_findings (WillowInspector *self);
/* Those of another conversation from now on. */
void willow_inspector_follow_findings (WillowInspector *self);
/* (transfer full) (nullable): whole topic of what is shown */
char *willow_inspector_dup_topic (WillowInspector *self);

G_END_DECLS
