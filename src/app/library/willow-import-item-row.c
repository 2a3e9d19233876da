/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-import-item-row.h"

#include "app/library/willow-import-finding-row.h"

#include <glib/gi18n.h>

/* Of a file that is wrong everywhere, the first ones tell enough. */
#define MAX_ROWS 60u

struct _WillowImportItemRow
{
  AdwExpanderRow parent_instance;

  WillowImportItem *item;
  GtkWidget        *check;
  GPtrArray        *rows; /* those that were made; owned by this as a widget */
  guint             rebuild_source;
};

G_DEFINE_FINAL_TYPE (WillowImportItemRow,
                     willow_import_item_row,
                     ADW_TYPE_EXPANDER_ROW)

/* What somebody can do comes first. */
static const WillowImportKind order[] = {
  WILLOW_IMPORT_NEEDS_FILE, WILLOW_IMPORT_NEEDS_SECRET, WILLOW_IMPORT_DIFFERS,
  WILLOW_IMPORT_REFUSED,    WILLOW_IMPORT_UNDERSTOOD,
};

/* @part: (transfer full) */
static void
append (GString *text, guint n, char *part)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
  g_free (part);
}

static void
append_needs (GString *text, WillowImportItem *item)
{
  guint n_files = willow_import_item_count (item, WILLOW_IMPORT_NEEDS_FILE);
  guint n_secrets = willow_import_item_count (item, WILLOW_IMPORT_NEEDS_SECRET);

  append (
      text,
      n_files,
      g_strdup_printf (ngettext ("%u file needed", "%u files needed", n_files),
                       n_files));
  append (text,
          n_secrets,
          g_strdup_printf (
              ngettext ("%u secret needed", "%u secrets needed", n_secrets),
              n_secrets));
}

static void
append_rest (GString *text, WillowImportItem *item)
{
  guint n_refused = willow_import_item_count (item, WILLOW_IMPORT_REFUSED);
  guint n_different = willow_import_item_count (item, WILLOW_IMPORT_DIFFERS);

  append (text,
          n_refused,
          g_strdup_printf (
              ngettext ("%u value left out", "%u values left out", n_refused),
              n_refused));
  append (text,
          n_different,
          g_strdup_printf (
              ngettext ("%u difference", "%u differences", n_different),
              n_different));
}

/* "2 files needed · 1 difference"; the address where all is well */
static char *
dup_summary (WillowImportItem *item)
{
  g_autoptr (GString) text = g_string_new (NULL);
  WillowProfile *profile = willow_import_item_get_profile (item);

  if (profile == NULL)
    return g_strdup (willow_import_item_get_problem (item));
  append_needs (text, item);
  append_rest (text, item);
  if (text->len == 0)
    return willow_profile_dup_url (profile);
  return g_strdup (text->str);
}

static void
update_summary (WillowImportItemRow *self)
{
  g_autofree char *summary = dup_summary (self->item);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
}

static void
add_row (WillowImportItemRow *self, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_rest (WillowImportItemRow *self, guint n_rest)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *text =
      g_strdup_printf (ngettext ("And %u more", "And %u more", n_rest), n_rest);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  add_row (self, row);
}

static void
add_rows (WillowImportItemRow *self)
{
  guint n = willow_import_item_get_n_findings (self->item);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint j = 0; j < n && self->rows->len < MAX_ROWS; j++)
      if (willow_import_item_get_finding (self->item, j)->kind == order[i])
        add_row (self, willow_import_finding_row_new (self->item, j));
  if (n > self->rows->len)
    add_rest (self, n - self->rows->len);
}

static void
remove_rows (WillowImportItemRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

/* Not before it is looked at: there may be thousands. */
static void
expanded_cb (WillowImportItemRow *self)
{
  if (self->rows->len == 0 &&
      adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    add_rows (self);
}

static gboolean
rebuild_cb (gpointer user_data)
{
  WillowImportItemRow *self = user_data;

  self->rebuild_source = 0;
  update_summary (self);
  remove_rows (self);
  expanded_cb (self);
  return G_SOURCE_REMOVE;
}

/* The row that caused it is still at work. */
static void
changed_cb (WillowImportItemRow *self)
{
  if (self->rebuild_source == 0)
    self->rebuild_source = g_idle_add (rebuild_cb, self);
}

static void
willow_import_item_row_dispose (GObject *object)
{
  WillowImportItemRow *self = WILLOW_IMPORT_ITEM_ROW (object);

  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_clear_object (&self->item);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_import_item_row_parent_class)->dispose (object);
}

static void
willow_import_item_row_class_init (WillowImportItemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_import_item_row_dispose;
}

static void
willow_import_item_row_init (WillowImportItemRow *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

static void
add_check (WillowImportItemRow *self, const char *name)
{
  g_autofree char *label = g_strdup_printf (_ ("Import “%s”"), name);

  self->check = gtk_check_button_new ();
  gtk_widget_set_valign (self->check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_bind_property (self->item,
                          "selected",
                          self->check,
                          "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), self->check);
}

GtkWidget *
willow_import_item_row_new (WillowImportItem *item)
{
  WillowImportItemRow *self = g_object_new (WILLOW_TYPE_IMPORT_ITEM_ROW, NULL);
  const char          *name = willow_import_item_get_name (item);

  self->item = g_object_ref (item);
  if (*name == '\0')
    name = _ ("Without a name");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  add_check (self, name);
  if (willow_import_item_get_profile (item) == NULL)
    {
      gtk_widget_set_sensitive (self->check, FALSE);
      adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), FALSE);
    }
  update_summary (self);
  g_signal_connect_object (
      item, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
