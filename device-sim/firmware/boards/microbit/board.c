/*
 * BBC micro:bit v1 (nRF51822). The network is UART0, which the board's interface chip shows to a
 * computer as its USB serial port. Registers as in the nRF51 Series Reference Manual, v3.0.
 */
#include "board.h"

#include "cortex_m.h"
#include "uart.h"

enum {
  CLOCK = 0x40000000,
  CLOCK_HFCLKSTART = CLOCK + 0x000,
  CLOCK_HFCLKSTARTED = CLOCK + 0x100,

  UART = 0x40002000,
  UART_STARTRX = UART + 0x000,
  UART_STARTTX = UART + 0x008,
  UART_RXDRDY = UART + 0x108,
  UART_TXDRDY = UART + 0x11C,
  UART_ERROR = UART + 0x124,
  UART_INTENSET = UART + 0x304,
  UART_ERRORSRC = UART + 0x480,
  UART_ENABLE = UART + 0x500,
  UART_PSELTXD = UART + 0x50C,
  UART_PSELRXD = UART + 0x514,
  UART_RXD = UART + 0x518,
  UART_TXD = UART + 0x51C,
  UART_BAUDRATE = UART + 0x524,
  UART_INTERRUPT = 2,

  TIMER = 0x40008000,
  TIMER_START = TIMER + 0x000,
  TIMER_CAPTURE1 = TIMER + 0x044,
  TIMER_COMPARE0 = TIMER + 0x140,
  TIMER_INTENSET = TIMER + 0x304,
  TIMER_BITMODE = TIMER + 0x508,
  TIMER_PRESCALER = TIMER + 0x510,
  TIMER_CC0 = TIMER + 0x540,
  TIMER_CC1 = TIMER + 0x544,
  TIMER_INTERRUPT = 8,

  TEMP = 0x4000C000,
  TEMP_START = TEMP + 0x000,
  TEMP_STOP = TEMP + 0x004,
  TEMP_DATARDY = TEMP + 0x100,
  TEMP_OFFSET = TEMP + 0x504,
  TEMP_VALUE = TEMP + 0x508,

  RNG = 0x4000D000,
  RNG_START = RNG + 0x000,
  RNG_STOP = RNG + 0x004,
  RNG_VALRDY = RNG + 0x100,
  RNG_VALUE = RNG + 0x508,

  FICR_DEVICEID0 = 0x10000060,
  FICR_DEVICEID1 = 0x10000064,

  GPIO = 0x50000000,
  GPIO_OUTSET = GPIO + 0x508,
  GPIO_OUTCLR = GPIO + 0x50C,
  GPIO_DIRSET = GPIO + 0x518,
  PIN_TXD = 24,
  PIN_RXD = 25,
  LED_COLUMNS = 0x1FF0, /* P0.4 to P0.12: lit when low */
  LED_ROWS = 0xE000     /* P0.13 to P0.15: lit when high */
};

/* The timer counts 16 MHz / 2^9 = 31250 Hz, that is 125 ticks in 4 ms, in 32 bits. */
enum { TIMER_DIVIDER_EXPONENT = 9, TICKS = 125, TICKS_MILLIS = 4, TICKS_AHEAD = 2 };

/* More loops than any of the chip's own waits takes; what does not come by then is not there. */
enum { PATIENCE = 20000 };

static bool is_sending;

static bool await(uint32_t event) {
  for (int i = 0; i < PATIENCE; i++) {
    if (*reg(event) != 0) {
      return true;
    }
  }
  return false;
}

/* ---- time ---- */

static uint32_t ticks(void) {
  *reg(TIMER_CAPTURE1) = 1;
  return *reg(TIMER_CC1);
}

static void start_timer(void) {
  *reg(TIMER_BITMODE) = 3; /* 32 bits */
  *reg(TIMER_PRESCALER) = TIMER_DIVIDER_EXPONENT;
  *reg(TIMER_INTENSET) = 1U << 16; /* COMPARE0 */
  *reg(TIMER_START) = 1;
  enable_interrupt(TIMER_INTERRUPT);
}

/* Asked at least once a minute, so that the 38 hours of the counter are never missed. */
uint32_t board_millis(void) {
  static uint32_t millis;
  static uint32_t counted;
  uint32_t periods = (ticks() - counted) / TICKS;
  counted += periods * TICKS;
  millis += periods * TICKS_MILLIS;
  return millis;
}

void board_wait(uint32_t millis) {
  if (millis == 0) {
    return;
  }
  interrupts_off(); /* so that none that ends the wait runs before it begins */
  *reg(TIMER_CC0) = ticks() + millis * TICKS / TICKS_MILLIS + TICKS_AHEAD;
  if (uart_is_empty()) {
    wait_for_interrupt();
  }
  interrupts_on();
}

/* ---- the serial line ---- */

static void start_uart(void) {
  *reg(GPIO_OUTSET) = 1U << PIN_TXD;
  *reg(GPIO_DIRSET) = 1U << PIN_TXD;
  *reg(UART_PSELTXD) = PIN_TXD;
  *reg(UART_PSELRXD) = PIN_RXD;
  *reg(UART_BAUDRATE) = 0x01D7E000; /* 115200 */
  *reg(UART_ENABLE) = 4;
  *reg(UART_INTENSET) = 1U << 2 | 1U << 9; /* RXDRDY, ERROR */
  enable_interrupt(UART_INTERRUPT);
  *reg(UART_STARTTX) = 1;
  *reg(UART_STARTRX) = 1;
}

static void take_received(void) {
  if (*reg(UART_ERROR) != 0) {
    *reg(UART_ERROR) = 0;
    *reg(UART_ERRORSRC) = *reg(UART_ERRORSRC);
  }
  while (*reg(UART_RXDRDY) != 0) {
    *reg(UART_RXDRDY) = 0;
    uart_received((uint8_t)*reg(UART_RXD));
  }
}

void board_interrupt(int number) {
  if (number == UART_INTERRUPT) {
    take_received();
  } else if (number == TIMER_INTERRUPT) {
    *reg(TIMER_COMPARE0) = 0;
  }
}

static bool put_octet(uint8_t octet) {
  bool ready = !is_sending || await(UART_TXDRDY);
  *reg(UART_TXDRDY) = 0;
  *reg(UART_TXD) = octet;
  is_sending = true;
  return ready;
}

const struct sn_transport *board_transport(void) {
  return uart_transport(put_octet);
}

/* ---- the rest ---- */

void board_start(void) {
  *reg(CLOCK_HFCLKSTART) = 1; /* the crystal: the UART and the time need its accuracy */
  (void)await(CLOCK_HFCLKSTARTED);
  *reg(GPIO_DIRSET) = LED_COLUMNS | LED_ROWS;
  *reg(GPIO_OUTCLR) = LED_COLUMNS;
  start_timer();
  start_uart();
}

uint64_t board_serial_number(void) {
  return (uint64_t)*reg(FICR_DEVICEID1) << 32 | *reg(FICR_DEVICEID0);
}

uint32_t board_random(void) {
  uint32_t random = 0;
  *reg(RNG_START) = 1;
  for (int i = 0; i < 4; i++) {
    (void)await(RNG_VALRDY);
    *reg(RNG_VALRDY) = 0;
    random = random << 8 | (*reg(RNG_VALUE) & 0xFF);
  }
  *reg(RNG_STOP) = 1;
  return random;
}

bool board_temperature(int16_t *tenths) {
  *reg(TEMP_OFFSET) = 0; /* anomaly 31: it is not loaded at reset */
  *reg(TEMP_DATARDY) = 0;
  *reg(TEMP_START) = 1;
  bool ready = await(TEMP_DATARDY);
  int32_t quarters = (int32_t)(*reg(TEMP_VALUE) & 0x3FF); /* anomaly 28: the sign is not extended */
  *reg(TEMP_STOP) = 1;                                    /* anomaly 30: it never stops by itself */
  if (quarters >= 0x200) {
    quarters -= 0x400;
  }
  *tenths = (int16_t)(quarters * 10 / 4);
  return ready;
}

/* The whole matrix. */
void board_led(bool on) {
  *reg(on ? GPIO_OUTSET : GPIO_OUTCLR) = LED_ROWS;
}
