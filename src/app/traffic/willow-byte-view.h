/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Colours that the fields of a packet take in turn. */
#define WILLOW_N_TINTS 6
#define WILLOW_TINT_NONE 0xff

typedef struct
{
  guint8   tint;   /* 0 … WILLOW_N_TINTS - 1, or WILLOW_TINT_NONE */
  gboolean masked; /* part of a secret: shown as dots */
} WillowByteLook;

typedef WillowByteLook (*WillowByteLookFunc) (gsize offset, gpointer user_data);

/* Style class: what is highlighted stands out. */
#define WILLOW_BYTE_VIEW_EMPHASIS "edited"

/**
 * WillowByteView:
 *
 * Bytes in hexadecimal and as ASCII, each with the colour of its field; as many
 * in a row as there is room for. Scrolls by itself and draws only the rows that
 * are visible, whatever the size. The arrow keys move from byte to byte.
 *
 * Signal "byte-pressed" (guint offset): by the pointer or by a key.
 */
#define WILLOW_TYPE_BYTE_VIEW (willow_byte_view_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowByteView, willow_byte_view, WILLOW, BYTE_VIEW, GtkWidget)

GtkWidget *willow_byte_view_new (void);
/* @bytes: (nullable). @look: (nullable): asked for what is drawn, as long as
 * these bytes are shown */
void willow_byte_view_set_bytes (WillowByteView    *self,
                                 GBytes            *bytes,
                                 WillowByteLookFunc look,
                                 gpointer           user_data);
/* Marks bytes and scrolls to the first. @len 0: nothing is marked */
void willow_byte_view_highlight (WillowByteView *self, gsize offset, gsize len);
gboolean willow_byte_view_get_highlight (WillowByteView *self,
                                         gsize          *offset,
                                         gsize          *len);
/* Where the keys are; (guint)-1 before the first one. */
guint willow_byte_view_get_cursor (WillowByteView *self);

G_END_DECLS
