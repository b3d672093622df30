/*
 * What a board provides. A new board is one file with these functions; where its network is a serial
 * line, link.h and its two functions put and get do the rest.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client.h"

/* Called once, before all others. */
void board_start(void);

/* The four functions of the board's network. */
const struct sn_transport *board_transport(void);

/* Milliseconds since the start; may wrap around. */
uint32_t board_millis(void);

/* Idles until something arrives or the time is over; may return earlier. */
void board_wait(uint32_t millis);

/* A number that no other board of the kind has; 0 where the chip has none. */
uint64_t board_serial_number(void);

/* Differs from start to start as well as the board can. */
uint32_t board_random(void);

/* The temperature in tenths of a degree Celsius; false where there is no sensor. */
bool board_temperature(int16_t *tenths);

void board_led(bool on);

/* Octets of the stack that were never used; 0 where that is not known. */
uint32_t board_stack_free(void);

#endif
