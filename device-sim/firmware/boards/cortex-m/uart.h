/* The network of a board whose UART is one end of a serial line; the registers are the board's. */
#ifndef UART_H
#define UART_H

#include <stdbool.h>
#include <stdint.h>

#include "client.h"

/* Frames as in link.h; put sends one octet, false if the line does not take it. */
const struct sn_transport *uart_transport(bool (*put)(uint8_t octet));

/* For the interrupt; what arrives while nobody listens is dropped. */
void uart_received(uint8_t octet);

/* Whether nothing waits to be read. */
bool uart_is_empty(void);

#endif
