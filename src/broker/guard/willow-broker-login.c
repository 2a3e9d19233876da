/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/guard/willow-broker-login.h"

#include <string.h>
#include <sys/resource.h>

/* Passwords of as many Clients may wait, with as many bytes of their CONNECT
 * packets; those beyond hear that the Server is busy. */
#define MAX_WAITING 5000u
#define MAX_WAITING_BYTES (64u * 1024u * 1024u)

/* Below everything else on the computer that has to answer soon. */
#define NICE 10
#define MAX_THREADS 4u

struct _WillowBrokerLogins
{
  GMainContext *context;
  GThreadPool  *pool;  /* (nullable): not needed yet */
  GHashTable   *marks; /* user name → mark of the last right password */
  guint8        key[WILLOW_PASSWORD_MARK_BYTES];
  guint         n_waiting;
  gsize         waiting_bytes;
};

struct _WillowBrokerLogin
{
  gatomicrefcount     ref_count;
  GMainContext       *context;
  WillowBrokerLogins *logins; /* (nullable): cancelled */
  char               *user_name;
  WillowPassword     *kept; /* (nullable) */
  GBytes             *password;
  gsize               held_bytes;
  gboolean            is_decoy;
  gboolean            is_right;  /* of the thread, read after it */
  int                 is_wanted; /* atomic: FALSE once cancelled */

  WillowBrokerLoginFunc func;
  gpointer              user_data;
};

static void
login_unref (gpointer data)
{
  WillowBrokerLogin *login = data;
  gsize              len;
  char              *password;

  if (!g_atomic_ref_count_dec (&login->ref_count))
    return;
  password = g_bytes_unref_to_data (login->password, &len);
  if (password != NULL)
    memset (password, 0, len);
  g_free (password);
  g_clear_pointer (&login->kept, willow_password_unref);
  g_main_context_unref (login->context);
  g_free (login->user_name);
  g_free (login);
}

static gboolean
answer_cb (gpointer user_data)
{
  WillowBrokerLogin  *login = user_data;
  WillowBrokerLogins *logins = login->logins;
  guint8              mark[WILLOW_PASSWORD_MARK_BYTES];

  if (logins == NULL)
    return G_SOURCE_REMOVE;
  if (login->is_right)
    {
      gsize       len;
      const char *password = g_bytes_get_data (login->password, &len);

      willow_password_mark (login->kept, logins->key, password, len, mark);
      g_hash_table_replace (logins->marks,
                            g_strdup (login->user_name),
                            g_memdup2 (mark, sizeof mark));
    }
  login->func (login->is_right, login->user_data);
  return G_SOURCE_REMOVE;
}

static void
compute_cb (gpointer data, gpointer user_data)
{
  WillowBrokerLogin *login = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  gsize       len;
  const char *password = g_bytes_get_data (login->password, &len);

  /* Of this thread only, on Linux. */
  setpriority (PRIO_PROCESS, 0, NICE);
  if (login->kept != NULL && g_atomic_int_get (&login->is_wanted))
    login->is_right =
        willow_password_verify (login->kept, len > 0 ? password : "", len) &&
        !login->is_decoy;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, login, login_unref);
  g_source_attach (source, login->context);
}

WillowBrokerLogins *
willow_broker_logins_new (WillowReactor *reactor)
{
  WillowBrokerLogins *logins = g_new0 (WillowBrokerLogins, 1);

  logins->context = willow_reactor_get_context (reactor);
  logins->marks =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  willow_password_new_mark_key (logins->key);
  return logins;
}

void
willow_broker_logins_free (WillowBrokerLogins *logins)
{
  if (logins->pool != NULL)
    g_thread_pool_free (logins->pool, TRUE, TRUE);
  g_hash_table_unref (logins->marks);
  memset (logins->key, 0, sizeof logins->key);
  g_free (logins);
}

/* Marks are random to who does not know the key: comparing them tells nothing
 * by its time. */
gboolean
willow_broker_logins_remember (WillowBrokerLogins *logins,
                               const char         *user_name,
                               WillowPassword     *kept,
                               MqttSlice           password)
{
  const guint8 *known = g_hash_table_lookup (logins->marks, user_name);
  guint8        mark[WILLOW_PASSWORD_MARK_BYTES];

  if (known == NULL)
    return FALSE;
  willow_password_mark (kept,
                        logins->key,
                        password.len > 0 ? (const char *)password.data : "",
                        password.len,
                        mark);
  return memcmp (mark, known, sizeof mark) == 0;
}

static GThreadPool *
ensure_pool (WillowBrokerLogins *logins)
{
  guint n_threads = CLAMP (g_get_num_processors () / 2, 1, MAX_THREADS);

  /* Threads of its own, because they stay at low priority. */
  if (logins->pool == NULL)
    logins->pool = g_thread_pool_new_full (
        compute_cb, NULL, login_unref, (int)n_threads, TRUE, NULL);
  return logins->pool;
}

WillowBrokerLogin *
willow_broker_logins_check (WillowBrokerLogins   *logins,
                            const char           *user_name,
                            WillowPassword       *kept,
                            gboolean              is_decoy,
                            MqttSlice             password,
                            gsize                 held_bytes,
                            WillowBrokerLoginFunc func,
                            gpointer              user_data)
{
  WillowBrokerLogin *login;

  if (logins->n_waiting >= MAX_WAITING ||
      logins->waiting_bytes + held_bytes > MAX_WAITING_BYTES ||
      ensure_pool (logins) == NULL ||
      g_thread_pool_unprocessed (logins->pool) >= MAX_WAITING)
    return NULL;
  login = g_new0 (WillowBrokerLogin, 1);
  g_atomic_ref_count_init (&login->ref_count);
  g_atomic_ref_count_inc (&login->ref_count); /* of the thread */
  login->context = g_main_context_ref (logins->context);
  login->logins = logins;
  login->user_name = g_strdup (user_name);
  login->kept = kept != NULL ? willow_password_ref (kept) : NULL;
  login->is_decoy = is_decoy;
  login->is_wanted = TRUE;
  login->password = g_bytes_new (password.data, password.len);
  login->held_bytes = held_bytes;
  login->func = func;
  login->user_data = user_data;
  logins->n_waiting++;
  logins->waiting_bytes += held_bytes;
  g_thread_pool_push (logins->pool, login, NULL);
  return login;
}

void
willow_broker_login_cancel (WillowBrokerLogin *login)
{
  login->logins->n_waiting--;
  login->logins->waiting_bytes -= login->held_bytes;
  login->logins = NULL;
  g_atomic_int_set (&login->is_wanted, FALSE);
  login_unref (login);
}

guint
willow_broker_logins_get_n_waiting (const WillowBrokerLogins *logins)
{
  return logins->n_waiting;
}
