/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "model/import/willow-import.h"

G_BEGIN_DECLS

/* Inside src/model: what the readers of formats share. */

/* willow-import-item.c. @name: (nullable) */
WillowImportItem *willow_import_item_new (const char *name);
/* @profile: (transfer full) */
void willow_import_item_take_profile (WillowImportItem *self,
                                      WillowProfile    *profile);
/* Nothing can be made of it. @problem: (transfer full) */
void willow_import_item_take_problem (WillowImportItem *self, char *problem);
/* @secret: (nullable): an empty one is none */
void willow_import_item_set_password (WillowImportItem *self,
                                      const char       *password);
/* By which it is known again: "mqttx:11111111-…". */
void        willow_import_item_set_origin (WillowImportItem *self,
                                           const char       *program,
                                           const char       *id);
const char *willow_import_item_get_origin (WillowImportItem *self);
/* The names of groups that the file gives; %NULL: none. */
void willow_import_item_set_group (WillowImportItem *self, const char *group);

/* @text: (transfer full). Returns: (transfer none): to be completed */
WillowImportFinding *willow_import_item_add (WillowImportItem *self,
                                             WillowImportKind  kind,
                                             const char       *code,
                                             const char       *member,
                                             char             *text);
/* A finding that waits for a file. @file_name: as the program knows it, with
 * its folder or without */
void willow_import_item_want_file (WillowImportItem *self,
                                   WillowImportWant  want,
                                   const char       *member,
                                   const char       *file_name);
void willow_import_item_want_secret (WillowImportItem *self,
                                     WillowImportWant  want,
                                     const char       *code,
                                     const char       *member,
                                     char             *text);
/* willow-import-item-give.c: takes @content; what is encrypted is kept until
 * its passphrase is known. @passphrase: (nullable). @sentence: (out). @error:
 * (out): WILLOW_CERTIFICATE_ERROR */
gboolean willow_import_item_give_content (WillowImportItem *self,
                                          WillowImportWant  want,
                                          const char       *member,
                                          GBytes           *content,
                                          GBytes           *passphrase,
                                          char            **sentence,
                                          GError          **error);
/* Adds what is understood, from the finished profile (-summary.c). */
void willow_import_item_summarise (WillowImportItem *self);

/* Certificates that stand in the file in Base64 (-certificate.c). @base64:
 * (nullable). @passphrase: (nullable) */
void willow_import_item_take_base64 (WillowImportItem *self,
                                     WillowImportWant  want,
                                     const char       *member,
                                     const char       *base64,
                                     const char       *passphrase);

/* Reads the members of one object and reports what is not what it must be
 * (-reader.c). Absent and null are the same. */
typedef struct
{
  JsonObject       *object;
  WillowImportItem *item;
  char             *path;
  GHashTable       *seen; /* names of members that were asked for */
} WillowImportReader;

void willow_import_reader_init (WillowImportReader *reader,
                                WillowImportItem   *item,
                                JsonObject         *object,
                                const char         *path);
/* Reports members that nobody asked for, and frees. */
void willow_import_reader_finish (WillowImportReader *reader);
/* Frees only. */
void willow_import_reader_clear (WillowImportReader *reader);
/* (transfer full): path and member */
char *willow_import_reader_dup_path (WillowImportReader *reader,
                                     const char         *member);
/* That it is there is no news. @names: with spaces between */
void willow_import_reader_ignore (WillowImportReader *reader,
                                  const char         *names);
/* (transfer none) (nullable): %NULL where it is null */
JsonNode *willow_import_read_node (WillowImportReader *reader,
                                   const char         *member);
/* (transfer none) (nullable) */
const char *willow_import_read_text (WillowImportReader *reader,
                                     const char         *member);
gboolean    willow_import_read_boolean (WillowImportReader *reader,
                                        const char         *member,
                                        gboolean           *value);
/* A number, or a text of digits. */
gboolean willow_import_read_number (WillowImportReader *reader,
                                    const char         *member,
                                    guint               minimum,
                                    guint               maximum,
                                    guint              *value);
/* (transfer none) (nullable) */
JsonObject *willow_import_read_object (WillowImportReader *reader,
                                       const char         *member);
JsonArray  *willow_import_read_list (WillowImportReader *reader,
                                     const char         *member);
/* @text: (transfer full): why it was left out */
void willow_import_refuse (WillowImportReader *reader,
                           const char         *code,
                           const char         *member,
                           char               *text);

/* (transfer full): a stranger's words for a sentence: one line, not endless */
char *willow_import_dup_visible (const char *text);

/* (transfer full) (nullable): JSON that stands in a text of the file */
JsonNode *willow_import_parse_text (const char *text);
/* (transfer none) (nullable): where there is no reader yet */
const char *willow_import_peek_text (JsonObject *object, const char *member);
/* Sets a field of the kind choice by the name that it has in the file. */
void willow_import_set_choice (WillowProfile *profile,
                               const char    *property,
                               const char    *name);

/* An element that is no connection.
 * @problem: (transfer full) */
void willow_import_append_unusable (GListStore *items,
                                    const char *name,
                                    char       *problem);
/* Says so where the server's certificate is not verified. */
void willow_import_item_warn_unverified (WillowImportItem *self,
                                         gboolean          verify);

/* The readers: they append items. @root was checked by -detect.c. */
void willow_import_read_mqttx (JsonNode *root, GListStore *items);
void willow_import_read_mqtt_explorer (JsonNode *root, GListStore *items);
void willow_import_read_mqttbroker (JsonNode *root, GListStore *items);
void willow_import_read_willow (JsonNode *root, GListStore *items);

G_END_DECLS
