/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-news.h"

WillowClientNews *
willow_client_news_new (WillowClientNewsKind kind, gpointer client)
{
  WillowClientNews *news = g_new0 (WillowClientNews, 1);

  news->kind = kind;
  news->client = client;
  return news;
}

void
willow_client_news_set_phase (WillowClientNews *news, const WillowPhase *phase)
{
  news->phase = *phase;
  news->phase.subject = g_strdup (phase->subject);
  news->phase.evidence = g_strdup (phase->evidence);
  if (phase->tls != NULL)
    willow_tls_facts_ref (phase->tls);
  if (phase->sent != NULL)
    g_bytes_ref (phase->sent);
  if (phase->received != NULL)
    g_bytes_ref (phase->received);
}

void
willow_client_news_set_ending (WillowClientNews   *news,
                               const WillowEnding *ending)
{
  news->ending = *ending;
  if (ending->error != NULL)
    news->error = g_error_copy (ending->error);
  news->ending.error = news->error;
}

void
willow_client_news_free (WillowClientNews *news)
{
  g_free ((char *)news->phase.subject);
  g_free ((char *)news->phase.evidence);
  g_clear_pointer (&news->phase.tls, willow_tls_facts_unref);
  g_clear_pointer (&news->phase.sent, g_bytes_unref);
  g_clear_pointer (&news->phase.received, g_bytes_unref);
  g_clear_pointer (&news->bytes, g_bytes_unref);
  g_clear_pointer (&news->connect, g_bytes_unref);
  g_clear_pointer (&news->connack, g_bytes_unref);
  g_clear_error (&news->error);
  g_clear_pointer (&news->record, willow_ending_record_unref);
  g_free (news);
}
