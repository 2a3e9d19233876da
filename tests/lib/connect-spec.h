/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* A CONNECT made up for a test: what a profile is told, and which bytes have to
 * come of it, the latter written without the code under test. */

/* Bytes, and one way to type them. */
typedef struct
{
  GByteArray        *bytes;
  char              *text;
  WillowTextEncoding encoding;
} SpecText;

typedef struct
{
  gboolean use;
  guint32  value;
} SpecNumber;

#define SPEC_PAIRS_MAX 3

typedef struct
{
  guint                version; /* 3, 4, 5 */
  gboolean             practice;
  gboolean             clean;
  guint                keep_alive;
  gboolean             use_user_name;
  gboolean             use_password;
  gboolean             use_will;
  guint                will_qos;
  gboolean             will_retain;
  SpecText             client_id;
  SpecText             user_name;
  SpecText             password;
  SpecText             will_topic;
  SpecText             will_payload;
  SpecNumber           numbers[6];      /* as they stand in CONNECT */
  SpecNumber           will_numbers[3]; /* the same in its will */
  WillowAuthentication authentication;
  SpecText             method;
  SpecText             data;
  gboolean             use_content_type;
  gboolean             use_response_topic;
  gboolean             use_correlation_data;
  SpecText             content_type;
  SpecText             response_topic;
  SpecText             correlation_data;
  guint                n_pairs;
  guint                n_will_pairs;
  const char          *pairs[SPEC_PAIRS_MAX][2];
  gboolean             use_protocol_name;
  SpecText             protocol_name;
  SpecNumber           protocol_level;
  SpecNumber           connect_flags;
  SpecText             extra;
  SpecText             extra_will;
} ConnectSpec;

/* The @index decides about version, flags and practice mode, so that all of
 * their combinations come; @rand about the rest. */
ConnectSpec *connect_spec_new (GRand *rand, guint index);
void         connect_spec_free (ConnectSpec *spec);

/* (transfer full) */
WillowProfile *connect_spec_make_profile (const ConnectSpec *spec);
/* (transfer full) (nullable): as it is typed */
GBytes *connect_spec_dup_password (const ConnectSpec *spec);
/* (transfer full) (nullable): %NULL with SCRAM, whose nonce nobody knows */
GByteArray *connect_spec_expect (const ConnectSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConnectSpec, connect_spec_free)

G_END_DECLS
