/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations in literal bytes, right and wrong ones: findings/ *.txt */
#include "mqtt/findings-script.h"

static void
test_case (gconstpointer data)
{
  findings_case_run (data);
}

static void
add_cases (GPtrArray *cases, const char *name)
{
  g_assert_cmpuint (cases->len, >, 0);
  for (guint i = 0; i < cases->len; i++)
    {
      const FindingsCase *conversation = cases->pdata[i];
      g_autofree char    *path =
          g_strdup_printf ("/mqtt/findings/%s/%s", name, conversation->name);

      g_test_add_data_func (path, conversation, test_case);
    }
}

int
main (int argc, char *argv[])
{
  const char *const names[] = { "connect", "publish", "subscribe", "time" };
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strconcat (names[i], ".txt", NULL);
      GPtrArray       *cases = findings_script_load (file);

      g_ptr_array_add (files, cases);
      add_cases (cases, names[i]);
    }
  return g_test_run ();
}
