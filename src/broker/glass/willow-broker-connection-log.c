/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-connection-log.h"

#include "broker/willow-broker-server.h"

#include <string.h>

/* What is known about one that has sent CONNECT. */
struct _WillowBrokerLogName
{
  char *user_name; /* (nullable) */
  char *why;       /* (nullable): of a DISCONNECT of ours */
  int   reason;    /* of it, or -1 */
  char  client_id[];
};

/* (transfer full) (nullable): %NULL where nothing is to be logged */
static WillowBrokerLogEntry *
new_entry (WillowBrokerConnection *connection, WillowBrokerLogEvent event)
{
  const WillowBrokerLogName *name = connection->log_name;
  WillowBrokerLogEntry      *entry;

  /* What a bridge has to say it says itself. */
  if (connection->server->config.log == NULL || connection->listener == NULL ||
      !willow_broker_log_wants (connection->server->config.log, event))
    return NULL;
  entry = willow_broker_log_entry_new (event);
  entry->connection = willow_link_get_number (connection->link);
  entry->version = mqtt_connection_get_version (connection->mqtt);
  if (name != NULL)
    {
      entry->client_id = g_strdup (name->client_id);
      entry->user_name = g_strdup (name->user_name);
    }
  return entry;
}

static void
push (WillowBrokerConnection *connection, WillowBrokerLogEntry *entry)
{
  willow_broker_log_push (connection->server->config.log, entry);
}

static GSocketAddress *
ref_address (GSocketAddress *address)
{
  return address != NULL ? g_object_ref (address) : NULL;
}

static void
set_addresses (WillowBrokerConnection *connection, WillowBrokerLogEntry *entry)
{
  WillowTransport *transport = willow_link_get_transport (connection->link);

  entry->client = ref_address (willow_transport_get_remote_address (transport));
  entry->server = ref_address (willow_transport_get_local_address (transport));
  entry->listener = willow_broker_listener_config_dup_url (
      willow_broker_listener_get_config (connection->listener),
      willow_broker_listener_get_port (connection->listener));
}

void
willow_broker_connection_log_opened (WillowBrokerConnection *connection)
{
  WillowBrokerLogEntry *entry =
      new_entry (connection, WILLOW_BROKER_LOG_OPENED);

  if (entry == NULL)
    return;
  set_addresses (connection, entry);
  push (connection, entry);
}

static char *
dup_text (MqttSlice slice)
{
  return mqtt_slice_is_present (slice)
             ? g_utf8_make_valid ((const char *)slice.data, (gssize)slice.len)
             : NULL;
}

/* @client_id: (nullable)
 * @user_name: (nullable) (transfer full) */
static WillowBrokerLogName *
name_new (const char *client_id, char *user_name)
{
  gsize                len = client_id != NULL ? strlen (client_id) : 0;
  WillowBrokerLogName *name = g_malloc0 (sizeof *name + len + 1);

  memcpy (name->client_id, client_id != NULL ? client_id : "", len);
  name->user_name = user_name;
  name->reason = -1;
  return name;
}

void
willow_broker_connection_log_connect (WillowBrokerConnection *connection,
                                      const MqttConnect      *connect)
{
  g_autofree char *client_id = NULL;

  if (connection->server->config.log == NULL || connection->log_name != NULL)
    return;
  client_id = dup_text (connect->client_id);
  connection->log_name = name_new (client_id, dup_text (connect->user_name));
}

void
willow_broker_connection_log_connected (WillowBrokerConnection *connection)
{
  const WillowBrokerSession *session = connection->session;
  WillowBrokerLogEntry      *entry;

  if (connection->log_name == NULL)
    return;
  /* The one that the broker gave, and the one that was proved. */
  willow_broker_connection_log_clear (connection);
  connection->log_name =
      name_new (session->client_id, g_strdup (session->user_name));
  entry = new_entry (connection, WILLOW_BROKER_LOG_CONNECTED);
  if (entry == NULL)
    return;
  set_addresses (connection, entry);
  push (connection, entry);
}

void
willow_broker_connection_log_refused (WillowBrokerConnection *connection,
                                      MqttReasonCode          reason,
                                      const char             *why)
{
  WillowBrokerLogEntry *entry =
      new_entry (connection, WILLOW_BROKER_LOG_REFUSED);

  if (entry == NULL)
    return;
  set_addresses (connection, entry);
  entry->reason = reason;
  entry->text = g_strdup (why);
  push (connection, entry);
}

void
willow_broker_connection_log_leave (WillowBrokerConnection *connection,
                                    MqttReasonCode          reason,
                                    const char             *why)
{
  WillowBrokerLogName *name = connection->log_name;

  if (name == NULL || name->reason >= 0)
    return;
  name->reason = reason;
  name->why = g_strdup (why);
}

void
willow_broker_connection_log_taken_over (WillowBrokerConnection *connection,
                                         WillowBrokerConnection *by)
{
  WillowBrokerLogEntry *entry =
      new_entry (connection, WILLOW_BROKER_LOG_TAKEN_OVER);

  if (entry == NULL)
    return;
  set_addresses (connection, entry);
  entry->by = ref_address (willow_transport_get_remote_address (
      willow_link_get_transport (by->link)));
  push (connection, entry);
}

static void
describe_ending (WillowBrokerLogEntry *entry, const WillowEnding *ending)
{
  entry->ending = ending->kind;
  if (ending->kind == WILLOW_ENDING_DISCONNECT)
    entry->reason = ending->code;
  else if (ending->kind == WILLOW_ENDING_VIOLATION)
    entry->text = g_strdup (ending->violation.text);
  else if (ending->error != NULL)
    entry->text = g_strdup (ending->error->message);
}

void
willow_broker_connection_log_ended (WillowBrokerConnection *connection,
                                    const WillowEnding     *ending)
{
  const WillowBrokerLogName *name = connection->log_name;
  WillowBrokerLogEntry *entry = new_entry (connection, WILLOW_BROKER_LOG_ENDED);

  if (entry == NULL)
    return;
  set_addresses (connection, entry);
  entry->ending = WILLOW_ENDING_CLOSED_BY_US;
  if (name != NULL && name->reason >= 0)
    {
      entry->reason = name->reason;
      entry->text = g_strdup (name->why);
    }
  else if (ending != NULL)
    describe_ending (entry, ending);
  entry->is_by_broker = entry->ending == WILLOW_ENDING_CLOSED_BY_US ||
                        entry->ending == WILLOW_ENDING_VIOLATION ||
                        entry->ending == WILLOW_ENDING_TIMEOUT;
  push (connection, entry);
}

void
willow_broker_connection_log_clear (WillowBrokerConnection *connection)
{
  WillowBrokerLogName *name = g_steal_pointer (&connection->log_name);

  if (name == NULL)
    return;
  g_free (name->user_name);
  g_free (name->why);
  g_free (name);
}
