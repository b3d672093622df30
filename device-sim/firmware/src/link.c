#include "link.h"

enum { END = 0xC0, ESC = 0xDB, ESC_END = 0xDC, ESC_ESC = 0xDD };

enum { CRC_OCTETS = CONFIG_CRC ? LINK_CRC_OCTETS : 0 };

/* No line is faster than that; more in one call would only be noise that holds up the timers. */
enum { OCTETS_PER_CALL = 1024 };

static uint16_t crc_add(uint16_t crc, uint8_t octet) {
  crc = (uint16_t)(crc ^ (uint16_t)octet << 8);
  for (int bit = 0; bit < 8; bit++) {
    crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
  }
  return crc;
}

uint16_t link_crc(const uint8_t *octets, size_t count) {
  uint16_t crc = 0xFFFF;
  for (size_t i = 0; i < count; i++) {
    crc = crc_add(crc, octets[i]);
  }
  return crc;
}

void link_start(struct link *link, const struct line *line) {
  link->line = line;
  link->dropped = 0;
  link_reset(link);
}

void link_reset(struct link *link) {
  link->octets = 0;
  link->escaped = false;
  link->broken = false;
}

static bool put_escaped(const struct line *line, uint8_t octet) {
  switch (octet) {
    case END:
      return line->put(ESC) && line->put(ESC_END);
    case ESC:
      return line->put(ESC) && line->put(ESC_ESC);
    default:
      return line->put(octet);
  }
}

static bool put_all(const struct line *line, const uint8_t *octets, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!put_escaped(line, octets[i])) {
      return false;
    }
  }
  return true;
}

bool link_send(void *context, const uint8_t *message, size_t octets) {
  struct link *link = context;
  uint16_t crc = link_crc(message, octets);
  const uint8_t check[LINK_CRC_OCTETS] = {(uint8_t)(crc >> 8), (uint8_t)crc};
  return link->line->put(END) && put_all(link->line, message, octets)
      && put_all(link->line, check, CRC_OCTETS) && link->line->put(END);
}

static void append(struct link *link, uint8_t octet) {
  if (link->octets < sizeof link->frame) {
    link->frame[link->octets++] = octet;
  } else {
    link->broken = true;
  }
}

static void unescape(struct link *link, uint8_t octet) {
  link->escaped = false;
  if (octet == ESC_END) {
    append(link, END);
  } else if (octet == ESC_ESC) {
    append(link, ESC);
  } else {
    link->broken = true;
  }
}

/* Octets of the message in a frame that has ended, or 0. */
static size_t message_octets(const struct link *link) {
  if (link->broken || link->escaped || link->octets <= CRC_OCTETS) {
    return 0;
  }
  /* With the CRC behind it, the CRC of the whole is 0. */
  if (CRC_OCTETS > 0 && link_crc(link->frame, link->octets) != 0) {
    return 0;
  }
  return (size_t)link->octets - CRC_OCTETS;
}

static size_t end_frame(struct link *link, uint8_t *message, size_t capacity) {
  bool is_empty = link->octets == 0 && !link->broken && !link->escaped;
  size_t octets = message_octets(link);
  if (octets > capacity) {
    octets = 0;
  }
  for (size_t i = 0; i < octets; i++) {
    message[i] = link->frame[i];
  }
  if (octets == 0 && !is_empty) {
    link->dropped++;
  }
  link_reset(link);
  return octets;
}

size_t link_receive(void *context, uint8_t *message, size_t capacity) {
  struct link *link = context;
  for (int i = 0; i < OCTETS_PER_CALL; i++) {
    int octet = link->line->get();
    if (octet < 0) {
      return 0;
    }
    if (octet == END) {
      size_t octets = end_frame(link, message, capacity);
      if (octets > 0) {
        return octets;
      }
    } else if (link->escaped) {
      unescape(link, (uint8_t)octet);
    } else if (octet == ESC) {
      link->escaped = true;
    } else {
      append(link, (uint8_t)octet);
    }
  }
  return 0;
}
