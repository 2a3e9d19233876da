/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/traffic/willow-byte-view.h"

G_BEGIN_DECLS

/* Inside WillowByteView: what its drawing has to know. */
typedef struct
{
  GBytes            *bytes; /* (nullable) */
  WillowByteLookFunc look;  /* (nullable) */
  gpointer           look_data;
  gsize              marked_offset;
  gsize              marked_len;
  gsize              cursor; /* G_MAXSIZE: nowhere */

  PangoLayout *layout;
  double       char_width;
  int          row_height;
  int          per_row;
  gboolean     has_ascii; /* gives way first where there is no room */
} WillowBytePaint;

int   willow_byte_paint_get_width (const WillowBytePaint *paint,
                                   int                    per_row,
                                   gboolean               has_ascii);
guint willow_byte_paint_get_n_rows (const WillowBytePaint *paint);
/* Offset of the byte at a place, or G_MAXSIZE. @y: from the first row */
gsize willow_byte_paint_find (const WillowBytePaint *paint, double x, double y);
/* Draws row @row at @y. */
void willow_byte_paint_row (const WillowBytePaint *paint,
                            GtkWidget             *widget,
                            GtkSnapshot           *snapshot,
                            guint                  row,
                            double                 y);

G_END_DECLS
