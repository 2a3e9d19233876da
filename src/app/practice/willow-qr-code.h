/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text as a QR code (ISO/IEC 18004): black on white whatever the colours of
 * the window, with the quiet zone that readers need. */
#define WILLOW_TYPE_QR_CODE (willow_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (WillowQrCode, willow_qr_code, WILLOW, QR_CODE, GtkWidget)

/* Returns: (transfer floating) */
GtkWidget *willow_qr_code_new (const char *text);

G_END_DECLS
