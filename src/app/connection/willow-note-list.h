/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/**
 * WillowNoteList:
 *
 * The notes of a profile on the settings that it is about, each with its
 * normative id. Nothing where there are none.
 *
 * Properties: "about" (string, construct-only): names of properties of
 * WillowProfile, with spaces between them.
 */
#define WILLOW_TYPE_NOTE_LIST (willow_note_list_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowNoteList, willow_note_list, WILLOW, NOTE_LIST, AdwBin)

/* @profile: (nullable) */
void willow_note_list_set_profile (WillowNoteList *self,
                                   WillowProfile  *profile);
/* @password: (nullable): as far as it is known; some notes are about it */
void willow_note_list_set_password (WillowNoteList *self, GBytes *password);

G_END_DECLS
