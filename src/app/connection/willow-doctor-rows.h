/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "doctor/willow-diagnosis.h"

G_BEGIN_DECLS

/* Rows of the doctor's panel. All (transfer floating). */

/* A stage, with its evidence below it where there is any. */
GtkWidget *willow_doctor_rows_new_stage (const WillowDoctorStage *stage);
/* What was tried afterwards. */
GtkWidget *willow_doctor_rows_new_probes (GPtrArray *probes);
/* @place: of @fix among those of the diagnosis, for "win.try-fix" */
GtkWidget *willow_doctor_rows_new_fix (const WillowDoctorFix *fix, guint place);

/* Icon and style class of an outcome; its word stands beside it. */
void willow_doctor_rows_set_outcome (GtkImage          *icon,
                                     WillowStageOutcome outcome);

G_END_DECLS
