/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-stage.h"

void
willow_stage_free (WillowStage *stage, const char *reason)
{
  stage->klass->free (stage, reason);
}

GError *
willow_stage_explain_silence (WillowStage *stage)
{
  return stage->klass->explain_silence (stage);
}

void
willow_stage_report (WillowStage *stage, WillowPhase *phase)
{
  gint64 now_us = g_get_monotonic_time ();

  if (phase->outcome == WILLOW_PHASE_RUNNING)
    stage->start_us = now_us;
  else
    phase->duration_us = MAX (1, now_us - stage->start_us);
  phase->start_us = stage->start_us;
  if (stage->context.phase_func != NULL)
    stage->context.phase_func (phase, stage->context.phase_data);
}
