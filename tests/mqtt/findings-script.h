/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-findings.h"

G_BEGIN_DECLS

/* Conversations in literal bytes with the findings that they make, one after
 * the other in a text file:
 *
 *   let NAME BYTES             $NAME stands for them further down
 *   == name of the case
 *   at server                  recorded there; at the client if it says nothing
 *   > BYTES                    a packet from the Client; notation of pb_hex()
 *   < BYTES                    a packet from the Server
 *   wait SECONDS               before the next packet, or the end
 *   end open|client|server|lost
 *   ! severity role id section @packet:byte ^earlier packet
 *
 * Packets count from 0. "-" stands for no id; without ^ no packet is related. A
 * case without ! is a right conversation: it makes no finding. */
typedef struct
{
  char      *name;
  GPtrArray *lines; /* of char *, names replaced */
} FindingsCase;

/* (transfer full): of FindingsCase */
GPtrArray *findings_script_load (const char *file);

/* Fails the test if the findings are not those of the case. Adds the sentences
 * that were found to @texts. */
void findings_case_run (const FindingsCase *conversation, GHashTable *texts);

/* One line as in the script, without a line end. */
char *finding_to_string (const MqttFinding *finding);

G_END_DECLS
