/* MQTT-SN 1.2 messages to octets and back (section 5); pure, without memory of its own. */
#ifndef SN_CODEC_H
#define SN_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sn_type {
  SN_ADVERTISE = 0x00,
  SN_SEARCHGW = 0x01,
  SN_GWINFO = 0x02,
  SN_CONNECT = 0x04,
  SN_CONNACK = 0x05,
  SN_WILLTOPICREQ = 0x06,
  SN_WILLTOPIC = 0x07,
  SN_WILLMSGREQ = 0x08,
  SN_WILLMSG = 0x09,
  SN_REGISTER = 0x0A,
  SN_REGACK = 0x0B,
  SN_PUBLISH = 0x0C,
  SN_PUBACK = 0x0D,
  SN_PUBCOMP = 0x0E,
  SN_PUBREC = 0x0F,
  SN_PUBREL = 0x10,
  SN_SUBSCRIBE = 0x12,
  SN_SUBACK = 0x13,
  SN_UNSUBSCRIBE = 0x14,
  SN_UNSUBACK = 0x15,
  SN_PINGREQ = 0x16,
  SN_PINGRESP = 0x17,
  SN_DISCONNECT = 0x18,
  SN_WILLTOPICUPD = 0x1A,
  SN_WILLTOPICRESP = 0x1B,
  SN_WILLMSGUPD = 0x1C,
  SN_WILLMSGRESP = 0x1D
};

/* Flags (5.3.4). QoS -1 has both QoS bits set. */
enum {
  SN_DUP = 0x80,
  SN_QOS = 0x60,
  SN_QOS_0 = 0x00,
  SN_QOS_1 = 0x20,
  SN_QOS_2 = 0x40,
  SN_QOS_MINUS_1 = 0x60,
  SN_RETAIN = 0x10,
  SN_WILL = 0x08,
  SN_CLEAN_SESSION = 0x04,
  SN_TOPIC_TYPE = 0x03,
  SN_NORMAL = 0x00,
  SN_PREDEFINED = 0x01,
  SN_SHORT = 0x02
};

/* Return codes (5.3.10). */
enum { SN_ACCEPTED = 0, SN_CONGESTION = 1, SN_INVALID_TOPIC_ID = 2, SN_NOT_SUPPORTED = 3 };

enum { SN_PROTOCOL_ID = 1 };

/* Any message; a field that the type does not have is 0. */
struct sn_message {
  uint8_t type;
  uint8_t flags;         /* those that the type uses */
  uint8_t code;          /* return code, protocol id, radius or gateway id */
  uint16_t duration;     /* seconds */
  uint16_t topic_id;     /* for a short name its two octets */
  uint16_t msg_id;
  const uint8_t *data;   /* what the message ends with: a name, a payload, a client id */
  size_t data_octets;
};

/* Writes the message, in the short form whenever it fits; its octets, or 0 if it exceeds capacity. */
size_t sn_encode(uint8_t *out, size_t capacity, const struct sn_message *message);

/*
 * Reads one whole message that fills the octets exactly; false if it is malformed. The data stays in
 * the input. A reserved return code is read as SN_NOT_SUPPORTED.
 */
bool sn_decode(struct sn_message *message, const uint8_t *in, size_t octets);

#endif
