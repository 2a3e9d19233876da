/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-ending-record.h"
#include "net/willow-connector.h"

G_BEGIN_DECLS

/* What the I/O thread tells the owner of a client. Only for src/client. */
typedef enum
{
  WILLOW_CLIENT_NEWS_PHASE,
  WILLOW_CLIENT_NEWS_CONNACK, /* accepted or refused */
  WILLOW_CLIENT_NEWS_ANSWER,  /* to publish, subscribe, unsubscribe */
  WILLOW_CLIENT_NEWS_FAILED,  /* there never was a Network Connection */
  WILLOW_CLIENT_NEWS_ENDED,   /* there is none any more */
} WillowClientNewsKind;

typedef struct
{
  WillowClientNewsKind kind;
  gpointer             client; /* for the owner's thread only */

  WillowPhase phase;    /* PHASE; its strings and facts are the news's own */
  guint       token;    /* ANSWER */
  guint8      code;     /* CONNACK, ANSWER */
  GBytes     *bytes;    /* CONNACK: the packet; ANSWER: the codes; ENDED:
                           (nullable) the server's DISCONNECT */
  GBytes      *connect; /* CONNACK, ENDED: as it was sent, (nullable) */
  GBytes      *connack; /* ENDED: (nullable): one that breaks a rule */
  gint64       wall_us; /* CONNACK */
  gboolean     session_present;
  WillowEnding ending; /* ENDED; its error is error */
  GError      *error;  /* FAILED, ENDED, ANSWER */

  WillowEndingRecord *record; /* ENDED */
} WillowClientNews;

WillowClientNews *willow_client_news_new (WillowClientNewsKind kind,
                                          gpointer             client);
void              willow_client_news_set_phase (WillowClientNews  *news,
                                                const WillowPhase *phase);
void              willow_client_news_set_ending (WillowClientNews   *news,
                                                 const WillowEnding *ending);
void              willow_client_news_free (WillowClientNews *news);

G_END_DECLS
