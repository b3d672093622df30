/* The few words that the tests need. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      (void)fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                                       \
    }                                                                                \
  } while (0)

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
