/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-payload-view.h"

#include "app/traffic/willow-byte-view.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* What is shown at once, on demand, and how much of that in one turn of the
 * main loop: a text view of GTK lays out whole lines. */
#define FIRST_BYTES (256 * 1024)
#define MORE_BYTES (4 * 1024 * 1024)
#define CHUNK_BYTES (64 * 1024)
/* Lines longer than this are broken for showing. */
#define LINE_MAX_BYTES 2000

struct _WillowPayloadView
{
  AdwBin parent_instance;

  GBytes             *payload;
  WillowPayloadFormat format;
  gboolean            show_more;

  /* What is still to be put into the buffer. */
  char *text;
  gsize text_len;
  gsize text_done;
  guint fill_idle;

  GtkStack        *stack;
  GtkToggleButton *text_button;
  GtkToggleButton *json_button;
  GtkToggleButton *hex_button;
  GtkWidget       *notice;
  GtkLabel        *notice_label;
  GtkWidget       *more_button;
  GtkSourceView   *source_view;
  GtkSourceBuffer *buffer;
  WillowByteView  *byte_view;
};

G_DEFINE_FINAL_TYPE (WillowPayloadView, willow_payload_view, ADW_TYPE_BIN)

static gsize
get_size (WillowPayloadView *self)
{
  return self->payload != NULL ? g_bytes_get_size (self->payload) : 0;
}

/* Length of the next line of @text with its end; @broken: or of a piece of it,
 * because it is too long. */
static gsize
find_line (const char *text, gsize len, gboolean *broken)
{
  gsize       cut = MIN (len, LINE_MAX_BYTES);
  const char *newline = memchr (text, '\n', cut);

  *broken = newline == NULL && cut < len;
  if (newline != NULL)
    return (gsize)(newline - text) + 1;
  while (*broken && ((guchar)text[cut] & 0xc0) == 0x80)
    cut--;
  return cut;
}

static void
insert_chunk (WillowPayloadView *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autoptr (GString) chunk = g_string_sized_new (CHUNK_BYTES + 1024);
  GtkTextIter end;

  while (self->text_done < self->text_len && chunk->len < CHUNK_BYTES)
    {
      const char *rest = self->text + self->text_done;
      gboolean    broken;
      gsize n = find_line (rest, self->text_len - self->text_done, &broken);

      g_string_append_len (chunk, rest, (gssize)n);
      if (broken)
        g_string_append_c (chunk, '\n');
      self->text_done += n;
    }
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, chunk->str, (int)chunk->len);
}

static void
stop_filling (WillowPayloadView *self)
{
  g_clear_handle_id (&self->fill_idle, g_source_remove);
  g_clear_pointer (&self->text, g_free);
}

static gboolean
fill_cb (gpointer user_data)
{
  WillowPayloadView *self = user_data;

  insert_chunk (self);
  if (self->text_done < self->text_len)
    return G_SOURCE_CONTINUE;
  self->fill_idle = 0;
  g_clear_pointer (&self->text, g_free);
  return G_SOURCE_REMOVE;
}

static void
fill (WillowPayloadView *self, char *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter    start;

  stop_filling (self);
  self->text = text;
  self->text_len = strlen (text);
  self->text_done = 0;
  gtk_text_buffer_set_text (buffer, "", 0);
  insert_chunk (self);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  if (self->text_done < self->text_len)
    self->fill_idle = g_idle_add_full (G_PRIORITY_LOW, fill_cb, self, NULL);
  else
    g_clear_pointer (&self->text, g_free);
}

static void
show_notice (WillowPayloadView *self, gboolean truncated, const GError *error)
{
  gsize            limit = self->show_more ? MORE_BYTES : FIRST_BYTES;
  g_autofree char *shown = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *all =
      g_format_size_full (get_size (self), G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *text = NULL;

  if (error != NULL)
    text = g_strdup_printf (_ ("Not JSON: %s. Shown as text."), error->message);
  else if (truncated && self->show_more)
    text = g_strdup_printf (
        _ ("The first %s of %s. Hex shows all of it."), shown, all);
  else if (truncated)
    text = g_strdup_printf (_ ("The first %s of %s."), shown, all);
  gtk_widget_set_visible (self->notice, text != NULL);
  gtk_label_set_label (self->notice_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->more_button,
                          error == NULL && truncated && !self->show_more);
}

static void
set_language (WillowPayloadView *self, const char *id)
{
  GtkSourceLanguageManager *manager =
      gtk_source_language_manager_get_default ();
  GtkSourceLanguage *language =
      id != NULL ? gtk_source_language_manager_get_language (manager, id)
                 : NULL;

  gtk_source_buffer_set_language (self->buffer, language);
}

static void
show_as_text (WillowPayloadView *self)
{
  g_autoptr (GError) error = NULL;
  gsize    limit = self->show_more ? MORE_BYTES : FIRST_BYTES;
  gboolean truncated = FALSE;
  char    *text = willow_payload_format (
      self->payload, self->format, limit, &truncated, &error);

  if (text == NULL)
    text = willow_payload_format (
        self->payload, WILLOW_PAYLOAD_TEXT, limit, &truncated, NULL);
  set_language (self,
                self->format == WILLOW_PAYLOAD_JSON && error == NULL ? "json"
                                                                     : NULL);
  fill (self, text != NULL ? text : g_strdup (""));
  show_notice (self, truncated, error);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
show_as_bytes (WillowPayloadView *self)
{
  stop_filling (self);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), "", 0);
  willow_byte_view_set_bytes (self->byte_view, self->payload, NULL, NULL);
  show_notice (self, FALSE, NULL);
  gtk_stack_set_visible_child_name (self->stack, "hex");
}

static void
update (WillowPayloadView *self)
{
  if (get_size (self) == 0)
    {
      stop_filling (self);
      show_notice (self, FALSE, NULL);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  else if (self->format == WILLOW_PAYLOAD_HEX)
    show_as_bytes (self);
  else
    show_as_text (self);
}

static void
toggle_buttons (WillowPayloadView *self)
{
  GtkToggleButton *buttons[] = {
    [WILLOW_PAYLOAD_TEXT] = self->text_button,
    [WILLOW_PAYLOAD_JSON] = self->json_button,
    [WILLOW_PAYLOAD_HEX] = self->hex_button,
  };

  if (!gtk_toggle_button_get_active (buttons[self->format]))
    gtk_toggle_button_set_active (buttons[self->format], TRUE);
}

static void
toggled_cb (WillowPayloadView *self, GtkToggleButton *button)
{
  WillowPayloadFormat format = WILLOW_PAYLOAD_TEXT;

  if (!gtk_toggle_button_get_active (button))
    return;
  if (button == self->json_button)
    format = WILLOW_PAYLOAD_JSON;
  else if (button == self->hex_button)
    format = WILLOW_PAYLOAD_HEX;
  if (format == self->format)
    return;
  self->format = format;
  update (self);
}

static void
more_cb (WillowPayloadView *self)
{
  self->show_more = TRUE;
  update (self);
}

static void
follow_color_scheme (WillowPayloadView *self)
{
  GtkSourceStyleSchemeManager *manager =
      gtk_source_style_scheme_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      manager, dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (self->buffer, scheme);
}

static void
willow_payload_view_dispose (GObject *object)
{
  WillowPayloadView *self = WILLOW_PAYLOAD_VIEW (object);

  stop_filling (self);
  g_clear_pointer (&self->payload, g_bytes_unref);
  G_OBJECT_CLASS (willow_payload_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, stack);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, text_button);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, json_button);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, hex_button);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, notice);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, notice_label);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, more_button);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, source_view);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, buffer);
  gtk_widget_class_bind_template_child (klass, WillowPayloadView, byte_view);
  gtk_widget_class_bind_template_callback (klass, toggled_cb);
  gtk_widget_class_bind_template_callback (klass, more_cb);
}

static void
willow_payload_view_class_init (WillowPayloadViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_payload_view_dispose;
  g_type_ensure (WILLOW_TYPE_BYTE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass),
      "/io/github/willowmqtt/Willow/ui/willow-payload-view.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
willow_payload_view_init (WillowPayloadView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (follow_color_scheme),
                           self,
                           G_CONNECT_SWAPPED);
  follow_color_scheme (self);
  update (self);
}

/* Whoever reads further down stays there when the next message comes. */
static void
update_in_place (WillowPayloadView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->source_view);
  GdkRectangle visible;
  GtkTextIter  top;
  int          line;

  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_line_at_y (view, &top, visible.y, NULL);
  line = gtk_text_iter_get_line (&top);
  update (self);
  if (line == 0 || self->format == WILLOW_PAYLOAD_HEX)
    return;
  gtk_text_buffer_get_iter_at_line (GTK_TEXT_BUFFER (self->buffer), &top, line);
  gtk_text_view_scroll_to_iter (view, &top, 0, TRUE, 0, 0);
}

void
willow_payload_view_set_payload (WillowPayloadView *self,
                                 GBytes            *payload,
                                 gboolean           fresh)
{
  g_return_if_fail (WILLOW_IS_PAYLOAD_VIEW (self));

  if (!fresh && payload != NULL && self->payload != NULL &&
      g_bytes_equal (payload, self->payload))
    return;
  if (payload != NULL)
    g_bytes_ref (payload);
  g_clear_pointer (&self->payload, g_bytes_unref);
  self->payload = payload;
  if (!fresh)
    {
      update_in_place (self);
      return;
    }
  self->show_more = FALSE;
  self->format =
      payload != NULL ? willow_payload_guess (payload) : WILLOW_PAYLOAD_TEXT;
  toggle_buttons (self);
  update (self);
}

GBytes *
willow_payload_view_get_payload (WillowPayloadView *self)
{
  g_return_val_if_fail (WILLOW_IS_PAYLOAD_VIEW (self), NULL);
  return self->payload;
}

void
willow_payload_view_set_format (WillowPayloadView  *self,
                                WillowPayloadFormat format)
{
  g_return_if_fail (WILLOW_IS_PAYLOAD_VIEW (self));

  self->format = format;
  toggle_buttons (self);
  update (self);
}

WillowPayloadFormat
willow_payload_view_get_format (WillowPayloadView *self)
{
  g_return_val_if_fail (WILLOW_IS_PAYLOAD_VIEW (self), WILLOW_PAYLOAD_TEXT);
  return self->format;
}

char *
willow_payload_view_dup_text (WillowPayloadView *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter    start, end;

  g_return_val_if_fail (WILLOW_IS_PAYLOAD_VIEW (self), NULL);

  if (self->format == WILLOW_PAYLOAD_HEX)
    return NULL;
  buffer = GTK_TEXT_BUFFER (self->buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}
