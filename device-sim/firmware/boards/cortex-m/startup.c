/* From reset to main, for any Cortex-M; no C library is needed. */
#include <stddef.h>

#include "board.h"
#include "cortex_m.h"

enum { PAINT = 0x5AC35AC3, INTERRUPTS = 48 };

extern uint32_t stack_bottom[], stack_top[];
extern uint32_t data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_load[];

int main(void);
void reset(void);

/* The compiler makes calls of these two. */
void *memcpy(void *to, const void *from, size_t octets);
void *memset(void *to, int value, size_t octets);

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *memcpy(
    void *restrict to, const void *restrict from, size_t octets) {
  uint8_t *out = to;
  const uint8_t *in = from;
  while (octets-- > 0) {
    *out++ = *in++;
  }
  return to;
}

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *memset(void *to, int value,
                                                                           size_t octets) {
  uint8_t *out = to;
  while (octets-- > 0) {
    *out++ = (uint8_t)value;
  }
  return to;
}

/* A fault that nobody foresaw: a node in the field begins anew. */
static void fault(void) {
  *reg(0xE000ED0C) = 0x05FA0004; /* AIRCR, SYSRESETREQ */
  for (;;) {
  }
}

static void interrupt(void) {
  uint32_t number;
  __asm volatile("mrs %0, ipsr" : "=r"(number));
  board_interrupt((int)(number & 0x3F) - 16);
}

struct vectors {
  uint32_t *stack;
  void (*handlers[15 + INTERRUPTS])(void);
};

/* Exceptions 1 to 15, of which only reset and the last, SysTick, are wanted; then interrupts. */
__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    stack_top,
    {reset,     fault,     fault,     fault,     fault,     fault,     fault,     fault,
     fault,     fault,     fault,     fault,     fault,     fault,     interrupt, interrupt,
     interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt,
     interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt,
     interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt,
     interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt,
     interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt,
     interrupt, interrupt, interrupt, interrupt, interrupt, interrupt, interrupt},
};

static void paint_stack(void) {
  uint32_t *here = (uint32_t *)((uintptr_t)__builtin_frame_address(0) & ~(uintptr_t)3) - 8;
  for (uint32_t *word = stack_bottom; word < here; word++) {
    *word = PAINT;
  }
}

uint32_t board_stack_free(void) {
  const uint32_t *word = stack_bottom;
  while (word < stack_top && *word == PAINT) {
    word++;
  }
  return (uint32_t)(word - stack_bottom) * sizeof *word;
}

void reset(void) {
  for (size_t i = 0; data_start + i < data_end; i++) {
    data_start[i] = data_load[i];
  }
  for (uint32_t *word = bss_start; word < bss_end; word++) {
    *word = 0;
  }
  paint_stack();
  (void)main();
  fault();
}
