/* The few text functions that a node needs; texts end in NUL and always fit, cut off if need be. */
#ifndef SN_TEXT_H
#define SN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text that grows in a buffer of its owner. */
struct text {
  char *start;
  size_t capacity; /* with the NUL */
  size_t length;
};

void text_begin(struct text *text, char *buffer, size_t capacity);
void text_add(struct text *text, const char *more);
void text_add_octets(struct text *text, const uint8_t *octets, size_t count);
void text_add_number(struct text *text, int32_t number);
void text_add_hex(struct text *text, uint32_t number);

size_t text_length(const char *text);
bool text_is(const char *text, const uint8_t *octets, size_t count);

/* Whether the text begins so; then *rest is what follows. */
bool text_starts(const char *text, const char *start, const char **rest);

/* A decimal number of at most 9 digits that is the whole text. */
bool text_number(const char *text, uint32_t *number);

#endif
