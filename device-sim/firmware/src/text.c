#include "text.h"

void text_begin(struct text *text, char *buffer, size_t capacity) {
  text->start = buffer;
  text->capacity = capacity;
  text->length = 0;
  buffer[0] = '\0';
}

static void add(struct text *text, char c) {
  if (text->length + 1 < text->capacity) {
    text->start[text->length++] = c;
    text->start[text->length] = '\0';
  }
}

void text_add(struct text *text, const char *more) {
  while (*more != '\0') {
    add(text, *more++);
  }
}

void text_add_octets(struct text *text, const uint8_t *octets, size_t count) {
  for (size_t i = 0; i < count; i++) {
    add(text, (char)octets[i]);
  }
}

void text_add_number(struct text *text, int32_t number) {
  char digits[10];
  int count = 0;
  uint32_t rest = number < 0 ? 0U - (uint32_t)number : (uint32_t)number;
  if (number < 0) {
    add(text, '-');
  }
  do {
    digits[count++] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  while (count > 0) {
    add(text, digits[--count]);
  }
}

void text_add_hex(struct text *text, uint32_t number) {
  for (int shift = 28; shift >= 0; shift -= 4) {
    add(text, "0123456789abcdef"[number >> shift & 15]);
  }
}

size_t text_length(const char *text) {
  size_t length = 0;
  while (text[length] != '\0') {
    length++;
  }
  return length;
}

bool text_is(const char *text, const uint8_t *octets, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (text[i] == '\0' || (uint8_t)text[i] != octets[i]) {
      return false;
    }
  }
  return text[count] == '\0';
}

bool text_starts(const char *text, const char *start, const char **rest) {
  for (; *start != '\0'; start++, text++) {
    if (*text != *start) {
      return false;
    }
  }
  *rest = text;
  return true;
}

bool text_number(const char *text, uint32_t *number) {
  size_t length = text_length(text);
  if (length == 0 || length > 9) {
    return false;
  }
  uint32_t value = 0;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') {
      return false;
    }
    value = value * 10 + (uint32_t)(*text - '0');
  }
  *number = value;
  return true;
}
