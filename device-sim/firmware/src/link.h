/*
 * Messages on a serial line: SLIP (RFC 1055), with CRC-16/CCITT-FALSE behind the message where
 * FRAMING is slip-crc. A damaged frame is dropped and counted.
 */
#ifndef SN_LINK_H
#define SN_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

/* The line: put sends an octet, get gives one that has arrived or -1. */
struct line {
  bool (*put)(uint8_t octet);
  int (*get)(void);
};

enum { LINK_CRC_OCTETS = 2 };

struct link {
  const struct line *line;
  uint16_t octets; /* of the frame that is arriving */
  bool escaped;
  bool broken;
  uint16_t dropped; /* frames, since the start */
  uint8_t frame[CONFIG_MESSAGE_MAX + LINK_CRC_OCTETS];
};

void link_start(struct link *link, const struct line *line);

/* Forgets the part of a frame that has arrived. */
void link_reset(struct link *link);

/* The transport's send and receive, with the link as their context. */
bool link_send(void *link, const uint8_t *message, size_t octets);
size_t link_receive(void *link, uint8_t *message, size_t capacity);

uint16_t link_crc(const uint8_t *octets, size_t count);

#endif
