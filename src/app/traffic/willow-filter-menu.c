/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-filter-menu.h"

#include "app/window/willow-application.h"

#include <glib/gi18n.h>

#define KEY "kept-filters"

struct _WillowFilterMenu
{
  GtkPopover parent_instance;

  char *filter;

  GtkWidget  *keep_button;
  GtkListBox *kept_list;
  GtkListBox *example_list;
};

G_DEFINE_FINAL_TYPE (WillowFilterMenu, willow_filter_menu, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const struct
{
  const char *filter;
  const char *meaning;
} examples[] = {
  { "temperature", N_ ("With this text in topic or payload") },
  { "topic = plant/+/temp", N_ ("As a subscription would match") },
  { "$.temperature > 20", N_ ("By a member of JSON payloads") },
  { "direction = out qos >= 1", N_ ("Both hold: sent, and acknowledged") },
  { "type = connack or type = disconnect", N_ ("One of the two packets") },
  { "code >= 0x80", N_ ("Answers that say no") },
  { "not topic = $SYS/# length > 64k", N_ ("Large payloads of clients") },
  { "/err(or)?[0-9]+/", N_ ("A regular expression") },
  { "hex:0d0a", N_ ("With these bytes") },
  { "time >= 14:05 time < 14:10", N_ ("Of these minutes") },
};

/* (nullable) */
static GSettings *
get_settings (void)
{
  GApplication *application = g_application_get_default ();

  return WILLOW_IS_APPLICATION (application)
             ? willow_application_get_settings (
                   WILLOW_APPLICATION (application))
             : NULL;
}

/* (transfer full) */
static GStrv
dup_kept (void)
{
  GSettings *settings = get_settings ();

  return settings != NULL ? g_settings_get_strv (settings, KEY)
                          : g_new0 (char *, 1);
}

static GtkWidget *
row_new (const char *filter, const char *meaning)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *title = g_markup_printf_escaped ("<tt>%s</tt>", filter);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (meaning != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), meaning);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "filter", g_strdup (filter), g_free);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, filter, -1);
  return row;
}

static void store_kept (WillowFilterMenu *self, GPtrArray *filters);

static void
forget_cb (WillowFilterMenu *self, GtkButton *button)
{
  GtkWidget *row =
      gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);
  const char *filter = g_object_get_data (G_OBJECT (row), "filter");
  g_auto (GStrv) kept = dup_kept ();
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();

  for (guint i = 0; kept[i] != NULL; i++)
    if (!g_str_equal (kept[i], filter))
      g_ptr_array_add (rest, kept[i]);
  store_kept (self, rest);
}

static void
add_kept_row (WillowFilterMenu *self, const char *filter)
{
  GtkWidget *row = row_new (filter, NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Forget %s"), filter);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (
      button, "clicked", G_CALLBACK (forget_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->kept_list, row);
}

static void
update (WillowFilterMenu *self)
{
  g_auto (GStrv) kept = dup_kept ();
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->kept_list, 0)) != NULL)
    gtk_list_box_remove (self->kept_list, GTK_WIDGET (row));
  for (guint i = 0; kept[i] != NULL; i++)
    add_kept_row (self, kept[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->kept_list), kept[0] != NULL);
  gtk_widget_set_visible (self->keep_button, get_settings () != NULL);
  gtk_widget_set_sensitive (
      self->keep_button,
      *self->filter != '\0' &&
          !g_strv_contains ((const char *const *)kept, self->filter));
}

static void
store_kept (WillowFilterMenu *self, GPtrArray *filters)
{
  g_ptr_array_add (filters, NULL);
  g_settings_set_strv (
      get_settings (), KEY, (const char *const *)filters->pdata);
  update (self);
}

static void
keep_cb (WillowFilterMenu *self)
{
  g_auto (GStrv) kept = dup_kept ();
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, self->filter);
  for (guint i = 0; kept[i] != NULL; i++)
    g_ptr_array_add (all, kept[i]);
  store_kept (self, all);
}

static void
row_cb (WillowFilterMenu *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (
      self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "filter"));
}

static void
willow_filter_menu_finalize (GObject *object)
{
  g_free (WILLOW_FILTER_MENU (object)->filter);
  G_OBJECT_CLASS (willow_filter_menu_parent_class)->finalize (object);
}

static void
willow_filter_menu_class_init (WillowFilterMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = willow_filter_menu_finalize;
  signals[CHOSEN] = g_signal_new ("chosen",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-filter-menu.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowFilterMenu, keep_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFilterMenu, kept_list);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFilterMenu, example_list);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_cb);
}

static void
willow_filter_menu_init (WillowFilterMenu *self)
{
  self->filter = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    gtk_list_box_append (self->example_list,
                         row_new (examples[i].filter, _ (examples[i].meaning)));
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
  update (self);
}

void
willow_filter_menu_set_filter (WillowFilterMenu *self, const char *filter)
{
  g_return_if_fail (WILLOW_IS_FILTER_MENU (self));

  if (g_str_equal (self->filter, filter))
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter);
  update (self);
}
