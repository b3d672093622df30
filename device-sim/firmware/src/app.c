#include "app.h"

#include "board.h"
#include "text.h"

enum {
  INTERVAL_MAX_SECONDS = 86400,
  SLEEP_MAX_SECONDS = 64800,
  COMMAND_MAX = 40,
  BLINK_MILLIS = 100,
  BLINK_EDGES = 12,
  BACKOFF_MAX_MILLIS = 60000
};

_Static_assert(sizeof CONFIG_CLIENT_ID - 1 <= APP_ID_MAX, "CLIENT_ID is longer than 23 octets");
_Static_assert(sizeof CONFIG_PREFIX - 1 <= APP_PREFIX_MAX, "PREFIX is longer than 32 octets");
_Static_assert(sizeof CONFIG_PREFIX > 1, "PREFIX is empty");
_Static_assert(CONFIG_INTERVAL >= 1 && CONFIG_INTERVAL <= INTERVAL_MAX_SECONDS,
               "INTERVAL is not 1..86400 seconds");
_Static_assert(CONFIG_SLEEP >= 0 && CONFIG_SLEEP <= SLEEP_MAX_SECONDS,
               "SLEEP is not 0..64800 seconds");
_Static_assert(CONFIG_KEEP_ALIVE >= 0 && CONFIG_KEEP_ALIVE <= 65535,
               "KEEP_ALIVE is not 0..65535 seconds");
_Static_assert(CONFIG_QOS >= 0 && CONFIG_QOS <= 2, "QOS is not 0, 1 or 2");
_Static_assert(CONFIG_RETRY_MILLIS >= 100 && CONFIG_RETRY_MILLIS <= 60000,
               "RETRY_MILLIS is not 100..60000");
_Static_assert(CONFIG_RETRIES >= 1 && CONFIG_RETRIES <= 20, "RETRIES is not 1..20");
_Static_assert(CONFIG_WAIT >= 1 && CONFIG_WAIT <= 3600, "WAIT is not 1..3600 seconds");
_Static_assert(CONFIG_CLEAN_SESSION == 0 || CONFIG_CLEAN_SESSION == 1,
               "CLEAN_SESSION is not 0 or 1");
/* Its longest message is the REGISTER of the longest name. */
_Static_assert(CONFIG_MESSAGE_MAX >= 6 + APP_TOPIC_CAPACITY - 1 && CONFIG_MESSAGE_MAX <= 255,
               "MESSAGE_MAX is not 74..255 octets");
_Static_assert(CONFIG_BEACON_ID >= 0 && CONFIG_BEACON_ID < 65535,
               "BEACON_ID is not 0..65534");

/* What is published; the order is that of the topics, and of sending. */
enum reading { STATE, ANSWER, TEMPERATURE, UPTIME, COUNTER, BEACON, READINGS };

static const char *const leaves[BEACON] = {"state", "answer", "temperature", "uptime", "counter"};
static const uint8_t qualities[BEACON] = {SN_QOS_1 | SN_RETAIN, SN_QOS_2, CONFIG_QOS << 5,
                                          SN_QOS_0, SN_QOS_2};

static struct app {
  struct sn_client client;
  struct sn_settings settings;
  struct sn_will will;
  struct sn_listener listener;
  struct sn_topic topics[READINGS];
  struct sn_filter filters[2]; /* commands for this node, and for all */
  uint8_t due;                 /* bits of what is to be published */
  bool leaving;
  bool session;                /* since "online" was asked for */
  uint16_t losses;
  uint16_t wakes;
  uint16_t sleep_seconds; /* 0: always active */
  uint32_t interval_seconds;
  uint32_t next_reading; /* when */
  uint32_t seconds_at;   /* when the uptime was counted last */
  uint32_t uptime_seconds;
  uint32_t counter;
  uint32_t commands;
  uint32_t blink_at;
  uint8_t blink_edges; /* left */
  char answer[SN_DATA_MAX];
  char id[APP_ID_MAX + 1];
  char names[BEACON][APP_TOPIC_CAPACITY];
  char command_name[APP_TOPIC_CAPACITY];
  char all_name[APP_PREFIX_MAX + 12];
} app;

/* ---- names ---- */

static void name_node(const char *client_id) {
  struct text text;
  text_begin(&text, app.id, sizeof app.id);
  text_add(&text, client_id[0] != '\0' ? client_id : CONFIG_CLIENT_ID);
  if (text.length == 0) {
    uint64_t number = board_serial_number();
    text_add(&text, "node-");
    text_add_hex(&text, (uint32_t)(number >> 32));
    text_add_hex(&text, (uint32_t)number);
  }
}

static void name_topic(char *name, size_t capacity, const char *node, const char *leaf) {
  struct text text;
  text_begin(&text, name, capacity);
  text_add(&text, CONFIG_PREFIX "/");
  text_add(&text, node);
  text_add(&text, "/");
  text_add(&text, leaf);
}

static void name_topics(void) {
  for (int i = 0; i < BEACON; i++) {
    name_topic(app.names[i], sizeof app.names[i], app.id, leaves[i]);
    app.topics[i].name = app.names[i];
    app.topics[i].type = SN_NORMAL;
  }
  app.topics[BEACON].id = CONFIG_BEACON_ID;
  app.topics[BEACON].type = SN_PREDEFINED;
  name_topic(app.command_name, sizeof app.command_name, app.id, "command");
  name_topic(app.all_name, sizeof app.all_name, "all", "command");
  app.filters[0].topic.name = app.command_name;
  app.filters[0].qos = SN_QOS_2;
  app.filters[1].topic.name = app.all_name;
  app.filters[1].qos = SN_QOS_1;
}

/* ---- publishing ---- */

static void mark(enum reading reading) {
  app.due |= (uint8_t)(1U << reading);
}

static bool is_marked(enum reading reading) {
  return (app.due >> reading & 1) != 0;
}

/* Where the chip has no sensor: a day of ten minutes between 19.5 and 22.5 degrees. */
static int16_t simulated_temperature(void) {
  int32_t phase = (int32_t)(app.uptime_seconds % 600);
  return (int16_t)(195 + (phase < 300 ? phase : 600 - phase) / 10);
}

static void write_temperature(struct text *text) {
  int16_t tenths;
  if (!board_temperature(&tenths)) {
    tenths = simulated_temperature();
  }
  if (tenths < 0) {
    text_add(text, "-");
    tenths = (int16_t)-tenths;
  }
  text_add_number(text, tenths / 10);
  text_add(text, ".");
  text_add_number(text, tenths % 10);
}

static void write_reading(struct text *text, enum reading reading) {
  switch (reading) {
    case STATE:
      text_add(text, app.leaving ? "offline" : "online");
      break;
    case ANSWER:
      text_add(text, app.answer);
      break;
    case TEMPERATURE:
      write_temperature(text);
      break;
    case COUNTER:
      text_add_number(text, (int32_t)(app.counter + 1));
      break;
    default:
      text_add_number(text, (int32_t)app.uptime_seconds);
      break;
  }
}

static bool publish(enum reading reading) {
  char data[SN_DATA_MAX];
  struct text text;
  text_begin(&text, data, sizeof data);
  write_reading(&text, reading);
  uint8_t flags = reading == BEACON ? SN_QOS_MINUS_1 : qualities[reading];
  return sn_publish(&app.client, &app.topics[reading], flags, (const uint8_t *)data, text.length);
}

static void publish_what_is_due(void) {
  for (int i = 0; i < READINGS; i++) {
    enum reading reading = (enum reading)i;
    if (is_marked(reading) && publish(reading)) {
      app.due &= (uint8_t) ~(1U << reading);
      app.counter += reading == COUNTER ? 1 : 0;
    }
  }
}

/* The next one at once, before the client falls asleep for want of work. */
static void on_published(void *context, const struct sn_topic *topic, enum sn_outcome outcome) {
  (void)context;
  (void)topic;
  (void)outcome;
  publish_what_is_due();
}

/* ---- commands ---- */

static void blink(uint32_t now) {
  app.blink_edges = BLINK_EDGES;
  app.blink_at = now;
}

static bool set_interval(const char *number, uint32_t now) {
  uint32_t seconds;
  if (!text_number(number, &seconds) || seconds == 0 || seconds > INTERVAL_MAX_SECONDS) {
    return false;
  }
  app.interval_seconds = seconds;
  app.next_reading = now + seconds * 1000;
  return true;
}

static void follow_sleep(void) {
  if (app.sleep_seconds > 0) {
    sn_sleep(&app.client, app.sleep_seconds);
  } else {
    sn_connect(&app.client);
  }
}

static bool set_sleep(const char *number) {
  uint32_t seconds;
  if (!text_number(number, &seconds) || seconds > SLEEP_MAX_SECONDS) {
    return false;
  }
  app.sleep_seconds = (uint16_t)seconds;
  follow_sleep();
  return true;
}

static void write_status(struct text *text) {
  text_add(text, "up ");
  text_add_number(text, (int32_t)app.uptime_seconds);
  text_add(text, " interval ");
  text_add_number(text, (int32_t)app.interval_seconds);
  text_add(text, " sleep ");
  text_add_number(text, app.sleep_seconds);
  text_add(text, " losses ");
  text_add_number(text, sn_losses(&app.client));
  text_add(text, " stack ");
  text_add_number(text, (int32_t)board_stack_free());
}

/* Obeys, and writes what is said in return. */
static void obey(const char *command, struct text *answer) {
  uint32_t now = app.client.now;
  const char *rest;
  if (text_starts(command, "set interval ", &rest)) {
    text_add(answer, set_interval(rest, now) ? "ok " : "error: set interval 1..86400, not ");
    text_add(answer, rest);
  } else if (text_starts(command, "sleep ", &rest)) {
    text_add(answer, set_sleep(rest) ? "ok " : "error: sleep 0..64800, not ");
    text_add(answer, rest);
  } else if (text_starts(command, "blink", &rest) && *rest == '\0') {
    blink(now);
    text_add(answer, "ok");
  } else if (text_starts(command, "status", &rest) && *rest == '\0') {
    write_status(answer);
  } else {
    text_add(answer, "error: set interval N, sleep N, blink or status");
  }
}

static void on_message(void *context, const struct sn_delivery *delivery) {
  (void)context;
  char command[COMMAND_MAX];
  struct text text;
  text_begin(&text, command, sizeof command);
  text_add_octets(&text, delivery->data, delivery->data_octets);
  app.commands++;
  struct text answer;
  text_begin(&answer, app.answer, sizeof app.answer);
  text_add_number(&answer, (int32_t)app.commands);
  text_add(&answer, " ");
  obey(command, &answer);
  mark(ANSWER);
  publish_what_is_due();
}

/* ---- the main loop ---- */

static void count_seconds(uint32_t now) {
  uint32_t seconds = (now - app.seconds_at) / 1000;
  app.seconds_at += seconds * 1000;
  app.uptime_seconds += seconds;
}

static void take_readings(uint32_t now) {
  uint16_t wakes = sn_wakes(&app.client);
  bool is_sleeping = wakes == app.wakes && sn_state(&app.client) == SN_ASLEEP;
  app.wakes = wakes;
  /* A sleeper publishes when it wakes, not in between. */
  if ((int32_t)(now - app.next_reading) < 0 || (app.sleep_seconds > 0 && is_sleeping)) {
    return;
  }
  app.next_reading = now + app.interval_seconds * 1000;
  mark(TEMPERATURE);
  mark(UPTIME);
  mark(COUNTER);
  if (CONFIG_BEACON_ID != 0) {
    mark(BEACON);
  }
}

/* A will that was published for a lost node is taken back. */
static void tell_state(void) {
  uint16_t losses = sn_losses(&app.client);
  if (sn_state(&app.client) == SN_ACTIVE && (!app.session || losses != app.losses)) {
    app.session = true;
    app.losses = losses;
    mark(STATE);
  }
}

/* Lit while active, dark while asleep, half the time while connecting. */
static bool shows_state(uint32_t now) {
  switch (sn_state(&app.client)) {
    case SN_ACTIVE:
    case SN_AWAKE:
      return true;
    case SN_WAITING:
    case SN_CONNECTING:
      return (now & 512) != 0;
    default:
      return false;
  }
}

static void show(uint32_t now) {
  while (app.blink_edges > 0 && (int32_t)(now - app.blink_at) >= 0) {
    app.blink_edges--;
    app.blink_at += BLINK_MILLIS;
  }
  board_led(app.blink_edges > 0 ? app.blink_edges % 2 == 0 : shows_state(now));
}

static uint32_t min(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

/* The time until then; 0 if it has passed. */
static uint32_t until(uint32_t at, uint32_t now) {
  return (int32_t)(at - now) > 0 ? at - now : 0;
}

static uint32_t wait(uint32_t now) {
  bool can_publish = app.due != 0 && !sn_is_publishing(&app.client);
  if (can_publish || app.wakes != sn_wakes(&app.client)) {
    return 0;
  }
  uint32_t millis = sn_wait(&app.client, now);
  enum sn_state state = sn_state(&app.client);
  if (state != SN_ASLEEP) {
    millis = min(millis, until(app.next_reading, now));
  }
  if (state == SN_WAITING || state == SN_CONNECTING) {
    millis = min(millis, 512 - (now & 511));
  }
  if (app.blink_edges > 0) {
    millis = min(millis, until(app.blink_at, now));
  }
  return millis;
}

uint32_t app_step(uint32_t now) {
  count_seconds(now);
  if (!app.leaving) {
    tell_state();
    take_readings(now);
  }
  publish_what_is_due();
  if (app.leaving && app.due == 0) {
    sn_disconnect(&app.client);
  }
  sn_step(&app.client, now);
  show(now);
  return wait(now);
}

void app_start(const char *client_id, const struct sn_transport *transport, uint32_t now) {
  app = (struct app){0};
  name_node(client_id);
  name_topics();
  app.interval_seconds = CONFIG_INTERVAL;
  app.sleep_seconds = CONFIG_SLEEP;
  app.seconds_at = now;
  app.next_reading = now;
  app.will.topic = app.names[STATE];
  app.will.message = "offline";
  app.will.flags = SN_QOS_1 | SN_RETAIN;
  app.listener.on_message = on_message;
  app.listener.on_published = on_published;
  app.settings.client_id = app.id;
  app.settings.clean_session = CONFIG_CLEAN_SESSION != 0;
  app.settings.will = &app.will;
  app.settings.topics = app.topics;
  app.settings.topic_count = READINGS;
  app.settings.filters = app.filters;
  app.settings.filter_count = sizeof app.filters / sizeof app.filters[0];
  app.settings.keep_alive_seconds = CONFIG_KEEP_ALIVE;
  app.settings.retry_millis = CONFIG_RETRY_MILLIS;
  app.settings.retries = CONFIG_RETRIES;
  app.settings.wait_millis = CONFIG_WAIT * 1000U;
  app.settings.backoff_max_millis = BACKOFF_MAX_MILLIS;
  app.settings.random = board_random();
  sn_start(&app.client, &app.settings, transport, &app.listener);
  follow_sleep();
}

void app_leave(void) {
  app.leaving = true;
  app.due = 0;
  mark(STATE);
}

bool app_is_gone(void) {
  return app.leaving && sn_state(&app.client) == SN_IDLE;
}
