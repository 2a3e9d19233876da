/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-trace-log.h"

#include "app/traffic/willow-trace-columns.h"

#include <glib/gi18n.h>

/* Closer to the end than this is at the end. */
#define END_SLACK_PIXELS 4.0

struct _WillowTraceLog
{
  AdwBin parent_instance;

  WillowTraceListKind kind;
  WillowTraceList    *list;
  WillowTraceStore   *store;
  gulong              items_changed_id;
  GtkSingleSelection *selection;
  gboolean            following;
  guint               n_new;
  double              last_upper;
  double              last_value;
  guint               scroll_tick;

  GtkStack          *stack;
  AdwStatusPage     *empty_page;
  GtkLabel          *evicted_label;
  GtkScrolledWindow *scroller;
  GtkColumnView     *view;
  GtkButton         *new_button;
  GtkLabel          *new_label;
};

G_DEFINE_FINAL_TYPE (WillowTraceLog, willow_trace_log, ADW_TYPE_BIN)

enum
{
  PROP_KIND = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  SHOW_ITEM,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static guint
get_n_items (WillowTraceLog *self)
{
  return self->list != NULL
             ? g_list_model_get_n_items (G_LIST_MODEL (self->list))
             : 0;
}

/* At GTK 4.8 the action is on the list within the column view. */
static void
scroll_to (WillowTraceLog *self, guint position)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view));

  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);
  if (child != NULL)
    gtk_widget_activate_action (child, "list.scroll-to-item", "u", position);
}

static gboolean
is_at_end (WillowTraceLog *self)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (self->scroller);

  return gtk_adjustment_get_value (adjustment) >=
         gtk_adjustment_get_upper (adjustment) -
             gtk_adjustment_get_page_size (adjustment) - END_SLACK_PIXELS;
}

static void
update_new_button (WillowTraceLog *self)
{
  g_autofree char *text = NULL;
  gboolean shown = !self->following && (self->n_new > 0 || !is_at_end (self));

  gtk_widget_set_visible (GTK_WIDGET (self->new_button), shown);
  if (!shown)
    return;
  if (self->n_new == 0)
    text = g_strdup (_ ("Latest"));
  else
    /* Translators: how many rows have come below the ones that are shown */
    text = g_strdup_printf (ngettext ("%u new", "%u new", self->n_new),
                            self->n_new);
  gtk_label_set_label (self->new_label, text);
}

static void
set_following (WillowTraceLog *self, gboolean following)
{
  if (self->following == following)
    return;
  self->following = following;
  self->n_new = 0;
  update_new_button (self);
}

/* Once per frame at most, after the list knows its new size. */
static gboolean
scroll_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  WillowTraceLog *self = WILLOW_TRACE_LOG (widget);
  guint           n = get_n_items (self);

  self->scroll_tick = 0;
  if (self->following && n > 0)
    scroll_to (self, n - 1);
  return G_SOURCE_REMOVE;
}

static void
scroll_to_end_soon (WillowTraceLog *self)
{
  if (self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (
        GTK_WIDGET (self), scroll_tick_cb, NULL, NULL);
}

/* The person scrolled if the value changes while the size does not: away from
 * the end, or to it. */
static void
scrolled_cb (WillowTraceLog *self, GtkAdjustment *adjustment)
{
  double upper = gtk_adjustment_get_upper (adjustment);
  double value = gtk_adjustment_get_value (adjustment);

  if (upper == self->last_upper)
    {
      if (is_at_end (self))
        set_following (self, TRUE);
      else if (value < self->last_value)
        set_following (self, FALSE);
    }
  self->last_upper = upper;
  self->last_value = value;
}

static void
resized_cb (WillowTraceLog *self, GtkAdjustment *adjustment)
{
  self->last_upper = gtk_adjustment_get_upper (adjustment);
  if (self->following)
    scroll_to_end_soon (self);
  else
    update_new_button (self);
}

static void
update_evicted (WillowTraceLog *self)
{
  guint64          n = 0;
  g_autofree char *text = NULL;

  if (self->store != NULL)
    n = willow_trace_store_get_first_serial (self->store);
  gtk_widget_set_visible (GTK_WIDGET (self->evicted_label), n > 0);
  if (n == 0)
    return;
  text = g_strdup_printf (
      ngettext ("%'lu older record was dropped to save memory.",
                "%'lu older records were dropped to save memory.",
                (gulong)n),
      (gulong)n);
  gtk_label_set_label (self->evicted_label, text);
}

static void
items_changed_cb (WillowTraceLog *self,
                  guint           position,
                  guint           removed,
                  guint           added)
{
  guint n = get_n_items (self);

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (removed > 0)
    update_evicted (self);
  if (n == 0)
    set_following (self, TRUE);
  if (self->following)
    {
      scroll_to_end_soon (self);
      return;
    }
  self->n_new += added;
  update_new_button (self);
}

static void
selected_cb (WillowTraceLog *self)
{
  guint    position = gtk_single_selection_get_selected (self->selection);
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  /* Who looks at one row does not want it to run away. */
  if (position != GTK_INVALID_LIST_POSITION &&
      position + 1 < get_n_items (self))
    set_following (self, FALSE);
  g_signal_emit (self, signals[SHOW_ITEM], 0, item);
}

static void
drop_list (WillowTraceLog *self)
{
  if (self->list != NULL)
    g_clear_signal_handler (&self->items_changed_id, self->list);
  g_clear_object (&self->list);
  g_clear_object (&self->store);
}

static void
willow_trace_log_dispose (GObject *object)
{
  WillowTraceLog *self = WILLOW_TRACE_LOG (object);

  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
  drop_list (self);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (willow_trace_log_parent_class)->dispose (object);
}

static void
willow_trace_log_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  if (id == PROP_KIND)
    WILLOW_TRACE_LOG (object)->kind = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_trace_log_constructed (GObject *object)
{
  WillowTraceLog *self = WILLOW_TRACE_LOG (object);

  G_OBJECT_CLASS (willow_trace_log_parent_class)->constructed (object);
  willow_trace_columns_add (self->view, self->kind);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, stack);
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, empty_page);
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, evicted_label);
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, scroller);
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, view);
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, new_button);
  gtk_widget_class_bind_template_child (klass, WillowTraceLog, new_label);
  gtk_widget_class_bind_template_callback (klass, willow_trace_log_follow);
}

static void
willow_trace_log_class_init (WillowTraceLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_trace_log_dispose;
  object_class->constructed = willow_trace_log_constructed;
  object_class->set_property = willow_trace_log_set_property;
  props[PROP_KIND] = g_param_spec_uint (
      "kind",
      NULL,
      NULL,
      WILLOW_TRACE_LIST_PACKETS,
      WILLOW_TRACE_LIST_MESSAGES,
      WILLOW_TRACE_LIST_PACKETS,
      G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SHOW_ITEM] = g_signal_new ("show-item",
                                     WILLOW_TYPE_TRACE_LOG,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     1,
                                     WILLOW_TYPE_TRACE_ITEM);
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass),
      "/io/github/willowmqtt/Willow/ui/willow-trace-log.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
willow_trace_log_init (WillowTraceLog *self)
{
  GtkAdjustment *adjustment;

  self->following = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection,
                           "notify::selected-item",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment,
                           "value-changed",
                           G_CALLBACK (scrolled_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      adjustment, "changed", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
}

static void
take_list (WillowTraceLog *self, WillowConversation *conversation)
{
  self->list =
      g_object_ref (self->kind == WILLOW_TRACE_LIST_PACKETS
                        ? willow_conversation_get_packets (conversation)
                        : willow_conversation_get_messages (conversation));
  self->store = g_object_ref (willow_conversation_get_store (conversation));
  self->items_changed_id =
      g_signal_connect_object (self->list,
                               "items-changed",
                               G_CALLBACK (items_changed_cb),
                               self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
willow_trace_log_set_conversation (WillowTraceLog     *self,
                                   WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_TRACE_LOG (self));

  drop_list (self);
  willow_trace_columns_set_conversation (self->view, conversation);
  if (conversation != NULL)
    take_list (self, conversation);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->list));
  set_following (self, TRUE);
  update_evicted (self);
  items_changed_cb (self, 0, 0, 0);
}

void
willow_trace_log_set_empty (WillowTraceLog *self,
                            const char     *icon_name,
                            const char     *title,
                            const char     *description)
{
  g_return_if_fail (WILLOW_IS_TRACE_LOG (self));

  adw_status_page_set_icon_name (self->empty_page, icon_name);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
}

void
willow_trace_log_set_no_match (WillowTraceLog *self)
{
  willow_trace_log_set_empty (
      self,
      "edit-find-symbolic",
      _ ("No Matches"),
      _ ("Nothing that has been recorded passes the filter. What comes and "
         "passes it appears here."));
}

gboolean
willow_trace_log_get_following (WillowTraceLog *self)
{
  g_return_val_if_fail (WILLOW_IS_TRACE_LOG (self), FALSE);
  return self->following;
}

guint
willow_trace_log_get_n_new (WillowTraceLog *self)
{
  g_return_val_if_fail (WILLOW_IS_TRACE_LOG (self), 0);
  return self->n_new;
}

void
willow_trace_log_follow (WillowTraceLog *self)
{
  g_return_if_fail (WILLOW_IS_TRACE_LOG (self));

  set_following (self, TRUE);
  scroll_to_end_soon (self);
}

void
willow_trace_log_select_serial (WillowTraceLog *self, guint64 serial)
{
  guint position;

  g_return_if_fail (WILLOW_IS_TRACE_LOG (self));

  if (self->list == NULL)
    return;
  position = willow_trace_list_find (self->list, serial);
  if (position >= get_n_items (self))
    return;
  gtk_single_selection_set_selected (self->selection, position);
  scroll_to (self, position);
}
