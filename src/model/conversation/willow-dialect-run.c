/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-dialect-run.h"

#include "model/conversation/willow-dialect-plan.h"
#include "model/conversation/willow-granted.h"

#include <glib/gi18n-lib.h>

/* What is known of one version. */
typedef struct
{
  WillowClientOptions *options; /* (nullable) */
  GBytes              *connect; /* (nullable): as it would be, or was, sent */
  GBytes              *connack; /* (nullable) */
  WillowDialectOutcome outcome;
  char                *sentence;
} Dialect;

struct _WillowDialectRun
{
  GObject parent_instance;

  WillowIoThread *io_thread;
  Dialect         dialects[WILLOW_N_DIALECTS];

  WillowClient *client;      /* (nullable): of the one that goes on */
  GCancellable *cancellable; /* non-NULL while it runs */
  guint         current;
};

G_DEFINE_FINAL_TYPE (WillowDialectRun, willow_dialect_run, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void start_next (WillowDialectRun *self);

static void
emit_changed (WillowDialectRun *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @sentence: (transfer full) */
static void
set_outcome (Dialect *dialect, WillowDialectOutcome outcome, char *sentence)
{
  dialect->outcome = outcome;
  g_free (dialect->sentence);
  dialect->sentence = sentence;
}

static void
clear_dialect (Dialect *dialect)
{
  g_clear_pointer (&dialect->options, willow_client_options_unref);
  g_clear_pointer (&dialect->connect, g_bytes_unref);
  g_clear_pointer (&dialect->connack, g_bytes_unref);
  g_clear_pointer (&dialect->sentence, g_free);
}

/* Before it runs, and again. */
static void
reset_dialect (Dialect *dialect)
{
  g_clear_pointer (&dialect->connect, g_bytes_unref);
  g_clear_pointer (&dialect->connack, g_bytes_unref);
  if (dialect->options != NULL)
    dialect->connect = willow_client_options_encode_connect (dialect->options);
  set_outcome (dialect, WILLOW_DIALECT_NOT_RUN, g_strdup (_ ("Not sent yet")));
}

static void
willow_dialect_run_dispose (GObject *object)
{
  WillowDialectRun *self = WILLOW_DIALECT_RUN (object);

  willow_dialect_run_stop (self);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    clear_dialect (&self->dialects[d]);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  G_OBJECT_CLASS (willow_dialect_run_parent_class)->dispose (object);
}

static void
willow_dialect_run_class_init (WillowDialectRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_dialect_run_dispose;
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
willow_dialect_run_init (WillowDialectRun *self)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    reset_dialect (&self->dialects[d]);
}

WillowDialectRun *
willow_dialect_run_new (WillowIoThread *io_thread)
{
  WillowDialectRun *self = g_object_new (WILLOW_TYPE_DIALECT_RUN, NULL);

  self->io_thread = willow_io_thread_ref (io_thread);
  return self;
}

void
willow_dialect_run_set_options (WillowDialectRun           *self,
                                WillowClientOptions *const *options)
{
  willow_dialect_run_stop (self);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      Dialect *dialect = &self->dialects[d];

      clear_dialect (dialect);
      dialect->options = willow_client_options_ref (options[d]);
      reset_dialect (dialect);
    }
  emit_changed (self);
}

static gboolean
is_same (const WillowClientOptions *a, const WillowClientOptions *b)
{
  g_autofree char *place_a =
      willow_endpoint_to_string (willow_client_options_get_endpoint (a));
  g_autofree char *place_b =
      willow_endpoint_to_string (willow_client_options_get_endpoint (b));
  g_autoptr (GBytes) bytes_a = willow_client_options_encode_connect (a);
  g_autoptr (GBytes) bytes_b = willow_client_options_encode_connect (b);

  if (!g_str_equal (place_a, place_b) || (bytes_a == NULL) != (bytes_b == NULL))
    return FALSE;
  return bytes_a == NULL || g_bytes_equal (bytes_a, bytes_b);
}

/* What was answered stays as long as it is about the same. */
static void
update_options (WillowDialectRun *self, WillowClientOptions *const *options)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    if (self->dialects[d].options == NULL ||
        !is_same (self->dialects[d].options, options[d]))
      {
        willow_dialect_run_set_options (self, options);
        return;
      }
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      willow_client_options_unref (self->dialects[d].options);
      self->dialects[d].options = willow_client_options_ref (options[d]);
    }
}

void
willow_dialect_run_set_profile (WillowDialectRun *self,
                                WillowProfile    *profile,
                                GBytes           *password)
{
  WillowClientOptions *options[WILLOW_N_DIALECTS];

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      g_autoptr (WillowProfile) copy =
          willow_profile_duplicate (profile, willow_profile_get_name (profile));

      g_object_set (copy, "version", willow_dialect_get_version (d), NULL);
      options[d] = willow_profile_build_options (copy, password);
    }
  update_options (self, options);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    willow_client_options_unref (options[d]);
}

static char *
tell_connack (const WillowGrantedRow *row)
{
  /* Translators: a code with its name, and a sentence about it */
  return g_strdup_printf (_ ("CONNACK %s. %s"), row->granted, row->means);
}

/* An answer counts in whatever form it came. */
static void
judge (WillowDialectRun *self, Dialect *dialect)
{
  const WillowGrantedRow *row = NULL;
  g_autoptr (WillowGranted) granted = NULL;

  if (dialect->connack != NULL)
    granted = willow_granted_new (willow_dialect_get_version (self->current),
                                  dialect->connect,
                                  dialect->connack,
                                  0);
  if (granted != NULL)
    row = willow_granted_find (granted, "outcome");
  if (granted != NULL && willow_granted_is_accepted (granted))
    set_outcome (dialect, WILLOW_DIALECT_ACCEPTED, tell_connack (row));
  else if (row != NULL && row->mark == WILLOW_GRANTED_REFUSED)
    set_outcome (dialect, WILLOW_DIALECT_REFUSED, tell_connack (row));
  else
    set_outcome (dialect,
                 WILLOW_DIALECT_FAILED,
                 willow_client_explain_state (self->client));
}

static void
keep (GBytes **place, GBytes *bytes)
{
  if (bytes == NULL)
    return;
  g_clear_pointer (place, g_bytes_unref);
  *place = g_bytes_ref (bytes);
}

static void
finish_current (WillowDialectRun *self)
{
  g_clear_object (&self->client);
  self->current++;
  start_next (self);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowDialectRun) self = user_data;

  willow_client_disconnect_finish (WILLOW_CLIENT (source), result, NULL);
  if (self->client == WILLOW_CLIENT (source))
    finish_current (self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowDialectRun) self = user_data;
  WillowClient *client = WILLOW_CLIENT (source);
  Dialect      *dialect = &self->dialects[self->current];
  gboolean      connected = willow_client_connect_finish (client, result, NULL);

  /* Stopped, and perhaps begun anew, in the meantime. */
  if (self->client != client)
    return;
  keep (&dialect->connect, willow_client_get_connect (client));
  keep (&dialect->connack, willow_client_get_connack (client));
  judge (self, dialect);
  emit_changed (self);
  if (self->client != client)
    return;
  if (connected)
    willow_client_disconnect_async (
        client, WILLOW_DISCONNECT_CLEAN, left_cb, g_object_ref (self));
  else
    finish_current (self);
}

static void
start_next (WillowDialectRun *self)
{
  Dialect *dialect;

  if (self->current == WILLOW_N_DIALECTS)
    {
      g_clear_object (&self->cancellable);
      emit_changed (self);
      return;
    }
  dialect = &self->dialects[self->current];
  self->client = willow_client_new (self->io_thread);
  set_outcome (
      dialect, WILLOW_DIALECT_CONNECTING, g_strdup (_ ("Connecting…")));
  willow_client_connect_async (self->client,
                               dialect->options,
                               self->cancellable,
                               connected_cb,
                               g_object_ref (self));
  emit_changed (self);
}

void
willow_dialect_run_start (WillowDialectRun *self)
{
  g_return_if_fail (WILLOW_IS_DIALECT_RUN (self));

  if (self->cancellable != NULL || self->dialects[0].options == NULL)
    return;
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    reset_dialect (&self->dialects[d]);
  self->cancellable = g_cancellable_new ();
  self->current = 0;
  start_next (self);
}

void
willow_dialect_run_stop (WillowDialectRun *self)
{
  g_autoptr (WillowClient) client = g_steal_pointer (&self->client);
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  g_return_if_fail (WILLOW_IS_DIALECT_RUN (self));

  if (cancellable == NULL)
    return;
  if (self->current < WILLOW_N_DIALECTS &&
      self->dialects[self->current].outcome == WILLOW_DIALECT_CONNECTING)
    reset_dialect (&self->dialects[self->current]);
  g_cancellable_cancel (cancellable);
  emit_changed (self);
}

gboolean
willow_dialect_run_is_running (WillowDialectRun *self)
{
  g_return_val_if_fail (WILLOW_IS_DIALECT_RUN (self), FALSE);
  return self->cancellable != NULL;
}

WillowDialectOutcome
willow_dialect_run_get_outcome (WillowDialectRun *self, guint dialect)
{
  g_return_val_if_fail (dialect < WILLOW_N_DIALECTS, WILLOW_DIALECT_NOT_RUN);
  return self->dialects[dialect].outcome;
}

const char *
willow_dialect_run_get_sentence (WillowDialectRun *self, guint dialect)
{
  g_return_val_if_fail (dialect < WILLOW_N_DIALECTS, NULL);
  return self->dialects[dialect].sentence;
}

WillowDialects *
willow_dialect_run_align (WillowDialectRun *self)
{
  GBytes *connects[WILLOW_N_DIALECTS];
  GBytes *connacks[WILLOW_N_DIALECTS];

  g_return_val_if_fail (WILLOW_IS_DIALECT_RUN (self), NULL);

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      connects[d] = self->dialects[d].connect;
      connacks[d] = self->dialects[d].connack;
    }
  return willow_dialects_new (connects, connacks);
}

GPtrArray *
willow_dialect_run_dup_plan (WillowDialectRun *self)
{
  const WillowClientOptions *newest =
      self->dialects[WILLOW_N_DIALECTS - 1].options;

  if (newest == NULL)
    return g_ptr_array_new_with_free_func (g_free);
  return willow_dialect_plan (newest);
}
