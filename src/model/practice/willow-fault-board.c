/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-fault-board.h"

#define COUNT_INTERVAL_MS 500u

struct _WillowFaultBoard
{
  GObject parent_instance;

  WillowFault *faults[WILLOW_FAULT_N_KINDS];
  gboolean     is_on[WILLOW_FAULT_N_KINDS];
  guint        n_armed;
  guint        count_id;
};

G_DEFINE_FINAL_TYPE (WillowFaultBoard, willow_fault_board, G_TYPE_OBJECT)

enum
{
  PROP_N_ARMED = 1,
  N_PROPS,
};

enum
{
  CHANGED,
  COUNTED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

static void
update_n_armed (WillowFaultBoard *self)
{
  guint n = 0;

  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    if (self->is_on[kind] && !willow_fault_is_spent (self->faults[kind]))
      n++;
  if (self->n_armed == n)
    return;
  self->n_armed = n;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ARMED]);
}

static gboolean
count_cb (gpointer user_data)
{
  WillowFaultBoard *self = user_data;

  update_n_armed (self);
  g_signal_emit (self, signals[COUNTED], 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_any_on (WillowFaultBoard *self)
{
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    if (self->is_on[kind])
      return TRUE;
  return FALSE;
}

static void
changed (WillowFaultBoard *self)
{
  gboolean is_counting = is_any_on (self);

  if (is_counting && self->count_id == 0)
    self->count_id = g_timeout_add (COUNT_INTERVAL_MS, count_cb, self);
  else if (!is_counting)
    g_clear_handle_id (&self->count_id, g_source_remove);
  update_n_armed (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
willow_fault_board_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (id == PROP_N_ARMED)
    g_value_set_uint (value, WILLOW_FAULT_BOARD (object)->n_armed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_fault_board_finalize (GObject *object)
{
  WillowFaultBoard *self = WILLOW_FAULT_BOARD (object);

  g_clear_handle_id (&self->count_id, g_source_remove);
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    willow_fault_unref (self->faults[kind]);
  G_OBJECT_CLASS (willow_fault_board_parent_class)->finalize (object);
}

static void
willow_fault_board_class_init (WillowFaultBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_fault_board_get_property;
  object_class->finalize = willow_fault_board_finalize;
  props[PROP_N_ARMED] = g_param_spec_uint (
      "n-armed",
      NULL,
      NULL,
      0,
      G_MAXUINT,
      0,
      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  signals[COUNTED] = g_signal_new ("counted",
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
willow_fault_board_init (WillowFaultBoard *self)
{
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    self->faults[kind] = willow_fault_new ((WillowFaultKind)kind);
}

WillowFaultBoard *
willow_fault_board_new (void)
{
  return g_object_new (WILLOW_TYPE_FAULT_BOARD, NULL);
}

const WillowFault *
willow_fault_board_get_fault (WillowFaultBoard *self, WillowFaultKind kind)
{
  return self->faults[kind];
}

void
willow_fault_board_take_fault (WillowFaultBoard *self, WillowFault *fault)
{
  WillowFaultKind kind = fault->kind;

  if (willow_fault_equal (self->faults[kind], fault))
    {
      willow_fault_unref (fault);
      return;
    }
  willow_fault_unref (self->faults[kind]);
  self->faults[kind] = fault;
  if (self->is_on[kind])
    changed (self);
}

gboolean
willow_fault_board_get_on (WillowFaultBoard *self, WillowFaultKind kind)
{
  return self->is_on[kind];
}

void
willow_fault_board_set_on (WillowFaultBoard *self,
                           WillowFaultKind   kind,
                           gboolean          on)
{
  WillowFault *fresh;

  if (self->is_on[kind] == (on != FALSE))
    return;
  self->is_on[kind] = on != FALSE;
  if (on)
    {
      fresh = willow_fault_copy (self->faults[kind]);
      willow_fault_unref (self->faults[kind]);
      self->faults[kind] = fresh;
    }
  changed (self);
}

void
willow_fault_board_all_off (WillowFaultBoard *self)
{
  if (!is_any_on (self))
    return;
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    self->is_on[kind] = FALSE;
  changed (self);
}

guint
willow_fault_board_get_n_armed (WillowFaultBoard *self)
{
  return self->n_armed;
}

WillowFaultList *
willow_fault_board_dup_list (WillowFaultBoard *self)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new ();

  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    if (self->is_on[kind])
      g_ptr_array_add (faults, self->faults[kind]);
  return faults->len > 0 ? willow_fault_list_new (faults) : NULL;
}
