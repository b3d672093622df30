/* One publish from its first copy to its last acknowledgement (section 6.6). */
#include "parts.h"

/* How often an id that the gateway calls invalid is registered again for one message. */
enum { REPAIRS = 3 };

static void end(struct sn_client *client, enum sn_outcome outcome) {
  struct sn_outgoing *out = &client->outgoing;
  const struct sn_topic *topic = out->topic;
  sn_exchange_end(&out->exchange);
  out->topic = NULL;
  client->listener->on_published(client->listener->context, topic, outcome);
}

static struct sn_message publish_of(const struct sn_topic *topic, uint8_t flags, uint16_t msg_id,
                                    const uint8_t *data, size_t octets) {
  struct sn_message publish = {.type = SN_PUBLISH,
                               .flags = flags | topic->type,
                               .topic_id = topic->id,
                               .msg_id = msg_id,
                               .data = data,
                               .data_octets = octets};
  return publish;
}

static void send_copy(struct sn_client *client) {
  struct sn_outgoing *out = &client->outgoing;
  if (out->exchange.type == SN_PUBREL) {
    const struct sn_message pubrel = {.type = SN_PUBREL, .msg_id = out->exchange.msg_id};
    sn_put(client, &pubrel);
  } else {
    uint8_t dup = out->sent ? SN_DUP : 0;
    const struct sn_message publish =
        publish_of(out->topic, out->flags | dup, out->exchange.msg_id, out->data, out->octets);
    sn_put(client, &publish);
    out->sent = true;
  }
  sn_exchange_sent(&out->exchange, client);
}

static bool fire_and_forget(struct sn_client *client, const struct sn_topic *topic, uint8_t flags,
                            const uint8_t *data, size_t octets) {
  if (topic->type == SN_NORMAL) {
    return false;
  }
  const struct sn_message publish = publish_of(topic, flags, 0, data, octets);
  sn_put_at_any_time(client, &publish);
  return true;
}

bool sn_publish(struct sn_client *client, struct sn_topic *topic, uint8_t flags,
                const uint8_t *data, size_t octets) {
  struct sn_outgoing *out = &client->outgoing;
  flags &= SN_QOS | SN_RETAIN;
  if ((flags & SN_QOS) == SN_QOS_MINUS_1) {
    return fire_and_forget(client, topic, flags, data, octets);
  }
  if (out->topic != NULL || octets > SN_DATA_MAX) {
    return false;
  }
  for (size_t i = 0; i < octets; i++) {
    out->data[i] = data[i];
  }
  out->octets = (uint8_t)octets;
  sn_exchange_begin(&out->exchange, 0, flags & SN_QOS ? sn_next_msg_id(client) : 0);
  out->topic = topic;
  out->flags = flags;
  out->repairs = 0;
  out->sent = false;
  out->received = false;
  return true;
}

bool sn_is_publishing(const struct sn_client *client) {
  return client->outgoing.topic != NULL;
}

bool sn_outgoing_needs_registration(const struct sn_client *client) {
  const struct sn_outgoing *out = &client->outgoing;
  return out->topic != NULL && out->topic->type == SN_NORMAL && out->topic->id == 0
      && !out->received;
}

/* Its first copy in this connection. */
static void begin(struct sn_client *client) {
  struct sn_outgoing *out = &client->outgoing;
  sn_exchange_begin(&out->exchange, out->received ? SN_PUBREL : SN_PUBLISH, out->exchange.msg_id);
  send_copy(client);
  if ((out->flags & SN_QOS) == SN_QOS_0) {
    end(client, SN_PUBLISHED);
  }
}

void sn_outgoing_step(struct sn_client *client) {
  struct sn_outgoing *out = &client->outgoing;
  if (out->topic == NULL) {
    return;
  }
  if (out->exchange.type == 0) {
    if (!client->held && !sn_outgoing_needs_registration(client)) {
      begin(client);
    }
    return;
  }
  switch (sn_exchange_turn(&out->exchange, client)) {
    case SN_REPEAT:
      send_copy(client);
      break;
    case SN_GIVE_UP:
      sn_on_gateway_lost(client);
      break;
    case SN_NOT_DUE:
      break;
  }
}

void sn_outgoing_suspend(struct sn_client *client) {
  sn_exchange_end(&client->outgoing.exchange);
}

void sn_outgoing_refuse(struct sn_client *client) {
  end(client, SN_REFUSED);
}

/* The name is registered again, and the message sent as new. */
static void repair(struct sn_client *client) {
  struct sn_outgoing *out = &client->outgoing;
  if (out->topic->type != SN_NORMAL || out->repairs == REPAIRS) {
    end(client, SN_REFUSED);
    return;
  }
  out->repairs++;
  out->sent = false;
  out->topic->id = 0;
  sn_exchange_end(&out->exchange);
}

static void on_puback(struct sn_client *client, uint8_t code) {
  struct sn_outgoing *out = &client->outgoing;
  switch (code) {
    case SN_ACCEPTED:
      if ((out->flags & SN_QOS) == SN_QOS_1) {
        end(client, SN_PUBLISHED);
      }
      break;
    case SN_CONGESTION:
      out->sent = false;
      sn_exchange_end(&out->exchange);
      sn_hold(client);
      break;
    case SN_INVALID_TOPIC_ID:
      repair(client);
      break;
    default:
      end(client, SN_REFUSED);
      break;
  }
}

static void on_pubrec(struct sn_client *client) {
  struct sn_outgoing *out = &client->outgoing;
  out->received = true;
  sn_exchange_begin(&out->exchange, SN_PUBREL, out->exchange.msg_id);
  send_copy(client);
}

/* A PUBACK without a message id refuses a QoS 0 message, which is gone; its id may be wrong. */
static void on_qos_0_refused(struct sn_client *client, const struct sn_message *message) {
  if (message->code == SN_CONGESTION) {
    sn_hold(client);
  }
  if (message->code != SN_INVALID_TOPIC_ID) {
    return;
  }
  for (uint8_t i = 0; i < client->settings->topic_count; i++) {
    struct sn_topic *topic = &client->settings->topics[i];
    if (topic->type == SN_NORMAL && topic->id == message->topic_id) {
      topic->id = 0;
    }
  }
}

/* Sent, perhaps in an earlier connection, and not answered yet. */
static bool is_unanswered(const struct sn_outgoing *out, uint16_t msg_id) {
  return out->topic != NULL && out->sent && !out->received && out->exchange.msg_id == msg_id;
}

bool sn_outgoing_on_message(struct sn_client *client, const struct sn_message *message) {
  const struct sn_exchange *exchange = &client->outgoing.exchange;
  uint8_t qos = client->outgoing.flags & SN_QOS;
  uint16_t id = message->msg_id;
  switch (message->type) {
    case SN_PUBACK:
      if (id == 0) {
        on_qos_0_refused(client, message);
        return false;
      }
      if (sn_exchange_awaits(exchange, SN_PUBLISH, id)) {
        on_puback(client, message->code);
        return true;
      }
      return false;
    case SN_PUBREC:
      if (sn_exchange_awaits(exchange, SN_PUBLISH, id) && qos == SN_QOS_2) {
        on_pubrec(client);
        return true;
      }
      /*
       * Whoever asks about a message that this life of the node does not know may release it. One
       * that is to be sent again may not: released, the next copy would count as another message.
       */
      if (!is_unanswered(&client->outgoing, id)) {
        const struct sn_message pubrel = {.type = SN_PUBREL, .msg_id = id};
        sn_put(client, &pubrel);
      }
      return false;
    case SN_PUBCOMP:
      if (sn_exchange_awaits(exchange, SN_PUBREL, id)) {
        end(client, SN_PUBLISHED);
        return true;
      }
      return false;
    default:
      return false;
  }
}
