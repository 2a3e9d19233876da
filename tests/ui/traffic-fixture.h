/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-fixture.h"

#include "model/traffic/willow-ingest.h"

G_BEGIN_DECLS

/* A window with one connection, into whose store and topic tree literal packets
 * go on the way that those from the wire take. */
typedef struct
{
  UiFixture           ui;
  WillowConversation *conversation;
  WillowTraceQueue   *queue;
  WillowIngest       *ingest;
  guint64             n_records;
  gint64              time_us;
} TrafficFixture;

void traffic_set_up (TrafficFixture *fixture, gconstpointer data);
void traffic_tear_down (TrafficFixture *fixture, gconstpointer data);

/* A record, 10 ms after the one before. Not yet seen by the window. */
void traffic_add (TrafficFixture  *fixture,
                  WillowRecordKind kind,
                  WillowDirection  direction,
                  MqttVersion      version,
                  const void      *data,
                  gsize            len);
/* A packet in the notation of pb_hex(), 3.1.1. */
void traffic_add_hex (TrafficFixture *fixture,
                      WillowDirection direction,
                      const char     *hex);
/* A PUBLISH to the client, 3.1.1, QoS 0. */
void traffic_add_message (TrafficFixture *fixture,
                          const char     *topic,
                          const void     *payload,
                          gsize           len);
void traffic_add_text (TrafficFixture *fixture,
                       const char     *topic,
                       const char     *payload);
/* Runs the main loop until all records are in, and the window is drawn. */
void traffic_settle (TrafficFixture *fixture);

void traffic_show_page (TrafficFixture *fixture, const char *page);
/* The page, the inspector, the bar: by type */
GtkWidget *traffic_find (TrafficFixture *fixture, GType type);
/* Selects a row of the first column view below @page. */
void traffic_select (GtkWidget *page, guint position);
/* (transfer full): its rows' texts, "a | b | c" each, those that are made */
char *traffic_dup_row (GtkWidget *page, guint position);

/* Into the folder that WILLOW_UI_PICTURES names, if it does: for looking. */
void traffic_picture (TrafficFixture *fixture, const char *name);

G_END_DECLS
