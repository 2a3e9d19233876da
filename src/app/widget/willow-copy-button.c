/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widget/willow-copy-button.h"

#include "app/connection/willow-form-binding.h"
#include "app/window/willow-window.h"

#include <glib/gi18n.h>

struct _WillowCopyButton
{
  GtkButton parent_instance;

  char *url;
};

G_DEFINE_FINAL_TYPE (WillowCopyButton, willow_copy_button, GTK_TYPE_BUTTON)

static void
willow_copy_button_clicked (GtkButton *button)
{
  WillowCopyButton *self = WILLOW_COPY_BUTTON (button);
  GtkWidget        *window =
      gtk_widget_get_ancestor (GTK_WIDGET (self), WILLOW_TYPE_WINDOW);

  if (self->url == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          self->url);
  if (window != NULL)
    willow_window_say (WILLOW_WINDOW (window), _ ("Address copied"));
}

static void
willow_copy_button_finalize (GObject *object)
{
  g_free (WILLOW_COPY_BUTTON (object)->url);
  G_OBJECT_CLASS (willow_copy_button_parent_class)->finalize (object);
}

static void
willow_copy_button_class_init (WillowCopyButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_copy_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = willow_copy_button_clicked;
}

static void
willow_copy_button_init (WillowCopyButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Copy the address"));
}

GtkWidget *
willow_copy_button_new (void)
{
  return g_object_new (WILLOW_TYPE_COPY_BUTTON, NULL);
}

void
willow_copy_button_set_text (WillowCopyButton *self, const char *url)
{
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), url != NULL);
  if (url == NULL || g_strcmp0 (url, self->url) == 0)
    return;
  g_free (self->url);
  self->url = g_strdup (url);
  spoken = g_strdup_printf (_ ("Copy %s"), url);
  willow_form_name (self, spoken);
}
