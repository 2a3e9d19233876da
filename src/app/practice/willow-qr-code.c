/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-qr-code.h"

#include <glib/gi18n.h>
#include <qrencode.h>

/* Modules of white around it. */
#define QUIET_ZONE 4
/* Pixels of a module that a telephone at arm's length can read. */
#define MODULE_PIXELS 6

struct _WillowQrCode
{
  GtkWidget parent_instance;

  QRcode *code; /* (nullable): the text was too long for one */
};

G_DEFINE_FINAL_TYPE (WillowQrCode, willow_qr_code, GTK_TYPE_WIDGET)

static void
willow_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  static const GdkRGBA white = { 1, 1, 1, 1 };
  WillowQrCode        *self = WILLOW_QR_CODE (widget);
  int                  width =
      MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int   n = self->code != NULL ? self->code->width : 0;
  int   side = width / (n + 2 * QUIET_ZONE);
  float start = (float)(width - n * side) / 2;

  gtk_snapshot_append_color (
      snapshot, &white, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)width));
  for (int i = 0; i < n * n; i++)
    if (self->code->data[i] & 1)
      gtk_snapshot_append_color (
          snapshot,
          &black,
          &GRAPHENE_RECT_INIT (start + (float)(i % n * side),
                               start + (float)(i / n * side),
                               (float)side,
                               (float)side));
}

static void
willow_qr_code_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  WillowQrCode *self = WILLOW_QR_CODE (widget);
  int           n = self->code != NULL ? self->code->width : 0;

  *minimum = *natural = (n + 2 * QUIET_ZONE) * MODULE_PIXELS;
  *minimum_baseline = *natural_baseline = -1;
}

static void
willow_qr_code_finalize (GObject *object)
{
  g_clear_pointer (&WILLOW_QR_CODE (object)->code, QRcode_free);
  G_OBJECT_CLASS (willow_qr_code_parent_class)->finalize (object);
}

static void
willow_qr_code_class_init (WillowQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = willow_qr_code_finalize;
  widget_class->snapshot = willow_qr_code_snapshot;
  widget_class->measure = willow_qr_code_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
willow_qr_code_init (WillowQrCode *self)
{
}

GtkWidget *
willow_qr_code_new (const char *text)
{
  WillowQrCode    *self = g_object_new (WILLOW_TYPE_QR_CODE, NULL);
  g_autofree char *name = g_strdup_printf (_ ("QR code of %s"), text);

  self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}
