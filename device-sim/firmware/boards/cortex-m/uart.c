#include "uart.h"

#include "link.h"
#include "ring.h"

static struct ring received;
static struct link serial;
static struct line line;
static volatile bool is_listening;

static int get_octet(void) {
  return ring_get(&received);
}

static bool open_line(void *context) {
  link_reset(context);
  is_listening = true;
  return true;
}

static void close_line(void *context) {
  (void)context;
  is_listening = false;
  while (ring_get(&received) >= 0) {
  }
}

const struct sn_transport *uart_transport(bool (*put)(uint8_t octet)) {
  static const struct sn_transport transport = {&serial, open_line, close_line, link_send,
                                                link_receive};
  line.put = put;
  line.get = get_octet;
  link_start(&serial, &line);
  return &transport;
}

void uart_received(uint8_t octet) {
  if (is_listening) {
    ring_put(&received, octet);
  }
}

bool uart_is_empty(void) {
  return ring_is_empty(&received);
}
