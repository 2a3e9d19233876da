/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* Certificates to practise with, for the practice broker and a profile, and
 * what each side checked about the other one. */
#define WILLOW_TYPE_BENCH_GROUP (willow_bench_group_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowBenchGroup, willow_bench_group, WILLOW, BENCH_GROUP, AdwBin)

void willow_bench_group_set_workspace (WillowBenchGroup *self,
                                       WillowWorkspace  *workspace);

G_END_DECLS
