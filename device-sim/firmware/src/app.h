/*
 * The simulated sensor. Every interval it publishes its temperature (QoS CONFIG_QOS), its uptime
 * (QoS 0) and a counter (QoS 2), and it obeys the commands of docs/firmware.md.
 */
#ifndef APP_H
#define APP_H

#include "client.h"

enum {
  APP_ID_MAX = 23, /* octets of a client id (section 5.3.1) */
  APP_PREFIX_MAX = 32,
  APP_TOPIC_CAPACITY = APP_PREFIX_MAX + 1 + APP_ID_MAX + 1 + 11 + 1
};

/* The client id is CONFIG_CLIENT_ID, or "node-" and the serial number where both are empty. */
void app_start(const char *client_id, const struct sn_transport *transport, uint32_t now);

/* Says good-bye; app_is_gone tells when the gateway has heard it. */
void app_leave(void);
bool app_is_gone(void);

/* One turn of the main loop; in how many milliseconds the next one is due if nothing arrives. */
uint32_t app_step(uint32_t now);

#endif
