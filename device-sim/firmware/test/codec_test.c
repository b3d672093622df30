/* The codec against the vectors that are made from the gateway's (vectors.txt), both ways. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "codec.h"

enum { LINE_MAX_OCTETS = 4096, MESSAGE_MAX = 1024 };

/* The fields in the order of the words; see put_field for the letters. */
static const struct word {
  uint8_t type;
  const char *name;
  const char *fields;
} words[] = {
    {SN_ADVERTISE, "ADVERTISE", "gD"},
    {SN_SEARCHGW, "SEARCHGW", "R"},
    {SN_GWINFO, "GWINFO", "gx"},
    {SN_CONNECT, "CONNECT", "wePDx"},
    {SN_CONNACK, "CONNACK", "C"},
    {SN_WILLTOPICREQ, "WILLTOPICREQ", ""},
    {SN_WILLTOPIC, "WILLTOPIC", "qrx"},
    {SN_WILLMSGREQ, "WILLMSGREQ", ""},
    {SN_WILLMSG, "WILLMSG", "x"},
    {SN_REGISTER, "REGISTER", "tmx"},
    {SN_REGACK, "REGACK", "tmC"},
    {SN_PUBLISH, "PUBLISH", "dqritmx"},
    {SN_PUBACK, "PUBACK", "tmC"},
    {SN_PUBCOMP, "PUBCOMP", "m"},
    {SN_PUBREC, "PUBREC", "m"},
    {SN_PUBREL, "PUBREL", "m"},
    {SN_SUBSCRIBE, "SUBSCRIBE", "dqimx"},
    {SN_SUBACK, "SUBACK", "qtmC"},
    {SN_UNSUBSCRIBE, "UNSUBSCRIBE", "imx"},
    {SN_UNSUBACK, "UNSUBACK", "m"},
    {SN_PINGREQ, "PINGREQ", "x"},
    {SN_PINGRESP, "PINGRESP", ""},
    {SN_DISCONNECT, "DISCONNECT", "D"},
    {SN_WILLTOPICUPD, "WILLTOPICUPD", "qrx"},
    {SN_WILLTOPICRESP, "WILLTOPICRESP", "C"},
    {SN_WILLMSGUPD, "WILLMSGUPD", "x"},
    {SN_WILLMSGRESP, "WILLMSGRESP", "C"},
};

static const struct key {
  char letter;
  const char *name;
} keys[] = {
    {'d', "dup"},      {'q', "qos"},    {'r', "retain"},  {'w', "will"},  {'e', "clean"},
    {'i', "idtype"},   {'g', "gwid"},   {'R', "radius"},  {'P', "protocol"}, {'C', "code"},
    {'D', "duration"}, {'t', "topicid"}, {'m', "msgid"},
};

static const char *key_name(char letter) {
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    if (keys[i].letter == letter) {
      return keys[i].name;
    }
  }
  abort();
}

static int get_flag(const struct sn_message *message, uint8_t flag) {
  return (message->flags & flag) != 0;
}

static int get_field(const struct sn_message *message, char letter) {
  int qos = (message->flags & SN_QOS) >> 5;
  switch (letter) {
    case 'd':
      return get_flag(message, SN_DUP);
    case 'q':
      return qos == 3 ? -1 : qos;
    case 'r':
      return get_flag(message, SN_RETAIN);
    case 'w':
      return get_flag(message, SN_WILL);
    case 'e':
      return get_flag(message, SN_CLEAN_SESSION);
    case 'i':
      return message->flags & SN_TOPIC_TYPE;
    case 'D':
      return message->duration;
    case 't':
      return message->topic_id;
    case 'm':
      return message->msg_id;
    default:
      return message->code;
  }
}

static void set_flag(struct sn_message *message, uint8_t flag, int value) {
  message->flags |= value != 0 ? flag : 0;
}

static void put_field(struct sn_message *message, char letter, int value) {
  switch (letter) {
    case 'd':
      set_flag(message, SN_DUP, value);
      break;
    case 'q':
      message->flags |= (uint8_t)((value & 3) << 5);
      break;
    case 'r':
      set_flag(message, SN_RETAIN, value);
      break;
    case 'w':
      set_flag(message, SN_WILL, value);
      break;
    case 'e':
      set_flag(message, SN_CLEAN_SESSION, value);
      break;
    case 'i':
      message->flags |= (uint8_t)value;
      break;
    case 'D':
      message->duration = (uint16_t)value;
      break;
    case 't':
      message->topic_id = (uint16_t)value;
      break;
    case 'm':
      message->msg_id = (uint16_t)value;
      break;
    default:
      message->code = (uint8_t)value;
      break;
  }
}

static void describe(const struct sn_message *message, char *text) {
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (words[i].type != message->type) {
      continue;
    }
    text += sprintf(text, "%s", words[i].name);
    for (const char *field = words[i].fields; *field != '\0'; field++) {
      if (*field == 'x') {
        text += sprintf(text, " data=");
        for (size_t octet = 0; octet < message->data_octets; octet++) {
          text += sprintf(text, "%02x", (unsigned)message->data[octet]);
        }
      } else {
        text += sprintf(text, " %s=%d", key_name(*field), get_field(message, *field));
      }
    }
    return;
  }
  abort();
}

/* The opposite of describe; the data go into the given place. */
static int parse(const char *text, struct sn_message *message, uint8_t *data) {
  char name[32];
  int used;
  memset(message, 0, sizeof *message);
  if (sscanf(text, "%31s%n", name, &used) != 1) {
    return 0;
  }
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (strcmp(words[i].name, name) != 0) {
      continue;
    }
    message->type = words[i].type;
    text += used;
    for (const char *field = words[i].fields; *field != '\0'; field++) {
      text = strchr(text, '=');
      if (text == NULL) {
        return 0;
      }
      text++;
      if (*field == 'x') {
        message->data = data;
        message->data_octets = from_hex(text, data);
      } else {
        put_field(message, *field, atoi(text));
      }
    }
    return 1;
  }
  return 0;
}

static int decodes(const uint8_t *octets, size_t count, const char *expected) {
  static char text[LINE_MAX_OCTETS];
  /* Exactly as long as it is, so that the sanitizer sees a read beyond it. */
  uint8_t *exact = malloc(count > 0 ? count : 1);
  struct sn_message message;
  if (exact == NULL) {
    abort();
  }
  if (count > 0) {
    memcpy(exact, octets, count);
  }
  strcpy(text, "!");
  if (sn_decode(&message, exact, count)) {
    describe(&message, text);
  }
  free(exact);
  return strcmp(text, expected) == 0;
}

static int encodes(const char *text, const uint8_t *octets, size_t count) {
  static uint8_t data[MESSAGE_MAX];
  struct sn_message message;
  if (!parse(text, &message, data)) {
    return 0;
  }
  uint8_t *exact = malloc(count);
  if (exact == NULL) {
    abort();
  }
  int same = sn_encode(exact, count, &message) == count && memcmp(exact, octets, count) == 0
          && sn_encode(exact, count - 1, &message) == 0;
  free(exact);
  return same;
}

int main(int count, char **arguments) {
  static char line[LINE_MAX_OCTETS];
  static uint8_t octets[MESSAGE_MAX];
  FILE *file = count == 2 ? fopen(arguments[1], "r") : NULL;
  unsigned decoded = 0, encoded = 0, number = 0;
  if (file == NULL) {
    (void)fprintf(stderr, "codec_test: cannot read the vectors\n");
    return 2;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    number++;
    if (line[0] == '#') {
      continue;
    }
    line[strcspn(line, "\n")] = '\0';
    char *sign = strchr(line, ' ');
    if (sign == NULL) {
      (void)fprintf(stderr, "codec_test: line %u is no vector\n", number);
      return 1;
    }
    size_t size = from_hex(line, octets);
    const char *message = sign[1] == '!' ? "!" : sign + 3;
    if (!decodes(octets, size, message)) {
      (void)fprintf(stderr, "codec_test: line %u is not decoded so: %s\n", number, line);
      return 1;
    }
    decoded++;
    if (sign[1] == '=') {
      if (!encodes(message, octets, size)) {
        (void)fprintf(stderr, "codec_test: line %u is not encoded so: %s\n", number, line);
        return 1;
      }
      encoded++;
    }
  }
  (void)fclose(file);
  if (encoded < 500 || decoded < 2000) {
    (void)fprintf(stderr, "codec_test: the vectors are not complete\n");
    return 1;
  }
  (void)printf("codec_test: %u vectors decoded, %u encoded\n", decoded, encoded);
  return 0;
}
