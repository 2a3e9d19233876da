/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-connector.h"

#include "net/willow-dialer.h"
#include "net/willow-proxy-dialogue.h"
#include "net/willow-stage.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>

/* sun_path, with the zero behind it */
#define UNIX_PATH_MAX_BYTES 108

typedef struct
{
  WillowReactor  *reactor;
  WillowEndpoint *endpoint;
  WillowEndpoint *proxy; /* (nullable): where TCP leads to instead */
  WillowPhaseFunc phase_func;
  gpointer        phase_data;

  GCancellable *lookup; /* non-NULL while the resolver works */
  gint64        lookup_start_us;
  WillowDialer *dialer;

  /* after TCP */
  WillowConnectorSettings *settings;
  WillowTlsContext        *tls;      /* (nullable): with mqtts */
  WillowStage             *stage;    /* (nullable): the one that runs */
  guint                    n_stages; /* that have begun */

  WillowTimer timeout;
  GSource    *cancel_source; /* (nullable) */
  GError     *error;         /* ended while the resolver worked */
} Connect;

static void
connect_free (gpointer data)
{
  Connect *self = data;

  g_assert (self->dialer == NULL && self->lookup == NULL &&
            self->stage == NULL);
  willow_connector_settings_unref (self->settings);
  g_clear_pointer (&self->tls, willow_tls_context_unref);
  willow_endpoint_free (self->endpoint);
  g_clear_pointer (&self->proxy, willow_endpoint_free);
  g_clear_error (&self->error);
  g_free (self);
}

static void
tear_down (Connect *self, const char *reason)
{
  willow_timer_clear (&self->timeout);
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  if (self->dialer != NULL)
    willow_dialer_free (g_steal_pointer (&self->dialer), reason);
  if (self->stage != NULL)
    willow_stage_free (g_steal_pointer (&self->stage), reason);
}

/* Takes the reference that the machinery holds, and @error. */
static void
fail (GTask *task, GError *error)
{
  tear_down (g_task_get_task_data (task), error->message);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* While the resolver works its callback is waited for: a cancelled lookup comes
 * back at once, and nothing is left behind. */
static void
abort_with (GTask *task, GError *error)
{
  Connect *self = g_task_get_task_data (task);

  if (self->lookup == NULL)
    {
      fail (task, error);
      return;
    }
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  g_cancellable_cancel (self->lookup);
}

/* @error: (transfer full): of the way to the first host. Behind a proxy it is
 * about that, and says so. */
static GError *
blame_proxy (Connect *self, GError *error)
{
  g_autofree char *sentence = NULL;

  if (self->proxy == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;
  sentence = willow_connector_explain (self->proxy, error);
  g_error_free (error);
  return g_error_new_literal (
      WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_NOT_REACHED, sentence);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  abort_with (
      user_data,
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled")));
  return G_SOURCE_REMOVE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  Connect *self = g_task_get_task_data (user_data);

  if (self->stage != NULL)
    abort_with (user_data, willow_stage_explain_silence (self->stage));
  else
    abort_with (user_data,
                blame_proxy (self,
                             g_error_new_literal (G_IO_ERROR,
                                                  G_IO_ERROR_TIMED_OUT,
                                                  _ ("No answer in time"))));
  return G_SOURCE_REMOVE;
}

/* @transport: (transfer full) */
static void
succeed (GTask *task, WillowTransport *transport)
{
  tear_down (g_task_get_task_data (task), NULL);
  g_task_return_pointer (
      task, transport, (GDestroyNotify)willow_transport_free);
  g_object_unref (task);
}

static gboolean
wants_proxy (const Connect *self)
{
  return self->proxy != NULL;
}

static gboolean
wants_tls (const Connect *self)
{
  return self->tls != NULL;
}

static gboolean
wants_upgrade (const Connect *self)
{
  return self->endpoint->scheme == WILLOW_SCHEME_WS ||
         self->endpoint->scheme == WILLOW_SCHEME_WSS;
}

/* What comes after TCP, in this order. */
static const struct
{
  gboolean (*is_wanted) (const Connect *self);
  WillowStageNewFunc start;
} stages[] = {
  { wants_proxy, willow_proxy_stage_new },
  { wants_tls, willow_tls_stage_new },
  { wants_upgrade, willow_upgrade_stage_new },
};

static void go_on (GTask *task, WillowTransport *transport);

static void
stage_cb (WillowStage     *stage,
          WillowTransport *transport,
          const GError    *error,
          gpointer         user_data)
{
  GTask   *task = user_data;
  Connect *self = g_task_get_task_data (task);

  if (error != NULL)
    {
      fail (task, g_error_copy (error));
      return;
    }
  self->stage = NULL;
  willow_stage_free (stage, NULL);
  go_on (task, transport);
}

/* @transport: (transfer full): as far as it is up */
static void
go_on (GTask *task, WillowTransport *transport)
{
  Connect           *self = g_task_get_task_data (task);
  WillowStageContext context = {
    .reactor = self->reactor,
    .endpoint = self->endpoint,
    .settings = self->settings,
    .tls = self->tls,
    .phase_func = self->phase_func,
    .phase_data = self->phase_data,
    .func = stage_cb,
    .user_data = task,
  };

  while (self->n_stages < G_N_ELEMENTS (stages) &&
         !stages[self->n_stages].is_wanted (self))
    self->n_stages++;
  if (self->n_stages == G_N_ELEMENTS (stages))
    succeed (task, transport);
  else
    self->stage = stages[self->n_stages++].start (&context, transport);
}

static void
dialled_cb (GSocket *socket, const GError *error, gpointer user_data)
{
  GTask   *task = user_data;
  Connect *self = g_task_get_task_data (task);

  if (error != NULL)
    {
      fail (task, blame_proxy (self, g_error_copy (error)));
      return;
    }
  willow_dialer_free (g_steal_pointer (&self->dialer), NULL);
  go_on (task, willow_transport_new_socket (self->reactor, socket));
}

static void
dial (GTask *task, GPtrArray *addresses)
{
  Connect *self = g_task_get_task_data (task);

  self->dialer = willow_dialer_new (self->reactor,
                                    addresses,
                                    self->phase_func,
                                    self->phase_data,
                                    dialled_cb,
                                    task);
}

/* With a proxy the name of the broker is not looked up here. */
static const WillowEndpoint *
get_first (const Connect *self)
{
  return self->proxy != NULL ? self->proxy : self->endpoint;
}

static void
report_lookup (Connect *self, WillowPhaseOutcome outcome, const char *evidence)
{
  willow_phase_report (self->phase_func,
                       self->phase_data,
                       WILLOW_PHASE_RESOLVE,
                       outcome,
                       self->lookup_start_us,
                       get_first (self)->host,
                       evidence);
}

static void
addresses_found (GTask *task, GList *found)
{
  Connect *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) addresses =
      g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) evidence = g_string_new (NULL);

  for (GList *l = found; l != NULL; l = l->next)
    {
      g_autofree char *text = g_inet_address_to_string (l->data);

      g_string_append_printf (
          evidence, "%s%s", evidence->len > 0 ? ", " : "", text);
      g_ptr_array_add (
          addresses,
          g_inet_socket_address_new (l->data, get_first (self)->port));
    }
  report_lookup (self, WILLOW_PHASE_DONE, evidence->str);
  dial (task, addresses);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask   *task = user_data;
  Connect *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *found =
      g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  g_clear_object (&self->lookup);
  if (self->error != NULL)
    {
      g_clear_error (&error);
      error = g_steal_pointer (&self->error);
    }
  if (error != NULL)
    {
      report_lookup (self, WILLOW_PHASE_FAILED, error->message);
      fail (task, blame_proxy (self, g_steal_pointer (&error)));
    }
  else
    addresses_found (task, found);
  g_resolver_free_addresses (found);
}

static void
look_up (GTask *task)
{
  Connect *self = g_task_get_task_data (task);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  self->lookup = g_cancellable_new ();
  self->lookup_start_us = g_get_monotonic_time ();
  report_lookup (self, WILLOW_PHASE_RUNNING, NULL);
  g_resolver_lookup_by_name_async (
      resolver, get_first (self)->host, self->lookup, looked_up_cb, task);
}

/* (transfer full) (nullable): what needs no name server */
static GSocketAddress *
build_address (Connect *self)
{
  const WillowEndpoint *first = get_first (self);

  if (first->socket_path != NULL)
    return g_unix_socket_address_new (first->socket_path);
  return g_inet_socket_address_new_from_string (first->host, first->port);
}

static void
start (GTask *task, gint64 timeout_us)
{
  Connect      *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GSocketAddress) address = build_address (self);

  if (timeout_us > 0)
    willow_timer_set (&self->timeout, g_get_monotonic_time () + timeout_us);
  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (
          self->cancel_source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (self->cancel_source, g_task_get_context (task));
    }
  if (address != NULL)
    {
      g_autoptr (GPtrArray) addresses = g_ptr_array_new ();

      g_ptr_array_add (addresses, address);
      dial (task, addresses);
    }
  else
    look_up (task);
}

static void
prepare_proxy (Connect *self)
{
  const WillowProxy *proxy =
      willow_connector_settings_get_proxy (self->settings);

  if (proxy->kind != WILLOW_PROXY_NONE && self->endpoint->socket_path == NULL)
    self->proxy = willow_endpoint_new (
        WILLOW_SCHEME_MQTT, proxy->host, proxy->port, NULL);
}

/* One more byte than fits would be cut off by the socket address. */
static gboolean
check_path (Connect *self, GError **error)
{
  if (self->endpoint->socket_path == NULL ||
      strlen (self->endpoint->socket_path) < UNIX_PATH_MAX_BYTES)
    return TRUE;
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_FILENAME_TOO_LONG,
                       g_strerror (ENAMETOOLONG));
  return FALSE;
}

/* Reads certificates before anybody is called. */
static gboolean
prepare_tls (Connect *self, GError **error)
{
  WillowTlsSettings *tls = willow_connector_settings_get_tls (self->settings);
  g_autoptr (WillowTlsSettings) settings = NULL;

  if (self->endpoint->scheme == WILLOW_SCHEME_MQTT ||
      self->endpoint->scheme == WILLOW_SCHEME_WS)
    return TRUE;
  settings =
      tls != NULL ? willow_tls_settings_ref (tls) : willow_tls_settings_new ();
  self->tls = willow_tls_context_new (WILLOW_TLS_CLIENT, settings, error);
  return self->tls != NULL;
}

void
willow_connector_connect_async (WillowReactor           *reactor,
                                const WillowEndpoint    *endpoint,
                                WillowConnectorSettings *settings,
                                gint64                   timeout_us,
                                WillowPhaseFunc          phase_func,
                                gpointer                 phase_data,
                                GCancellable            *cancellable,
                                GAsyncReadyCallback      callback,
                                gpointer                 user_data)
{
  GTask   *task = g_task_new (NULL, cancellable, callback, user_data);
  Connect *self = g_new0 (Connect, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, willow_connector_connect_async);
  /* Cancelling ends it by cancelled_cb(); a result that came first stands. */
  g_task_set_check_cancellable (task, FALSE);
  self->reactor = reactor;
  self->endpoint = willow_endpoint_copy (endpoint);
  self->settings = settings != NULL ? willow_connector_settings_ref (settings)
                                    : willow_connector_settings_new ();
  self->phase_func = phase_func;
  self->phase_data = phase_data;
  willow_timer_init (&self->timeout, reactor, timeout_cb, task);
  g_task_set_task_data (task, self, connect_free);
  prepare_proxy (self);
  if (check_path (self, &error) && prepare_tls (self, &error))
    start (task, timeout_us);
  else
    fail (task, g_steal_pointer (&error));
}

/**
 * willow_connector_connect_finish:
 *
 * Returns: (transfer full) (nullable):
 */
WillowTransport *
willow_connector_connect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
