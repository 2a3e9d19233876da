/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_GRANTED_SAME,    /* as asked, or what holds where nothing is said */
  WILLOW_GRANTED_ADDED,   /* said without having been asked for */
  WILLOW_GRANTED_LIMITED, /* the Server takes less than usual */
  WILLOW_GRANTED_DIFFERS, /* something else than was asked for */
  WILLOW_GRANTED_REFUSED, /* the connection as a whole */
  WILLOW_GRANTED_WRONG,   /* breaks a rule */
} WillowGrantedMark;

/**
 * WillowGrantedRow:
 * @key: stable name, such as "keep-alive"; several rows may be "user-property"
 * @name: translated, in the words of the version
 * @section: of the version's specification, about what the Server says
 * @id: normative id of the rule that is broken, or that decides; may be ""
 * @asked: translated; "" where nothing can be asked for
 * @granted: translated
 * @means: translated: what follows from it, and what Willow does about it
 * @asked_is_absent, @granted_is_absent: the packet does not say it: the text is
 *   what its absence means
 * @asked_offset, @asked_len: bytes of CONNECT; @asked_len 0 if there are none
 * @granted_offset, @granted_len: the same in CONNACK
 */
typedef struct
{
  const char       *key;
  WillowGrantedMark mark;
  const char       *name;
  const char       *section;
  const char       *id;
  char             *asked;
  char             *granted;
  char             *means;
  gboolean          asked_is_absent;
  gboolean          granted_is_absent;
  gsize             asked_offset;
  gsize             asked_len;
  gsize             granted_offset;
  gsize             granted_len;
} WillowGrantedRow;

/**
 * WillowGranted:
 *
 * Everything that a CONNECT asked for, beside what CONNACK gave. Immutable.
 */
typedef struct _WillowGranted WillowGranted;

/**
 * willow_granted_new:
 * @version: of the connection
 * @connect: CONNECT as it was sent
 * @connack: CONNACK as it was received, also one that breaks a rule
 * @topic_aliases: how many Topic Aliases Willow would give on its own; 0: none
 *
 * Passwords and Authentication Data are not in the result.
 *
 * Returns: (transfer full) (nullable): %NULL if @connack is no CONNACK at all
 */
WillowGranted *willow_granted_new (MqttVersion version,
                                   GBytes     *connect,
                                   GBytes     *connack,
                                   guint16     topic_aliases);
void           willow_granted_free (WillowGranted *granted);

/* First what is not as asked, in the order of the specification; then the rest.
 */
guint willow_granted_get_n_rows (const WillowGranted *granted);
const WillowGrantedRow *willow_granted_get_row (const WillowGranted *granted,
                                                guint                index);
/* (nullable): the first row of that name */
const WillowGrantedRow *willow_granted_find (const WillowGranted *granted,
                                             const char          *key);
/* How many of them, from the first, are not WILLOW_GRANTED_SAME. */
guint willow_granted_get_n_notable (const WillowGranted *granted);

MqttVersion willow_granted_get_version (const WillowGranted *granted);
/* The Server let us in, and rightly so. */
gboolean willow_granted_is_accepted (const WillowGranted *granted);

/* (transfer full) (nullable): the Assigned Client Identifier, as it is, of a
 * CONNACK of 5.0 */
char *willow_granted_dup_assigned_identifier (GBytes *connack);

/* Translated: "As asked", "As usual", "Limited" … */
const char *willow_granted_row_get_word (const WillowGrantedRow *row);

/* (transfer full): all of it as lines of text, for the clipboard */
char *willow_granted_to_text (const WillowGranted *granted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowGranted, willow_granted_free)

G_END_DECLS
