/* The simulated sensor on a board that is not there, against a gateway that accepts everything. */
#include <string.h>

#include "app.h"
#include "board.h"
#include "check.h"
#include "text.h"

enum { TOPICS = 16, QUEUE = 32, LOG = 8192 };

static struct {
  struct {
    uint8_t octets[SN_MESSAGE_MAX];
    size_t count;
  } answers[QUEUE];
  size_t first, last;
  char names[TOPICS][80]; /* the index is the id */
  uint16_t known;
  char log[LOG]; /* topic=payload, each ended by a newline */
  char client_id[32], will_topic[80], will[16];
  struct sn_message connect;
  uint8_t filter_qos[2], filters;
  uint16_t sleep_seconds;
  bool led, is_open, is_deaf;
  unsigned edges, connects, wakes;
  int16_t tenths;
  bool has_sensor;
  uint32_t now;
  unsigned steps;
} world;

/* ---- the board ---- */

uint64_t board_serial_number(void) {
  return 0x0123456789ABCDEF;
}

uint32_t board_random(void) {
  return 4711;
}

bool board_temperature(int16_t *tenths) {
  *tenths = world.tenths;
  return world.has_sensor;
}

void board_led(bool on) {
  world.edges += on != world.led ? 1 : 0;
  world.led = on;
}

uint32_t board_stack_free(void) {
  return 500;
}

/* ---- the gateway ---- */

static void answer(const struct sn_message *message) {
  size_t place = world.last++ % QUEUE;
  world.answers[place].count =
      sn_encode(world.answers[place].octets, SN_MESSAGE_MAX, message);
  CHECK(world.answers[place].count > 0 && world.last - world.first <= QUEUE);
}

static void answer_code(uint8_t type, const struct sn_message *to) {
  const struct sn_message message = {
      .type = type, .topic_id = to->topic_id, .msg_id = to->msg_id, .flags = to->flags};
  answer(&message);
}

static void copy(char *to, size_t capacity, const struct sn_message *message) {
  struct text text;
  text_begin(&text, to, capacity);
  text_add_octets(&text, message->data, message->data_octets);
}

static uint16_t id_of(const struct sn_message *message) {
  char name[80];
  copy(name, sizeof name, message);
  for (uint16_t id = 1; id <= world.known; id++) {
    if (strcmp(world.names[id], name) == 0) {
      return id;
    }
  }
  CHECK(world.known + 1 < TOPICS);
  strcpy(world.names[++world.known], name);
  return world.known;
}

static void on_publish(const struct sn_message *message) {
  char payload[80];
  copy(payload, sizeof payload, message);
  if ((message->flags & SN_TOPIC_TYPE) == SN_PREDEFINED) {
    CHECK(message->topic_id == CONFIG_BEACON_ID);
    strcat(world.log, "beacon");
  } else {
    strcat(world.log, world.names[message->topic_id]);
  }
  strcat(world.log, "=");
  strcat(world.log, payload);
  strcat(world.log, "\n");
  if ((message->flags & SN_QOS) == SN_QOS_1) {
    answer_code(SN_PUBACK, message);
  } else if ((message->flags & SN_QOS) == SN_QOS_2) {
    answer_code(SN_PUBREC, message);
  }
}

static void on_frame(const struct sn_message *message) {
  struct sn_message with_id = *message;
  switch (message->type) {
    case SN_CONNECT:
      world.connects++;
      world.connect = *message;
      if (world.is_deaf) {
        break;
      }
      copy(world.client_id, sizeof world.client_id, message);
      answer_code(message->flags & SN_WILL ? SN_WILLTOPICREQ : SN_CONNACK, message);
      break;
    case SN_WILLTOPIC:
      copy(world.will_topic, sizeof world.will_topic, message);
      answer_code(SN_WILLMSGREQ, message);
      break;
    case SN_WILLMSG:
      copy(world.will, sizeof world.will, message);
      answer_code(SN_CONNACK, message);
      break;
    case SN_REGISTER:
      with_id.topic_id = id_of(message);
      answer_code(SN_REGACK, &with_id);
      break;
    case SN_SUBSCRIBE:
      world.filter_qos[world.filters++ % 2] = message->flags & SN_QOS;
      with_id.topic_id = id_of(message);
      answer_code(SN_SUBACK, &with_id);
      break;
    case SN_PUBLISH:
      on_publish(message);
      break;
    case SN_PUBREL:
      answer_code(SN_PUBCOMP, message);
      break;
    case SN_PINGREQ:
      world.wakes += message->data_octets > 0 ? 1 : 0;
      answer_code(SN_PINGRESP, message);
      break;
    case SN_DISCONNECT:
      world.sleep_seconds = message->duration;
      with_id.duration = 0;
      with_id.type = SN_DISCONNECT;
      answer(&with_id);
      break;
    default:
      break;
  }
}

static bool net_open(void *context) {
  (void)context;
  world.is_open = true;
  return true;
}

static void net_close(void *context) {
  (void)context;
  world.is_open = false;
}

static bool net_send(void *context, const uint8_t *octets, size_t count) {
  (void)context;
  struct sn_message message;
  CHECK(sn_decode(&message, octets, count));
  on_frame(&message);
  return true;
}

static size_t net_receive(void *context, uint8_t *octets, size_t capacity) {
  (void)context;
  if (world.first == world.last) {
    return 0;
  }
  size_t place = world.first++ % QUEUE;
  CHECK(world.answers[place].count <= capacity);
  memcpy(octets, world.answers[place].octets, world.answers[place].count);
  return world.answers[place].count;
}

/* ---- the words of the tests ---- */

static void after(uint32_t millis) {
  uint32_t end = world.now + millis;
  while (world.now != end) {
    uint32_t wait = app_step(world.now);
    CHECK(world.steps++ < 1000000);
    if (world.first == world.last || !world.is_open) {
      uint32_t left = end - world.now;
      world.now += wait < left ? wait : left;
    }
  }
}

static void start(const char *client_id) {
  static const struct sn_transport transport = {NULL, net_open, net_close, net_send, net_receive};
  memset(&world, 0, sizeof world);
  world.now = UINT32_MAX - 3000;
  app_start(client_id, &transport, world.now);
}

static unsigned count(const char *line) {
  unsigned found = 0;
  for (const char *at = world.log; (at = strstr(at, line)) != NULL; at++) {
    found++;
  }
  return found;
}

static void command(const char *text) {
  const struct sn_message message = {.type = SN_PUBLISH,
                                     .topic_id = 1, /* the first filter's */
                                     .data = (const uint8_t *)text,
                                     .data_octets = strlen(text)};
  answer(&message);
  after(50);
}

static void says(const char *line) {
  if (count(line) != 1) {
    (void)fprintf(stderr, "expected once %s in\n%s", line, world.log);
    abort();
  }
}

static void has_names_of_its_own(void) {
  start("");
  after(100);
  CHECK(strcmp(world.client_id, "node-0123456789abcdef") == 0);
  CHECK(strcmp(world.will_topic, "nodes/node-0123456789abcdef/state") == 0);
  CHECK(strcmp(world.will, "offline") == 0);
  CHECK(world.connect.duration == 60 && world.connect.flags == SN_WILL);
  CHECK(world.filter_qos[0] == SN_QOS_2 && world.filter_qos[1] == SN_QOS_1);
  CHECK(strcmp(world.names[1], "nodes/node-0123456789abcdef/command") == 0);
  CHECK(strcmp(world.names[2], "nodes/all/command") == 0);
  says("nodes/node-0123456789abcdef/state=online\n");
}

static void the_longest_name_fits(void) {
  start("12345678901234567890123");
  after(100);
  CHECK(strcmp(world.client_id, "12345678901234567890123") == 0);
  says("nodes/12345678901234567890123/temperature=19.5\n");
}

static void publishes_every_interval(void) {
  start("n");
  after(29500);
  CHECK(count("nodes/n/temperature=") == 3);
  says("nodes/n/uptime=0\n");
  says("nodes/n/uptime=10\n");
  says("nodes/n/uptime=20\n");
  says("nodes/n/counter=1\n");
  says("nodes/n/counter=2\n");
  says("nodes/n/counter=3\n");
  CHECK(count("beacon=") == 3); /* the beacon, at QoS -1 */
}

static void reads_the_sensor_where_there_is_one(void) {
  start("n");
  world.has_sensor = true;
  world.tenths = -5;
  after(100);
  says("nodes/n/temperature=-0.5\n");
  world.tenths = 217;
  after(10000);
  says("nodes/n/temperature=21.7\n");
  world.tenths = 0;
  after(10000);
  says("nodes/n/temperature=0.0\n");
}

static void obeys_set_interval(void) {
  start("n");
  after(100);
  command("set interval 2");
  says("nodes/n/answer=1 ok 2\n");
  world.log[0] = '\0';
  after(10000);
  CHECK(count("nodes/n/temperature=") == 5);
}

static void refuses_what_it_does_not_understand(void) {
  start("n");
  after(100);
  command("set interval 0");
  says("nodes/n/answer=1 error: set interval 1..86400, not 0\n");
  command("set interval 86401");
  command("set interval 5x");
  command("set interval ");
  says("nodes/n/answer=4 error: set interval 1..86400, not \n");
  command("sleep 64801");
  says("nodes/n/answer=5 error: sleep 0..64800, not 64801\n");
  command("sleep -1");
  command("blinked");
  says("nodes/n/answer=7 error: set interval N, sleep N, blink or status\n");
  command("");
  says("nodes/n/answer=8 error: set interval N, sleep N, blink or status\n");
  command("set interval 1 and much more that no command of this node is as long as");
  CHECK(count("nodes/n/answer=9 error") == 1);
}

static void obeys_blink(void) {
  start("n");
  after(100);
  CHECK(world.led);
  command("blink");
  says("nodes/n/answer=1 ok\n");
  world.edges = 0;
  after(5000);
  CHECK(world.edges >= 10 && world.edges <= 13);
  CHECK(world.led);
}

static void obeys_status(void) {
  start("n");
  after(5100);
  command("status");
  says("nodes/n/answer=1 up 5 interval 10 sleep 0 losses 0 stack 500\n");
}

static void obeys_sleep_and_publishes_when_it_wakes(void) {
  start("n");
  after(100);
  command("sleep 30");
  says("nodes/n/answer=1 ok 30\n");
  CHECK(world.sleep_seconds == 30);
  CHECK(!world.led);
  world.log[0] = '\0';
  after(29000);
  CHECK(world.log[0] == '\0');
  after(2000);
  CHECK(count("nodes/n/temperature=") == 1);
  after(59500);
  CHECK(count("nodes/n/temperature=") == 3);
  CHECK(!world.led);
  CHECK(count("state=") == 0); /* nothing was lost */
}

/* One connection for all that is due, the answer among it. */
static void falls_asleep_when_all_is_said(void) {
  start("n");
  after(100);
  world.connects = 0;
  command("sleep 30");
  says("nodes/n/answer=1 ok 30\n");
  CHECK(world.connects == 0);
  after(30000);
  CHECK(count("nodes/n/temperature=") == 2 && count("nodes/n/counter=") == 2);
  CHECK(world.connects == 1);
}

static void sleep_0_ends_the_sleep(void) {
  start("n");
  after(100);
  command("sleep 30");
  after(30000 - 60);
  CHECK(!world.led);
  const struct sn_message message = {
      .type = SN_PUBLISH, .topic_id = 1, .data = (const uint8_t *)"sleep 0", .data_octets = 7};
  answer(&message); /* buffered by a gateway; here it waits in the queue until the wake */
  after(1000);
  says("nodes/n/answer=2 ok 0\n");
  CHECK(world.led);
}

static void tells_its_state_after_a_loss(void) {
  start("n");
  after(100);
  world.log[0] = '\0';
  const struct sn_message message = {.type = SN_DISCONNECT};
  answer(&message);
  after(1000);
  says("nodes/n/state=online\n");
}

static void leaves_in_order(void) {
  start("n");
  after(100);
  world.log[0] = '\0';
  app_leave();
  CHECK(!app_is_gone());
  after(1000);
  says("nodes/n/state=offline\n");
  CHECK(app_is_gone());
}

static void takes_the_longest_periods(void) {
  start("n");
  after(100);
  command("set interval 86400");
  says("nodes/n/answer=1 ok 86400\n");
  command("sleep 64800");
  says("nodes/n/answer=2 ok 64800\n");
  world.connects = 0;
  after(64000000);
  CHECK(world.connects == 0);
  after(1000000);
  CHECK(world.wakes == 1);
}

/* Four copies each 10 s, then a pause of up to 90 s. */
static void goes_on_looking_for_its_gateway(void) {
  start("n");
  world.is_deaf = true;
  after(45000);
  CHECK(world.connects == 5);
  after(3600000);
  CHECK(world.connects > 4 * 3600 / 140 && world.connects < 4 * 3600 / 90);
}

/* No wait of 0 in an idle node, which would keep a board from sleeping. */
static void idles_most_of_the_time(void) {
  start("n");
  after(1000);
  world.steps = 0;
  after(600000);
  CHECK(world.steps < 1500);
}

int main(void) {
#define TEST(name) {#name, name}
  static const struct test tests[] = {
      TEST(has_names_of_its_own),
      TEST(the_longest_name_fits),
      TEST(publishes_every_interval),
      TEST(reads_the_sensor_where_there_is_one),
      TEST(obeys_set_interval),
      TEST(refuses_what_it_does_not_understand),
      TEST(obeys_blink),
      TEST(obeys_status),
      TEST(obeys_sleep_and_publishes_when_it_wakes),
      TEST(falls_asleep_when_all_is_said),
      TEST(sleep_0_ends_the_sleep),
      TEST(tells_its_state_after_a_loss),
      TEST(leaves_in_order),
      TEST(takes_the_longest_periods),
      TEST(goes_on_looking_for_its_gateway),
      TEST(idles_most_of_the_time),
  };
  return run_tests("app_test", tests, sizeof tests / sizeof tests[0]);
}
