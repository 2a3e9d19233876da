/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board of switches: what is on is in the list, with the parameters that
 * were set; counters begin again; nothing else tells. */
#include "model/practice/willow-fault-board.h"

typedef struct
{
  WillowFaultBoard *board;
  guint             n_changed;
  guint             n_counted;
  guint             n_notified;
} Fixture;

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->board = willow_fault_board_new ();
  g_signal_connect_swapped (
      f->board, "changed", G_CALLBACK (count_cb), &f->n_changed);
  g_signal_connect_swapped (
      f->board, "counted", G_CALLBACK (count_cb), &f->n_counted);
  g_signal_connect_swapped (
      f->board, "notify::n-armed", G_CALLBACK (count_cb), &f->n_notified);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->board);
}

static void
test_off_at_first (Fixture *f, gconstpointer data)
{
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    {
      g_autoptr (WillowFault) fresh = willow_fault_new ((WillowFaultKind)kind);

      g_assert_false (
          willow_fault_board_get_on (f->board, (WillowFaultKind)kind));
      g_assert_true (willow_fault_equal (
          willow_fault_board_get_fault (f->board, (WillowFaultKind)kind),
          fresh));
    }
  g_assert_null (willow_fault_board_dup_list (f->board));
  g_assert_cmpuint (willow_fault_board_get_n_armed (f->board), ==, 0);
}

static void
test_switches (Fixture *f, gconstpointer data)
{
  g_autoptr (WillowFaultList) list = NULL;

  willow_fault_board_set_on (f->board, WILLOW_FAULT_DROP, TRUE);
  willow_fault_board_set_on (f->board, WILLOW_FAULT_REFUSE, TRUE);
  willow_fault_board_set_on (f->board, WILLOW_FAULT_REFUSE, TRUE);
  g_assert_cmpuint (f->n_changed, ==, 2);
  g_assert_cmpuint (f->n_notified, ==, 2);
  g_assert_cmpuint (willow_fault_board_get_n_armed (f->board), ==, 2);
  list = willow_fault_board_dup_list (f->board);
  g_assert_cmpuint (list->faults->len, ==, 2);
  /* In the order of the board, whichever came first. */
  g_assert_cmpint (
      ((WillowFault *)list->faults->pdata[0])->kind, ==, WILLOW_FAULT_REFUSE);
  willow_fault_board_all_off (f->board);
  g_assert_cmpuint (f->n_changed, ==, 3);
  g_assert_cmpuint (willow_fault_board_get_n_armed (f->board), ==, 0);
  g_assert_null (willow_fault_board_dup_list (f->board));
  willow_fault_board_all_off (f->board);
  g_assert_cmpuint (f->n_changed, ==, 3);
  /* A list that was taken stays what it was. */
  g_assert_cmpuint (list->faults->len, ==, 2);
}

static void
test_parameters (Fixture *f, gconstpointer data)
{
  WillowFault *fault = willow_fault_new (WILLOW_FAULT_DELAY);

  fault->time_ms = 700;
  willow_fault_board_take_fault (f->board, fault);
  g_assert_true (willow_fault_board_get_fault (f->board, WILLOW_FAULT_DELAY) ==
                 fault);
  /* It is off: the list of those that are on is the same. */
  g_assert_cmpuint (f->n_changed, ==, 0);
  willow_fault_board_set_on (f->board, WILLOW_FAULT_DELAY, TRUE);
  g_assert_cmpuint (
      willow_fault_board_get_fault (f->board, WILLOW_FAULT_DELAY)->time_ms,
      ==,
      700);
  fault = willow_fault_copy (
      willow_fault_board_get_fault (f->board, WILLOW_FAULT_DELAY));
  willow_fault_board_take_fault (f->board, fault);
  g_assert_cmpuint (f->n_changed, ==, 1);
  fault = willow_fault_copy (
      willow_fault_board_get_fault (f->board, WILLOW_FAULT_DELAY));
  fault->skip = 3;
  fault->user_name = g_strdup ("bob");
  willow_fault_board_take_fault (f->board, fault);
  g_assert_cmpuint (f->n_changed, ==, 2);
}

/* What the broker's thread counts is seen here, and a spent one is not armed
 * any more; switched on again it begins from 0. */
static void
test_counters (Fixture *f, gconstpointer data)
{
  WillowFault *fault = willow_fault_new (WILLOW_FAULT_DROP);
  g_autoptr (WillowFaultList) list = NULL;
  guint before;

  fault->times = 1;
  willow_fault_board_take_fault (f->board, fault);
  willow_fault_board_set_on (f->board, WILLOW_FAULT_DROP, TRUE);
  list = willow_fault_board_dup_list (f->board);
  g_assert_true (willow_fault_try_fire (list->faults->pdata[0]));
  before = f->n_counted;
  while (f->n_counted == before)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (willow_fault_board_get_n_armed (f->board), ==, 0);
  g_assert_true (willow_fault_board_get_on (f->board, WILLOW_FAULT_DROP));
  g_assert_cmpuint (willow_fault_get_n_fired (willow_fault_board_get_fault (
                        f->board, WILLOW_FAULT_DROP)),
                    ==,
                    1);
  willow_fault_board_set_on (f->board, WILLOW_FAULT_DROP, FALSE);
  willow_fault_board_set_on (f->board, WILLOW_FAULT_DROP, TRUE);
  g_assert_cmpuint (willow_fault_board_get_n_armed (f->board), ==, 1);
  g_assert_cmpuint (willow_fault_get_n_fired (willow_fault_board_get_fault (
                        f->board, WILLOW_FAULT_DROP)),
                    ==,
                    0);
}

/* Nothing wakes up while all is off. */
static void
test_sleeps (Fixture *f, gconstpointer data)
{
  willow_fault_board_set_on (f->board, WILLOW_FAULT_DROP, TRUE);
  while (f->n_counted == 0)
    g_main_context_iteration (NULL, TRUE);
  willow_fault_board_all_off (f->board);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (g_main_context_find_source_by_user_data (NULL, f->board));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add (                                                                 \
      "/model/fault-board/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("off-at-first", test_off_at_first);
  ADD ("switches", test_switches);
  ADD ("parameters", test_parameters);
  ADD ("counters", test_counters);
  ADD ("sleeps", test_sleeps);
  return g_test_run ();
}
