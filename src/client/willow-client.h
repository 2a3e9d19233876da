/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-options.h"
#include "link/willow-io-thread.h"
#include "link/willow-link.h"
#include "net/willow-connector.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_CLIENT (willow_client_get_type ())
G_DECLARE_FINAL_TYPE (WillowClient, willow_client, WILLOW, CLIENT, GObject)

typedef enum
{
  WILLOW_CLIENT_DISCONNECTED, /* never connected, or we left on purpose */
  WILLOW_CLIENT_CONNECTING,   /* from name lookup to CONNACK */
  WILLOW_CLIENT_CONNECTED,
  WILLOW_CLIENT_REFUSED, /* CONNACK said no */
  WILLOW_CLIENT_FAILED,  /* never got as far as CONNACK */
  WILLOW_CLIENT_LOST,    /* was connected; ended not by us */
} WillowClientState;

/* How to leave. */
typedef enum
{
  WILLOW_DISCONNECT_CLEAN,     /* DISCONNECT 0x00 */
  WILLOW_DISCONNECT_WITH_WILL, /* 5.0: DISCONNECT 0x04; earlier versions: drop
                                */
  WILLOW_DISCONNECT_DROP,      /* FIN without DISCONNECT */
  WILLOW_DISCONNECT_RESET,     /* RST */
  WILLOW_DISCONNECT_SILENT,    /* keep the socket, send nothing any more */
} WillowDisconnectMode;

/**
 * WillowClient:
 *
 * The facade of one client: lives on the thread (thread-default main context)
 * that made it; its socket, protocol and timers live on @io_thread. The Session
 * is kept for as long as the object lives, over reconnects.
 *
 * Properties (notify on the owner's thread): "state". Signal "state-changed".
 */
WillowClient *willow_client_new (WillowIoThread *io_thread);

/* (nullable): every packet both ways goes here. Before connecting. */
void willow_client_set_trace (WillowClient *self, WillowTraceQueue *trace);

/* (nullable): each phase of coming up, on the owner's thread */
void willow_client_set_phase_func (WillowClient   *self,
                                   WillowPhaseFunc func,
                                   gpointer        user_data);

/* Called ON THE I/O THREAD for each message received; must be quick. Before
 * connecting. */
typedef void (*WillowClientMessageFunc) (const MqttPublish *publish,
                                         MqttSlice          topic,
                                         gpointer           user_data);
void willow_client_set_message_func (WillowClient           *self,
                                     WillowClientMessageFunc func,
                                     gpointer                user_data,
                                     GDestroyNotify          destroy);

/* Leaves messages of QoS 1 and 2 where they are: none is acknowledged, so that
 * the Server sends them again when the Session goes on elsewhere. Off. Before
 * connecting. */
void willow_client_set_keep_messages (WillowClient *self, gboolean keep);

/**
 * willow_client_connect_async:
 *
 * Finishes with CONNACK 0, or with an error: that of the network, or
 * WILLOW_CLIENT_ERROR, or that of SCRAM for a user name or password that it
 * cannot use. Cancelling closes the socket (G_IO_ERROR_CANCELLED, and
 * the state is DISCONNECTED). Nothing is subscribed. While there is a
 * connection or one is being made: G_IO_ERROR_PENDING.
 */
void     willow_client_connect_async (WillowClient        *self,
                                      WillowClientOptions *options,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean willow_client_connect_finish (WillowClient *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* Finishes when the connection is closed; with WILLOW_DISCONNECT_SILENT as soon
 * as it is silent: the socket then stays until the server closes it (state
 * LOST), until another mode is asked for or the client is disposed. */
void willow_client_disconnect_async (WillowClient        *self,
                                     WillowDisconnectMode mode,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
/* @properties: (nullable): of the DISCONNECT, as mqtt_properties_append_*()
 * encode them; 3.x and the modes without DISCONNECT have no place for them */
void
         willow_client_disconnect_with_properties_async (WillowClient        *self,
                                                         WillowDisconnectMode mode,
                                                         GBytes              *properties,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
gboolean willow_client_disconnect_finish (WillowClient *self,
                                          GAsyncResult *result,
                                          GError      **error);

/**
 * willow_client_publish_async:
 * @message: QoS and retain are its own
 *
 * Finishes when the message has gone out (QoS 0) or was acknowledged (PUBACK,
 * PUBCOMP).
 */
void willow_client_publish_async (WillowClient       *self,
                                  MqttMessage        *message,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
/* @reason: (out) (optional): Reason Code of the acknowledgement; 0 in 3.x */
gboolean willow_client_publish_finish (WillowClient *self,
                                       GAsyncResult *result,
                                       guint8       *reason,
                                       GError      **error);

/* @filters: payload built by mqtt_filters_append_subscription() for the
 * connected version */
void willow_client_subscribe_async (WillowClient       *self,
                                    GBytes             *filters,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* @properties: (nullable): of the SUBSCRIBE; 3.x has no place for them */
void
willow_client_subscribe_with_properties_async (WillowClient       *self,
                                               GBytes             *filters,
                                               GBytes             *properties,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
/* Returns: (transfer full): one code per filter */
GBytes *willow_client_subscribe_finish (WillowClient *self,
                                        GAsyncResult *result,
                                        GError      **error);
void    willow_client_unsubscribe_async (WillowClient       *self,
                                         GBytes             *filters,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
/* @properties: (nullable): of the UNSUBSCRIBE */
void
        willow_client_unsubscribe_with_properties_async (WillowClient       *self,
                                                         GBytes             *filters,
                                                         GBytes             *properties,
                                                         GAsyncReadyCallback callback,
                                                         gpointer            user_data);
GBytes *willow_client_unsubscribe_finish (WillowClient *self,
                                          GAsyncResult *result,
                                          GError      **error);

/**
 * willow_client_reauthenticate_async:
 *
 * 5.0 with an Authentication Method: proves once more who both sides are (AUTH
 * 0x19), while the connection goes on. If that fails, the connection ends and
 * this with it.
 */
void     willow_client_reauthenticate_async (WillowClient       *self,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean willow_client_reauthenticate_finish (WillowClient *self,
                                              GAsyncResult *result,
                                              GError      **error);

WillowClientState willow_client_get_state (WillowClient *self);

/* (nullable) (transfer none): of the last attempt to connect */
WillowClientOptions *willow_client_get_options (WillowClient *self);

/* What CONNACK said; meaningful once connected or refused. */
gboolean    willow_client_get_session_present (WillowClient *self);
guint8      willow_client_get_connack_code (WillowClient *self);
MqttVersion willow_client_get_version (WillowClient *self);
/* Wall time of CONNACK, microseconds since 1970, or 0. */
gint64 willow_client_get_connected_since_us (WillowClient *self);
/* (nullable): the raw CONNECT packet of the last connection as it was sent, the
 * password included; from CONNACK, or the end, on. (transfer none) */
GBytes *willow_client_get_connect (WillowClient *self);
/* (nullable): the raw CONNACK packet, also one that breaks a rule, by which the
 * state is FAILED. (transfer none) */
GBytes *willow_client_get_connack (WillowClient *self);

/* (nullable): the raw DISCONNECT packet with which the server ended the last
 * connection. (transfer none) */
GBytes *willow_client_get_disconnect (WillowClient *self);

/* (nullable): what the TLS handshake showed, also one that failed; NULL without
 * one. (transfer none) */
WillowTlsFacts *willow_client_get_tls_facts (WillowClient *self);

/* After FAILED, REFUSED or LOST: who ended it and how. (nullable) */
const WillowEnding *willow_client_get_ending (WillowClient *self);

/* One translated sentence for the state: refused (code and meaning), lost (who
 * closed, how) … (transfer full) */
char *willow_client_explain_state (WillowClient *self);

#define WILLOW_CLIENT_ERROR (willow_client_error_quark ())
GQuark willow_client_error_quark (void);
typedef enum
{
  WILLOW_CLIENT_ERROR_REFUSED, /* CONNACK code, in the terms of the version */
  WILLOW_CLIENT_ERROR_NOT_CONNECTED,
  WILLOW_CLIENT_ERROR_LOST, /* the connection ended before the answer */
  WILLOW_CLIENT_ERROR_NOT_SUPPORTED,  /* a transport or a limit of the server */
  WILLOW_CLIENT_ERROR_AUTHENTICATION, /* the server could not prove itself */
  WILLOW_CLIENT_ERROR_INVALID, /* no CONNECT can be made of the options */
} WillowClientError;

G_END_DECLS
