/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WillowProfile WillowProfile;

/* Notes on risky or illegal combinations, each with its normative id: never
 * edits. */
typedef enum
{
  WILLOW_NOTE_HINT,
  WILLOW_NOTE_WARNING,
  WILLOW_NOTE_ERROR, /* not sent: it cannot be expressed at all, or breaks a
                        rule and the profile is not in practice mode. There,
                        what breaks a rule is a warning. */
} WillowNoteLevel;

typedef struct
{
  WillowNoteLevel level;
  const char     *property; /* of the profile, which it is about */
  const char     *id;       /* normative id, or "" */
  const char     *text;     /* translated sentence, static */
} WillowProfileNote;

/* (transfer full) (element-type WillowProfileNote): without what only the
 * password shows */
GArray *willow_profile_dup_notes (WillowProfile *self);

/**
 * willow_profile_dup_notes_with_password:
 * @password: (nullable): as it was typed, in the profile's "password-encoding"
 *
 * Returns: (transfer full) (element-type WillowProfileNote):
 */
GArray *willow_profile_dup_notes_with_password (WillowProfile *self,
                                                GBytes        *password);

/**
 * willow_profile_find_obstacle:
 * @password: (nullable): as it was typed
 * @obstacle: (out): the first note of level ERROR
 *
 * Returns: whether there is one, so that nothing may be sent
 */
gboolean willow_profile_find_obstacle (WillowProfile     *self,
                                       GBytes            *password,
                                       WillowProfileNote *obstacle);

/* (transfer full): "Not sent. …", translated, with the statement */
char *willow_profile_note_explain_refusal (const WillowProfileNote *obstacle);

G_END_DECLS
