/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker-fixture.h"

#include <glib/gstdio.h>

/* Not 0, so that a time which is forgotten shows. */
#define CLOCK_START_US (1000 * G_USEC_PER_SEC)

typedef struct
{
  FixtureFunc func;
  guint8      version;
} Case;

void
fixture_init (Fixture *fixture, guint8 version)
{
  *fixture = (Fixture){ .version = version };
  willow_broker_config_init (&fixture->config);
  willow_broker_config_get_listener (&fixture->config, 0)->port = 0;
  fixture->broker = willow_broker_new ();
  if (g_getenv ("WILLOW_TEST_STORE") != NULL)
    fixture_use_store (fixture);
}

void
fixture_use_store (Fixture *fixture)
{
  if (fixture->folder != NULL)
    return;
  fixture->folder = g_dir_make_tmp ("willow-store-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->config.store_path =
      g_build_filename (fixture->folder, "store", NULL);
}

static void
remove_store (Fixture *fixture)
{
  const char *name;
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->folder, g_free);
}

void
fixture_use_manual_clock (Fixture *fixture)
{
  fixture->clock = willow_clock_new_manual (CLOCK_START_US);
  fixture->config.clock = willow_clock_ref (fixture->clock);
}

void
fixture_set_address (Fixture *fixture, const char *address)
{
  WillowBrokerListenerConfig *listener =
      willow_broker_config_get_listener (&fixture->config, 0);

  g_free (listener->address);
  listener->address = g_strdup (address);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

void
fixture_start (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  willow_broker_start_async (
      fixture->broker, &fixture->config, store_result_cb, &result);
  fixture_until (result != NULL);
  willow_broker_start_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
}

void
fixture_stop (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  willow_broker_stop_async (fixture->broker, store_result_cb, &result);
  fixture_until (result != NULL);
  willow_broker_stop_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
}

void
fixture_clear (Fixture *fixture)
{
  fixture_stop (fixture);
  g_assert_finalize_object (fixture->broker);
  g_clear_pointer (&fixture->clock, willow_clock_unref);
  if (fixture->folder != NULL)
    remove_store (fixture);
  willow_broker_config_clear (&fixture->config);
}

WillowBrokerSnapshot *
fixture_snapshot (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  WillowBrokerSnapshot *snapshot;

  willow_broker_snapshot_async (fixture->broker, store_result_cb, &result);
  fixture_until (result != NULL);
  snapshot = willow_broker_snapshot_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (snapshot);
  return snapshot;
}

const WillowBrokerClient *
fixture_find_client (WillowBrokerSnapshot *snapshot, const char *client_id)
{
  for (guint i = 0; i < snapshot->clients->len; i++)
    {
      const WillowBrokerClient *client =
          g_ptr_array_index (snapshot->clients, i);

      if (g_str_equal (client->client_id, client_id))
        return client;
    }
  return NULL;
}

void
fixture_advance (Fixture *fixture, double seconds)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  willow_clock_advance_us (fixture->clock, (gint64)(seconds * 1e6));
  snapshot = fixture_snapshot (fixture);
}

static void
run_case (gconstpointer data)
{
  const Case *test = data;
  Fixture     fixture;

  fixture_init (&fixture, test->version);
  test->func (&fixture);
  fixture_clear (&fixture);
}

static void
add_case (const char *path, FixtureFunc func, guint8 version)
{
  const char      *names[] = { [3] = "3.1", [4] = "3.1.1", [5] = "5.0" };
  g_autofree char *full = g_strdup_printf ("%s/%s", path, names[version]);
  Case            *test = g_new (Case, 1);

  *test = (Case){ func, version };
  g_test_add_data_func_full (full, test, run_case, g_free);
}

void
fixture_add (const char *path, FixtureFunc func)
{
  for (guint8 version = 3; version <= 5; version++)
    add_case (path, func, version);
}

void
fixture_add_5_0 (const char *path, FixtureFunc func)
{
  add_case (path, func, 5);
}

void
fixture_add_3_1_1 (const char *path, FixtureFunc func)
{
  add_case (path, func, 4);
}

void
fixture_add_3_x (const char *path, FixtureFunc func)
{
  add_case (path, func, 3);
  add_case (path, func, 4);
}
