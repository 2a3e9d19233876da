/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every limit of the protocol core, with its reason. Sizes in bytes. */

/* Four bytes of seven bits (5.0 section 1.5.5). */
#define MQTT_VARIABLE_BYTE_INTEGER_MAX 268435455u

/* Fixed header: one type byte and at most four length bytes. */
#define MQTT_FIXED_HEADER_MAX_BYTES 5u

/* Two-byte length in front of strings and binary data (1.5.4, 1.5.6). */
#define MQTT_STRING_MAX_BYTES 65535u

/* 3.1 limits the Client Identifier (CONNECT) and the Topic Name. */
#define MQTT_3_1_CLIENT_ID_MAX_CHARS 23u
#define MQTT_3_1_TOPIC_MAX_CHARS 32767u

/* A Server must take Client Identifiers of 1 to 23 bytes [MQTT-3.1.3-5]; more
 * is its choice. Names longer than this serve nobody and fill tables. */
#define MQTT_CLIENT_ID_MAX_BYTES 65535u

/* What a broker of ours takes from a peer unless told otherwise: large enough
 * for camera pictures, small enough that one peer cannot take the memory. */
#define MQTT_DEFAULT_MAXIMUM_PACKET_SIZE (64u * 1024u * 1024u)

/* A CONNECT that comes before anybody is known has no reason to be larger than
 * a will of 65,535 bytes, its topic, a user name, a password and properties. */
#define MQTT_CONNECT_MAX_BYTES (1024u * 1024u)

/* Levels of a topic: a filter of 65,535 slashes would make one tree branch of
 * that depth; recursion and tables are sized by this. */
#define MQTT_TOPIC_MAX_LEVELS 200u

/* Receive Maximum when nothing is said (5.0 section 3.1.2.11.3). */
#define MQTT_DEFAULT_RECEIVE_MAXIMUM 65535u

/* Messages that wait in a Session for a Client that is away or slow. */
#define MQTT_DEFAULT_SESSION_QUEUE_MESSAGES 100000u
#define MQTT_DEFAULT_SESSION_QUEUE_BYTES (64u * 1024u * 1024u)

/* Fields that a description lists. A SUBACK of 10 MB would have as many fields
 * as bytes: gigabytes of rows that nobody reads. */
#define MQTT_DESCRIBE_MAX_FIELDS 10000u

/* From here on a payload goes into the output by reference: below, copying it
 * costs less than one more slice of the gathered write. */
#define MQTT_PAYLOAD_BY_REFERENCE_BYTES 1024u

/* What a Client may send behind its CONNECT before it has its CONNACK
 * (3.1.1 and 5.0 section 3.1.4): it waits in memory for the decision. */
#define MQTT_BEFORE_CONNACK_MAX_BYTES (1024u * 1024u)

/* Acknowledgements and PINGRESPs that a peer provokes without reading them. A
 * million PUBACKs; a peer that has not read these will never. */
#define MQTT_UNREAD_ANSWERS_MAX_BYTES (4u * 1024u * 1024u)

/* MqttFindings, per connection. Nobody reads more of the same finding, or more
 * findings; the rest is counted. */
#define MQTT_FINDINGS_MAX 2000u
#define MQTT_FINDINGS_MAX_PER_RULE 100u

/* What MqttFindings remembers of Topic Filters and of the names of Topic
 * Aliases. Above it, it does not judge any more who subscribed to what. */
#define MQTT_FINDINGS_MAX_BYTES (1024u * 1024u)
#define MQTT_FINDINGS_MAX_LEVELS 20000u
#define MQTT_FINDINGS_MAX_SUBSCRIPTION_IDENTIFIERS 4096u
