/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-topics-page.h"

#include "app/traffic/willow-topic-columns.h"

#include <glib/gi18n.h>

/* Opening more rows than this at once takes long, and helps nobody. */
#define MAX_ROWS_OPENED 5000u
/* As long as there are few first levels, they are open from the start. */
#define MAX_FIRST_LEVELS_OPEN 8u

struct _WillowTopicsPage
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;
  GSignalGroup       *root_signals;
  GtkTreeListModel   *tree; /* (nullable) */
  GtkSingleSelection *selection;
  guint               n_opened; /* first levels, by us */

  GtkStack      *stack;
  AdwStatusPage *empty_page;
  GtkDropDown   *order_row;
  GtkLabel      *count_label;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (WillowTopicsPage, willow_topics_page, ADW_TYPE_BIN)

enum
{
  SHOW_TOPIC,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

enum
{
  ORDER_ARRIVAL,
  ORDER_NAME,
};

static WillowTopicNode *
get_root (WillowTopicsPage *self)
{
  return self->conversation != NULL
             ? willow_topic_tree_get_root (
                   willow_conversation_get_topics (self->conversation))
             : NULL;
}

static void
update_empty (WillowTopicsPage *self)
{
  gboolean connected = self->conversation != NULL &&
                       willow_conversation_get_state (self->conversation) ==
                           WILLOW_CLIENT_CONNECTED;

  adw_status_page_set_description (
      self->empty_page,
      connected ? _ ("Nothing received yet. Subscriptions are on the "
                     "Connection page.")
                : _ ("Topics appear here as messages arrive. Connect to "
                     "begin."));
}

static void
update_count (WillowTopicsPage *self)
{
  WillowTopicNode *root = get_root (self);
  guint            n = root != NULL ? willow_topic_node_get_n_topics (root) : 0;
  g_autofree char *text =
      g_strdup_printf (ngettext ("%'u topic", "%'u topics", n), n);

  gtk_label_set_label (self->count_label, text);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

/* An order that does not change with the messages: only where a topic is new
 * does anything have to be sorted. */
static GListModel *
order_children (WillowTopicsPage *self, WillowTopicNode *node)
{
  GtkSorter *sorter;

  if (gtk_drop_down_get_selected (self->order_row) != ORDER_NAME)
    return G_LIST_MODEL (g_object_ref (node));
  sorter = GTK_SORTER (gtk_string_sorter_new (
      gtk_property_expression_new (WILLOW_TYPE_TOPIC_NODE, NULL, "name")));
  return G_LIST_MODEL (
      gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (node)), sorter));
}

static GListModel *
create_children_cb (gpointer item, gpointer user_data)
{
  WillowTopicNode *node = item;

  return willow_topic_node_has_children (node)
             ? order_children (user_data, node)
             : NULL;
}

static void
open_first_levels (WillowTopicsPage *self)
{
  GListModel *roots = G_LIST_MODEL (get_root (self));
  guint       n = g_list_model_get_n_items (roots);

  if (n > MAX_FIRST_LEVELS_OPEN)
    return;
  for (guint i = self->n_opened; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row =
          gtk_tree_list_model_get_child_row (self->tree, i);

      if (row != NULL)
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
  self->n_opened = n;
}

static void
first_levels_changed_cb (WillowTopicsPage *self,
                         guint             position,
                         guint             removed,
                         guint             added)
{
  if (removed > 0)
    self->n_opened = MIN (self->n_opened, position);
  if (self->tree != NULL &&
      gtk_drop_down_get_selected (self->order_row) == ORDER_ARRIVAL)
    open_first_levels (self);
}

static void
rebuild (WillowTopicsPage *self)
{
  WillowTopicNode *root = get_root (self);

  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->tree);
  self->n_opened = 0;
  g_signal_group_set_target (self->root_signals, root);
  if (root != NULL)
    {
      self->tree = gtk_tree_list_model_new (order_children (self, root),
                                            FALSE,
                                            FALSE,
                                            create_children_cb,
                                            self,
                                            NULL);
      open_first_levels (self);
    }
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->tree));
  update_count (self);
}

static void
order_cb (WillowTopicsPage *self)
{
  if (self->selection != NULL)
    rebuild (self);
}

static void
selected_cb (WillowTopicsPage *self)
{
  GtkTreeListRow *row =
      gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (WillowTopicNode) node =
      row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (node != NULL)
    g_signal_emit (self, signals[SHOW_TOPIC], 0, node);
}

/* Opens what is below the rows from @from on that are deeper than @depth. */
static void
expand_from (WillowTopicsPage *self, guint from, int depth)
{
  GListModel *model = G_LIST_MODEL (self->tree);
  guint       end = from + MAX_ROWS_OPENED;

  for (guint i = from; i < end && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkTreeListRow) row =
          gtk_tree_list_model_get_row (self->tree, i);

      if (i > from && (int)gtk_tree_list_row_get_depth (row) <= depth)
        break;
      gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static GtkTreeListRow *
get_selected_row (WillowTopicsPage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static void
select_row (WillowTopicsPage *self, GtkTreeListRow *row)
{
  gtk_single_selection_set_selected (self->selection,
                                     gtk_tree_list_row_get_position (row));
}

static void
go_right (WillowTopicsPage *self, GtkTreeListRow *row)
{
  g_autoptr (GtkTreeListRow) child = NULL;

  if (!gtk_tree_list_row_get_expanded (row))
    gtk_tree_list_row_set_expanded (row, TRUE);
  else if ((child = gtk_tree_list_row_get_child_row (row, 0)) != NULL)
    select_row (self, child);
}

static void
go_left (WillowTopicsPage *self, GtkTreeListRow *row)
{
  g_autoptr (GtkTreeListRow) parent = NULL;

  if (gtk_tree_list_row_get_expanded (row))
    gtk_tree_list_row_set_expanded (row, FALSE);
  else if ((parent = gtk_tree_list_row_get_parent (row)) != NULL)
    select_row (self, parent);
}

static gboolean
key_cb (WillowTopicsPage *self,
        guint             keyval,
        guint             keycode,
        GdkModifierType   state)
{
  GtkTreeListRow *row = get_selected_row (self);

  if (row == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_asterisk || keyval == GDK_KEY_KP_Multiply ||
      (keyval == GDK_KEY_Right && (state & GDK_SHIFT_MASK) != 0))
    expand_from (self,
                 gtk_tree_list_row_get_position (row),
                 (int)gtk_tree_list_row_get_depth (row));
  else if (keyval == GDK_KEY_Right || keyval == GDK_KEY_plus ||
           keyval == GDK_KEY_KP_Add)
    go_right (self, row);
  else if (keyval == GDK_KEY_Left || keyval == GDK_KEY_minus ||
           keyval == GDK_KEY_KP_Subtract)
    go_left (self, row);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
willow_topics_page_dispose (GObject *object)
{
  WillowTopicsPage *self = WILLOW_TOPICS_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->root_signals);
  if (self->selection != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_topics_page_parent_class)->dispose (object);
}

static void
willow_topics_page_class_init (WillowTopicsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_topics_page_dispose;
  signals[SHOW_TOPIC] = g_signal_new ("show-topic",
                                      WILLOW_TYPE_TOPICS_PAGE,
                                      G_SIGNAL_RUN_LAST,
                                      0,
                                      NULL,
                                      NULL,
                                      NULL,
                                      G_TYPE_NONE,
                                      1,
                                      WILLOW_TYPE_TOPIC_NODE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-topics-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowTopicsPage, stack);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTopicsPage, empty_page);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTopicsPage, order_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTopicsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, WillowTopicsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, order_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           willow_topics_page_expand_all);
  gtk_widget_class_bind_template_callback (widget_class,
                                           willow_topics_page_collapse_all);
}

static void
make_selection (WillowTopicsPage *self)
{
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection,
                           "notify::selected-item",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
listen (WillowTopicsPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* Before the list: it has a use of its own for Left and Right. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (
      keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update_empty), self);
  self->root_signals = g_signal_group_new (WILLOW_TYPE_TOPIC_NODE);
  g_signal_group_connect_swapped (
      self->root_signals, "notify::n-topics", G_CALLBACK (update_count), self);
  g_signal_group_connect_data (self->root_signals,
                               "items-changed",
                               G_CALLBACK (first_levels_changed_cb),
                               self,
                               NULL,
                               G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
willow_topics_page_init (WillowTopicsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_topic_columns_add (self->view);
  make_selection (self);
  listen (self);
  update_empty (self);
  update_count (self);
}

void
willow_topics_page_set_conversation (WillowTopicsPage   *self,
                                     WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_TOPICS_PAGE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  g_signal_group_set_target (self->signals, conversation);
  willow_topic_columns_set_conversation (self->view, conversation);
  rebuild (self);
  update_empty (self);
}

void
willow_topics_page_expand_all (WillowTopicsPage *self)
{
  g_return_if_fail (WILLOW_IS_TOPICS_PAGE (self));

  if (self->tree != NULL)
    expand_from (self, 0, -1);
}

void
willow_topics_page_collapse_all (WillowTopicsPage *self)
{
  guint n;

  g_return_if_fail (WILLOW_IS_TOPICS_PAGE (self));

  n = self->tree != NULL ? g_list_model_get_n_items (
                               gtk_tree_list_model_get_model (self->tree))
                         : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row =
          gtk_tree_list_model_get_child_row (self->tree, i);

      gtk_tree_list_row_set_expanded (row, FALSE);
    }
}
