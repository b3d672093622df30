#include "parts.h"

#include "text.h"

enum goal { OFFLINE, ONLINE, SLEEPING };

enum {
  MESSAGES_PER_STEP = 8,
  FIRST_BACKOFF_MILLIS = 1000,
  WAIT_MAX_MILLIS = 60000
};

/* ---- what all parts use ---- */

void sn_put(struct sn_client *client, const struct sn_message *message) {
  uint8_t octets[SN_MESSAGE_MAX];
  size_t count = sn_encode(octets, sizeof octets, message);
  if (count > 0) {
    /* One that is not sent is like one that is lost. */
    (void)client->transport->send(client->transport->context, octets, count);
    client->sent_at = client->now;
  }
}

static uint32_t next_random(struct sn_client *client) {
  uint32_t x = client->random;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  client->random = x;
  return x;
}

/* The publish may wait for long, so that the ids of other requests come round to its own. */
uint16_t sn_next_msg_id(struct sn_client *client) {
  do {
    client->msg_id++;
  } while (client->msg_id == 0
           || (client->outgoing.topic != NULL
               && client->msg_id == client->outgoing.exchange.msg_id));
  return client->msg_id;
}

void sn_hold(struct sn_client *client) {
  client->held = true;
  client->hold_end = client->now + client->settings->wait_millis;
}

static void listen(struct sn_client *client) {
  if (!client->listening) {
    client->listening = client->transport->open(client->transport->context);
  }
}

static void stop_listening(struct sn_client *client) {
  if (client->listening) {
    client->listening = false;
    client->transport->close(client->transport->context);
  }
}

void sn_put_at_any_time(struct sn_client *client, const struct sn_message *message) {
  bool was_listening = client->listening;
  listen(client);
  sn_put(client, message);
  if (!was_listening) {
    stop_listening(client);
  }
}

static void become(struct sn_client *client, enum sn_state state) {
  client->state = (uint8_t)state;
  if (state == SN_IDLE || state == SN_WAITING || state == SN_ASLEEP) {
    stop_listening(client);
  }
}

/* ---- requests ---- */

static void fill_connect(const struct sn_client *client, struct sn_message *message) {
  const struct sn_settings *settings = client->settings;
  message->code = SN_PROTOCOL_ID;
  message->duration = settings->keep_alive_seconds;
  message->flags = settings->will != NULL ? SN_WILL : 0;
  if (settings->clean_session && client->renew) {
    message->flags |= SN_CLEAN_SESSION;
  }
}

static const char *fill_subscribe(const struct sn_filter *filter, struct sn_message *message,
                                  uint8_t short_id[2]) {
  message->flags = filter->qos | filter->topic.type;
  if (filter->topic.type == SN_NORMAL) {
    return filter->topic.name;
  }
  short_id[0] = (uint8_t)(filter->topic.id >> 8);
  short_id[1] = (uint8_t)filter->topic.id;
  message->data = short_id;
  message->data_octets = 2;
  return NULL;
}

static void send_request(struct sn_client *client) {
  const struct sn_settings *settings = client->settings;
  struct sn_message message = {.type = client->request.type, .msg_id = client->request.msg_id};
  uint8_t short_id[2];
  const char *name = NULL;
  switch (message.type) {
    case SN_CONNECT:
      fill_connect(client, &message);
      name = settings->client_id;
      break;
    case SN_WILLTOPIC:
      message.flags = settings->will->flags;
      name = settings->will->topic;
      break;
    case SN_WILLMSG:
      name = settings->will->message;
      break;
    case SN_REGISTER:
      name = client->registering->name;
      break;
    case SN_SUBSCRIBE:
      name = fill_subscribe(client->subscribing, &message, short_id);
      message.flags |= client->request.copies > 0 ? SN_DUP : 0;
      break;
    case SN_PINGREQ:
      name = client->state == SN_AWAKE ? settings->client_id : NULL;
      break;
    default:
      message.duration = client->state == SN_RETIRING ? client->sleep_seconds : 0;
      break;
  }
  if (name != NULL) {
    message.data = (const uint8_t *)name;
    message.data_octets = text_length(name);
  }
  sn_put(client, &message);
  sn_exchange_sent(&client->request, client);
}

static void begin_request(struct sn_client *client, uint8_t type, uint16_t msg_id) {
  sn_exchange_begin(&client->request, type, msg_id);
  send_request(client);
}

static void begin_connect(struct sn_client *client) {
  become(client, SN_CONNECTING);
  listen(client);
  if (client->listening) {
    begin_request(client, SN_CONNECT, 0);
  } else {
    sn_on_gateway_lost(client);
  }
}

static void begin_wake(struct sn_client *client) {
  if (client->renew) {
    begin_connect(client);
    return;
  }
  become(client, SN_AWAKE);
  listen(client);
  begin_request(client, SN_PINGREQ, 0);
}

static void begin_departure(struct sn_client *client) {
  become(client, client->goal == SLEEPING ? SN_RETIRING : SN_LEAVING);
  listen(client);
  begin_request(client, SN_DISCONNECT, 0);
}

static void begin_subscribe(struct sn_client *client, struct sn_filter *filter) {
  client->subscribing = filter;
  begin_request(client, SN_SUBSCRIBE, sn_next_msg_id(client));
}

static void begin_register(struct sn_client *client, struct sn_topic *topic) {
  client->registering = topic;
  begin_request(client, SN_REGISTER, sn_next_msg_id(client));
}

/* ---- the ends of a session ---- */

static void end_wake(struct sn_client *client, bool answered) {
  sn_exchange_end(&client->request);
  client->renew = !answered;
  client->wakes++;
  client->wake_at = client->now + client->sleep_seconds * 1000U;
  become(client, SN_ASLEEP);
}

void sn_on_gateway_lost(struct sn_client *client) {
  sn_exchange_end(&client->request);
  sn_outgoing_suspend(client);
  client->renew = true;
  client->losses++;
  if (client->goal == OFFLINE) {
    become(client, SN_IDLE);
    return;
  }
  become(client, SN_WAITING);
  uint32_t backoff = client->backoff_millis;
  uint32_t max = client->settings->backoff_max_millis;
  client->connect_at = client->now + backoff + next_random(client) % (backoff / 2 + 1);
  client->backoff_millis = backoff == 0 ? FIRST_BACKOFF_MILLIS : backoff * 2;
  if (client->backoff_millis > max) {
    client->backoff_millis = max;
  }
}

/* A new session: what was registered and subscribed in an old one means nothing any more. */
static void renew(struct sn_client *client) {
  const struct sn_settings *settings = client->settings;
  for (uint8_t i = 0; i < settings->topic_count; i++) {
    if (settings->topics[i].type == SN_NORMAL) {
      settings->topics[i].id = 0;
    }
  }
  for (uint8_t i = 0; i < settings->filter_count; i++) {
    settings->filters[i].state = SN_FILTER_WANTED;
    if (settings->filters[i].topic.type == SN_NORMAL) {
      settings->filters[i].topic.id = 0;
    }
  }
  if (settings->clean_session) {
    sn_inbox_clear(client);
  } else {
    sn_inbox_clear_names(client);
  }
  client->renew = false;
}

/* ---- answers ---- */

static bool is_connecting(const struct sn_client *client) {
  return client->state == SN_CONNECTING;
}

static void on_connack(struct sn_client *client, uint8_t code) {
  if (!is_connecting(client)) {
    return;
  }
  sn_exchange_end(&client->request);
  if (code != SN_ACCEPTED) {
    if (client->backoff_millis < FIRST_BACKOFF_MILLIS) {
      client->backoff_millis = FIRST_BACKOFF_MILLIS;
    }
    sn_on_gateway_lost(client);
    return;
  }
  become(client, SN_ACTIVE);
  if (client->renew) {
    renew(client);
  }
}

static void on_will_request(struct sn_client *client, uint8_t answer) {
  if (is_connecting(client) && client->settings->will != NULL) {
    begin_request(client, answer, 0);
  }
}

static void on_suback(struct sn_client *client, const struct sn_message *message) {
  struct sn_filter *filter = client->subscribing;
  if (!sn_exchange_awaits(&client->request, SN_SUBSCRIBE, message->msg_id)) {
    return;
  }
  sn_exchange_end(&client->request);
  client->backoff_millis = 0;
  if (message->code == SN_CONGESTION) {
    sn_hold(client);
    return;
  }
  filter->state = message->code == SN_ACCEPTED ? SN_FILTER_MADE : SN_FILTER_REFUSED;
  if (message->code == SN_ACCEPTED && filter->topic.type == SN_NORMAL) {
    filter->topic.id = message->topic_id;
  }
}

static void on_regack(struct sn_client *client, const struct sn_message *message) {
  if (!sn_exchange_awaits(&client->request, SN_REGISTER, message->msg_id)) {
    return;
  }
  sn_exchange_end(&client->request);
  client->backoff_millis = 0;
  if (message->code == SN_ACCEPTED && message->topic_id != 0) {
    client->registering->id = message->topic_id;
  } else if (message->code == SN_CONGESTION) {
    sn_hold(client);
  } else if (client->outgoing.topic == client->registering) {
    sn_outgoing_refuse(client);
  }
}

static void on_pingresp(struct sn_client *client) {
  if (client->request.type != SN_PINGREQ) {
    return;
  }
  client->backoff_millis = 0;
  if (client->state == SN_AWAKE) {
    end_wake(client, true);
  } else {
    sn_exchange_end(&client->request);
  }
}

/* When it wakes stays as it was: publishing in between does not put that off. */
static void fall_asleep(struct sn_client *client) {
  sn_exchange_end(&client->request);
  become(client, SN_ASLEEP);
}

static void on_disconnect(struct sn_client *client) {
  switch (client->state) {
    case SN_RETIRING:
      fall_asleep(client);
      break;
    case SN_LEAVING:
      sn_exchange_end(&client->request);
      client->renew = true;
      become(client, SN_IDLE);
      break;
    case SN_ACTIVE:
    case SN_AWAKE:
      sn_on_gateway_lost(client);
      break;
    default:
      break;
  }
}

/* ---- what arrives ---- */

static bool takes_messages(const struct sn_client *client) {
  return client->state == SN_ACTIVE || client->state == SN_AWAKE || client->state == SN_RETIRING
      || client->state == SN_LEAVING;
}

/* Messages inside a session. */
static void route(struct sn_client *client, const struct sn_message *message) {
  static const struct sn_message pingresp = {.type = SN_PINGRESP};
  switch (message->type) {
    case SN_REGISTER:
      sn_inbox_on_register(client, message);
      break;
    case SN_PUBLISH:
      sn_inbox_on_publish(client, message);
      break;
    case SN_PUBREL:
      sn_inbox_on_pubrel(client, message);
      break;
    case SN_PINGREQ:
      sn_put(client, &pingresp);
      break;
    case SN_REGACK:
      on_regack(client, message);
      break;
    case SN_SUBACK:
      on_suback(client, message);
      break;
    case SN_PINGRESP:
      on_pingresp(client);
      break;
    case SN_DISCONNECT:
      on_disconnect(client);
      break;
    default:
      if (sn_outgoing_on_message(client, message)) {
        client->backoff_millis = 0;
      }
      break;
  }
}

static void on_message(struct sn_client *client, const struct sn_message *message) {
  client->heard_at = client->now;
  if (client->state == SN_AWAKE) {
    /* The gateway is there, and its PINGRESP comes after its messages (section 6.14). */
    client->request.due = client->now + client->settings->retry_millis;
    client->request.copies = 1;
  }
  switch (message->type) {
    case SN_CONNACK:
      on_connack(client, message->code);
      break;
    case SN_WILLTOPICREQ:
      on_will_request(client, SN_WILLTOPIC);
      break;
    case SN_WILLMSGREQ:
      on_will_request(client, SN_WILLMSG);
      break;
    default:
      if (takes_messages(client)) {
        route(client, message);
      }
      break;
  }
}

static void receive(struct sn_client *client) {
  uint8_t octets[SN_MESSAGE_MAX];
  for (int i = 0; i < MESSAGES_PER_STEP && client->listening; i++) {
    size_t count = client->transport->receive(client->transport->context, octets, sizeof octets);
    if (count == 0) {
      return;
    }
    struct sn_message message;
    if (sn_decode(&message, octets, count)) {
      on_message(client, &message);
    }
  }
}

/* ---- what is due ---- */

static void repeat_requests(struct sn_client *client) {
  switch (sn_exchange_turn(&client->request, client)) {
    case SN_REPEAT:
      send_request(client);
      break;
    case SN_GIVE_UP:
      if (client->state == SN_AWAKE) {
        end_wake(client, false);
      } else {
        sn_on_gateway_lost(client);
      }
      break;
    case SN_NOT_DUE:
      break;
  }
}

/* Three quarters of the keep-alive after whichever is older: heard by us, or heard of us. */
static uint32_t ping_at(const struct sn_client *client) {
  uint32_t oldest = sn_is_due(client->sent_at, client->heard_at) ? client->heard_at
                                                                 : client->sent_at;
  return oldest + client->settings->keep_alive_seconds * 750U;
}

static struct sn_filter *wanted_filter(const struct sn_client *client) {
  for (uint8_t i = 0; i < client->settings->filter_count; i++) {
    if (client->settings->filters[i].state == SN_FILTER_WANTED) {
      return &client->settings->filters[i];
    }
  }
  return NULL;
}

/* Whether a publish wants the client active. */
static bool has_work(const struct sn_client *client) {
  return client->outgoing.topic != NULL && (!client->held || client->outgoing.exchange.type != 0);
}

static void pursue_active(struct sn_client *client) {
  sn_outgoing_step(client);
  if (client->state != SN_ACTIVE || client->request.type != 0) {
    return;
  }
  struct sn_filter *filter = wanted_filter(client);
  if (filter != NULL && !client->held) {
    begin_subscribe(client, filter);
  } else if (sn_outgoing_needs_registration(client) && !client->held) {
    begin_register(client, client->outgoing.topic);
  } else if (client->goal != ONLINE && !has_work(client)) {
    begin_departure(client);
  } else if (client->settings->keep_alive_seconds > 0
             && sn_is_due(client->now, ping_at(client))) {
    begin_request(client, SN_PINGREQ, 0);
  }
}

static void pursue_asleep(struct sn_client *client) {
  if (client->goal == OFFLINE) {
    begin_departure(client);
  } else if (client->goal == ONLINE || has_work(client)) {
    begin_connect(client);
  } else if (sn_is_due(client->now, client->wake_at)) {
    begin_wake(client);
  }
}

static void pursue(struct sn_client *client) {
  switch (client->state) {
    case SN_IDLE:
      if (client->goal != OFFLINE) {
        begin_connect(client);
      }
      break;
    case SN_WAITING:
      if (client->goal == OFFLINE) {
        become(client, SN_IDLE);
      } else if (sn_is_due(client->now, client->connect_at)) {
        begin_connect(client);
      }
      break;
    case SN_ACTIVE:
      pursue_active(client);
      break;
    case SN_ASLEEP:
      pursue_asleep(client);
      break;
    default:
      break;
  }
}

/* ---- what the node calls ---- */

void sn_start(struct sn_client *client, const struct sn_settings *settings,
              const struct sn_transport *transport, const struct sn_listener *listener) {
  static const struct sn_client empty = {0};
  *client = empty;
  client->settings = settings;
  client->transport = transport;
  client->listener = listener;
  client->random = settings->random != 0 ? settings->random : 1;
  /* A gateway may remember ids of the life before a reset. */
  client->msg_id = (uint16_t)next_random(client);
  client->state = SN_IDLE;
  client->goal = OFFLINE;
  client->renew = true;
}

void sn_connect(struct sn_client *client) {
  client->goal = ONLINE;
}

void sn_sleep(struct sn_client *client, uint16_t seconds) {
  client->goal = SLEEPING;
  client->sleep_seconds = seconds;
  client->wake_at = client->now + seconds * 1000U;
}

void sn_disconnect(struct sn_client *client) {
  client->goal = OFFLINE;
}

void sn_step(struct sn_client *client, uint32_t now) {
  client->now = now;
  if (client->held && sn_is_due(now, client->hold_end)) {
    client->held = false;
  }
  receive(client);
  repeat_requests(client);
  pursue(client);
}

static void sooner(uint32_t *wait, uint32_t now, uint32_t at) {
  uint32_t millis = sn_is_due(now, at) ? 0 : at - now;
  if (millis < *wait) {
    *wait = millis;
  }
}

/* Whether the next step has to do what was asked for since the last one began. */
static bool is_behind(const struct sn_client *client) {
  bool is_free = client->request.type == 0;
  switch (client->state) {
    case SN_IDLE:
      return client->goal != OFFLINE;
    case SN_WAITING:
      return client->goal == OFFLINE;
    case SN_ASLEEP:
      return client->goal != SLEEPING || has_work(client);
    case SN_ACTIVE:
      if (!has_work(client)) {
        return is_free && client->goal != ONLINE;
      }
      return client->outgoing.exchange.type == 0
          && (is_free || !sn_outgoing_needs_registration(client));
    default:
      return false;
  }
}

uint32_t sn_wait(const struct sn_client *client, uint32_t now) {
  uint32_t wait = is_behind(client) ? 0 : WAIT_MAX_MILLIS;
  if (client->request.type != 0) {
    sooner(&wait, now, client->request.due);
  }
  if (client->outgoing.exchange.type != 0) {
    sooner(&wait, now, client->outgoing.exchange.due);
  }
  if (client->held) {
    sooner(&wait, now, client->hold_end);
  }
  if (client->state == SN_WAITING) {
    sooner(&wait, now, client->connect_at);
  }
  if (client->state == SN_ASLEEP) {
    sooner(&wait, now, client->wake_at);
  }
  if (client->state == SN_ACTIVE && client->request.type == 0
      && client->settings->keep_alive_seconds > 0) {
    sooner(&wait, now, ping_at(client));
  }
  return wait;
}

enum sn_state sn_state(const struct sn_client *client) {
  return (enum sn_state)client->state;
}

uint16_t sn_wakes(const struct sn_client *client) {
  return client->wakes;
}

uint16_t sn_losses(const struct sn_client *client) {
  return client->losses;
}
