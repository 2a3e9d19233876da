/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Colours that the fields of a packet take in turn. */
#define WILLOW_N_TINTS 6

typedef struct
{
  guint8   tint;   /* 0 … WILLOW_N_TINTS - 1 */
  gboolean masked; /* part of a secret: shown as dots */
} WillowByteLook;

/**
 * WillowByteView:
 *
 * Bytes in hexadecimal and as ASCII, each with the colour of its field. As many
 * per line as there is room for. Shows what it is given: the caller limits and
 * says so.
 *
 * Signal "byte-pressed" (guint offset).
 */
#define WILLOW_TYPE_BYTE_VIEW (willow_byte_view_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowByteView, willow_byte_view, WILLOW, BYTE_VIEW, GtkWidget)

GtkWidget *willow_byte_view_new (void);
/* @bytes: (nullable). @looks: one for each byte, copied */
void willow_byte_view_set_bytes (WillowByteView       *self,
                                 GBytes               *bytes,
                                 const WillowByteLook *looks);
/* @len 0: nothing is highlighted */
void willow_byte_view_highlight (WillowByteView *self, gsize offset, gsize len);

G_END_DECLS
