/* Octets from an interrupt to the main loop: one writer, one reader. */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>

/* One octet more than 22 ms of a line at 115200 bit/s would fill. */
enum { RING_OCTETS = 256 };

struct ring {
  volatile uint8_t in; /* both wrap around at 256 */
  volatile uint8_t out;
  volatile uint8_t octets[RING_OCTETS];
};

/* What a full ring drops, the frame's check finds. */
static inline void ring_put(struct ring *ring, uint8_t octet) {
  uint8_t next = (uint8_t)(ring->in + 1);
  if (next != ring->out) {
    ring->octets[ring->in] = octet;
    ring->in = next;
  }
}

static inline bool ring_is_empty(const struct ring *ring) {
  return ring->in == ring->out;
}

static inline int ring_get(struct ring *ring) {
  if (ring_is_empty(ring)) {
    return -1;
  }
  uint8_t octet = ring->octets[ring->out];
  ring->out = (uint8_t)(ring->out + 1);
  return octet;
}

#endif
