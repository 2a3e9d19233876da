/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile-fields.h"

G_BEGIN_DECLS

/* Inside src/model: what the notes on CONNECT are made with. */
typedef struct
{
  WillowProfile             *profile;
  const WillowProfileValues *values;
  GBytes                    *password; /* (nullable): as typed */
  GArray                    *notes;    /* element-type WillowProfileNote */
} WillowNoting;

/* @text: translated, static */
void willow_noting_hint (const WillowNoting *noting,
                         const char         *property,
                         const char         *id,
                         const char         *text);
void willow_noting_warn (const WillowNoting *noting,
                         const char         *property,
                         const char         *id,
                         const char         *text);
/* A rule is broken: an error, and in practice mode a warning. */
void willow_noting_break (const WillowNoting *noting,
                          const char         *property,
                          const char         *id,
                          const char         *text);
/* It cannot be expressed: an error in any mode. */
void willow_noting_stop (const WillowNoting *noting,
                         const char         *property,
                         const char         *text);

/* Of @id_5 and @id_4 the one of the version, "" for 3.1. */
const char *willow_noting_choose_id (const WillowNoting *noting,
                                     const char         *id_5,
                                     const char         *id_4);

/**
 * willow_noting_check_bytes:
 * @len: of @text
 *
 * Binary data: whether it is written as its encoding says, and is not too long.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL if it is not
 */
GBytes *willow_noting_check_bytes (const WillowNoting *noting,
                                   const char         *property,
                                   const char         *text,
                                   gsize               len,
                                   guint               encoding);

/**
 * willow_noting_check_string:
 *
 * A UTF-8 Encoded String: beside that, whether it is UTF-8 without U+0000, and
 * what may surprise: control characters, spaces at its ends.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *willow_noting_check_string (const WillowNoting *noting,
                                    const char         *property,
                                    const char         *text,
                                    guint               encoding);

/**
 * willow_noting_check_topic:
 *
 * A Topic Name: beside that, whether a message can be published to it.
 *
 * @wildcard_id: of the rule about + and #
 */
GBytes *willow_noting_check_topic (const WillowNoting *noting,
                                   const char         *property,
                                   const char         *text,
                                   guint               encoding,
                                   const char         *wildcard_id);

void willow_noting_pairs (const WillowNoting *noting,
                          const char         *property,
                          GListModel         *pairs);

/* The parts of it. */
void willow_noting_client_id (const WillowNoting *noting);
void willow_noting_login (const WillowNoting *noting);
void willow_noting_session (const WillowNoting *noting);
void willow_noting_properties (const WillowNoting *noting);
void willow_noting_will (const WillowNoting *noting);
void willow_noting_practice (const WillowNoting *noting);

G_END_DECLS
