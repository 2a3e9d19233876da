/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "raw-server.h"

G_BEGIN_DECLS

/**
 * DoctorCase:
 * @name: of the test
 * @arguments: of "willow-cli doctor": what stands in braces is a port, or the
 *   path of a file, of DoctorWorld; {raw} is the port of @script
 * @verdict: for programs
 * @stage: where it went wrong
 * @fix: (nullable): a property that the first proposals change, or "-": there
 *   is no proposal
 *
 * One way in which connecting goes, and what is to be said of it.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *verdict;
  const char *stage;
  const char *fix;
  RawScript   script;
} DoctorCase;

/* Brokers of ours, right ones and such with faults; certificates as files. Ends
 * with a name of NULL. */
typedef struct _DoctorWorld DoctorWorld;

DoctorWorld *doctor_world_new (void);
void         doctor_world_free (DoctorWorld *world);
/* @raw: (nullable). (transfer full) */
char **doctor_world_build_arguments (DoctorWorld      *world,
                                     const DoctorCase *test,
                                     RawServer        *raw);

extern const DoctorCase doctor_cases_way[];
extern const DoctorCase doctor_cases_tls[];
extern const DoctorCase doctor_cases_mqtt[];

G_END_DECLS
