/* What all Cortex-M boards share: start-up, interrupts, registers. */
#ifndef CORTEX_M_H
#define CORTEX_M_H

#include <stdint.h>

#define SYSTICK_CONTROL 0xE000E010U
#define SYSTICK_RELOAD 0xE000E014U
#define SYSTICK_VALUE 0xE000E018U

enum { SYSTICK_INTERRUPT = -1 };

/* The board's handler of all its interrupts; the number is the chip's, or SYSTICK_INTERRUPT. */
void board_interrupt(int number);

static inline volatile uint32_t *reg(uint32_t address) {
  return (volatile uint32_t *)(uintptr_t)address;
}

static inline void enable_interrupt(unsigned number) {
  *reg(0xE000E100U + number / 32 * 4) = 1U << number % 32;
}

static inline void interrupts_off(void) {
  __asm volatile("cpsid i" ::: "memory");
}

static inline void interrupts_on(void) {
  __asm volatile("cpsie i" ::: "memory");
}

/* With interrupts off, one that is pending ends the wait and runs when they are on again. */
static inline void wait_for_interrupt(void) {
  __asm volatile("wfi" ::: "memory");
}

#endif
