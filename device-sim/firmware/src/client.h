/*
 * An MQTT-SN 1.2 client as a state machine: no dynamic memory, no clock, no interrupts. Call
 * sn_step with the time whenever something may have arrived and when sn_wait says; all else follows
 * from what is wanted (sn_connect, sn_sleep, sn_disconnect) and from what the gateway says.
 *
 * A client that lost its gateway connects again by itself, registers its topics and makes its
 * subscriptions again, and goes on with the publish that was under way: with the same message id, so
 * that a QoS 2 message arrives once.
 *
 * Times are milliseconds of a counter that may wrap around; no period is longer than 18.2 hours.
 */
#ifndef SN_CLIENT_H
#define SN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec.h"
#include "config.h"

enum {
  SN_MESSAGE_MAX = CONFIG_MESSAGE_MAX, /* octets of the largest message, either way */
  SN_DATA_MAX = 64,                    /* octets of a payload that the client publishes */
  SN_NAME_MAX = 40,                    /* octets of a topic name that the gateway registers */
  SN_NAMES = 4,                        /* such names that are remembered */
  SN_UNRELEASED = 4                    /* QoS 2 messages that wait for their PUBREL */
};

/* The four functions that a network needs. The messages are whole; a lost one is repeated. */
struct sn_transport {
  void *context;
  bool (*open)(void *context);  /* begins to listen; false if that is not possible now */
  void (*close)(void *context); /* nothing is received until open: a radio may be switched off */
  bool (*send)(void *context, const uint8_t *message, size_t octets);
  size_t (*receive)(void *context, uint8_t *message, size_t capacity); /* 0: none has arrived */
};

enum sn_state {
  SN_IDLE,       /* not connected, and nothing is wanted */
  SN_WAITING,    /* the gateway is lost or has refused; CONNECT follows after a while */
  SN_CONNECTING, /* CONNECT, WILLTOPIC or WILLMSG is under way */
  SN_ACTIVE,
  SN_RETIRING, /* DISCONNECT with a duration is under way */
  SN_ASLEEP,
  SN_AWAKE,  /* PINGREQ with the client id is under way: messages arrive, PINGRESP ends it */
  SN_LEAVING /* DISCONNECT without a duration is under way */
};

/* A topic to publish to: a name that is registered when needed, or a predefined id or short name. */
struct sn_topic {
  const char *name; /* of a normal topic */
  uint16_t id;      /* of a normal topic 0 as long as it is not registered */
  uint8_t type;     /* SN_NORMAL, SN_PREDEFINED, SN_SHORT */
};

enum sn_filter_state { SN_FILTER_WANTED, SN_FILTER_MADE, SN_FILTER_REFUSED };

/* A subscription; the client makes it, and makes it again after each loss of the session. */
struct sn_filter {
  struct sn_topic topic; /* a normal one may have wildcards */
  uint8_t qos;           /* flag bits: SN_QOS_0, SN_QOS_1, SN_QOS_2 */
  uint8_t state;         /* enum sn_filter_state */
};

struct sn_will {
  const char *topic;
  const char *message;
  uint8_t flags; /* QoS and SN_RETAIN */
};

/* A message from the gateway; valid during the call only. */
struct sn_delivery {
  const char *name; /* of a normal topic, else NULL */
  uint16_t topic_id;
  uint8_t flags;
  const uint8_t *data;
  size_t data_octets;
};

enum sn_outcome { SN_PUBLISHED, SN_REFUSED };

struct sn_listener {
  void *context;
  void (*on_message)(void *context, const struct sn_delivery *delivery);
  void (*on_published)(void *context, const struct sn_topic *topic, enum sn_outcome outcome);
};

struct sn_settings {
  const char *client_id; /* 1 to 23 octets */
  bool clean_session;
  const struct sn_will *will; /* or NULL */
  struct sn_topic *topics;
  uint8_t topic_count;
  struct sn_filter *filters;
  uint8_t filter_count;
  uint16_t keep_alive_seconds; /* 0: none */
  uint32_t retry_millis;       /* T_retry */
  uint8_t retries;             /* N_retry */
  uint32_t wait_millis;        /* T_WAIT */
  uint32_t backoff_max_millis; /* between attempts to connect */
  uint32_t random;             /* differs from node to node and from start to start */
};

/* A message that awaits its answer. */
struct sn_exchange {
  uint8_t type;   /* of the message; 0 when there is none */
  uint8_t copies; /* sent so far */
  uint16_t msg_id;
  uint32_t due; /* the next copy */
};

/* The one publish that may be under way. */
struct sn_outgoing {
  struct sn_topic *topic; /* NULL when there is none */
  struct sn_exchange exchange; /* PUBLISH or PUBREL; type 0 until it is sent */
  uint8_t flags;
  uint8_t repairs;
  bool sent;     /* before, perhaps in an earlier connection: the next copy has DUP */
  bool received; /* PUBREC came: what remains is PUBREL */
  uint8_t octets;
  uint8_t data[SN_DATA_MAX];
};

struct sn_name {
  uint16_t id;
  char text[SN_NAME_MAX + 1];
};

struct sn_inbox {
  uint16_t unreleased[SN_UNRELEASED];
  uint8_t next_unreleased;
  uint8_t next_name;
  struct sn_name names[SN_NAMES];
};

/* The fields are the client's own; read them with the functions below. */
struct sn_client {
  const struct sn_settings *settings;
  const struct sn_transport *transport;
  const struct sn_listener *listener;
  uint32_t now;
  uint32_t random;
  uint8_t state; /* enum sn_state */
  uint8_t goal;
  bool listening;     /* the transport is open */
  bool renew;         /* the next CONNACK begins with nothing registered or subscribed */
  bool held;          /* by congestion, until hold_end */
  uint16_t msg_id;    /* the last one used */
  uint16_t sleep_seconds;
  uint16_t wakes;
  uint16_t losses;
  uint32_t hold_end;
  uint32_t wake_at;
  uint32_t connect_at;
  uint32_t backoff_millis;
  uint32_t sent_at;
  uint32_t heard_at;
  struct sn_exchange request; /* everything but the publish */
  struct sn_topic *registering;
  struct sn_filter *subscribing;
  struct sn_outgoing outgoing;
  struct sn_inbox inbox;
};

void sn_start(struct sn_client *client, const struct sn_settings *settings,
              const struct sn_transport *transport, const struct sn_listener *listener);

/* What is wanted from now on: to be active, to sleep and wake in turn, or to be disconnected. */
void sn_connect(struct sn_client *client);
void sn_sleep(struct sn_client *client, uint16_t seconds);
void sn_disconnect(struct sn_client *client);

/*
 * Publishes as soon as the client is active; a sleeping client connects for it. The data are copied.
 * False while another publish is under way, or if they are too long. The flags are QoS and
 * SN_RETAIN.
 *
 * At QoS -1 it is sent at once, in any state and beside any other; false for a normal topic.
 */
bool sn_publish(struct sn_client *client, struct sn_topic *topic, uint8_t flags,
                const uint8_t *data, size_t octets);
bool sn_is_publishing(const struct sn_client *client);

/* Takes what has arrived and does what is due. */
void sn_step(struct sn_client *client, uint32_t now);

/* In how many milliseconds the next step is due if nothing arrives; at most a minute. */
uint32_t sn_wait(const struct sn_client *client, uint32_t now);

enum sn_state sn_state(const struct sn_client *client);

/* Wake-ups that have ended, and sessions that were lost, since the start; both wrap around. */
uint16_t sn_wakes(const struct sn_client *client);
uint16_t sn_losses(const struct sn_client *client);

#endif
