/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-match-tester.h"

#include "model/traffic/willow-topic-match.h"

#include <glib/gi18n.h>

/* Hundreds of thousands of topics take a moment: not with each key. */
#define COUNT_AFTER_MS 250u
#define MAX_EXAMPLES 5u

struct _WillowMatchTester
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *profile;
  guint               count_id;

  AdwExpanderRow *expander;
  AdwEntryRow    *topic_row;
  AdwEntryRow    *filter_row;
  AdwActionRow   *count_row;
  GPtrArray      *results; /* rows, at the end */
};

G_DEFINE_FINAL_TYPE (WillowMatchTester, willow_match_tester, ADW_TYPE_BIN)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* A level that the other side does not have is a dash, an empty one shows that
 * it is there. (transfer full) */
static char *
show_level (const char *level)
{
  if (level == NULL)
    return g_strdup ("–");
  return *level == '\0' ? g_strdup (_ ("(empty)")) : g_strdup (level);
}

static const char *
get_sign (WillowLevelVerdict verdict)
{
  switch (verdict)
    {
    case WILLOW_LEVEL_SAME:
    case WILLOW_LEVEL_ANY:
    case WILLOW_LEVEL_REST:
      return "✓";
    case WILLOW_LEVEL_DIFFERS:
    case WILLOW_LEVEL_MISSING:
    case WILLOW_LEVEL_MORE:
    case WILLOW_LEVEL_DOLLAR:
    default:
      return "✗";
    }
}

/* "1: plant = plant ✓   2: + = boiler ✓". (transfer full) */
static char *
show_levels (const WillowTopicMatch *match)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < match->levels->len; i++)
    {
      const WillowMatchLevel *level = match->levels->pdata[i];
      g_autofree char        *filter = show_level (level->filter);
      g_autofree char        *topic = show_level (level->topic);

      g_string_append_printf (text,
                              "%s%u  %s ↔ %s  %s",
                              i > 0 ? "\n" : "",
                              i + 1,
                              filter,
                              topic,
                              get_sign (level->verdict));
    }
  return g_string_free (text, FALSE);
}

static void
add_result (WillowMatchTester *self, WillowProfileSubscription *subscription)
{
  const char *filter = willow_profile_subscription_get_filter (subscription);
  g_autoptr (WillowTopicMatch) match =
      willow_topic_match_new (filter, get_text (self->topic_row));
  gboolean   enabled = willow_profile_subscription_get_enabled (subscription);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (
      match->matches ? "object-select-symbolic" : "window-close-symbolic");
  GtkWidget *word =
      gtk_label_new (match->matches ? _ ("Matches") : _ ("Does not match"));
  g_autofree char *levels = show_levels (match);
  g_autofree char *subtitle =
      g_strdup_printf ("%s%s%s",
                       match->sentence,
                       enabled ? "" : " ",
                       enabled ? "" : _ ("It is switched off."));

  gtk_widget_add_css_class (icon, match->matches ? "state-good" : "state-away");
  gtk_widget_add_css_class (word, "caption");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), filter);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, *levels != '\0' ? levels : NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), word);
  adw_expander_row_add_row (self->expander, row);
  g_ptr_array_add (self->results, row);
}

static void
topic_typed_cb (WillowMatchTester *self)
{
  GListModel *model;

  for (guint i = 0; i < self->results->len; i++)
    adw_expander_row_remove (self->expander, self->results->pdata[i]);
  g_ptr_array_set_size (self->results, 0);
  if (self->conversation == NULL || *get_text (self->topic_row) == '\0')
    return;
  model = willow_profile_get_subscriptions (
      willow_conversation_get_profile (self->conversation));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) subscription =
          g_list_model_get_item (model, i);

      add_result (self, subscription);
    }
}

/* (transfer full) */
static char *
join_examples (GPtrArray *examples, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < examples->len; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? "\n" : "", (char *)examples->pdata[i]);
  if (n > examples->len)
    g_string_append (text, "\n…");
  return g_string_free (text, FALSE);
}

static gboolean
count_cb (gpointer user_data)
{
  WillowMatchTester *self = user_data;
  const char        *filter = get_text (self->filter_row);
  g_autoptr (GPtrArray) examples = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *title = NULL;
  g_autofree char *list = NULL;
  MqttViolation    violation;
  guint            n = 0, n_topics = 0;

  self->count_id = 0;
  if (self->conversation != NULL)
    n_topics = willow_topic_tree_get_n_topics (
        willow_conversation_get_topics (self->conversation));
  if (!mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), &violation))
    {
      title =
          g_strdup_printf (_ ("Not a valid filter: %s"), _ (violation.text));
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->count_row),
                                     title);
      adw_action_row_set_subtitle (self->count_row, "");
      return G_SOURCE_REMOVE;
    }
  if (self->conversation != NULL)
    n = willow_topic_tree_count_matches (
        willow_conversation_get_topics (self->conversation),
        filter,
        MAX_EXAMPLES,
        examples);
  title = g_strdup_printf (ngettext ("Matches %'u of %'u topic seen so far",
                                     "Matches %'u of %'u topics seen so far",
                                     n_topics),
                           n,
                           n_topics);
  list = join_examples (examples, n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->count_row), title);
  adw_action_row_set_subtitle (self->count_row, list);
  return G_SOURCE_REMOVE;
}

static void
filter_typed_cb (WillowMatchTester *self)
{
  gboolean typed = *get_text (self->filter_row) != '\0';

  g_clear_handle_id (&self->count_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->count_row), typed);
  if (typed)
    self->count_id = g_timeout_add (COUNT_AFTER_MS, count_cb, self);
}

static void
edited_cb (WillowMatchTester *self)
{
  if (*get_text (self->topic_row) != '\0')
    topic_typed_cb (self);
}

static void
willow_match_tester_dispose (GObject *object)
{
  WillowMatchTester *self = WILLOW_MATCH_TESTER (object);

  g_clear_handle_id (&self->count_id, g_source_remove);
  g_clear_object (&self->profile);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_match_tester_parent_class)->dispose (object);
}

static void
willow_match_tester_class_init (WillowMatchTesterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_match_tester_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-match-tester.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowMatchTester, expander);
  gtk_widget_class_bind_template_child (
      widget_class, WillowMatchTester, topic_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowMatchTester, filter_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowMatchTester, count_row);
  gtk_widget_class_bind_template_callback (widget_class, topic_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_typed_cb);
}

static void
willow_match_tester_init (WillowMatchTester *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->results = g_ptr_array_new ();
  self->profile = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->profile, "changed", G_CALLBACK (edited_cb), self);
}

void
willow_match_tester_set_conversation (WillowMatchTester  *self,
                                      WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_MATCH_TESTER (self));

  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (
      self->profile,
      conversation != NULL ? willow_conversation_get_profile (conversation)
                           : NULL);
  topic_typed_cb (self);
  filter_typed_cb (self);
}
