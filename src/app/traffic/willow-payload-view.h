/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/traffic/willow-payload.h"

G_BEGIN_DECLS

/**
 * WillowPayloadView:
 *
 * A payload as text, as indented JSON or as bytes. The format is guessed until
 * the person chooses one. Of a long text the beginning is shown, and more on
 * demand; bytes are shown whole, whatever their number.
 */
#define WILLOW_TYPE_PAYLOAD_VIEW (willow_payload_view_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPayloadView, willow_payload_view, WILLOW, PAYLOAD_VIEW, AdwBin)

/* @payload: (nullable). @fresh: of another message than before, so that the
 * format is guessed anew and the view begins at the top */
void willow_payload_view_set_payload (WillowPayloadView *self,
                                      GBytes            *payload,
                                      gboolean           fresh);
/* (transfer none) (nullable) */
GBytes *willow_payload_view_get_payload (WillowPayloadView *self);

void                willow_payload_view_set_format (WillowPayloadView  *self,
                                                    WillowPayloadFormat format);
WillowPayloadFormat willow_payload_view_get_format (WillowPayloadView *self);

/* (transfer full): the text that is shown; %NULL for bytes */
char *willow_payload_view_dup_text (WillowPayloadView *self);

G_END_DECLS
