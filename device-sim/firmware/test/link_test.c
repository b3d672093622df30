/* Framing: RFC 1055 with CRC, damage of every kind, and the resynchronisation after it. */
#include <string.h>

#include "check.h"
#include "link.h"

enum { WIRE_OCTETS = 4096 };

static uint8_t wire[WIRE_OCTETS];
static size_t written, taken;
static size_t room = WIRE_OCTETS;

static bool put(uint8_t octet) {
  if (written == room) {
    return false;
  }
  wire[written++] = octet;
  return true;
}

static int get(void) {
  return taken < written ? wire[taken++] : -1;
}

static const struct line line = {put, get};
static struct link port;

static void begin(void) {
  written = 0;
  taken = 0;
  room = WIRE_OCTETS;
  link_start(&port, &line);
}

static void arrives(const uint8_t *octets, size_t count) {
  memcpy(wire + written, octets, count);
  written += count;
}

static void check_value(void) {
  CHECK(link_crc((const uint8_t *)"123456789", 9) == 0x29B1);
}

static void octets_of_a_frame(void) {
  static const uint8_t message[] = {0x04, 0xC0, 0xDB, 0x16};
#if CONFIG_CRC
  static const uint8_t expected[] = {0xC0, 0x04, 0xDB, 0xDC, 0xDB, 0xDD, 0x16, 0xD3, 0xEC, 0xC0};
#else
  static const uint8_t expected[] = {0xC0, 0x04, 0xDB, 0xDC, 0xDB, 0xDD, 0x16, 0xC0};
#endif
  begin();
  CHECK(link_send(&port, message, sizeof message));
  CHECK(written == sizeof expected && memcmp(wire, expected, written) == 0);
}

static void every_message_comes_back(void) {
  uint8_t message[CONFIG_MESSAGE_MAX], back[CONFIG_MESSAGE_MAX];
  srand(1);
  for (int round = 0; round < 2000; round++) {
    size_t octets = 1 + (size_t)rand() % sizeof message;
    for (size_t i = 0; i < octets; i++) {
      message[i] = (uint8_t)(rand() % 4 == 0 ? 0xC0 + rand() % 32 : rand());
    }
    begin();
    CHECK(link_send(&port, message, octets));
    CHECK(link_receive(&port, back, sizeof back) == octets);
    CHECK(memcmp(message, back, octets) == 0);
    CHECK(link_receive(&port, back, sizeof back) == 0);
    CHECK(port.dropped == 0);
  }
}

#if CONFIG_CRC
/* Zeros behind a frame do not change its CRC, but the message's own length tells. */
static size_t receive_message(uint8_t *message, size_t capacity) {
  size_t octets;
  do {
    octets = link_receive(&port, message, capacity);
  } while (octets > 0 && message[0] != octets);
  return octets;
}

/* Whatever one octet of noise does, nothing wrong arrives, and the next message does. */
static void noise_costs_one_message(void) {
  static const uint8_t first[] = {0x0A, 0x0C, 0x20, 0x00, 0xC0, 0x00, 0xDB, 'a', 'b', 'c'};
  static const uint8_t second[] = {0x02, 0x17};
  uint8_t back[CONFIG_MESSAGE_MAX];
  begin();
  CHECK(link_send(&port, first, sizeof first));
  size_t length = written;
  for (size_t place = 0; place < length; place++) {
    for (int noise = 1; noise < 256; noise++) {
      begin();
      CHECK(link_send(&port, first, sizeof first));
      wire[place] = (uint8_t)(wire[place] ^ noise);
      CHECK(link_send(&port, second, sizeof second));
      size_t octets = receive_message(back, sizeof back);
      if (octets == sizeof first && memcmp(back, first, octets) == 0) {
        octets = receive_message(back, sizeof back);
      }
      CHECK(octets == sizeof second && memcmp(back, second, octets) == 0);
      CHECK(receive_message(back, sizeof back) == 0);
    }
  }
}

static void a_lost_octet_costs_one_message(void) {
  static const uint8_t first[] = {0x05, 0x01, 0xC0, 0x03, 0x04};
  static const uint8_t second[] = {0x02, 0x17};
  uint8_t back[CONFIG_MESSAGE_MAX];
  begin();
  CHECK(link_send(&port, first, sizeof first));
  size_t length = written;
  for (size_t place = 1; place + 1 < length; place++) {
    begin();
    CHECK(link_send(&port, first, sizeof first));
    memmove(wire + place, wire + place + 1, length - place - 1);
    written--;
    CHECK(link_send(&port, second, sizeof second));
    CHECK(link_receive(&port, back, sizeof back) == sizeof second);
    CHECK(memcmp(back, second, sizeof second) == 0);
    CHECK(port.dropped == 1);
  }
}
#endif

static void a_frame_that_is_too_long_is_dropped(void) {
  static const uint8_t end = 0xC0, octet = 0x11;
  static const uint8_t message[] = {0x02, 0x17};
  uint8_t back[1024];
  begin();
  for (int i = 0; i < 600; i++) {
    arrives(&octet, 1);
  }
  arrives(&end, 1);
  CHECK(link_send(&port, message, sizeof message));
  CHECK(link_receive(&port, back, sizeof back) == sizeof message);
  CHECK(port.dropped == 1);
}

static void an_escape_of_nothing_is_dropped(void) {
  static const uint8_t frames[] = {0xC0, 0xDB, 0x02, 0x17, 0xC0, 0xC0, 0x02, 0xDB, 0xC0};
  static const uint8_t message[] = {0x02, 0x17};
  uint8_t back[CONFIG_MESSAGE_MAX];
  begin();
  arrives(frames, sizeof frames);
  CHECK(link_send(&port, message, sizeof message));
  CHECK(link_receive(&port, back, sizeof back) == sizeof message);
  CHECK(memcmp(back, message, sizeof message) == 0);
  CHECK(port.dropped == 2);
}

static void a_message_longer_than_its_place_is_dropped(void) {
  static const uint8_t message[] = {0x05, 0x01, 0x02, 0x03, 0x04};
  uint8_t back[4];
  begin();
  CHECK(link_send(&port, message, sizeof message));
  CHECK(link_receive(&port, back, sizeof back) == 0);
  CHECK(port.dropped == 1);
}

static void a_line_that_takes_nothing_is_told(void) {
  static const uint8_t message[] = {0x02, 0x17};
  begin();
  room = 3;
  CHECK(!link_send(&port, message, sizeof message));
}

int main(void) {
  static const struct test tests[] = {
      {"the check value of the CRC", check_value},
      {"the octets of a frame", octets_of_a_frame},
      {"every message comes back", every_message_comes_back},
#if CONFIG_CRC
      {"noise costs one message", noise_costs_one_message},
      {"a lost octet costs one message", a_lost_octet_costs_one_message},
#endif
      {"a frame that is too long is dropped", a_frame_that_is_too_long_is_dropped},
      {"an escape of nothing is dropped", an_escape_of_nothing_is_dropped},
      {"a message longer than its place is dropped", a_message_longer_than_its_place_is_dropped},
      {"a line that takes nothing is told", a_line_that_takes_nothing_is_told},
  };
  return run_tests("link_test", tests, sizeof tests / sizeof tests[0]);
}
