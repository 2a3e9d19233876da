/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-transport.h"

#include "net/willow-tls-session.h"
#include "net/willow-transport-class.h"
#include "net/willow-websocket-transport.h"

#include <string.h>

/* RFC 8446 section 5.1 */
#define RECORD_BYTES 16384

/* Encrypted before it is seen whether the transport below takes it. */
#define BATCH_BYTES (16 * RECORD_BYTES)

/* Taken by one writev() before others get their turn. */
#define WRITE_MAX_BYTES (1024 * 1024)

typedef struct
{
  WillowTransport   parent;
  WillowReactor    *reactor;
  WillowTransport  *inner;
  WillowTlsSession *session;

  WillowTlsOpenedFunc opened; /* (nullable): once told */
  gpointer            opened_data;

  WillowTask   turn; /* plain bytes wait without the transport below knowing */
  GIOCondition wanted;
  gsize        n_encrypted; /* plain bytes that were, and have not gone out */
  gboolean     may_have_more;
  GError      *read_error;
  GError      *write_error;
  gboolean     is_closed;
  guint        busy; /* callbacks on the stack that still use it */
  gboolean     is_freed;
} TlsTransport;

static gsize
get_output_length (TlsTransport *self)
{
  gsize len;

  willow_tls_session_peek_output (self->session, &len);
  return len;
}

/* Returns: whether everything has gone out */
static gboolean
flush (TlsTransport *self)
{
  const guint8 *data;
  gsize         len;

  while (self->write_error == NULL)
    {
      g_autoptr (GError) error = NULL;
      GOutputVector vector;
      gssize        n;

      data = willow_tls_session_peek_output (self->session, &len);
      if (len == 0)
        return TRUE;
      vector = (GOutputVector){ data, len };
      n = willow_transport_writev (self->inner, &vector, 1, &error);
      if (n >= 0)
        willow_tls_session_skip_output (self->session, (gsize)n);
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;
      else
        self->write_error = g_steal_pointer (&error);
    }
  return FALSE;
}

static gboolean
is_open (TlsTransport *self)
{
  return willow_tls_session_get_state (self->session) == WILLOW_TLS_OPEN;
}

static gboolean
is_handshaking (TlsTransport *self)
{
  return self->read_error == NULL &&
         willow_tls_session_get_state (self->session) == WILLOW_TLS_HANDSHAKING;
}

static gboolean
has_input (TlsTransport *self)
{
  return self->may_have_more || self->read_error != NULL;
}

static void
update_condition (TlsTransport *self)
{
  GIOCondition condition = self->wanted & G_IO_HUP;

  if (self->is_closed)
    return;
  if (is_handshaking (self) ||
      ((self->wanted & G_IO_IN) != 0 && !has_input (self)))
    condition |= G_IO_IN;
  if (self->write_error == NULL &&
      (get_output_length (self) > 0 ||
       (is_open (self) && (self->wanted & G_IO_OUT) != 0)))
    condition |= G_IO_OUT;
  willow_transport_set_condition (self->inner, condition);
  if ((self->wanted & G_IO_IN) != 0 && has_input (self))
    willow_task_queue (&self->turn);
}

static void
really_free (TlsTransport *self)
{
  willow_transport_free (self->inner);
  willow_tls_session_free (self->session);
  g_clear_error (&self->read_error);
  g_clear_error (&self->write_error);
  g_free (self);
}

/* After everything that may call out. Whoever did may have freed it. */
static void
leave (TlsTransport *self)
{
  if (--self->busy > 0)
    return;
  if (self->is_freed)
    really_free (self);
  else
    update_condition (self);
}

static void
turn_cb (gpointer data, gpointer user_data)
{
  TlsTransport *self = data;

  if (self->is_closed || (self->wanted & G_IO_IN) == 0 || !has_input (self))
    return;
  self->busy++;
  if (self->parent.func != NULL)
    self->parent.func (&self->parent, G_IO_IN, self->parent.user_data);
  leave (self);
}

/* @error: (transfer full): of the transport below */
static void
keep_break (TlsTransport *self, GError *error)
{
  self->read_error = willow_tls_session_explain_break (self->session, error);
  g_error_free (error);
}

/* Gets what is there into the session. Returns: whether there was anything, or
 * the end */
static gboolean
fill (TlsTransport *self, void *buffer, gsize len)
{
  g_autoptr (GError) error = NULL;
  gssize n = willow_transport_read (self->inner, buffer, len, &error);

  if (n > 0)
    willow_tls_session_feed (self->session, buffer, (gsize)n);
  else if (n == 0)
    willow_tls_session_feed_end (self->session);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    keep_break (self, g_steal_pointer (&error));
  return n >= 0;
}

static void
advance_handshake (TlsTransport *self)
{
  gsize    len;
  guint8  *buffer = willow_reactor_get_read_buffer (self->reactor, &len);
  gboolean more = TRUE;

  while (more && is_handshaking (self))
    {
      more = fill (self, buffer, len);
      if (more &&
          !willow_tls_session_handshake (self->session, &self->read_error))
        break;
    }
  flush (self);
  if (!is_handshaking (self))
    self->may_have_more = TRUE;
}

static void
tell_opened (TlsTransport *self)
{
  WillowTlsOpenedFunc func = g_steal_pointer (&self->opened);

  if (func != NULL)
    func (&self->parent, self->read_error, self->opened_data);
}

static GIOCondition
get_ready (TlsTransport *self, GIOCondition condition)
{
  GIOCondition ready = condition & G_IO_HUP & self->wanted;

  if ((self->wanted & G_IO_IN) != 0 &&
      (has_input (self) || (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0))
    ready |= G_IO_IN;
  if ((self->wanted & G_IO_OUT) != 0 && is_open (self) &&
      (get_output_length (self) == 0 || self->write_error != NULL))
    ready |= G_IO_OUT;
  return ready;
}

static void
ready_cb (WillowTransport *inner, GIOCondition condition, gpointer user_data)
{
  TlsTransport *self = user_data;
  GIOCondition  ready = 0;

  self->busy++;
  if (is_handshaking (self))
    {
      advance_handshake (self);
      if (!is_handshaking (self))
        tell_opened (self);
    }
  else
    flush (self);
  if (!self->is_closed && !is_handshaking (self))
    ready = get_ready (self, condition);
  if (ready != 0 && self->parent.func != NULL)
    self->parent.func (&self->parent, ready, self->parent.user_data);
  leave (self);
}

static void
tls_set_condition (WillowTransport *transport, GIOCondition condition)
{
  TlsTransport *self = (TlsTransport *)transport;

  self->wanted = condition;
  update_condition (self);
}

static gssize
fail_with (GError **error, const GError *reason)
{
  if (error != NULL)
    *error = g_error_copy (reason);
  return -1;
}

static gssize
would_block (GError **error)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Would block");
  return -1;
}

static gssize
tls_read (WillowTransport *transport, void *buffer, gsize len, GError **error)
{
  TlsTransport *self = (TlsTransport *)transport;
  gsize         sum = 0;
  gssize        n = -1;

  while (self->read_error == NULL && sum < len && n != 0)
    {
      g_autoptr (GError) local = NULL;

      n = willow_tls_session_read (
          self->session, (guint8 *)buffer + sum, len - sum, &local);
      /* Also at close_notify, which comes again after what was before it. */
      self->may_have_more = TRUE;
      if (n >= 0)
        {
          sum += (gsize)n;
          continue;
        }
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        self->read_error = g_steal_pointer (&local);
      else
        self->may_have_more = FALSE;
      if (sum > 0 || self->read_error != NULL || !fill (self, buffer, len))
        break;
    }
  flush (self);
  update_condition (self);
  if (sum > 0 || n == 0)
    return (gssize)sum;
  return self->read_error != NULL ? fail_with (error, self->read_error)
                                  : would_block (error);
}

/* Where a gathered write has got to. */
typedef struct
{
  const GOutputVector *vectors;
  guint                n_vectors;
  gsize                offset; /* in the first of them */
} Cursor;

static void
advance (Cursor *cursor, gsize n)
{
  cursor->offset += n;
  while (cursor->n_vectors > 0 && cursor->offset >= cursor->vectors->size)
    {
      cursor->offset -= cursor->vectors->size;
      cursor->vectors++;
      cursor->n_vectors--;
    }
}

/* One record's worth, without a copy where it lies together.
 * @scratch: of RECORD_BYTES */
static const guint8 *
gather (const Cursor *cursor, guint8 *scratch, gsize *len)
{
  Cursor at = *cursor;
  gsize  here = at.vectors->size - at.offset;

  *len = MIN (here, RECORD_BYTES);
  if (here >= RECORD_BYTES || at.n_vectors == 1)
    return (const guint8 *)at.vectors->buffer + at.offset;
  for (*len = 0; at.n_vectors > 0 && *len < RECORD_BYTES;)
    {
      gsize n = MIN (at.vectors->size - at.offset, RECORD_BYTES - *len);

      memcpy (
          scratch + *len, (const guint8 *)at.vectors->buffer + at.offset, n);
      *len += n;
      advance (&at, n);
    }
  return scratch;
}

/* Returns: %FALSE with the write error set */
static gboolean
encrypt_batch (TlsTransport *self, Cursor *cursor)
{
  guint8 scratch[RECORD_BYTES];

  while (cursor->n_vectors > 0 && self->n_encrypted < BATCH_BYTES)
    {
      gsize         len;
      const guint8 *data = gather (cursor, scratch, &len);
      gssize        n = willow_tls_session_write (
          self->session, data, len, &self->write_error);

      if (n < 0)
        return FALSE;
      self->n_encrypted += (gsize)n;
      advance (cursor, (gsize)n);
    }
  return TRUE;
}

static gssize
tls_writev (WillowTransport     *transport,
            const GOutputVector *vectors,
            guint                n_vectors,
            GError             **error)
{
  TlsTransport *self = (TlsTransport *)transport;
  Cursor        cursor = { vectors, n_vectors, 0 };
  gsize         sum = 0;

  if (self->write_error != NULL)
    return fail_with (error, self->write_error);
  if (!is_open (self))
    return self->read_error != NULL ? fail_with (error, self->read_error)
                                    : would_block (error);
  /* What was encrypted the last time is the beginning of this. */
  advance (&cursor, self->n_encrypted);
  while (flush (self))
    {
      sum += self->n_encrypted;
      self->n_encrypted = 0;
      if (cursor.n_vectors == 0 || sum >= WRITE_MAX_BYTES ||
          !encrypt_batch (self, &cursor))
        break;
    }
  update_condition (self);
  if (sum > 0)
    return (gssize)sum;
  if (self->write_error != NULL)
    return fail_with (error, self->write_error);
  return would_block (error);
}

static void
tls_close (WillowTransport *transport, WillowCloseMode mode)
{
  TlsTransport *self = (TlsTransport *)transport;

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  willow_task_clear (&self->turn);
  if (mode == WILLOW_CLOSE_GRACEFUL)
    {
      willow_tls_session_close (self->session);
      flush (self);
    }
  willow_transport_close (self->inner, mode);
}

static void
tls_free (WillowTransport *transport)
{
  TlsTransport *self = (TlsTransport *)transport;

  tls_close (transport, WILLOW_CLOSE_GRACEFUL);
  self->parent.func = NULL;
  self->is_freed = TRUE;
  if (self->busy == 0)
    really_free (self);
}

static GSocketAddress *
tls_dup_address (WillowTransport *transport, gboolean is_remote)
{
  WillowTransport *inner = ((TlsTransport *)transport)->inner;
  GSocketAddress  *address = is_remote
                                 ? willow_transport_get_remote_address (inner)
                                 : willow_transport_get_local_address (inner);

  return address != NULL ? g_object_ref (address) : NULL;
}

static const WillowTransportClass tls_class = {
  .free = tls_free,
  .set_condition = tls_set_condition,
  .read = tls_read,
  .writev = tls_writev,
  .close = tls_close,
  .dup_address = tls_dup_address,
};

WillowTransport *
willow_transport_new_tls (WillowReactor      *reactor,
                          WillowTransport    *inner,
                          WillowTlsContext   *context,
                          const char         *host,
                          WillowTlsOpenedFunc func,
                          gpointer            user_data)
{
  TlsTransport *self = g_new0 (TlsTransport, 1);

  self->parent.klass = &tls_class;
  self->reactor = reactor;
  self->inner = inner;
  self->session = willow_tls_session_new (context, host);
  self->opened = func;
  self->opened_data = user_data;
  willow_task_init (&self->turn, reactor, turn_cb, self);
  willow_transport_set_func (inner, ready_cb, self);
  /* The client speaks first. */
  willow_tls_session_handshake (self->session, &self->read_error);
  flush (self);
  update_condition (self);
  return &self->parent;
}

void
willow_transport_set_tls_opened (WillowTransport    *transport,
                                 WillowTlsOpenedFunc func,
                                 gpointer            user_data)
{
  TlsTransport *self = (TlsTransport *)transport;

  if (transport->klass != &tls_class || !is_handshaking (self))
    return;
  self->opened = func;
  self->opened_data = user_data;
}

WillowTlsFacts *
willow_transport_get_tls_facts (WillowTransport *transport)
{
  transport = willow_transport_get_websocket_inner (transport);
  if (transport->klass != &tls_class)
    return NULL;
  return willow_tls_session_get_facts (((TlsTransport *)transport)->session);
}

int
willow_transport_get_tls_alert (WillowTransport *transport)
{
  transport = willow_transport_get_websocket_inner (transport);
  if (transport->klass != &tls_class)
    return -1;
  return willow_tls_session_get_received_alert (
      ((TlsTransport *)transport)->session);
}
