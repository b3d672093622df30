/*
 * Stellaris LM3S6965 evaluation board. The network is UART0, which the board's interface chip shows
 * to a computer as a USB serial port. Registers as in the LM3S6965 data sheet.
 */
#include "board.h"

#include "cortex_m.h"
#include "uart.h"

enum {
  SYSTEM = 0x400FE000,
  SYSTEM_RIS = SYSTEM + 0x050,
  SYSTEM_RCC = SYSTEM + 0x060,
  SYSTEM_RCGC1 = SYSTEM + 0x104,
  SYSTEM_RCGC2 = SYSTEM + 0x108,
  SYSTEM_USER0 = SYSTEM + 0x1E0,
  SYSTEM_USER1 = SYSTEM + 0x1E4,

  UART = 0x4000C000,
  UART_DATA = UART + 0x000,
  UART_FLAGS = UART + 0x018,
  UART_IBRD = UART + 0x024,
  UART_FBRD = UART + 0x028,
  UART_LCRH = UART + 0x02C,
  UART_CTL = UART + 0x030,
  UART_IM = UART + 0x038,
  UART_ICR = UART + 0x044,
  UART_RX_EMPTY = 0x10,
  UART_TX_FULL = 0x20,
  UART_INTERRUPT = 5,

  PORT_A = 0x40004000,
  PORT_F = 0x40025000,
  PORT_DIR = 0x400,
  PORT_AFSEL = 0x420,
  PORT_DEN = 0x51C,
  LED_PIN = 1, /* PF0 */
  UART_PINS = 3, /* PA0, PA1 */

  CLOCK_HZ = 50000000
};

enum { PATIENCE = 100000 };

static volatile uint32_t millis;

/* 50 MHz from the 8 MHz crystal by the PLL, in the order that the data sheet asks for. */
static void start_clock(void) {
  const uint32_t bypass = 1U << 11, power_down = 1U << 13, use_divider = 1U << 22;
  uint32_t rcc = (*reg(SYSTEM_RCC) | bypass) & ~use_divider;
  *reg(SYSTEM_RCC) = rcc;
  rcc &= ~(0xFU << 6 | 3U << 4 | power_down | 1U); /* crystal, source, PLL on, main oscillator on */
  rcc |= 0xEU << 6;                                /* 8 MHz */
  *reg(SYSTEM_RCC) = rcc;
  rcc = (rcc & ~(0xFU << 23)) | 3U << 23 | use_divider; /* 200 MHz / 4 */
  *reg(SYSTEM_RCC) = rcc;
  for (int i = 0; i < PATIENCE && (*reg(SYSTEM_RIS) & 1U << 6) == 0; i++) {
  }
  *reg(SYSTEM_RCC) = rcc & ~bypass;
}

static void start_uart(void) {
  *reg(PORT_A + PORT_AFSEL) = UART_PINS;
  *reg(PORT_A + PORT_DEN) = UART_PINS;
  *reg(UART_CTL) = 0;
  *reg(UART_IBRD) = 27; /* 50 MHz / (16 * 115200) = 27 + 8/64 */
  *reg(UART_FBRD) = 8;
  *reg(UART_LCRH) = 0x70; /* 8N1, FIFOs */
  *reg(UART_IM) = 1U << 4 | 1U << 6; /* receive, receive time-out */
  *reg(UART_CTL) = 0x301;
  enable_interrupt(UART_INTERRUPT);
}

void board_start(void) {
  start_clock();
  *reg(SYSTEM_RCGC1) |= 1U;
  *reg(SYSTEM_RCGC2) |= 1U | 1U << 5;
  (void)*reg(SYSTEM_RCGC2); /* the clocks take a moment */
  *reg(PORT_F + PORT_DIR) = LED_PIN;
  *reg(PORT_F + PORT_DEN) = LED_PIN;
  *reg(SYSTICK_RELOAD) = CLOCK_HZ / 1000 - 1;
  *reg(SYSTICK_VALUE) = 0;
  *reg(SYSTICK_CONTROL) = 7;
  start_uart();
}

void board_interrupt(int number) {
  if (number == SYSTICK_INTERRUPT) {
    millis++;
  } else if (number == UART_INTERRUPT) {
    *reg(UART_ICR) = 1U << 4 | 1U << 6;
    while ((*reg(UART_FLAGS) & UART_RX_EMPTY) == 0) {
      uart_received((uint8_t)*reg(UART_DATA));
    }
  }
}

uint32_t board_millis(void) {
  return millis;
}

/* The next tick of the time ends it; the main loop then waits again. */
void board_wait(uint32_t duration) {
  interrupts_off();
  if (duration > 0 && uart_is_empty()) {
    wait_for_interrupt();
  }
  interrupts_on();
}

static bool put_octet(uint8_t octet) {
  for (int i = 0; i < PATIENCE; i++) {
    if ((*reg(UART_FLAGS) & UART_TX_FULL) == 0) {
      *reg(UART_DATA) = octet;
      return true;
    }
  }
  return false;
}

const struct sn_transport *board_transport(void) {
  return uart_transport(put_octet);
}

/* The Ethernet address, with which the board leaves the factory. */
uint64_t board_serial_number(void) {
  return (uint64_t)(*reg(SYSTEM_USER1) & 0xFFFFFF) << 24 | (*reg(SYSTEM_USER0) & 0xFFFFFF);
}

/* The chip has no source of randomness: what the RAM above our own holds is the best there is. */
uint32_t board_random(void) {
  uint32_t random = (uint32_t)board_serial_number();
  for (uint32_t address = 0x20008000; address < 0x20008400; address += 4) {
    random = (random << 5 | random >> 27) ^ *reg(address);
  }
  return random ^ *reg(SYSTICK_VALUE);
}

bool board_temperature(int16_t *tenths) {
  (void)tenths;
  return false;
}

void board_led(bool on) {
  *reg(PORT_F + (LED_PIN << 2)) = on ? LED_PIN : 0;
}
