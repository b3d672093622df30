/*
 * The client against a gateway that is written down octet by octet. "node" is what the client must
 * have sent next, "gateway" what it hears, "silence" that it sends nothing, "after" lets time pass.
 */
#include <string.h>

#include "check.h"
#include "client.h"

enum { QUEUE = 64, RETRY = 10000, RETRIES = 3, WAIT = 310000, BACKOFF_MAX = 60000 };

struct frame {
  uint8_t octets[SN_MESSAGE_MAX];
  size_t count;
};

static struct {
  struct frame sent[QUEUE];
  size_t sent_count, read_count;
  struct frame arriving;
  bool is_open, refuses_to_open;
  uint32_t now;
  char heard[512]; /* deliveries, each ended by a blank */
  char told[64];   /* outcomes: + or - */
} net;

static struct sn_client client;
static struct sn_topic topics[2];
static struct sn_filter filters[2];
static struct sn_settings settings;
static const struct sn_will will = {"lw/c1", "gone", SN_QOS_1 | SN_RETAIN};

/* ---- transport and listener ---- */

static bool net_open(void *context) {
  (void)context;
  CHECK(!net.is_open);
  net.is_open = !net.refuses_to_open;
  return net.is_open;
}

static void net_close(void *context) {
  (void)context;
  CHECK(net.is_open);
  net.is_open = false;
}

static bool net_send(void *context, const uint8_t *octets, size_t count) {
  (void)context;
  CHECK(net.is_open && net.sent_count < QUEUE);
  memcpy(net.sent[net.sent_count].octets, octets, count);
  net.sent[net.sent_count++].count = count;
  return true;
}

static size_t net_receive(void *context, uint8_t *octets, size_t capacity) {
  (void)context;
  size_t count = net.arriving.count;
  CHECK(net.is_open && count <= capacity);
  memcpy(octets, net.arriving.octets, count);
  net.arriving.count = 0;
  return count;
}

static void on_message(void *context, const struct sn_delivery *delivery) {
  (void)context;
  size_t used = strlen(net.heard);
  (void)snprintf(net.heard + used, sizeof net.heard - used, "%s:%.*s ",
                 delivery->name != NULL ? delivery->name : "-", (int)delivery->data_octets,
                 (const char *)delivery->data);
}

static void on_published(void *context, const struct sn_topic *topic, enum sn_outcome outcome) {
  (void)context;
  CHECK(topic != NULL);
  strcat(net.told, outcome == SN_PUBLISHED ? "+" : "-");
}

/* ---- the script's words ---- */

#define node(hex) node_at(hex, __LINE__)
#define silence() silence_at(__LINE__)

static void node_at(const char *hex, int line) {
  uint8_t expected[SN_MESSAGE_MAX];
  size_t count = from_hex(hex, expected);
  char got[3 * SN_MESSAGE_MAX + 1] = "nothing";
  if (net.read_count < net.sent_count) {
    const struct frame *frame = &net.sent[net.read_count++];
    if (frame->count == count && memcmp(frame->octets, expected, count) == 0) {
      return;
    }
    for (size_t i = 0; i < frame->count; i++) {
      (void)sprintf(got + 3 * i, "%02X ", (unsigned)frame->octets[i]);
    }
  }
  (void)fprintf(stderr, "client_test.c:%d: expected %s, got %s\n", line, hex, got);
  abort();
}

/* What was sent until now does not matter. */
static void silence_now(void) {
  net.read_count = 0;
  net.sent_count = 0;
}

static void silence_at(int line) {
  if (net.read_count < net.sent_count) {
    (void)fprintf(stderr, "client_test.c:%d: is not silent\n", line);
    abort();
  }
  silence_now();
}

static void step(void) {
  sn_step(&client, net.now);
}

static void gateway(const char *hex) {
  net.arriving.count = from_hex(hex, net.arriving.octets);
  step();
  net.arriving.count = 0;
}

/* Only as often as the client asks for it, so that a wrong sn_wait is found. */
static void after(uint32_t millis) {
  uint32_t end = net.now + millis;
  for (int i = 0; i < 10000 && net.now != end; i++) {
    uint32_t wait = sn_wait(&client, net.now);
    uint32_t left = end - net.now;
    net.now += wait == 0 ? 1 : wait < left ? wait : left;
    step();
  }
  CHECK(net.now == end);
}

static void publish(uint8_t flags, const char *data) {
  CHECK(sn_publish(&client, &topics[0], flags, (const uint8_t *)data, strlen(data)));
  step();
}

static void heard(const char *expected) {
  if (strcmp(net.heard, expected) != 0) {
    (void)fprintf(stderr, "expected '%s', heard '%s'\n", expected, net.heard);
    abort();
  }
  net.heard[0] = '\0';
}

static void told(const char *expected) {
  CHECK(strcmp(net.told, expected) == 0);
  net.told[0] = '\0';
}

static void state(enum sn_state expected) {
  if (sn_state(&client) != expected) {
    (void)fprintf(stderr, "expected state %d, is in %d\n", expected, sn_state(&client));
    abort();
  }
}

/* ---- set-up ---- */

/* Times near the wrap of the counter, so that all tests pass it. */
static void begin(void) {
  static const struct sn_transport transport = {NULL, net_open, net_close, net_send, net_receive};
  static const struct sn_listener listener = {NULL, on_message, on_published};
  static const struct sn_topic no_topic = {0};
  memset(&net, 0, sizeof net);
  net.now = UINT32_MAX - 5000;
  topics[0] = no_topic;
  topics[0].name = "a/b/temp";
  topics[1] = no_topic;
  topics[1].type = SN_PREDEFINED;
  topics[1].id = 1;
  memset(filters, 0, sizeof filters);
  filters[0].topic.name = "a/#";
  filters[0].qos = SN_QOS_1;
  filters[1].topic.name = "cmd";
  filters[1].qos = SN_QOS_2;
  memset(&settings, 0, sizeof settings);
  settings.client_id = "c1";
  settings.topics = topics;
  settings.topic_count = 2;
  settings.filters = filters;
  settings.keep_alive_seconds = 60;
  settings.retry_millis = RETRY;
  settings.retries = RETRIES;
  settings.wait_millis = WAIT;
  settings.backoff_max_millis = BACKOFF_MAX;
  settings.random = 7;
  sn_start(&client, &settings, &transport, &listener);
  client.msg_id = 0;
  client.now = net.now;
}

static void begin_active(void) {
  begin();
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  state(SN_ACTIVE);
  silence();
}

static void begin_registered(void) {
  begin_active();
  publish(SN_QOS_0, "x");
  node("0E 0A 00 00 00 01 61 2F 62 2F 74 65 6D 70");
  gateway("07 0B 00 0A 00 01 00");
  node("08 0C 00 00 0A 00 00 78");
  told("+");
  silence();
}

static void begin_subscribed(void) {
  begin();
  settings.filter_count = 2;
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("08 12 20 00 01 61 2F 23");
  gateway("08 13 20 00 00 00 01 00");
  node("08 12 40 00 02 63 6D 64");
  gateway("08 13 40 00 0B 00 02 00");
  silence();
}

static void begin_asleep(void) {
  begin_subscribed();
  sn_sleep(&client, 120);
  step();
  node("04 18 00 78");
  gateway("02 18");
  state(SN_ASLEEP);
  CHECK(!net.is_open);
  silence();
}

/* ---- connecting (6.2, 6.3) ---- */

static void connects(void) {
  begin();
  step();
  silence();
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  state(SN_CONNECTING);
  gateway("03 05 00");
  state(SN_ACTIVE);
  silence();
}

static void connects_with_a_clean_session(void) {
  begin();
  settings.clean_session = true;
  sn_connect(&client);
  step();
  node("08 04 04 01 00 3C 63 31");
}

static void connects_with_a_will(void) {
  begin();
  settings.will = &will;
  sn_connect(&client);
  step();
  node("08 04 08 01 00 3C 63 31");
  gateway("02 06");
  node("08 07 30 6C 77 2F 63 31");
  gateway("02 08");
  node("06 09 67 6F 6E 65");
  gateway("03 05 00");
  state(SN_ACTIVE);
  silence();
}

static void repeats_each_step_of_the_will(void) {
  begin();
  settings.will = &will;
  sn_connect(&client);
  step();
  node("08 04 08 01 00 3C 63 31");
  after(RETRY);
  node("08 04 08 01 00 3C 63 31");
  gateway("02 06");
  node("08 07 30 6C 77 2F 63 31");
  after(RETRY);
  node("08 07 30 6C 77 2F 63 31");
  gateway("02 06"); /* the answer to a copy */
  node("08 07 30 6C 77 2F 63 31");
  gateway("02 08");
  node("06 09 67 6F 6E 65");
  after(RETRY);
  node("06 09 67 6F 6E 65");
  gateway("03 05 00");
  state(SN_ACTIVE);
  silence();
}

static void a_will_that_is_asked_for_in_vain(void) {
  begin_active();
  gateway("02 06");
  gateway("02 08");
  silence();
}

static void tries_again_and_again_with_growing_pauses(void) {
  uint32_t pause = 0;
  begin();
  sn_connect(&client);
  step();
  for (int round = 0; round < 12; round++) {
    for (int copy = 0; copy <= RETRIES; copy++) {
      node("08 04 00 01 00 3C 63 31");
      silence();
      after(RETRY);
    }
    CHECK(sn_losses(&client) == round + 1);
    uint32_t lost_at = net.now;
    for (int i = 0; i < 100 && net.sent_count == 0; i++) {
      after(1000);
    }
    uint32_t waited = net.now - lost_at;
    CHECK(waited >= pause && waited <= pause + pause / 2 + 1000);
    pause = pause == 0 ? 1000 : pause * 2 > BACKOFF_MAX ? BACKOFF_MAX : pause * 2;
  }
}

static void a_refusal_is_not_the_end(void) {
  begin();
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 03");
  state(SN_WAITING);
  CHECK(!net.is_open);
  silence();
  after(2000);
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  state(SN_ACTIVE);
}

static void a_network_that_does_not_open_is_tried_again(void) {
  begin();
  net.refuses_to_open = true;
  sn_connect(&client);
  step();
  state(SN_WAITING);
  after(500);
  silence();
  net.refuses_to_open = false;
  after(5000);
  node("08 04 00 01 00 3C 63 31");
}

static void nothing_counts_before_connack(void) {
  begin();
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("09 0C 20 00 0A 00 02 68 69");
  gateway("02 18");
  gateway("02 16");
  gateway("04 10 00 03");
  silence();
  heard("");
  state(SN_CONNECTING);
}

static void disconnects(void) {
  begin_active();
  sn_disconnect(&client);
  step();
  node("02 18");
  state(SN_LEAVING);
  after(RETRY);
  node("02 18");
  gateway("02 18");
  state(SN_IDLE);
  CHECK(!net.is_open);
  silence();
  after(300000);
  silence();
}

static void leaves_a_silent_gateway(void) {
  begin_active();
  sn_disconnect(&client);
  step();
  after(RETRY * (RETRIES + 1));
  state(SN_IDLE);
}

/* ---- keep-alive (6.11) ---- */

static void pings_when_idle(void) {
  begin_active();
  after(44999);
  silence();
  after(1);
  node("02 16");
  gateway("02 17");
  silence();
  after(44999);
  silence();
  after(1);
  node("02 16");
}

/* Its own messages tell the gateway that it lives, but not the node that the gateway does. */
static void pings_although_it_publishes(void) {
  begin_registered();
  after(30000);
  publish(SN_QOS_0, "x");
  node("08 0C 00 00 0A 00 00 78");
  after(15000);
  node("02 16");
}

static void answers_a_ping(void) {
  begin_active();
  gateway("02 16");
  node("02 17");
  silence();
}

static void a_gateway_that_is_silent_is_lost(void) {
  begin_subscribed();
  after(45000);
  for (int copy = 0; copy <= RETRIES; copy++) {
    node("02 16");
    silence();
    after(RETRY);
  }
  node("08 04 00 01 00 3C 63 31");
  CHECK(sn_losses(&client) == 1);
  gateway("03 05 00");
  node("08 12 20 00 03 61 2F 23"); /* all is made again */
  gateway("08 13 20 00 00 00 03 00");
  node("08 12 40 00 04 63 6D 64");
  silence();
}

/* Not merely when something else made the client look. */
static void asks_to_be_woken_for_the_ping(void) {
  begin_active();
  CHECK(sn_wait(&client, net.now) == 45000);
  after(20000);
  CHECK(sn_wait(&client, net.now) == 25000);
}

/* The pauses are for a gateway that does not answer, not for one that is lost now and then. */
static void the_next_loss_begins_without_a_pause(void) {
  begin();
  settings.filter_count = 1;
  sn_connect(&client);
  step();
  after(RETRY * (RETRIES + 1) + 1); /* the first round in vain */
  gateway("03 05 00");
  gateway("08 13 20 00 00 00 01 00");
  silence_now();
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  gateway("08 13 20 00 00 00 02 00");
  publish(SN_QOS_0, "x");
  gateway("07 0B 00 0A 00 03 00");
  silence_now();
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
}

/* One that answers CONNECT and nothing else is not connected to in a loop. */
static void a_gateway_that_forgets_at_once_is_given_pauses(void) {
  begin();
  settings.filter_count = 1;
  sn_connect(&client);
  step();
  for (int i = 0; i < 3; i++) {
    gateway("03 05 00");
    gateway("02 18");
  }
  state(SN_WAITING);
}

static void leaves_while_it_waits(void) {
  begin();
  sn_connect(&client);
  step();
  gateway("03 05 03");
  state(SN_WAITING);
  CHECK(sn_wait(&client, net.now) > 0);
  sn_disconnect(&client);
  CHECK(sn_wait(&client, net.now) == 0);
  step();
  state(SN_IDLE);
  CHECK(sn_wait(&client, net.now) > 0);
  sn_connect(&client);
  CHECK(sn_wait(&client, net.now) == 0);
}

static void what_is_asked_for_is_due_at_once(void) {
  begin_registered();
  CHECK(sn_wait(&client, net.now) > 0);
  CHECK(sn_publish(&client, &topics[0], SN_QOS_1, NULL, 0));
  CHECK(sn_wait(&client, net.now) == 0);
  step();
  CHECK(sn_wait(&client, net.now) == RETRY);
  gateway("07 0D 00 0A 00 02 00");
  CHECK(sn_wait(&client, net.now) > 0);
  sn_sleep(&client, 60);
  CHECK(sn_wait(&client, net.now) == 0);
  step();
  CHECK(sn_wait(&client, net.now) == RETRY);
  gateway("02 18");
  CHECK(sn_wait(&client, net.now) == 60000);
  CHECK(sn_publish(&client, &topics[0], SN_QOS_0, NULL, 0));
  CHECK(sn_wait(&client, net.now) == 0);
}

static void no_keep_alive_no_ping(void) {
  begin();
  settings.keep_alive_seconds = 0;
  sn_connect(&client);
  step();
  gateway("03 05 00");
  node("08 04 00 01 00 00 63 31");
  after(3600000);
  silence();
}

static void a_gateway_that_forgot_is_connected_to_at_once(void) {
  begin_subscribed();
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("02 18"); /* the answer to something older */
  silence();
  gateway("03 05 00");
  node("08 12 20 00 03 61 2F 23");
}

/* ---- publishing (6.5, 6.6, 6.8) ---- */

static void registers_once(void) {
  begin_registered();
  publish(SN_QOS_0 | SN_RETAIN, "y");
  node("08 0C 10 00 0A 00 00 79");
  silence();
}

static void register_is_repeated(void) {
  begin_active();
  publish(SN_QOS_0, "x");
  node("0E 0A 00 00 00 01 61 2F 62 2F 74 65 6D 70");
  after(RETRY);
  node("0E 0A 00 00 00 01 61 2F 62 2F 74 65 6D 70");
  gateway("07 0B 00 0A 00 09 00"); /* not this one */
  silence();
  gateway("07 0B 00 0A 00 01 00");
  node("08 0C 00 00 0A 00 00 78");
  gateway("07 0B 00 0B 00 01 00"); /* a copy */
  CHECK(topics[0].id == 10);
  silence();
}

static void a_refused_registration_refuses_the_publish(void) {
  begin_active();
  publish(SN_QOS_1, "x");
  node("0E 0A 00 00 00 02 61 2F 62 2F 74 65 6D 70");
  gateway("07 0B 00 00 00 02 03");
  told("-");
  CHECK(!sn_is_publishing(&client));
  silence();
}

static void qos_1(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  CHECK(!sn_publish(&client, &topics[0], SN_QOS_0, NULL, 0));
  after(RETRY);
  node("09 0C A0 00 0A 00 02 68 69");
  gateway("07 0D 00 0A 00 09 00"); /* not this one */
  told("");
  gateway("07 0D 00 0A 00 02 00");
  told("+");
  gateway("07 0D 00 0A 00 02 00");
  told("");
  silence();
}

static void a_refused_publish_is_given_up(void) {
  begin_registered();
  publish(SN_QOS_2, "hi");
  node("09 0C 40 00 0A 00 02 68 69");
  gateway("07 0D 00 0A 00 02 03");
  told("-");
  after(RETRY);
  silence();
}

static void qos_2(void) {
  begin_registered();
  publish(SN_QOS_2, "hi");
  node("09 0C 40 00 0A 00 02 68 69");
  after(RETRY);
  node("09 0C C0 00 0A 00 02 68 69");
  gateway("04 0F 00 09"); /* of a life before */
  node("04 10 00 09");
  gateway("04 0E 00 09");
  after(RETRY);
  node("09 0C C0 00 0A 00 02 68 69");
  gateway("04 0F 00 02");
  node("04 10 00 02");
  gateway("04 0F 00 02"); /* a copy */
  node("04 10 00 02");
  after(RETRY);
  node("04 10 00 02");
  gateway("07 0D 00 0A 00 02 00"); /* means nothing now */
  told("");
  gateway("04 0E 00 02");
  told("+");
  gateway("04 0E 00 02");
  told("");
  silence();
}

static void qos_minus_1_in_any_state(void) {
  begin();
  const uint8_t data[] = {'h', 'i'};
  CHECK(!sn_publish(&client, &topics[0], SN_QOS_MINUS_1, data, 2));
  CHECK(sn_publish(&client, &topics[1], SN_QOS_MINUS_1, data, 2));
  node("09 0C 61 00 01 00 00 68 69");
  CHECK(!net.is_open);
  begin_registered();
  publish(SN_QOS_1, "x");
  node("08 0C 20 00 0A 00 02 78");
  CHECK(sn_publish(&client, &topics[1], SN_QOS_MINUS_1, data, 2)); /* beside another */
  node("09 0C 61 00 01 00 00 68 69");
  silence();
}

static void a_predefined_topic_needs_no_register(void) {
  begin_active();
  CHECK(sn_publish(&client, &topics[1], SN_QOS_1, (const uint8_t *)"hi", 2));
  step();
  node("09 0C 21 00 01 00 01 68 69");
  gateway("07 0D 00 01 00 01 02"); /* which nothing repairs */
  told("-");
  silence();
}

static void data_that_are_too_long_are_refused(void) {
  static const uint8_t longest[SN_DATA_MAX] = {0};
  static const uint8_t too_long[SN_DATA_MAX + 1] = {0};
  begin_active();
  CHECK(!sn_publish(&client, &topics[0], SN_QOS_0, too_long, sizeof too_long));
  CHECK(sn_publish(&client, &topics[0], SN_QOS_0, longest, sizeof longest));
}

static void an_id_that_is_not_valid_is_registered_again(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  gateway("07 0D 00 0A 00 02 02");
  node("0E 0A 00 00 00 03 61 2F 62 2F 74 65 6D 70");
  gateway("07 0B 00 0C 00 03 00");
  step();
  node("09 0C 20 00 0C 00 02 68 69");
  gateway("07 0D 00 0C 00 02 00");
  told("+");
  silence();
}

static void repairs_end(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  for (int i = 0; i < 3; i++) {
    char regack[32];
    (void)sprintf(regack, "07 0B 00 0A 00 %02X 00", (unsigned)(3 + i));
    gateway("07 0D 00 0A 00 02 02");
    gateway(regack);
    step();
  }
  told("");
  gateway("07 0D 00 0A 00 02 02");
  told("-");
}

static void a_qos_0_publish_that_is_refused_registers_anew_next_time(void) {
  begin_registered();
  gateway("07 0D 00 0A 00 00 02");
  CHECK(topics[0].id == 0);
  publish(SN_QOS_0, "x");
  node("0E 0A 00 00 00 02 61 2F 62 2F 74 65 6D 70");
}

static void congestion_silences_for_t_wait(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  gateway("07 0D 00 0A 00 02 01");
  silence();
  for (uint32_t waited = 0; waited < WAIT - 1000; waited += 1000) {
    after(1000);
    if (net.sent_count > 0) {
      node("02 16");
      gateway("02 17");
      silence();
    }
  }
  silence();
  after(1000);
  node("09 0C 20 00 0A 00 02 68 69");
}

/* PUBLISH q2, loss, CONNECT, the same PUBLISH with DUP: the broker knows it by its id. */
static void a_publish_survives_the_loss_of_the_gateway(void) {
  begin_registered();
  publish(SN_QOS_2, "hi");
  node("09 0C 40 00 0A 00 02 68 69");
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("0E 0A 00 00 00 03 61 2F 62 2F 74 65 6D 70");
  gateway("07 0B 00 0C 00 03 00");
  step();
  node("09 0C C0 00 0C 00 02 68 69");
  gateway("04 0F 00 02");
  node("04 10 00 02");
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("04 10 00 02"); /* and nothing is registered for it */
  gateway("04 0E 00 02");
  told("+");
  silence();
}

/* It is not released before its copy, which would then be a second message. */
static void a_pubrec_of_an_earlier_connection_is_asked_for_again(void) {
  begin_registered();
  publish(SN_QOS_2, "hi");
  node("09 0C 40 00 0A 00 02 68 69");
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("0E 0A 00 00 00 03 61 2F 62 2F 74 65 6D 70");
  gateway("04 0F 00 02");
  silence();
  gateway("07 0B 00 0C 00 03 00");
  step();
  node("09 0C C0 00 0C 00 02 68 69");
  gateway("04 0F 00 02");
  node("04 10 00 02");
  gateway("04 0E 00 02");
  told("+");
  silence();
}

static void a_publish_that_nobody_acknowledges_loses_the_gateway(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  for (int copy = 0; copy < RETRIES; copy++) {
    after(RETRY);
    node("09 0C A0 00 0A 00 02 68 69");
  }
  after(RETRY);
  step();
  node("08 04 00 01 00 3C 63 31");
  CHECK(sn_losses(&client) == 1);
}

static void an_unknown_pubrec_is_released(void) {
  begin_active();
  gateway("04 0F 12 34");
  node("04 10 12 34");
  gateway("04 0E 12 34");
  silence();
}

static void message_ids_pass_over_zero_and_that_of_the_publish(void) {
  begin_registered();
  settings.keep_alive_seconds = 0;
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  client.msg_id = 1;
  gateway("07 0D 00 0A 00 02 02");
  node("0E 0A 00 00 00 03 61 2F 62 2F 74 65 6D 70");
  client.msg_id = 0xFFFF;
  gateway("07 0B 00 00 00 03 01"); /* congestion: later again */
  after(WAIT - 1);
  silence();
  after(1);
  node("0E 0A 00 00 00 01 61 2F 62 2F 74 65 6D 70");
}

/* ---- subscribing (6.9) ---- */

static void subscribe_is_repeated_with_dup(void) {
  begin();
  settings.filter_count = 1;
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("08 12 20 00 01 61 2F 23");
  after(RETRY);
  node("08 12 A0 00 01 61 2F 23");
  gateway("08 13 20 00 00 00 01 00");
  CHECK(filters[0].state == SN_FILTER_MADE);
  silence();
}

static void a_refused_subscription_is_given_up(void) {
  begin();
  settings.filter_count = 1;
  sn_connect(&client);
  step();
  gateway("03 05 00");
  gateway("08 13 00 00 00 00 01 03");
  CHECK(filters[0].state == SN_FILTER_REFUSED);
  state(SN_ACTIVE);
}

static void a_congested_subscription_waits(void) {
  begin();
  settings.filter_count = 1;
  settings.keep_alive_seconds = 0;
  sn_connect(&client);
  step();
  node("08 04 00 01 00 00 63 31");
  gateway("03 05 00");
  node("08 12 20 00 01 61 2F 23");
  gateway("08 13 00 00 00 00 01 01");
  after(WAIT - 1);
  silence();
  after(1);
  node("08 12 20 00 02 61 2F 23");
}

static void subscribes_to_predefined_and_short_topics(void) {
  begin();
  settings.filter_count = 2;
  filters[0].topic.type = SN_PREDEFINED;
  filters[0].topic.id = 1;
  filters[1].topic.type = SN_SHORT;
  filters[1].topic.id = 0x6162;
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("07 12 21 00 01 00 01");
  gateway("08 13 20 00 01 00 01 00");
  node("07 12 42 00 02 61 62");
  gateway("08 13 40 61 62 00 02 00");
  gateway("09 0C 01 00 01 00 00 68 69");
  gateway("09 0C 02 61 62 00 00 68 6F");
  heard("-:hi -:ho ");
}

/* ---- messages from the gateway (6.10) ---- */

static void takes_messages_at_each_qos(void) {
  begin_subscribed();
  gateway("09 0C 00 00 0B 00 00 68 30");
  silence();
  gateway("09 0C 20 00 0B 00 21 68 31");
  node("07 0D 00 0B 00 21 00");
  gateway("09 0C 40 00 0B 00 22 68 32");
  node("04 0F 00 22");
  gateway("04 10 00 22");
  node("04 0E 00 22");
  heard("cmd:h0 cmd:h1 cmd:h2 ");
  silence();
}

static void qos_2_is_delivered_once(void) {
  begin_subscribed();
  gateway("09 0C 40 00 0B 00 22 68 32");
  node("04 0F 00 22");
  gateway("09 0C C0 00 0B 00 22 68 32");
  node("04 0F 00 22");
  gateway("09 0C 40 00 0B 00 22 68 32"); /* a copy without DUP */
  node("04 0F 00 22");
  heard("cmd:h2 ");
  gateway("04 10 00 22");
  node("04 0E 00 22");
  gateway("04 10 00 22");
  node("04 0E 00 22");
  gateway("09 0C 40 00 0B 00 22 68 33"); /* the id is free again */
  node("04 0F 00 22");
  heard("cmd:h3 ");
  silence();
}

static void several_qos_2_messages_at_once(void) {
  begin_subscribed();
  for (int round = 0; round < 2; round++) {
    gateway("09 0C 40 00 0B 00 22 68 31");
    gateway("09 0C 40 00 0B 00 23 68 32");
    gateway("09 0C 40 00 0B 00 24 68 33");
    gateway("09 0C 40 00 0B 00 25 68 34");
  }
  heard("cmd:h1 cmd:h2 cmd:h3 cmd:h4 ");
}

static void a_clean_session_forgets_what_it_has_received(void) {
  begin_subscribed();
  settings.clean_session = true;
  gateway("09 0C 40 00 0B 00 22 68 31");
  gateway("02 18");
  gateway("03 05 00");
  gateway("08 13 20 00 00 00 03 00");
  gateway("08 13 40 00 0B 00 04 00");
  gateway("09 0C 40 00 0B 00 22 68 32");
  heard("cmd:h1 cmd:h2 ");
}

static void qos_2_is_delivered_once_over_a_loss(void) {
  begin_subscribed();
  gateway("09 0C 40 00 0B 00 22 68 32");
  node("04 0F 00 22");
  heard("cmd:h2 ");
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("08 12 20 00 03 61 2F 23");
  gateway("09 0C C0 00 0B 00 22 68 32"); /* an id of before */
  node("07 0D 00 0B 00 22 02");
  gateway("09 0A 00 0D 00 50 63 6D 64");
  node("07 0B 00 0D 00 50 00");
  gateway("09 0C C0 00 0D 00 22 68 32");
  node("04 0F 00 22");
  heard("");
  gateway("04 10 00 22");
  node("04 0E 00 22");
}

static void answers_register(void) {
  begin_subscribed();
  gateway("09 0A 00 14 00 50 61 2F 78");
  node("07 0B 00 14 00 50 00");
  gateway("09 0C 00 00 14 00 00 68 69");
  heard("a/x:hi ");
  silence();
}

static void the_oldest_name_is_forgotten_and_comes_again(void) {
  static const char *const registers[] = {"09 0A 00 14 00 50 61 2F 30", "09 0A 00 15 00 50 61 2F 31",
                                          "09 0A 00 16 00 50 61 2F 32", "09 0A 00 17 00 50 61 2F 33",
                                          "09 0A 00 18 00 50 61 2F 34"};
  begin_subscribed();
  for (int i = 0; i < 5; i++) {
    gateway(registers[i]);
  }
  silence_now();
  gateway("09 0C 00 00 15 00 00 68 69");
  gateway("09 0C 00 00 18 00 00 68 69");
  heard("a/1:hi a/4:hi ");
  gateway("09 0C 20 00 14 00 51 68 69");
  node("07 0D 00 14 00 51 02");
  gateway(registers[0]);
  node("07 0B 00 14 00 50 00");
  gateway("09 0C A0 00 14 00 51 68 69");
  node("07 0D 00 14 00 51 00");
  heard("a/0:hi ");
  silence();
}

static void a_name_that_cannot_be_kept_is_refused(void) {
  char hex[3 * 60] = "2F 0A 00 14 00 50";
  begin_subscribed();
  for (int i = 0; i < SN_NAME_MAX + 1; i++) {
    strcat(hex, " 61");
  }
  gateway(hex);
  node("07 0B 00 14 00 50 03");
  gateway("06 0A 00 14 00 50"); /* empty */
  node("07 0B 00 14 00 50 03");
  gateway("07 0A 00 00 00 50 61"); /* an id that is reserved */
  node("07 0B 00 00 00 50 03");
  gateway("07 0A FF FF 00 50 61");
  node("07 0B FF FF 00 50 03");
  silence();
}

static void an_unknown_id_is_told_at_every_qos(void) {
  begin_subscribed();
  gateway("09 0C 00 00 63 00 00 68 69");
  node("07 0D 00 63 00 00 02");
  gateway("09 0C 40 00 63 00 09 68 69");
  node("07 0D 00 63 00 09 02");
  gateway("09 0C 20 00 00 00 09 68 69");
  node("07 0D 00 00 00 09 02");
  gateway("09 0C 23 00 0B 00 09 68 69"); /* a reserved type */
  node("07 0D 00 0B 00 09 02");
  gateway("09 0C 20 00 0B 00 00 68 69"); /* no message id */
  node("07 0D 00 0B 00 00 03");
  gateway("09 0C 60 00 0B 00 00 68 69"); /* QoS -1 comes from no gateway */
  silence();
  heard("");
}

static void rubbish_is_ignored(void) {
  begin_subscribed();
  srand(1);
  for (int i = 0; i < 20000; i++) {
    char hex[3 * 16 + 1];
    unsigned octets = 2 + (unsigned)rand() % 10;
    (void)sprintf(hex, "%02X %02X", octets, (unsigned)rand() % 0x24);
    for (unsigned k = 2; k < octets; k++) {
      (void)sprintf(hex + strlen(hex), " %02X", (unsigned)rand() % 256);
    }
    gateway(hex);
    silence_now();
    net.heard[0] = '\0';
    net.told[0] = '\0';
    if (i % 16 == 0) {
      after(1000);
      silence_now();
    }
  }
  /* Whatever it was made to believe, it finds back. */
  for (int i = 0; i < 400 && sn_state(&client) != SN_CONNECTING; i++) {
    after(1000);
    silence_now();
  }
  state(SN_CONNECTING);
  gateway("03 05 00");
  state(SN_ACTIVE);
}

/* ---- sleeping (6.14) ---- */

static void falls_asleep_and_wakes(void) {
  begin_asleep();
  after(119999);
  silence();
  after(1);
  node("04 16 63 31");
  state(SN_AWAKE);
  gateway("09 0C 20 00 0B 00 21 68 31");
  node("07 0D 00 0B 00 21 00");
  gateway("09 0C 40 00 0B 00 22 68 32");
  node("04 0F 00 22");
  gateway("04 10 00 22");
  node("04 0E 00 22");
  gateway("02 17");
  state(SN_ASLEEP);
  CHECK(!net.is_open && sn_wakes(&client) == 1);
  heard("cmd:h1 cmd:h2 ");
  silence();
  after(120000);
  node("04 16 63 31");
}

static void disconnect_with_a_duration_is_repeated(void) {
  begin_active();
  sn_sleep(&client, 120);
  step();
  node("04 18 00 78");
  after(RETRY);
  node("04 18 00 78");
  gateway("02 18");
  state(SN_ASLEEP);
}

static void every_message_prolongs_the_wake(void) {
  begin_asleep();
  after(120000);
  node("04 16 63 31");
  after(RETRY - 1);
  gateway("09 0C 20 00 0B 00 21 68 31");
  node("07 0D 00 0B 00 21 00");
  after(RETRY - 1);
  silence();
  after(1);
  node("04 16 63 31");
  gateway("02 17");
  state(SN_ASLEEP);
}

static void a_gateway_that_is_heard_gets_all_copies(void) {
  begin_asleep();
  after(120000 + RETRY * RETRIES);
  silence_now();
  gateway("09 0C 00 00 0B 00 00 68 31");
  for (int copy = 0; copy < RETRIES; copy++) {
    after(RETRY);
    node("04 16 63 31");
  }
  after(RETRY);
  state(SN_ASLEEP);
  heard("cmd:h1 ");
}

/* Asleep again after an unanswered wake, and the next one begins with a new session. */
static void an_unanswered_wake_is_followed_by_a_connect(void) {
  begin_asleep();
  after(120000);
  for (int copy = 0; copy <= RETRIES; copy++) {
    node("04 16 63 31");
    silence();
    after(RETRY);
  }
  state(SN_ASLEEP);
  CHECK(!net.is_open);
  after(120000);
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("08 12 20 00 03 61 2F 23");
  gateway("08 13 20 00 00 00 03 00");
  node("08 12 40 00 04 63 6D 64");
  gateway("08 13 40 00 0B 00 04 00");
  node("04 18 00 78");
  gateway("02 18");
  step();
  node("04 16 63 31"); /* which it owes since then */
  gateway("02 17");
  state(SN_ASLEEP);
  silence();
}

static void a_gateway_that_forgot_the_sleeper(void) {
  begin_asleep();
  after(120000);
  node("04 16 63 31");
  gateway("02 18");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("08 12 20 00 03 61 2F 23");
  gateway("08 13 20 00 00 00 03 00");
  node("08 12 40 00 04 63 6D 64");
  gateway("08 13 40 00 0B 00 04 00");
  node("04 18 00 78");
}

static void connects_to_publish_in_its_sleep(void) {
  begin_asleep();
  topics[0].id = 10;
  after(50000);
  publish(SN_QOS_1, "hi");
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("09 0C 20 00 0A 00 03 68 69"); /* the session is known: nothing is made again */
  gateway("07 0D 00 0A 00 03 00");
  told("+");
  node("04 18 00 78");
  gateway("02 18");
  state(SN_ASLEEP);
  silence();
  after(69999);
  silence();
  after(1);
  node("04 16 63 31"); /* when it would have woken anyway */
}

static void a_clean_sleeper_keeps_its_session(void) {
  begin();
  settings.clean_session = true;
  sn_sleep(&client, 120);
  step();
  node("08 04 04 01 00 3C 63 31");
  gateway("03 05 00");
  node("04 18 00 78");
  gateway("02 18");
  silence();
  publish(SN_QOS_0, "x");
  node("08 04 00 01 00 3C 63 31");
}

static void sleeps_no_more(void) {
  begin_asleep();
  sn_connect(&client);
  step();
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  state(SN_ACTIVE);
  silence();
}

static void leaves_from_its_sleep(void) {
  begin_asleep();
  sn_disconnect(&client);
  step();
  node("02 18");
  gateway("02 18");
  state(SN_IDLE);
  CHECK(!net.is_open);
}

static void does_not_sleep_before_its_work_is_done(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  sn_sleep(&client, 120);
  step();
  silence();
  gateway("07 0D 00 0A 00 02 00");
  node("04 18 00 78");
}

static void a_held_publish_does_not_keep_it_awake(void) {
  begin_registered();
  publish(SN_QOS_1, "hi");
  node("09 0C 20 00 0A 00 02 68 69");
  sn_sleep(&client, 600);
  gateway("07 0D 00 0A 00 02 01");
  node("04 18 02 58");
  gateway("02 18");
  state(SN_ASLEEP);
  after(WAIT);
  node("08 04 00 01 00 3C 63 31");
  gateway("03 05 00");
  node("09 0C 20 00 0A 00 02 68 69");
}

int main(void) {
#define TEST(name) {#name, name}
  static const struct test tests[] = {
      TEST(connects),
      TEST(connects_with_a_clean_session),
      TEST(connects_with_a_will),
      TEST(repeats_each_step_of_the_will),
      TEST(a_will_that_is_asked_for_in_vain),
      TEST(tries_again_and_again_with_growing_pauses),
      TEST(a_refusal_is_not_the_end),
      TEST(a_network_that_does_not_open_is_tried_again),
      TEST(nothing_counts_before_connack),
      TEST(disconnects),
      TEST(leaves_a_silent_gateway),
      TEST(pings_when_idle),
      TEST(pings_although_it_publishes),
      TEST(asks_to_be_woken_for_the_ping),
      TEST(answers_a_ping),
      TEST(a_gateway_that_is_silent_is_lost),
      TEST(no_keep_alive_no_ping),
      TEST(what_is_asked_for_is_due_at_once),
      TEST(leaves_while_it_waits),
      TEST(a_gateway_that_forgets_at_once_is_given_pauses),
      TEST(the_next_loss_begins_without_a_pause),
      TEST(a_gateway_that_forgot_is_connected_to_at_once),
      TEST(registers_once),
      TEST(register_is_repeated),
      TEST(a_refused_registration_refuses_the_publish),
      TEST(qos_1),
      TEST(a_refused_publish_is_given_up),
      TEST(qos_2),
      TEST(qos_minus_1_in_any_state),
      TEST(a_predefined_topic_needs_no_register),
      TEST(data_that_are_too_long_are_refused),
      TEST(an_id_that_is_not_valid_is_registered_again),
      TEST(repairs_end),
      TEST(a_qos_0_publish_that_is_refused_registers_anew_next_time),
      TEST(congestion_silences_for_t_wait),
      TEST(a_publish_survives_the_loss_of_the_gateway),
      TEST(a_pubrec_of_an_earlier_connection_is_asked_for_again),
      TEST(a_publish_that_nobody_acknowledges_loses_the_gateway),
      TEST(an_unknown_pubrec_is_released),
      TEST(message_ids_pass_over_zero_and_that_of_the_publish),
      TEST(subscribe_is_repeated_with_dup),
      TEST(a_refused_subscription_is_given_up),
      TEST(a_congested_subscription_waits),
      TEST(subscribes_to_predefined_and_short_topics),
      TEST(takes_messages_at_each_qos),
      TEST(qos_2_is_delivered_once),
      TEST(a_clean_session_forgets_what_it_has_received),
      TEST(several_qos_2_messages_at_once),
      TEST(qos_2_is_delivered_once_over_a_loss),
      TEST(answers_register),
      TEST(the_oldest_name_is_forgotten_and_comes_again),
      TEST(a_name_that_cannot_be_kept_is_refused),
      TEST(an_unknown_id_is_told_at_every_qos),
      TEST(rubbish_is_ignored),
      TEST(falls_asleep_and_wakes),
      TEST(disconnect_with_a_duration_is_repeated),
      TEST(every_message_prolongs_the_wake),
      TEST(a_gateway_that_is_heard_gets_all_copies),
      TEST(an_unanswered_wake_is_followed_by_a_connect),
      TEST(a_gateway_that_forgot_the_sleeper),
      TEST(connects_to_publish_in_its_sleep),
      TEST(a_clean_sleeper_keeps_its_session),
      TEST(sleeps_no_more),
      TEST(leaves_from_its_sleep),
      TEST(does_not_sleep_before_its_work_is_done),
      TEST(a_held_publish_does_not_keep_it_awake),
  };
  return run_tests("client_test", tests, sizeof tests / sizeof tests[0]);
}
