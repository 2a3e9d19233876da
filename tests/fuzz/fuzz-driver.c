/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include <stdlib.h>
#include <string.h>

/* Runs a target without libFuzzer: on each file of a corpus, on its prefixes,
 * and on changed copies of it, always the same ones. Every input has a heap
 * block of exactly its size, so that a sanitizer sees reads past its end.
 *
 *   fuzz-NAME CORPUS [CHANGES]     a folder of inputs; changed copies of each
 *   fuzz-NAME FILE                 one input, such as one that libFuzzer found
 */

#define DEFAULT_CHANGES 400u
#define MAX_PREFIXES 512u

static guint32
next_random (guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static void
run (const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (exact, size);
}

static void
change (GByteArray *input, guint32 *state)
{
  guint  at = next_random (state) % input->len;
  guint8 byte = (guint8)next_random (state);

  switch (next_random (state) % 5)
    {
    case 0:
      input->data[at] = byte;
      break;
    case 1:
      input->data[at] ^= (guint8)(1u << byte % 8);
      break;
    case 2:
      input->data[at] = byte & 1 ? 0xff : 0x00;
      break;
    case 3:
      g_byte_array_remove_index (input, at);
      break;
    default:
      g_byte_array_append (input, &byte, 1);
      memmove (input->data + at + 1, input->data + at, input->len - at - 1);
      input->data[at] = byte;
      break;
    }
}

static void
run_changed (const guint8 *data, gsize size, guint n_changes)
{
  guint32 state = 0x9e3779b9;

  for (guint i = 0; i < n_changes; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      guint n_steps = 1 + next_random (&state) % 4;

      g_byte_array_append (input, data, (guint)size);
      for (guint j = 0; j < n_steps && input->len > 0; j++)
        change (input, &state);
      run (input->data, input->len);
    }
}

static void
run_file (const char *path, guint n_changes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize            size = 0;

  if (!g_file_get_contents (path, &data, &size, &error))
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
  run ((const guint8 *)data, size);
  for (gsize len = 0; n_changes > 0 && len < MIN (size, MAX_PREFIXES); len++)
    run ((const guint8 *)data, len);
  run_changed ((const guint8 *)data, size, n_changes);
}

static guint
run_folder (const char *path, guint n_changes)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint       n_files = 0;

  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      run_file (file, n_changes);
      n_files++;
    }
  return n_files;
}

int
main (int argc, char **argv)
{
  guint n_changes = DEFAULT_CHANGES;

  if (argc < 2)
    {
      g_printerr ("usage: %s CORPUS [CHANGES] | FILE\n", argv[0]);
      return 2;
    }
  if (argc > 2)
    n_changes = (guint)g_ascii_strtoull (argv[2], NULL, 10);
  if (!g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    {
      run_file (argv[1], 0);
      return 0;
    }
  return run_folder (argv[1], n_changes) > 0 ? 0 : 1;
}
