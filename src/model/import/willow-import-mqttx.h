/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/import/willow-import-private.h"

G_BEGIN_DECLS

/* For willow-import-mqttx*.c only: what of a connection becomes part of
 * packets. */
void willow_import_mqttx_properties (WillowImportReader *connection);
void willow_import_mqttx_will (WillowImportReader *connection);
void willow_import_mqttx_subscriptions (WillowImportReader *connection);

/* A number of 5.0 with its switch. */
typedef struct
{
  const char *member;
  const char *property;
  const char *use;
  guint       minimum;
  guint       maximum;
} WillowImportNumber;

typedef void (*WillowImportAddFunc) (WillowProfile *profile,
                                     const char    *name,
                                     const char    *value);

/* Each reads a member and sets @property; where it is absent or refused,
 * nothing is set and the result is %FALSE. */
gboolean willow_import_take_number (WillowImportReader       *reader,
                                    const WillowImportNumber *number);
gboolean willow_import_take_boolean (WillowImportReader *reader,
                                     const char         *member,
                                     const char         *use,
                                     const char         *property);
/* An empty one is none, as in MQTTX. */
void willow_import_take_text (WillowImportReader *reader,
                              const char         *member,
                              const char         *use,
                              const char         *property);
/* A text, or a buffer of Node.js. */
gboolean willow_import_take_bytes (WillowImportReader *reader,
                                   const char         *member,
                                   const char         *property,
                                   const char         *encoding);
/* An object, or one written as a text, or nothing. */
void willow_import_take_user_properties (WillowImportReader *reader,
                                         WillowImportAddFunc add);

G_END_DECLS
