/* What the gateway sends unasked: REGISTER, PUBLISH and PUBREL (section 6.10). */
#include "parts.h"
#include "text.h"

void sn_inbox_clear_names(struct sn_client *client) {
  for (int i = 0; i < SN_NAMES; i++) {
    client->inbox.names[i].id = 0;
  }
}

void sn_inbox_clear(struct sn_client *client) {
  sn_inbox_clear_names(client);
  for (int i = 0; i < SN_UNRELEASED; i++) {
    client->inbox.unreleased[i] = 0;
  }
}

/* A name that is ours already, as a topic to publish to or as a filter, gets its id there too. */
static bool learn_own(struct sn_client *client, const struct sn_message *message) {
  const struct sn_settings *settings = client->settings;
  bool known = false;
  for (uint8_t i = 0; i < settings->topic_count; i++) {
    struct sn_topic *topic = &settings->topics[i];
    if (topic->type == SN_NORMAL && text_is(topic->name, message->data, message->data_octets)) {
      topic->id = message->topic_id;
      known = true;
    }
  }
  for (uint8_t i = 0; i < settings->filter_count; i++) {
    struct sn_topic *topic = &settings->filters[i].topic;
    if (topic->type == SN_NORMAL && text_is(topic->name, message->data, message->data_octets)) {
      topic->id = message->topic_id;
      known = true;
    }
  }
  return known;
}

/* The oldest name makes room; a message for it is answered with an error, and it comes again. */
static void learn(struct sn_client *client, const struct sn_message *message) {
  struct sn_inbox *inbox = &client->inbox;
  struct sn_name *place = NULL;
  for (int i = 0; i < SN_NAMES; i++) {
    if (inbox->names[i].id == message->topic_id) {
      place = &inbox->names[i];
    }
  }
  if (place == NULL) {
    place = &inbox->names[inbox->next_name];
    inbox->next_name = (uint8_t)((inbox->next_name + 1) % SN_NAMES);
  }
  place->id = message->topic_id;
  struct text text;
  text_begin(&text, place->text, sizeof place->text);
  text_add_octets(&text, message->data, message->data_octets);
}

void sn_inbox_on_register(struct sn_client *client, const struct sn_message *message) {
  bool is_usable = message->topic_id != 0 && message->topic_id != 0xFFFF;
  struct sn_message regack = {.type = SN_REGACK,
                              .topic_id = message->topic_id,
                              .msg_id = message->msg_id,
                              .code = SN_NOT_SUPPORTED};
  if (is_usable && learn_own(client, message)) {
    regack.code = SN_ACCEPTED;
  } else if (is_usable && message->data_octets > 0 && message->data_octets <= SN_NAME_MAX) {
    learn(client, message);
    regack.code = SN_ACCEPTED;
  }
  sn_put(client, &regack);
}

static const char *name_of(const struct sn_client *client, uint16_t id) {
  const struct sn_settings *settings = client->settings;
  for (uint8_t i = 0; i < settings->filter_count; i++) {
    const struct sn_topic *topic = &settings->filters[i].topic;
    if (topic->type == SN_NORMAL && topic->id == id) {
      return topic->name;
    }
  }
  for (int i = 0; i < SN_NAMES; i++) {
    if (client->inbox.names[i].id == id) {
      return client->inbox.names[i].text;
    }
  }
  return NULL;
}

static bool is_unreleased(const struct sn_inbox *inbox, uint16_t msg_id) {
  for (int i = 0; i < SN_UNRELEASED; i++) {
    if (inbox->unreleased[i] == msg_id) {
      return true;
    }
  }
  return false;
}

static void deliver(const struct sn_client *client, const struct sn_message *message,
                    const char *name) {
  const struct sn_delivery delivery = {.name = name,
                                       .topic_id = message->topic_id,
                                       .flags = message->flags,
                                       .data = message->data,
                                       .data_octets = message->data_octets};
  client->listener->on_message(client->listener->context, &delivery);
}

static void acknowledge(struct sn_client *client, const struct sn_message *message, uint8_t code) {
  const struct sn_message puback = {.type = SN_PUBACK,
                                    .topic_id = message->topic_id,
                                    .msg_id = message->msg_id,
                                    .code = code};
  sn_put(client, &puback);
}

static void take_qos_2(struct sn_client *client, const struct sn_message *message,
                       const char *name) {
  struct sn_inbox *inbox = &client->inbox;
  if (!is_unreleased(inbox, message->msg_id)) {
    inbox->unreleased[inbox->next_unreleased] = message->msg_id;
    inbox->next_unreleased = (uint8_t)((inbox->next_unreleased + 1) % SN_UNRELEASED);
    deliver(client, message, name);
  }
  const struct sn_message pubrec = {.type = SN_PUBREC, .msg_id = message->msg_id};
  sn_put(client, &pubrec);
}

void sn_inbox_on_publish(struct sn_client *client, const struct sn_message *message) {
  uint8_t type = message->flags & SN_TOPIC_TYPE;
  uint8_t qos = message->flags & SN_QOS;
  const char *name = type == SN_NORMAL && message->topic_id != 0
                         ? name_of(client, message->topic_id)
                         : NULL;
  if (qos == SN_QOS_MINUS_1) {
    return; /* no gateway may send it */
  }
  if (type > SN_SHORT || (type == SN_NORMAL && name == NULL)) {
    acknowledge(client, message, SN_INVALID_TOPIC_ID);
  } else if (qos == SN_QOS_0) {
    deliver(client, message, name);
  } else if (message->msg_id == 0) {
    acknowledge(client, message, SN_NOT_SUPPORTED);
  } else if (qos == SN_QOS_1) {
    deliver(client, message, name);
    acknowledge(client, message, SN_ACCEPTED);
  } else {
    take_qos_2(client, message, name);
  }
}

void sn_inbox_on_pubrel(struct sn_client *client, const struct sn_message *message) {
  for (int i = 0; i < SN_UNRELEASED; i++) {
    if (client->inbox.unreleased[i] == message->msg_id) {
      client->inbox.unreleased[i] = 0;
    }
  }
  const struct sn_message pubcomp = {.type = SN_PUBCOMP, .msg_id = message->msg_id};
  sn_put(client, &pubcomp);
}
