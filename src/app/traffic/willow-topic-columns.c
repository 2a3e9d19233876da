/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-topic-columns.h"

#include "app/widget/willow-activity-dot.h"
#include "app/traffic/willow-match-mark.h"
#include "app/traffic/willow-trace-row.h"
#include "model/traffic/willow-payload.h"
#include "model/traffic/willow-topic-tree.h"

#include <glib/gi18n.h>
#include <string.h>

#define NAME_MAX_CHARS 200

static const char conversation_key[] = "willow-conversation";

typedef struct
{
  const char *title;
  const char *property; /* whose change changes the text */
  /* @quiet: no value of its own */
  char *(*dup_text) (WillowTopicNode *node, gboolean *quiet);
  guint       min_chars;
  float       align;
  gboolean    expand;
  const char *css_class;
} Column;

/* A cell and what it listens to, for as long as it is bound. */
typedef struct
{
  GtkTreeListRow  *row;
  WillowTopicNode *node;
  GtkWidget       *widget; /* the inscription, or the dot */
  const Column    *column;
  gulong           handler;
} Binding;

static char *
dup_value (WillowTopicNode *node, gboolean *quiet)
{
  g_autofree char *value = NULL;
  guint            n;

  g_object_get (node, "value", &value, NULL);
  if (value != NULL)
    return g_steal_pointer (&value);
  *quiet = TRUE;
  n = willow_topic_node_get_n_topics (node);
  return g_strdup_printf (ngettext ("%u topic", "%u topics", n), n);
}

static char *
dup_count (WillowTopicNode *node, gboolean *quiet)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT,
                          willow_topic_node_get_n_messages (node));
}

static char *
dup_last (WillowTopicNode *node, gboolean *quiet)
{
  char *time =
      willow_trace_row_format_time (willow_topic_node_get_last_us (node));
  char *dot = strchr (time, '.');

  if (dot != NULL)
    *dot = '\0';
  return time;
}

/* A branch says how many topics it has; each of both changes with a message. */
static const Column value_column = {
  N_ ("Value"), "n-messages", dup_value, 8, 0, TRUE, "payload-preview"
};
static const Column count_column = {
  N_ ("Messages"), "n-messages", dup_count, 6, 1, FALSE, "numeric"
};
static const Column last_column = { N_ ("Last"), "last-us", dup_last, 8,
                                    0,           FALSE,     "numeric" };

static void
free_binding (gpointer data)
{
  Binding *binding = data;

  g_signal_handler_disconnect (binding->node, binding->handler);
  g_object_unref (binding->node);
  g_object_unref (binding->row);
  g_free (binding);
}

static Binding *
bind_row (GtkListItem *list_item, GtkWidget *widget, const Column *column)
{
  Binding *binding = g_new0 (Binding, 1);

  binding->row = g_object_ref (gtk_list_item_get_item (list_item));
  binding->node = gtk_tree_list_row_get_item (binding->row);
  binding->widget = widget;
  binding->column = column;
  g_object_set_data_full (
      G_OBJECT (list_item), "willow-binding", binding, free_binding);
  return binding;
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           gpointer            user_data)
{
  g_object_set_data (G_OBJECT (list_item), "willow-binding", NULL);
}

static void
update_text (Binding *binding)
{
  gboolean         quiet = FALSE;
  g_autofree char *text = binding->column->dup_text (binding->node, &quiet);

  gtk_inscription_set_text (GTK_INSCRIPTION (binding->widget), text);
  if (quiet)
    gtk_widget_add_css_class (binding->widget, "no-value");
  else
    gtk_widget_remove_css_class (binding->widget, "no-value");
}

static void
changed_cb (WillowTopicNode *node, GParamSpec *pspec, gpointer user_data)
{
  update_text (user_data);
}

static GtkWidget *
new_inscription (guint min_chars, float align, const char *css_class)
{
  GtkWidget      *widget = gtk_inscription_new (NULL);
  GtkInscription *inscription = GTK_INSCRIPTION (widget);

  gtk_inscription_set_text_overflow (inscription,
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (inscription, min_chars);
  gtk_inscription_set_nat_chars (inscription, min_chars);
  gtk_inscription_set_xalign (inscription, align);
  if (css_class != NULL)
    gtk_widget_add_css_class (widget, css_class);
  return widget;
}

static void
setup_text_cb (GtkListItemFactory *factory,
               GtkListItem        *list_item,
               gpointer            user_data)
{
  const Column *column = user_data;

  gtk_list_item_set_child (
      list_item,
      new_inscription (column->min_chars, column->align, column->css_class));
}

static void
bind_text_cb (GtkListItemFactory *factory,
              GtkListItem        *list_item,
              gpointer            user_data)
{
  const Column    *column = user_data;
  g_autofree char *detail = g_strconcat ("notify::", column->property, NULL);
  GtkWidget       *cell = gtk_list_item_get_child (list_item);
  Binding         *binding = bind_row (list_item, cell, column);

  binding->handler = g_signal_connect (
      binding->node, detail, G_CALLBACK (changed_cb), binding);
  update_text (binding);
}

/* Of an open branch the rows below say it. */
static void
active_cb (WillowTopicNode *node, GParamSpec *pspec, gpointer user_data)
{
  Binding *binding = user_data;

  if (!gtk_tree_list_row_get_expanded (binding->row))
    willow_activity_dot_light (WILLOW_ACTIVITY_DOT (binding->widget));
}

static void
setup_topic_cb (GtkListItemFactory *factory,
                GtkListItem        *list_item,
                gpointer            user_data)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  /* No minimum: with some fonts it is another for a given height, which a
   * GtkBox complains about. */
  GtkWidget *name = new_inscription (0, 0, NULL);

  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (name), 16);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), willow_match_mark_new ());
  gtk_box_append (GTK_BOX (box), willow_activity_dot_new ());
  gtk_box_append (GTK_BOX (box), name);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (list_item, expander);
}

/* Empty levels are legal (4.7.1.1), and hard to see; so are marks that turn the
 * direction of the text around. */
static char *
dup_shown_name (WillowTopicNode *node)
{
  const char *name = willow_topic_node_get_name (node);

  if (name[0] == '\0')
    return g_strdup (_ ("(empty level)"));
  return willow_payload_preview (
      (const guint8 *)name, strlen (name), NAME_MAX_CHARS);
}

/* By which subscription it comes; a level without a message comes by none. */
static void
mark_topic (GtkColumnView *view, GtkWidget *mark, WillowTopicNode *node)
{
  g_autofree char *topic = NULL;

  if (willow_topic_node_get_payload (node) != NULL)
    topic = willow_topic_node_dup_topic (node);
  willow_match_mark_show_topic (
      WILLOW_MATCH_MARK (mark),
      g_object_get_data (G_OBJECT (view), conversation_key),
      topic);
}

static void
bind_topic_cb (GtkListItemFactory *factory,
               GtkListItem        *list_item,
               gpointer            user_data)
{
  GtkTreeExpander *expander =
      GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkWidget       *box = gtk_tree_expander_get_child (expander);
  GtkWidget       *mark = gtk_widget_get_first_child (box);
  GtkWidget       *dot = gtk_widget_get_next_sibling (mark);
  Binding         *binding = bind_row (list_item, dot, NULL);
  g_autofree char *name = dup_shown_name (binding->node);

  gtk_tree_expander_set_list_row (expander, binding->row);
  willow_activity_dot_clear (WILLOW_ACTIVITY_DOT (dot));
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (box)),
                            name);
  mark_topic (user_data, mark, binding->node);
  binding->handler = g_signal_connect (
      binding->node, "notify::last-us", G_CALLBACK (active_cb), binding);
}

static void
unbind_topic_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_tree_expander_get_child (
      GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)));

  willow_match_mark_show_topic (
      WILLOW_MATCH_MARK (gtk_widget_get_first_child (box)), NULL, NULL);
}

static void
append_column (GtkColumnView      *view,
               const char         *title,
               GtkListItemFactory *factory,
               gboolean            expand)
{
  g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
}

static void
append_text_column (GtkColumnView *view, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (
      factory, "setup", G_CALLBACK (setup_text_cb), (gpointer)column);
  g_signal_connect (
      factory, "bind", G_CALLBACK (bind_text_cb), (gpointer)column);
  append_column (view, _ (column->title), factory, column->expand);
}

void
willow_topic_columns_add (GtkColumnView *view)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_topic_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_topic_cb), view);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_topic_cb), NULL);
  append_column (view, _ ("Topic"), factory, TRUE);
  append_text_column (view, &value_column);
  append_text_column (view, &count_column);
  append_text_column (view, &last_column);
}

void
willow_topic_columns_set_conversation (GtkColumnView      *view,
                                       WillowConversation *conversation)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  if (conversation != NULL)
    g_object_ref (conversation);
  g_object_set_data_full (
      G_OBJECT (view), conversation_key, conversation, g_object_unref);
}
