/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/**
 * WillowPacketView:
 *
 * A packet's fields above its bytes; selecting a field highlights its bytes and
 * says what it means, going to a byte selects its field. Of a flag byte the
 * bits are shown. Secrets are masked unless revealed, their bytes too.
 *
 * Properties (notify): "reveal-secrets" (boolean, read-write). Signal
 * "field-activated" (string): the specification's name of a field that was
 * chosen with Enter or a double click.
 */
#define WILLOW_TYPE_PACKET_VIEW (willow_packet_view_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPacketView, willow_packet_view, WILLOW, PACKET_VIEW, AdwBin)

GtkWidget *willow_packet_view_new (void);

/* @packet: (nullable). The selected field stays selected if it is still there.
 */
void willow_packet_view_set_packet (WillowPacketView *self,
                                    GBytes           *packet,
                                    MqttVersion       version,
                                    MqttRole          sender);
/* The same for what is around the packets. @bytes: (nullable): none have been
 * on the wire. @description: (transfer full) */
void willow_packet_view_set_description (WillowPacketView *self,
                                         GBytes           *bytes,
                                         MqttDescription  *description);
/* Selects the first field of that name (specification's). Returns: whether
 * there is one. */
gboolean willow_packet_view_select_field (WillowPacketView *self,
                                          const char       *name);
/* The same for the field of these bytes. */
gboolean willow_packet_view_select_bytes (WillowPacketView *self,
                                          gsize             offset,
                                          gsize             len);
/* Makes what is selected stand out, or lets it be selected as usual. */
void willow_packet_view_set_emphasis (WillowPacketView *self,
                                      gboolean          emphasis);
/* Whether the packet has a field that is masked. */
gboolean willow_packet_view_has_secrets (WillowPacketView *self);
/* (transfer full): the bytes in hexadecimal; "**" for masked ones */
char *willow_packet_view_dup_hex (WillowPacketView *self);

G_END_DECLS
