/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-trace-columns.h"

#include "app/traffic/willow-match-mark.h"
#include "app/traffic/willow-trace-row.h"

#include <glib/gi18n.h>

static const char conversation_key[] = "willow-conversation";

/* What a cell says: a new string, or NULL for an empty one. */
typedef char *(*CellFunc) (const WillowTraceRow *row,
                           GtkColumnView        *view,
                           guint                 position);

typedef struct
{
  const char *title;
  CellFunc    func;
  guint       min_chars;
  guint       nat_chars;
  float       align;
  gboolean    expand;
  const char *css_class; /* (nullable) */
} Column;

typedef struct
{
  const Column  *column;
  GtkColumnView *view; /* owns us through its column */
} CellContext;

static char *
dup_time (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return willow_trace_row_format_time (row->view.wall_us);
}

static WillowTraceItem *
get_previous (GtkColumnView *view, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (view));

  return position > 0 && model != NULL
             ? g_list_model_get_item (model, position - 1)
             : NULL;
}

static char *
dup_delta (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  g_autoptr (WillowTraceItem) previous = get_previous (view, position);
  WillowTraceView before;

  if (previous == NULL)
    return NULL;
  willow_trace_item_get_view (previous, &before);
  return g_strdup_printf (
      "+%.3f", (double)(row->view.time_us - before.time_us) / G_USEC_PER_SEC);
}

static char *
dup_topic (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  WillowConversation *conversation =
      g_object_get_data (G_OBJECT (view), conversation_key);
  const char *aliased = NULL;

  if (row->topic == NULL)
    return g_strdup (row->summary);
  if (conversation != NULL)
    aliased =
        willow_conversation_get_aliased_topic (conversation, row->view.serial);
  return aliased != NULL ? g_strdup_printf ("%s %s", aliased, row->topic)
                         : g_strdup (row->topic);
}

static char *
dup_preview (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return g_strdup (row->preview);
}

static char *
dup_qos (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return row->is_publish ? g_strdup_printf ("%u", row->qos) : NULL;
}

static char *
dup_flags (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  if (row->retain && row->dup)
    return g_strdup_printf ("%s, DUP", _ ("Retained"));
  if (row->dup)
    return g_strdup ("DUP");
  return row->retain ? g_strdup (_ ("Retained")) : NULL;
}

/* Exact as long as that is short. */
static char *
format_size (gsize size)
{
  return size < 100000 ? g_strdup_printf ("%'" G_GSIZE_FORMAT, size)
                       : g_format_size (size);
}

static char *
dup_size (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return row->is_publish ? format_size (row->payload.len) : NULL;
}

static char *
dup_packet_size (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return row->has_bytes ? format_size (row->view.data.len) : NULL;
}

static char *
dup_type (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return g_strdup (row->type);
}

static char *
dup_id (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  return row->packet_id > 0 ? g_strdup_printf ("%u", row->packet_id) : NULL;
}

static char *
dup_summary (const WillowTraceRow *row, GtkColumnView *view, guint position)
{
  if (row->violation == NULL)
    return g_strdup (row->summary);
  /* Translators: before what is wrong with a packet */
  return g_strdup_printf ("%s %s", _ ("Malformed:"), _ (row->violation));
}

#define MESSAGE_TOPIC 1

static const Column message_columns[] = {
  { N_ ("Time"), dup_time, 11, 11, 0, FALSE, "numeric" },
  { N_ ("Topic"), dup_topic, 6, 24, 0, TRUE, NULL },
  { N_ ("Payload"), dup_preview, 6, 24, 0, TRUE, "payload-preview" },
  { N_ ("QoS"), dup_qos, 1, 1, 0.5f, FALSE, "numeric" },
  { N_ ("Flags"), dup_flags, 3, 6, 0, FALSE, NULL },
  { N_ ("Size"), dup_size, 5, 9, 1, FALSE, "numeric" },
};

static const Column packet_columns[] = {
  { N_ ("Time"), dup_time, 11, 11, 0, FALSE, "numeric" },
  { N_ ("Delta (s)"), dup_delta, 6, 7, 1, FALSE, "numeric" },
  { N_ ("Type"), dup_type, 9, 13, 0, FALSE, "packet-type" },
  { N_ ("ID"), dup_id, 3, 4, 1, FALSE, "numeric" },
  { N_ ("Summary"), dup_summary, 8, 30, 0, TRUE, NULL },
  { N_ ("Size"), dup_packet_size, 5, 9, 1, FALSE, "numeric" },
};

static void
setup_text_cb (GtkListItemFactory *factory,
               GtkListItem        *list_item,
               gpointer            user_data)
{
  const Column *column = ((CellContext *)user_data)->column;
  GtkWidget    *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), column->min_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), column->nat_chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column->align);
  if (column->css_class != NULL)
    gtk_widget_add_css_class (cell, column->css_class);
  gtk_list_item_set_child (list_item, cell);
}

/* What is around the packets is quieter; malformed packets and steps that
 * failed are louder, and their texts say it too. */
static void
set_row_style (GtkWidget *cell, const WillowTraceRow *row)
{
  if (!row->has_bytes && !row->is_failed)
    gtk_widget_add_css_class (cell, "dim-label");
  else
    gtk_widget_remove_css_class (cell, "dim-label");
  if (row->violation != NULL || row->is_failed)
    gtk_widget_add_css_class (cell, "error");
  else
    gtk_widget_remove_css_class (cell, "error");
}

static void
bind_text_cb (GtkListItemFactory *factory,
              GtkListItem        *list_item,
              gpointer            user_data)
{
  CellContext          *context = user_data;
  GtkWidget            *cell = gtk_list_item_get_child (list_item);
  const WillowTraceRow *row =
      willow_trace_row_get (gtk_list_item_get_item (list_item));
  g_autofree char *text = context->column->func (
      row, context->view, gtk_list_item_get_position (list_item));

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  set_row_style (cell, row);
}

static void
setup_direction_cb (GtkListItemFactory *factory,
                    GtkListItem        *list_item,
                    gpointer            user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  /* No minimum: with some fonts it is another for a given height, which a
   * GtkBox complains about. */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 0);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 3);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_direction_cb (GtkListItemFactory *factory,
                   GtkListItem        *list_item,
                   gpointer            user_data)
{
  GtkWidget            *box = gtk_list_item_get_child (list_item);
  GtkWidget            *image = gtk_widget_get_first_child (box);
  GtkWidget            *text = gtk_widget_get_last_child (box);
  const WillowTraceRow *row =
      willow_trace_row_get (gtk_list_item_get_item (list_item));
  const char *name = willow_trace_row_get_direction_word (row);
  const char *icon = willow_trace_row_get_direction_icon (row);

  if (row->violation != NULL)
    icon = "dialog-warning-symbolic";
  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon);
  gtk_inscription_set_text (GTK_INSCRIPTION (text), name);
  set_row_style (box, row);
}

/* The topic, and by which subscription it came. */
static void
setup_topic_cb (GtkListItemFactory *factory,
                GtkListItem        *list_item,
                gpointer            user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text;

  setup_text_cb (factory, list_item, user_data);
  text = g_object_ref (gtk_list_item_get_child (list_item));
  gtk_list_item_set_child (list_item, box);
  gtk_widget_set_hexpand (text, TRUE);
  /* As of the direction: a GtkBox complains about a minimum. */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 0);
  gtk_box_append (GTK_BOX (box), willow_match_mark_new ());
  gtk_box_append (GTK_BOX (box), text);
  g_object_unref (text);
}

static void
bind_topic_cb (GtkListItemFactory *factory,
               GtkListItem        *list_item,
               gpointer            user_data)
{
  CellContext          *context = user_data;
  GtkWidget            *box = gtk_list_item_get_child (list_item);
  WillowTraceItem      *item = gtk_list_item_get_item (list_item);
  const WillowTraceRow *row = willow_trace_row_get (item);
  g_autofree char      *text = context->column->func (
      row, context->view, gtk_list_item_get_position (list_item));

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (box)),
                            text);
  willow_match_mark_show_item (
      WILLOW_MATCH_MARK (gtk_widget_get_first_child (box)),
      g_object_get_data (G_OBJECT (context->view), conversation_key),
      item);
  set_row_style (box, row);
}

static void
unbind_topic_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);

  willow_match_mark_show_item (
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

  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
}

static void
free_context (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
add_text_column (GtkColumnView *view, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  CellContext        *context = g_new0 (CellContext, 1);

  context->column = column;
  context->view = view;
  if (column == &message_columns[MESSAGE_TOPIC])
    {
      g_signal_connect (factory, "setup", G_CALLBACK (setup_topic_cb), context);
      g_signal_connect_data (factory,
                             "bind",
                             G_CALLBACK (bind_topic_cb),
                             context,
                             free_context,
                             0);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_topic_cb), NULL);
    }
  else
    {
      g_signal_connect (factory, "setup", G_CALLBACK (setup_text_cb), context);
      g_signal_connect_data (
          factory, "bind", G_CALLBACK (bind_text_cb), context, free_context, 0);
    }
  append_column (view, _ (column->title), factory, column->expand);
}

static void
add_direction_column (GtkColumnView *view)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_direction_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_direction_cb), NULL);
  /* Translators: direction of a packet, a short title of a column */
  append_column (view, _ ("Direction"), factory, FALSE);
}

void
willow_trace_columns_add (GtkColumnView *view, WillowTraceListKind kind)
{
  const Column *columns = message_columns;
  gsize         n = G_N_ELEMENTS (message_columns);

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  if (kind == WILLOW_TRACE_LIST_PACKETS)
    {
      columns = packet_columns;
      n = G_N_ELEMENTS (packet_columns);
    }
  add_direction_column (view);
  for (gsize i = 0; i < n; i++)
    add_text_column (view, &columns[i]);
}

void
willow_trace_columns_set_conversation (GtkColumnView      *view,
                                       WillowConversation *conversation)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  if (conversation != NULL)
    g_object_ref (conversation);
  g_object_set_data_full (
      G_OBJECT (view), conversation_key, conversation, g_object_unref);
}
