/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/connection/willow-encoding-button.h"

G_BEGIN_DECLS

/* Rows of a form for the settings of CONNECT, bound to a profile by a
 * GBindingGroup. Their widget names are those of the settings. */

typedef enum
{
  WILLOW_FORM_NUMBER,
  WILLOW_FORM_BOOLEAN, /* 0 or 1, as they are sent */
} WillowFormKind;

/* A property of 5.0: whether it is sent, and its value. */
typedef struct
{
  const char    *title;    /* not translated yet */
  const char    *subtitle; /* likewise; (nullable) */
  const char    *use;      /* setting: whether */
  const char    *value;    /* setting: what */
  WillowFormKind kind;
  double         upper;
} WillowFormValue;

/* (transfer floating) */
GtkWidget *willow_form_value_row_new (GBindingGroup         *bindings,
                                      const WillowFormValue *spec);

/**
 * willow_form_text_row_new:
 * @title: translated
 * @use: (nullable): setting whether it is sent; %NULL: it always is
 * @text: setting
 * @encoding: (nullable): setting how it is written
 *
 * Returns: (transfer floating): an AdwEntryRow
 */
GtkWidget *willow_form_text_row_new (GBindingGroup *bindings,
                                     const char    *title,
                                     const char    *use,
                                     const char    *text,
                                     const char    *encoding);

/* Adds to an entry row of a template how its text is written. */
WillowEncodingButton *willow_form_add_encoding (GBindingGroup *bindings,
                                                AdwEntryRow   *row,
                                                const char    *encoding);

/* A row about something that exists in MQTT 5.0 only says so in other versions,
 * in place of what it says else, and cannot be used. */
void willow_form_row_set_version (GtkWidget *row, gboolean is_5);

G_END_DECLS
