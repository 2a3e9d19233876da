/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-inspector-private.h"
#include "app/traffic/willow-trace-row.h"

/* What is wrong with the selected record, as far as the conversation around it
 * shows; what the packet alone shows stands at its fields. */

static void
append_findings (WillowInspector *self, GString *text)
{
  const WillowTraceRow *row = willow_trace_row_get (self->item);
  guint                 n_findings;
  const MqttFinding    *findings = willow_findings_log_lookup (
      willow_conversation_get_findings (self->conversation),
      willow_trace_item_get_serial (self->item),
      &n_findings);

  for (guint i = 0; i < n_findings; i++)
    {
      g_autofree char *line = NULL;

      if (findings[i].violation.text == row->violation)
        continue;
      line = willow_finding_to_string (&findings[i]);
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, line);
    }
}

static void
show_cb (WillowInspector *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->conversation != NULL && self->item != NULL)
    append_findings (self, text);
  gtk_label_set_label (self->findings_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->findings_label), text->len > 0);
}

void
willow_inspector_show_findings (WillowInspector *self)
{
  if (self->conversation != NULL && self->item != NULL)
    willow_findings_log_start (
        willow_conversation_get_findings (self->conversation));
  show_cb (self);
}

void
willow_inspector_follow_findings (WillowInspector *self)
{
  if (self->findings_signals == NULL)
    {
      self->findings_signals = g_signal_group_new (WILLOW_TYPE_FINDINGS_LOG);
      g_signal_group_connect_swapped (
          self->findings_signals, "changed", G_CALLBACK (show_cb), self);
    }
  g_signal_group_set_target (
      self->findings_signals,
      self->conversation != NULL
          ? willow_conversation_get_findings (self->conversation)
          : NULL);
}
