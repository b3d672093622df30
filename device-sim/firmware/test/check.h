/* The few words that the tests need. */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      (void)fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                                       \
    }                                                                                \
  } while (0)

/* The octets of hexadecimal digits, with a blank between two octets or not; it ends at all else. */
static inline size_t from_hex(const char *hex, uint8_t *octets) {
  size_t count = 0;
  unsigned value;
  while (sscanf(hex, "%2x", &value) == 1) {
    octets[count++] = (uint8_t)value;
    hex += hex[2] == ' ' ? 3 : 2;
  }
  return count;
}

struct test {
  const char *name;
  void (*run)(void);
};

static inline int run_tests(const char *suite, const struct test *tests, size_t count) {
  for (size_t i = 0; i < count; i++) {
    (void)fprintf(stderr, "%s: %s\n", suite, tests[i].name);
    tests[i].run();
  }
  (void)printf("%s: %zu tests passed\n", suite, count);
  return 0;
}

#endif
