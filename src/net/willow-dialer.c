/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-dialer.h"

#include <glib/gi18n.h>

/* "Connection Attempt Delay", RFC 8305 section 5. */
#define STAGGER_US (250 * 1000)

typedef struct
{
  WillowDialer *dialer;
  GSocket      *socket;
  WillowWatch  *watch; /* (nullable) */
  gint64        start_us;
  char         *subject;
} Attempt;

struct _WillowDialer
{
  WillowReactor *reactor;
  GPtrArray     *addresses; /* in the order of trying */
  guint          next;
  GPtrArray     *attempts; /* Attempt, running */
  WillowTimer    timer;    /* starts the next attempt */
  GError        *error;    /* the most telling one so far */

  WillowPhaseFunc  phase_func;
  gpointer         phase_data;
  WillowDialerFunc func;
  gpointer         user_data;
};

void
willow_phase_report (WillowPhaseFunc    func,
                     gpointer           data,
                     WillowPhaseKind    kind,
                     WillowPhaseOutcome outcome,
                     gint64             start_us,
                     const char        *subject,
                     const char        *evidence)
{
  WillowPhase phase = {
    .kind = kind,
    .outcome = outcome,
    .start_us = start_us,
    .subject = subject,
    .evidence = evidence,
  };

  if (func == NULL)
    return;
  if (outcome != WILLOW_PHASE_RUNNING)
    phase.duration_us = MAX (1, g_get_monotonic_time () - start_us);
  func (&phase, data);
}

static void
report (const Attempt     *attempt,
        WillowPhaseOutcome outcome,
        const char        *evidence)
{
  willow_phase_report (attempt->dialer->phase_func,
                       attempt->dialer->phase_data,
                       WILLOW_PHASE_TCP,
                       outcome,
                       attempt->start_us,
                       attempt->subject,
                       evidence);
}

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_clear_pointer (&attempt->watch, willow_watch_remove);
  g_clear_object (&attempt->socket);
  g_free (attempt->subject);
  g_free (attempt);
}

/* "No route for IPv6" tells less than what became of the other addresses. */
static gboolean
is_telling (const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE);
}

static void
keep_error (WillowDialer *self, const GError *error)
{
  if (self->error != NULL && (is_telling (self->error) || !is_telling (error)))
    return;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
}

/* The last thing that is done with @attempt, and perhaps with its dialer. */
static void
attempt_failed (Attempt *attempt, const GError *error)
{
  WillowDialer *self = attempt->dialer;

  report (attempt, WILLOW_PHASE_FAILED, error->message);
  keep_error (self, error);
  g_ptr_array_remove (self->attempts, attempt);
  if (self->next < self->addresses->len)
    willow_timer_set (&self->timer, 0);
  else if (self->attempts->len == 0)
    self->func (NULL, self->error, self->user_data);
}

static void
attempt_succeeded (Attempt *attempt)
{
  WillowDialer *self = attempt->dialer;
  g_autoptr (GSocket) socket = g_object_ref (attempt->socket);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autofree char *evidence =
      local != NULL
          ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (local))
          : NULL;

  report (attempt, WILLOW_PHASE_DONE, evidence);
  g_ptr_array_remove (self->attempts, attempt);
  self->func (socket, NULL, self->user_data);
}

static void
ready_cb (GIOCondition condition, gpointer user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&attempt->watch, willow_watch_remove);
  if (g_socket_check_connect_result (attempt->socket, &error))
    attempt_succeeded (attempt);
  else
    attempt_failed (attempt, error);
}

static Attempt *
attempt_new (WillowDialer *self, GSocketAddress *address)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->dialer = self;
  attempt->start_us = g_get_monotonic_time ();
  attempt->subject =
      g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  g_ptr_array_add (self->attempts, attempt);
  report (attempt, WILLOW_PHASE_RUNNING, NULL);
  return attempt;
}

static gboolean
next_cb (gpointer user_data)
{
  WillowDialer   *self = user_data;
  GSocketAddress *address = g_ptr_array_index (self->addresses, self->next++);
  Attempt        *attempt = attempt_new (self, address);
  g_autoptr (GError) error = NULL;

  attempt->socket = g_socket_new (g_socket_address_get_family (address),
                                  G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_DEFAULT,
                                  &error);
  if (attempt->socket != NULL)
    {
      g_socket_set_blocking (attempt->socket, FALSE);
      g_socket_connect (attempt->socket, address, NULL, &error);
    }
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    {
      attempt_failed (attempt, error);
      return G_SOURCE_REMOVE;
    }
  /* A socket that is connected already is writable too. */
  attempt->watch = willow_reactor_add (self->reactor,
                                       g_socket_get_fd (attempt->socket),
                                       G_IO_OUT,
                                       ready_cb,
                                       attempt);
  if (self->next < self->addresses->len)
    willow_timer_set (&self->timer, attempt->start_us + STAGGER_US);
  return G_SOURCE_REMOVE;
}

/* Alternates the families, beginning with that of the first address. */
static GPtrArray *
interleave (GPtrArray *addresses)
{
  GPtrArray    *result = g_ptr_array_new_with_free_func (g_object_unref);
  GSocketFamily family =
      g_socket_address_get_family (g_ptr_array_index (addresses, 0));
  guint i[2] = { 0, 0 }; /* of the first family, of the other one */

  for (guint turn = 0; result->len < addresses->len; turn = 1 - turn)
    while (i[turn] < addresses->len)
      {
        GSocketAddress *address = g_ptr_array_index (addresses, i[turn]++);

        if ((g_socket_address_get_family (address) == family) != (turn == 0))
          continue;
        g_ptr_array_add (result, g_object_ref (address));
        break;
      }
  return result;
}

WillowDialer *
willow_dialer_new (WillowReactor   *reactor,
                   GPtrArray       *addresses,
                   WillowPhaseFunc  phase_func,
                   gpointer         phase_data,
                   WillowDialerFunc func,
                   gpointer         user_data)
{
  WillowDialer *self = g_new0 (WillowDialer, 1);

  self->reactor = reactor;
  self->addresses = interleave (addresses);
  self->attempts = g_ptr_array_new_with_free_func (attempt_free);
  self->phase_func = phase_func;
  self->phase_data = phase_data;
  self->func = func;
  self->user_data = user_data;
  willow_timer_init (&self->timer, reactor, next_cb, self);
  willow_timer_set (&self->timer, 0);
  return self;
}

void
willow_dialer_free (WillowDialer *dialer, const char *reason)
{
  for (guint i = 0; i < dialer->attempts->len; i++)
    report (g_ptr_array_index (dialer->attempts, i),
            WILLOW_PHASE_FAILED,
            reason != NULL ? reason : _ ("another address answered first"));
  willow_timer_clear (&dialer->timer);
  g_ptr_array_unref (dialer->attempts);
  g_ptr_array_unref (dialer->addresses);
  g_clear_error (&dialer->error);
  g_free (dialer);
}
