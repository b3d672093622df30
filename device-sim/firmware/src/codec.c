#include "codec.h"

/*
 * The fields of each type in their order on the line: f flags, c code (one octet), r return code,
 * d duration, t topic id, m message id (two octets), * what remains. An upper-case letter may be
 * absent together with all that follows it.
 */
struct layout {
  char fields[5];
  uint8_t flags; /* those that mean something */
};

enum {
  WILL_FLAGS = SN_QOS | SN_RETAIN,
  SUBSCRIBE_FLAGS = SN_DUP | SN_QOS | SN_TOPIC_TYPE,
  PUBLISH_FLAGS = SN_DUP | SN_QOS | SN_RETAIN | SN_TOPIC_TYPE
};

static const struct layout layouts[] = {
    [SN_ADVERTISE] = {"cd", 0},
    [SN_SEARCHGW] = {"c", 0},
    [SN_GWINFO] = {"c*", 0},
    [SN_CONNECT] = {"fcd*", SN_WILL | SN_CLEAN_SESSION},
    [SN_CONNACK] = {"r", 0},
    [SN_WILLTOPICREQ] = {"", 0},
    [SN_WILLTOPIC] = {"F*", WILL_FLAGS},
    [SN_WILLMSGREQ] = {"", 0},
    [SN_WILLMSG] = {"*", 0},
    [SN_REGISTER] = {"tm*", 0},
    [SN_REGACK] = {"tmr", 0},
    [SN_PUBLISH] = {"ftm*", PUBLISH_FLAGS},
    [SN_PUBACK] = {"tmr", 0},
    [SN_PUBCOMP] = {"m", 0},
    [SN_PUBREC] = {"m", 0},
    [SN_PUBREL] = {"m", 0},
    [SN_SUBSCRIBE] = {"fm*", SUBSCRIBE_FLAGS},
    [SN_SUBACK] = {"ftmr", SN_QOS},
    [SN_UNSUBSCRIBE] = {"fm*", SN_TOPIC_TYPE},
    [SN_UNSUBACK] = {"m", 0},
    [SN_PINGREQ] = {"*", 0},
    [SN_PINGRESP] = {"", 0},
    [SN_DISCONNECT] = {"D", 0},
    [SN_WILLTOPICUPD] = {"F*", WILL_FLAGS},
    [SN_WILLTOPICRESP] = {"r", 0},
    [SN_WILLMSGUPD] = {"*", 0},
    [SN_WILLMSGRESP] = {"r", 0},
};

enum { TYPES = sizeof layouts / sizeof layouts[0], SHORT_FORM_MAX = 255, LONG_FORM_MAX = 65535 };

static bool is_type(unsigned type) {
  return type < TYPES && type != 0x03 && type != 0x11 && type != 0x19;
}

static uint8_t *put_word(uint8_t *out, unsigned word) {
  *out++ = (uint8_t)(word >> 8);
  *out++ = (uint8_t)word;
  return out;
}

static unsigned word_at(const uint8_t *in) {
  return (unsigned)in[0] << 8 | in[1];
}

/* Octets of a field other than the last, unbounded one. */
static size_t field_octets(char field) {
  return field == 'd' || field == 'D' || field == 't' || field == 'm' ? 2 : 1;
}

/* Nothing is left to say: no will topic, so no flags; no duration. */
static bool ends_early(const struct sn_message *message, char field) {
  return (field == 'F' && message->data_octets == 0) || (field == 'D' && message->duration == 0);
}

static size_t body_octets(const struct sn_message *message, const char *fields) {
  size_t octets = 0;
  for (; *fields != '\0' && !ends_early(message, *fields); fields++) {
    octets += *fields == '*' ? message->data_octets : field_octets(*fields);
  }
  return octets;
}

static uint8_t *put_data(uint8_t *out, const struct sn_message *message) {
  for (size_t i = 0; i < message->data_octets; i++) {
    *out++ = message->data[i];
  }
  return out;
}

static uint8_t *put_field(uint8_t *out, const struct sn_message *message, char field) {
  switch (field) {
    case 'f':
    case 'F':
      *out++ = message->flags & layouts[message->type].flags;
      return out;
    case 'c':
    case 'r':
      *out++ = message->code;
      return out;
    case 'd':
    case 'D':
      return put_word(out, message->duration);
    case 't':
      return put_word(out, message->topic_id);
    case 'm':
      return put_word(out, message->msg_id);
    default:
      return put_data(out, message);
  }
}

size_t sn_encode(uint8_t *out, size_t capacity, const struct sn_message *message) {
  if (!is_type(message->type) || message->data_octets > LONG_FORM_MAX) {
    return 0;
  }
  const char *fields = layouts[message->type].fields;
  size_t length = 2 + body_octets(message, fields);
  bool is_short = length <= SHORT_FORM_MAX;
  length += is_short ? 0 : 2;
  if (length > capacity || length > LONG_FORM_MAX) {
    return 0;
  }
  if (is_short) {
    *out++ = (uint8_t)length;
  } else {
    *out++ = 1;
    out = put_word(out, (unsigned)length);
  }
  *out++ = message->type;
  for (; *fields != '\0' && !ends_early(message, *fields); fields++) {
    out = put_field(out, message, *fields);
  }
  return length;
}

static void take_field(struct sn_message *message, char field, const uint8_t *in) {
  switch (field) {
    case 'f':
    case 'F':
      message->flags = in[0] & layouts[message->type].flags;
      break;
    case 'r':
      message->code = in[0] < SN_NOT_SUPPORTED ? in[0] : SN_NOT_SUPPORTED;
      break;
    case 'c':
      message->code = in[0];
      break;
    case 'd':
    case 'D':
      message->duration = (uint16_t)word_at(in);
      break;
    case 't':
      message->topic_id = (uint16_t)word_at(in);
      break;
    default:
      message->msg_id = (uint16_t)word_at(in);
      break;
  }
}

static bool take_body(struct sn_message *message, const uint8_t *in, size_t left) {
  const char *fields = layouts[message->type].fields;
  for (; *fields != '\0' && *fields != '*'; fields++) {
    if (left == 0 && (*fields == 'F' || *fields == 'D')) {
      return true;
    }
    size_t octets = field_octets(*fields);
    if (left < octets) {
      return false;
    }
    take_field(message, *fields, in);
    in += octets;
    left -= octets;
  }
  if (*fields == '*') {
    message->data = in;
    message->data_octets = left;
    return true;
  }
  return left == 0;
}

bool sn_decode(struct sn_message *message, const uint8_t *in, size_t octets) {
  static const struct sn_message empty = {0};
  *message = empty;
  if (octets < 2) {
    return false;
  }
  size_t header = in[0] == 1 ? 4 : 2;
  if (octets < header) {
    return false;
  }
  size_t length = header == 4 ? word_at(in + 1) : in[0];
  if (length != octets || !is_type(in[header - 1])) {
    return false;
  }
  message->type = in[header - 1];
  return take_body(message, in + header, octets - header);
}
