/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "fault/willow-fault-engine.h"
#include "fault/willow-fault-text.h"

#include <string.h>

static void
forward (WillowDirection direction, MqttSlice bytes, gpointer user_data)
{
}

static void
fired (WillowDirection    direction,
       const WillowFault *fault,
       const char        *text,
       gpointer           user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
close_cb (WillowCloseMode mode, gpointer user_data)
{
}

/* What is understood can be said again, and means the same. */
static void
check_line (const char *line)
{
  g_autoptr (GError) error = NULL;
  guint column = 0;
  g_autoptr (WillowFault) fault = willow_fault_parse (line, &column, &error);
  g_autoptr (WillowFault) again = NULL;
  g_autofree char *text = NULL;

  if (fault == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpuint (column, >=, 1);
      g_assert_cmpuint (column, <=, strlen (line) + 1);
      return;
    }
  text = willow_fault_to_string (fault);
  again = willow_fault_parse (text, NULL, NULL);
  g_assert_true (again != NULL && willow_fault_equal (fault, again));
}

/* Both directions, cut in the middle. */
static void
run_engine (WillowFaultList *list, const guint8 *data, gsize len)
{
  static const WillowFaultEngineFuncs funcs = { forward, fired, close_cb };
  static WillowReactor               *reactor;
  g_autoptr (WillowFaultEngine) engine = NULL;

  if (reactor == NULL)
    reactor = willow_reactor_new (NULL, NULL);
  engine = willow_fault_engine_new (reactor, &funcs, NULL);
  willow_fault_engine_set_list (engine, list);
  willow_fault_engine_feed (engine, WILLOW_DIRECTION_TO_SERVER, data, len / 2);
  willow_fault_engine_feed (
      engine, WILLOW_DIRECTION_TO_SERVER, data + len / 2, len - len / 2);
  willow_fault_engine_feed (engine, WILLOW_DIRECTION_TO_CLIENT, data, len);
  willow_fault_engine_end (engine, WILLOW_DIRECTION_TO_CLIENT);
  willow_fault_engine_release (engine);
}

/* Lines of faults; after a 0 the bytes of a stream. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8    *end = size > 0 ? memchr (data, 0, size) : NULL;
  gsize            len = end != NULL ? (gsize)(end - data) : size;
  g_autofree char *text =
      len > 0 ? g_strndup ((const char *)data, len) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 0);
  g_autoptr (WillowFaultList) list = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    check_line (lines[i]);
  list = willow_fault_list_parse (text, NULL);
  if (list != NULL && end != NULL)
    run_engine (list, end + 1, size - len - 1);
  return 0;
}
