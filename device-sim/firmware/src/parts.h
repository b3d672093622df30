/* What the files of the client share; nobody else's business. */
#ifndef SN_PARTS_H
#define SN_PARTS_H

#include "client.h"

/* Whether a time has come, also across the wrap of the counter. */
static inline bool sn_is_due(uint32_t now, uint32_t at) {
  return (int32_t)(now - at) >= 0;
}

/* client.c */
void sn_put(struct sn_client *client, const struct sn_message *message);
/* Opens the transport for this message where it is closed. */
void sn_put_at_any_time(struct sn_client *client, const struct sn_message *message);
uint16_t sn_next_msg_id(struct sn_client *client);
void sn_on_gateway_lost(struct sn_client *client);
/* The gateway is congested: nothing new for T_WAIT. */
void sn_hold(struct sn_client *client);

/* exchange.c */
enum sn_turn { SN_NOT_DUE, SN_REPEAT, SN_GIVE_UP };
void sn_exchange_begin(struct sn_exchange *exchange, uint8_t type, uint16_t msg_id);
void sn_exchange_end(struct sn_exchange *exchange);
void sn_exchange_sent(struct sn_exchange *exchange, const struct sn_client *client);
enum sn_turn sn_exchange_turn(const struct sn_exchange *exchange, const struct sn_client *client);
bool sn_exchange_awaits(const struct sn_exchange *exchange, uint8_t type, uint16_t msg_id);

/* outgoing.c */
void sn_outgoing_step(struct sn_client *client);
/* Whether it can do nothing before its topic is registered. */
bool sn_outgoing_needs_registration(const struct sn_client *client);
void sn_outgoing_suspend(struct sn_client *client);
void sn_outgoing_refuse(struct sn_client *client);
/* True if the message was the answer to the publish. */
bool sn_outgoing_on_message(struct sn_client *client, const struct sn_message *message);

/* inbox.c */
void sn_inbox_clear_names(struct sn_client *client);
void sn_inbox_clear(struct sn_client *client);
void sn_inbox_on_register(struct sn_client *client, const struct sn_message *message);
void sn_inbox_on_publish(struct sn_client *client, const struct sn_message *message);
void sn_inbox_on_pubrel(struct sn_client *client, const struct sn_message *message);

#endif
