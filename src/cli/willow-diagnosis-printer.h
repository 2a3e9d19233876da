/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor/willow-diagnosis.h"

G_BEGIN_DECLS

/* For people, on standard output: the stages one below the other, what went
 * wrong, who must act, what to try. @verbose: the evidence, too */
void willow_diagnosis_print (const WillowDiagnosis *diagnosis,
                             gboolean               verbose);

G_END_DECLS
