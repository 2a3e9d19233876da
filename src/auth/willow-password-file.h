/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-password.h"

G_BEGIN_DECLS

/* A file that could make us slow to read is no file of users. */
#define WILLOW_PASSWORD_FILE_MAX_BYTES (16u * 1024u * 1024u)
#define WILLOW_PASSWORD_FILE_MAX_PROBLEMS 100u

typedef struct
{
  char           *name;
  WillowPassword *password;
} WillowPasswordEntry;

void willow_password_entry_free (WillowPasswordEntry *entry);

/**
 * willow_password_file_parse:
 * @text: lines NAME:HASH as mosquitto_passwd writes them; empty lines and those
 *   that begin with # are skipped
 * @file_name: for the problems
 * @problems: (element-type utf8): gets "FILE:LINE: sentence" for each line that
 *   is wrong
 *
 * Returns: (transfer full) (element-type WillowPasswordEntry): of the lines
 *   that are right
 */
GPtrArray *willow_password_file_parse (const char *text,
                                       gsize       len,
                                       const char *file_name,
                                       GPtrArray  *problems);

/* Whether @name can stand in a password file: not empty, no colon, no line
 * break, UTF-8, not with # at its beginning. */
gboolean willow_password_file_is_name (const char *name);

/**
 * willow_password_file_edit:
 * @text: of a whole file; what is not about @name stays as it is
 * @password: (nullable): %NULL takes the user out
 *
 * Returns: (transfer full) (nullable): the new text; %NULL if there is no
 *   @name to take out
 */
char *willow_password_file_edit (const char     *text,
                                 const char     *name,
                                 WillowPassword *password);

/* Adds "FILE:LINE: sentence", of the first ones only. */
void willow_password_file_complain (GPtrArray  *problems,
                                    const char *file_name,
                                    guint       line,
                                    const char *sentence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPasswordEntry, willow_password_entry_free)

G_END_DECLS
