/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_IMPORT_UNDERSTOOD,
  WILLOW_IMPORT_NEEDS_FILE,
  WILLOW_IMPORT_NEEDS_SECRET,
  WILLOW_IMPORT_DIFFERS, /* Willow does it otherwise, or says it openly */
  WILLOW_IMPORT_REFUSED, /* one field, which was left out */
} WillowImportKind;

/* What a finding waits for. */
typedef enum
{
  WILLOW_IMPORT_WANT_NOTHING,
  WILLOW_IMPORT_WANT_AUTHORITIES,
  WILLOW_IMPORT_WANT_CERTIFICATE,
  WILLOW_IMPORT_WANT_KEY,
  WILLOW_IMPORT_WANT_PASSWORD,
  WILLOW_IMPORT_WANT_PASSPHRASE, /* of the key */
  WILLOW_IMPORT_WANT_PROXY_PASSWORD,
  WILLOW_IMPORT_WANT_PSK, /* hexadecimal */
} WillowImportWant;

/**
 * WillowImportFinding:
 * @code: in kebab case, for programs; never changes
 * @member: where in the file: "[0].will.lastWillQos"; "" where it is about all
 * @text: a translated sentence without any secret
 * @file_name: (nullable): how the file was called that is needed
 * @settled: what it waited for has been given
 * @answer: (nullable): what that was recognised as, translated
 */
typedef struct
{
  WillowImportKind kind;
  const char      *code;
  char            *member;
  char            *text;
  WillowImportWant want;
  char            *file_name;
  gboolean         settled;
  char            *answer;
} WillowImportFinding;

const char *willow_import_kind_get_name (WillowImportKind kind);

/**
 * WillowImportItem:
 *
 * One connection of a file. Properties: "selected" (boolean): whether it is to
 * be imported; never %TRUE without a profile. Signal "changed": a finding was
 * settled or added.
 */
#define WILLOW_TYPE_IMPORT_ITEM (willow_import_item_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowImportItem, willow_import_item, WILLOW, IMPORT_ITEM, GObject)

/* As the file calls it, or its host. */
const char *willow_import_item_get_name (WillowImportItem *self);
/* (nullable): not stored yet; %NULL where nothing could be made of it */
WillowProfile *willow_import_item_get_profile (WillowImportItem *self);
/* (nullable): why there is no profile, translated */
const char *willow_import_item_get_problem (WillowImportItem *self);
/* (nullable): the password of MQTT that was in the file, or was given */
GBytes  *willow_import_item_get_password (WillowImportItem *self);
gboolean willow_import_item_get_selected (WillowImportItem *self);
void     willow_import_item_set_selected (WillowImportItem *self,
                                          gboolean          selected);

guint willow_import_item_get_n_findings (WillowImportItem *self);
/* Valid until the item changes. */
const WillowImportFinding *
willow_import_item_get_finding (WillowImportItem *self, guint position);
/* How many of @kind are not settled. */
guint willow_import_item_count (WillowImportItem *self, WillowImportKind kind);

/**
 * willow_import_item_give_file:
 * @position: of a finding of kind WILLOW_IMPORT_NEEDS_FILE
 * @sentence: (out): what it was recognised as
 * @error: (out): WILLOW_CERTIFICATE_ERROR
 *
 * Takes the content of the file that the finding asks for. A key that is
 * encrypted is kept, and a finding that asks for its passphrase is added.
 */
gboolean willow_import_item_give_file (WillowImportItem *self,
                                       guint             position,
                                       GBytes           *content,
                                       char            **sentence,
                                       GError          **error);
/* @position: of a finding of kind WILLOW_IMPORT_NEEDS_SECRET. @error: (out):
 * WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE */
gboolean willow_import_item_give_secret (WillowImportItem *self,
                                         guint             position,
                                         GBytes           *secret,
                                         GError          **error);

G_END_DECLS
