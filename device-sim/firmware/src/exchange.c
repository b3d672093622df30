/* Sent, and waiting for its answer (section 6.13). */
#include "parts.h"

void sn_exchange_begin(struct sn_exchange *exchange, uint8_t type, uint16_t msg_id) {
  exchange->type = type;
  exchange->msg_id = msg_id;
  exchange->copies = 0;
}

void sn_exchange_end(struct sn_exchange *exchange) {
  exchange->type = 0;
}

void sn_exchange_sent(struct sn_exchange *exchange, const struct sn_client *client) {
  exchange->copies++;
  exchange->due = client->now + client->settings->retry_millis;
}

enum sn_turn sn_exchange_turn(const struct sn_exchange *exchange, const struct sn_client *client) {
  if (exchange->type == 0 || !sn_is_due(client->now, exchange->due)) {
    return SN_NOT_DUE;
  }
  return exchange->copies > client->settings->retries ? SN_GIVE_UP : SN_REPEAT;
}

bool sn_exchange_awaits(const struct sn_exchange *exchange, uint8_t type, uint16_t msg_id) {
  return exchange->type == type && exchange->msg_id == msg_id;
}
