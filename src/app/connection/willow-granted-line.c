/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-granted-line.h"

#include <glib/gi18n.h>

struct _WillowGrantedLine
{
  GtkListBoxRow parent_instance;
};

G_DEFINE_FINAL_TYPE (WillowGrantedLine,
                     willow_granted_line,
                     GTK_TYPE_LIST_BOX_ROW)

/* A mark is a word and a shape, never its colour alone. */
static const struct
{
  const char *icon_name; /* (nullable) */
  const char *style_class;
} looks[] = {
  [WILLOW_GRANTED_SAME] = { NULL, "dim-label" },
  [WILLOW_GRANTED_ADDED] = { "dialog-information-symbolic", "accent" },
  [WILLOW_GRANTED_LIMITED] = { "go-bottom-symbolic", "warning" },
  [WILLOW_GRANTED_DIFFERS] = { "dialog-warning-symbolic", "warning" },
  [WILLOW_GRANTED_REFUSED] = { "dialog-error-symbolic", "error" },
  [WILLOW_GRANTED_WRONG] = { "dialog-error-symbolic", "error" },
};

static GtkWidget *
new_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
new_pair (GtkWidget *asked, GtkWidget *granted)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  gtk_box_append (GTK_BOX (pair), asked);
  gtk_box_append (GTK_BOX (pair), granted);
  return pair;
}

/* Name, mark and the way to the bytes. */
static GtkWidget *
new_head (const WillowGrantedRow *row)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = new_label (row->name, "granted-name");
  GtkWidget *word = gtk_label_new (willow_granted_row_get_word (row));

  gtk_box_append (GTK_BOX (head), name);
  if (looks[row->mark].icon_name != NULL)
    {
      GtkWidget *icon =
          gtk_image_new_from_icon_name (looks[row->mark].icon_name);

      gtk_widget_add_css_class (icon, looks[row->mark].style_class);
      gtk_box_append (GTK_BOX (head), icon);
    }
  gtk_widget_add_css_class (word, "caption");
  gtk_widget_add_css_class (word, looks[row->mark].style_class);
  gtk_box_append (GTK_BOX (head), word);
  if (row->granted_len > 0)
    gtk_box_append (GTK_BOX (head),
                    gtk_image_new_from_icon_name ("go-next-symbolic"));
  return head;
}

static GtkWidget *
new_value (const char *text, gboolean is_absent)
{
  return new_label (text[0] != '\0' ? text : "–",
                    is_absent || text[0] == '\0' ? "dim-label" : NULL);
}

static GtkWidget *
new_means (const WillowGrantedRow *row)
{
  g_autofree char *text = NULL;

  /* The sign of a section and its number stay together. */
  if (row->id[0] != '\0')
    text = g_strdup_printf (
        "%s (§\u00a0%s, [%s])", row->means, row->section, row->id);
  else
    text = g_strdup_printf ("%s (§\u00a0%s)", row->means, row->section);
  return new_label (text, "caption");
}

static char *
dup_spoken (const WillowGrantedRow *row)
{
  GString *spoken = g_string_new (row->name);

  if (row->asked[0] != '\0')
    g_string_append_printf (spoken, ". %s: %s", _ ("Asked"), row->asked);
  if (row->granted[0] != '\0')
    g_string_append_printf (spoken, ". %s: %s", _ ("Granted"), row->granted);
  g_string_append_printf (
      spoken, ". %s. %s", willow_granted_row_get_word (row), row->means);
  return g_string_free (spoken, FALSE);
}

static void
use_identifier_cb (GtkWidget *button)
{
  gtk_widget_activate_action (button, "connack.use-identifier", NULL);
}

/* A proposal: the profile changes only where the person wants it. */
static GtkWidget *
new_use_button (void)
{
  GtkWidget *button =
      gtk_button_new_with_mnemonic (_ ("_Put It into the Profile"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 4);
  g_signal_connect (button, "clicked", G_CALLBACK (use_identifier_cb), NULL);
  return button;
}

static void
willow_granted_line_class_init (WillowGrantedLineClass *klass)
{
}

static void
willow_granted_line_init (WillowGrantedLine *self)
{
}

static GtkWidget *
new_line (GtkWidget *child)
{
  GtkWidget *line = g_object_new (WILLOW_TYPE_GRANTED_LINE, NULL);

  gtk_widget_add_css_class (child, "granted-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line), child);
  return line;
}

static void
make_activatable (GtkWidget *line, const WillowGrantedRow *row)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (line),
                                    row->granted_len > 0);
  if (row->granted_len == 0)
    return;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (line),
                                  "conversation.show-connack");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (line),
                                    "(uu)",
                                    (guint)row->granted_offset,
                                    (guint)row->granted_len);
  gtk_widget_set_tooltip_text (line, _ ("Show in the packet"));
}

GtkWidget *
willow_granted_line_new (const WillowGrantedRow *row)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget       *line = new_line (box);
  g_autofree char *spoken = dup_spoken (row);

  gtk_box_append (GTK_BOX (box), new_head (row));
  gtk_box_append (GTK_BOX (box),
                  new_pair (new_value (row->asked, row->asked_is_absent),
                            new_value (row->granted, row->granted_is_absent)));
  gtk_box_append (GTK_BOX (box), new_means (row));
  if (row->mark == WILLOW_GRANTED_ADDED &&
      g_str_equal (row->key, "client-identifier"))
    gtk_box_append (GTK_BOX (box), new_use_button ());
  make_activatable (line, row);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return line;
}

GtkWidget *
willow_granted_line_new_heading (void)
{
  GtkWidget *pair = new_pair (new_label (_ ("Asked"), "caption-heading"),
                              new_label (_ ("Granted"), "caption-heading"));
  GtkWidget *line = new_line (pair);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (line), FALSE);
  gtk_widget_set_focusable (line, FALSE);
  return line;
}
