/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-diagnoser.h"

#include "doctor/willow-doctor-watch.h"
#include "doctor/willow-doctor.h"

struct _WillowDiagnoser
{
  GObject parent_instance;

  WillowProfile     *profile;
  WillowClient      *client;
  WillowIoThread    *io_thread;
  WillowTraceQueue  *trace;
  WillowDoctorWatch *watch;
  WillowDiagnosis   *diagnosis;   /* (nullable) */
  GCancellable      *cancellable; /* (nullable): while it runs */
};

G_DEFINE_FINAL_TYPE (WillowDiagnoser, willow_diagnoser, G_TYPE_OBJECT)

enum
{
  PROP_DIAGNOSIS = 1,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
set_diagnosis (WillowDiagnoser *self, WillowDiagnosis *diagnosis)
{
  if (diagnosis != NULL)
    willow_diagnosis_ref (diagnosis);
  g_clear_pointer (&self->diagnosis, willow_diagnosis_unref);
  self->diagnosis = diagnosis;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIAGNOSIS]);
}

static void
watched_cb (WillowDiagnosis *diagnosis, gpointer user_data)
{
  /* To have stopped it oneself needs no explanation. */
  if (willow_diagnosis_get_verdict (diagnosis) != WILLOW_VERDICT_CANCELLED)
    set_diagnosis (user_data, diagnosis);
}

static void
willow_diagnoser_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  WillowDiagnoser *self = WILLOW_DIAGNOSER (object);

  if (id == PROP_DIAGNOSIS)
    g_value_set_pointer (value, self->diagnosis);
  else if (id == PROP_RUNNING)
    g_value_set_boolean (value, self->cancellable != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_diagnoser_dispose (GObject *object)
{
  WillowDiagnoser *self = WILLOW_DIAGNOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->watch, willow_doctor_watch_free);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (willow_diagnoser_parent_class)->dispose (object);
}

static void
willow_diagnoser_finalize (GObject *object)
{
  WillowDiagnoser *self = WILLOW_DIAGNOSER (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->diagnosis, willow_diagnosis_unref);
  g_clear_pointer (&self->trace, willow_trace_queue_unref);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  G_OBJECT_CLASS (willow_diagnoser_parent_class)->finalize (object);
}

static void
willow_diagnoser_class_init (WillowDiagnoserClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_diagnoser_get_property;
  object_class->dispose = willow_diagnoser_dispose;
  object_class->finalize = willow_diagnoser_finalize;
  props[PROP_DIAGNOSIS] = g_param_spec_pointer ("diagnosis", NULL, NULL, flags);
  props[PROP_RUNNING] =
      g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_diagnoser_init (WillowDiagnoser *self)
{
}

/**
 * willow_diagnoser_new:
 * @trace: packets of its own connections go there
 *
 * Returns: (transfer full):
 */
WillowDiagnoser *
willow_diagnoser_new (WillowProfile    *profile,
                      WillowClient     *client,
                      WillowIoThread   *io_thread,
                      WillowTraceQueue *trace)
{
  WillowDiagnoser *self = g_object_new (WILLOW_TYPE_DIAGNOSER, NULL);

  self->profile = g_object_ref (profile);
  self->client = g_object_ref (client);
  self->io_thread = willow_io_thread_ref (io_thread);
  self->trace = willow_trace_queue_ref (trace);
  self->watch = willow_doctor_watch_new (client, watched_cb, self);
  return self;
}

static void
diagnosed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowDiagnoser) self = user_data;
  g_autoptr (WillowDiagnosis) diagnosis =
      willow_doctor_run_finish (result, NULL);

  g_clear_object (&self->cancellable);
  if (diagnosis != NULL)
    set_diagnosis (self, diagnosis);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

/* Those that the profile enables. */
static char **
list_filters (WillowProfile *profile)
{
  GListModel *subscriptions = willow_profile_get_subscriptions (profile);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (subscriptions); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (subscriptions, i);
      g_autofree char *filter = NULL;
      gboolean         enabled;

      g_object_get (item, "filter", &filter, "enabled", &enabled, NULL);
      if (enabled)
        g_strv_builder_add (names, filter);
    }
  return g_strv_builder_end (names);
}

static gboolean
can_run (WillowDiagnoser *self)
{
  WillowClientState state = self->client != NULL
                                ? willow_client_get_state (self->client)
                                : WILLOW_CLIENT_CONNECTED;

  return self->cancellable == NULL && state != WILLOW_CLIENT_CONNECTED &&
         state != WILLOW_CLIENT_CONNECTING;
}

void
willow_diagnoser_run (WillowDiagnoser  *self,
                      GBytes           *password,
                      WillowDoctorFlags flags)
{
  g_autoptr (WillowClientOptions) options = NULL;
  g_autoptr (GBytes) filters = NULL;
  g_auto (GStrv) names = NULL;
  WillowDoctorRequest request = { .trace = self->trace, .flags = flags };

  g_return_if_fail (WILLOW_IS_DIAGNOSER (self));

  if (!can_run (self))
    return;
  options = willow_profile_build_options (self->profile, password);
  filters = willow_profile_build_filters (self->profile);
  names = list_filters (self->profile);
  request.filters = filters;
  request.filter_names = (const char *const *)names;
  self->cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  willow_doctor_run_async (self->io_thread,
                           options,
                           &request,
                           self->cancellable,
                           diagnosed_cb,
                           g_object_ref (self));
}

void
willow_diagnoser_cancel (WillowDiagnoser *self)
{
  g_return_if_fail (WILLOW_IS_DIAGNOSER (self));
  g_cancellable_cancel (self->cancellable);
}

void
willow_diagnoser_dismiss (WillowDiagnoser *self)
{
  g_return_if_fail (WILLOW_IS_DIAGNOSER (self));
  set_diagnosis (self, NULL);
}

WillowDiagnosis *
willow_diagnoser_get_diagnosis (WillowDiagnoser *self)
{
  return self->diagnosis;
}

gboolean
willow_diagnoser_get_running (WillowDiagnoser *self)
{
  return self->cancellable != NULL;
}

gboolean
willow_profile_apply_changes (WillowProfile *self, GVariant *changes)
{
  GVariantIter iter;
  const char  *name;
  GVariant    *value;
  gboolean     knows_all = TRUE;

  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      GParamSpec *pspec =
          g_object_class_find_property (G_OBJECT_GET_CLASS (self), name);
      GValue converted = G_VALUE_INIT;

      if (pspec == NULL)
        {
          knows_all = FALSE;
          continue;
        }
      g_dbus_gvariant_to_gvalue (value, &converted);
      g_object_set_property (G_OBJECT (self), name, &converted);
      g_value_unset (&converted);
    }
  return knows_all;
}
