/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/directives/willow-broker-file.h"
#include "broker/willow-broker.h"

G_BEGIN_DECLS

/**
 * WillowBrokerSubject:
 * @size: of a zeroed structure of its own, given to all functions as @options
 * @init: (nullable): sets defaults that are not zero
 * @add_options: to the command line, into @options
 * @configure: (nullable): puts into @config what @file (nullable: none) and
 * then the command line say; what @config borrows lives in @options. Called
 * again for a reload, with a fresh @config; must be able to go on with what it
 * had if it fails
 * @started: (nullable): the broker accepts connections
 * @reload: (nullable): after @configure, on SIGHUP: gives the running broker
 * what can change while it runs
 * @collect: (nullable): now and then, before the events that follow
 * @event: (nullable): the broker's log told this
 * @reloading: (nullable): SIGHUP came; @reloaded: and was done, or refused
 * @stopping: (nullable): the broker is going to stop
 * @stopped: (nullable): the broker is gone
 * @clear: (nullable): frees what @options holds
 *
 * One subject of `willow-cli broker` (listeners, limits, users …), in a file of
 * its own, willow-broker-options-SUBJECT.c; the command lists them. Errors are
 * sentences for people; those of @configure end the program with the exit code
 * of a wrong command line, or with that of a wrong file where they are
 * %G_IO_ERROR_INVALID_DATA; those of @started with that of a failure.
 */
typedef struct
{
  gsize size;
  void (*init) (gpointer options);
  void (*add_options) (gpointer options, GOptionContext *context);
  gboolean (*configure) (gpointer                options,
                         const WillowBrokerFile *file,
                         WillowBrokerConfig     *config,
                         GError                **error);
  gboolean (*started) (gpointer options, WillowBroker *broker, GError **error);
  gboolean (*reload) (gpointer                  options,
                      WillowBroker             *broker,
                      const WillowBrokerConfig *config,
                      GError                  **error);
  void (*collect) (gpointer options);
  void (*event) (gpointer options, const WillowBrokerLogEntry *entry);
  void (*reloading) (gpointer options);
  void (*reloaded) (gpointer options);
  void (*stopping) (gpointer options);
  void (*stopped) (gpointer options);
  void (*clear) (gpointer options);
} WillowBrokerSubject;

extern const WillowBrokerSubject willow_broker_subject_bridge;
extern const WillowBrokerSubject willow_broker_subject_exposure;
extern const WillowBrokerSubject willow_broker_subject_faults;
extern const WillowBrokerSubject willow_broker_subject_limits;
extern const WillowBrokerSubject willow_broker_subject_listeners;
extern const WillowBrokerSubject willow_broker_subject_log;
extern const WillowBrokerSubject willow_broker_subject_response;
extern const WillowBrokerSubject willow_broker_subject_service;
extern const WillowBrokerSubject willow_broker_subject_trace;
extern const WillowBrokerSubject willow_broker_subject_store;
extern const WillowBrokerSubject willow_broker_subject_users;

/* Options of the main group. */
void willow_broker_options_add (GOptionContext     *context,
                                const GOptionEntry *entries);
/* (transfer full) (nullable): reads @path and what it includes; %NULL with all
 * that is wrong in @error, G_IO_ERROR_INVALID_DATA */
WillowBrokerFile *willow_broker_options_load_file (const char *path,
                                                   GError    **error);
/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and a translated @sentence. */
gboolean willow_broker_options_fail (GError **error, const char *sentence);

G_END_DECLS
