/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/import/willow-import-item.h"

G_BEGIN_DECLS

/* Connections of other programs, and of Willow's own files (docs/profiles.md).
 * Nothing is stored until somebody says so, and nothing is overwritten. */

#define WILLOW_TYPE_IMPORT (willow_import_get_type ())
/**
 * WillowImport:
 *
 * GListModel of WillowImportItem, one for each connection in a file, also for
 * those that could not be understood.
 */
G_DECLARE_FINAL_TYPE (WillowImport, willow_import, WILLOW, IMPORT, GObject)

typedef enum
{
  WILLOW_IMPORT_FORMAT_MQTTX,
  WILLOW_IMPORT_FORMAT_MQTT_EXPLORER,
  WILLOW_IMPORT_FORMAT_MQTTBROKER, /* of MQTTAnalyzer */
  WILLOW_IMPORT_FORMAT_WILLOW,     /* a file of profiles, or an export */
} WillowImportFormat;

#define WILLOW_IMPORT_ERROR (willow_import_error_quark ())
GQuark willow_import_error_quark (void);
/* Their messages are translated sentences. A file that cannot be read has the
 * G_IO_ERROR of the system. */
typedef enum
{
  WILLOW_IMPORT_ERROR_UNKNOWN,     /* no file of connections */
  WILLOW_IMPORT_ERROR_UNSUPPORTED, /* one in a form that loses too much */
  WILLOW_IMPORT_ERROR_DAMAGED,     /* with the line, where there is one */
  WILLOW_IMPORT_ERROR_TOO_LARGE,
  WILLOW_IMPORT_ERROR_EMPTY,            /* no connections in it */
  WILLOW_IMPORT_ERROR_PASSPHRASE,       /* it is encrypted: ask for one */
  WILLOW_IMPORT_ERROR_WRONG_PASSPHRASE, /* ask again */
} WillowImportError;

/**
 * willow_import_read:
 * @passphrase: (nullable): of an encrypted export
 * @error: (out): WILLOW_IMPORT_ERROR, or what reading failed with
 *
 * Recognises the file by its content. Recorded messages in it are passed over
 * while reading: however many there are, they need no memory. Blocks; any
 * thread.
 *
 * Returns: (transfer full) (nullable):
 */
WillowImport *willow_import_read (GInputStream *stream,
                                  GBytes       *passphrase,
                                  GCancellable *cancellable,
                                  GError      **error);

/* The same in a thread of its own. */
void          willow_import_load_async (GFile              *file,
                                        GBytes             *passphrase,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
WillowImport *willow_import_load_finish (GAsyncResult *result, GError **error);

WillowImportFormat willow_import_get_format (WillowImport *self);
/* "MQTTX", "MQTT Explorer", "MQTTAnalyzer", "Willow" */
const char *willow_import_get_program (WillowImport *self);

/* Says of each item whether one of @profiles was made from it before, and
 * unticks it then. @profiles: of WillowProfile */
void willow_import_compare (WillowImport *self, GListModel *profiles);

/**
 * willow_import_prepare:
 * @profiles: of WillowProfile: those that there are
 *
 * Gives the profiles of the ticked items names that nobody has, and a group of
 * their own ("MQTTX import"), unless they bring one.
 *
 * Returns: (transfer full) (element-type WillowImportItem): those to be stored,
 *   in order. Passwords go to the secret store by who stores them.
 */
GPtrArray *willow_import_prepare (WillowImport *self, GListModel *profiles);

G_END_DECLS
