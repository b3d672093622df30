/* A Linux program as a board: the network is UDP, or a tty with the same framing as a real board. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE /* cfmakeraw */

#include "board.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "app.h"
#include "link.h"

enum { USAGE = 2, LEAVE_MILLIS = 3000 };

static int fd = -1;
static char host[256];
static const char *port;
static const char *tty;
static struct link serial;
static volatile sig_atomic_t ends;

/* ---- UDP ---- */

static bool open_udp(void *context) {
  (void)context;
  const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM};
  struct addrinfo *found = NULL;
  if (getaddrinfo(host, port, &hints, &found) != 0) {
    return false;
  }
  fd = socket(found->ai_family, SOCK_DGRAM, 0);
  if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
    close(fd);
    fd = -1;
  }
  freeaddrinfo(found);
  return fd >= 0;
}

static void close_fd(void *context) {
  (void)context;
  if (fd >= 0) {
    close(fd);
    fd = -1;
  }
}

static bool send_udp(void *context, const uint8_t *message, size_t octets) {
  (void)context;
  return send(fd, message, octets, 0) == (ssize_t)octets;
}

/* An ICMP error of an earlier datagram is not the end. */
static size_t receive_udp(void *context, uint8_t *message, size_t capacity) {
  (void)context;
  ssize_t octets = recv(fd, message, capacity, MSG_DONTWAIT | MSG_TRUNC);
  return octets > 0 && (size_t)octets <= capacity ? (size_t)octets : 0;
}

/* ---- tty ---- */

static bool open_tty(void *context) {
  struct termios settings;
  link_reset(context);
  fd = open(tty, O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (fd >= 0 && tcgetattr(fd, &settings) == 0) {
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    (void)cfsetspeed(&settings, B115200);
    (void)tcsetattr(fd, TCSANOW, &settings);
  }
  return fd >= 0;
}

static bool put_octet(uint8_t octet) {
  for (;;) {
    if (write(fd, &octet, 1) == 1) {
      return true;
    }
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    if ((errno != EAGAIN && errno != EINTR) || poll(&room, 1, 100) <= 0) {
      return false;
    }
  }
}

static int get_octet(void) {
  uint8_t octet;
  return read(fd, &octet, 1) == 1 ? octet : -1;
}

/* ---- the board ---- */

void board_start(void) {}

const struct sn_transport *board_transport(void) {
  static const struct sn_transport udp = {NULL, open_udp, close_fd, send_udp, receive_udp};
  static const struct line line = {put_octet, get_octet};
  static const struct sn_transport on_tty = {&serial, open_tty, close_fd, link_send, link_receive};
  link_start(&serial, &line);
  return tty != NULL ? &on_tty : &udp;
}

uint32_t board_millis(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

/* A tty that hung up is readable for ever: then only the time ends the wait. */
void board_wait(uint32_t millis) {
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  if (poll(&readable, 1, (int)millis) > 0 && (readable.revents & (POLLHUP | POLLERR)) != 0) {
    (void)poll(NULL, 0, millis < 100 ? (int)millis : 100);
  }
}

/* The machine's own id; several nodes on one machine need -i. */
uint64_t board_serial_number(void) {
  char digits[17] = {0};
  FILE *file = fopen("/etc/machine-id", "r");
  if (file == NULL) {
    return (uint64_t)getpid();
  }
  size_t count = fread(digits, 1, 16, file);
  (void)fclose(file);
  return (uint64_t)(count == 16 ? strtoull(digits, NULL, 16) : (unsigned long long)getpid());
}

uint32_t board_random(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_REALTIME, &now);
  return (uint32_t)now.tv_sec ^ (uint32_t)now.tv_nsec ^ (uint32_t)getpid() << 16;
}

bool board_temperature(int16_t *tenths) {
  int millis;
  FILE *file = fopen("/sys/class/thermal/thermal_zone0/temp", "r");
  if (file == NULL) {
    return false;
  }
  bool is_read = fscanf(file, "%d", &millis) == 1;
  (void)fclose(file);
  if (is_read) {
    *tenths = (int16_t)(millis / 100);
  }
  return is_read;
}

void board_led(bool on) {
  (void)on;
}

uint32_t board_stack_free(void) {
  return 0;
}

/* ---- the program ---- */

static void on_signal(int number) {
  (void)number;
  ends = 1;
}

static int usage(const char *mistake) {
  (void)fprintf(stderr,
                "mqttsn-node: %s; usage: mqttsn-node-posix -u HOST:PORT | -t TTY [-i CLIENT_ID]\n",
                mistake);
  return USAGE;
}

/* HOST:PORT or [ADDRESS]:PORT */
static bool take_address(char *address) {
  char *colon = strrchr(address, ':');
  if (colon == NULL || colon == address || colon[1] == '\0') {
    return false;
  }
  *colon = '\0';
  port = colon + 1;
  size_t length = strlen(address);
  if (address[0] == '[' && address[length - 1] == ']') {
    address[length - 1] = '\0';
    address++;
  }
  (void)snprintf(host, sizeof host, "%s", address);
  return true;
}

int main(int count, char **arguments) {
  const char *client_id = "";
  int option;
  while ((option = getopt(count, arguments, "u:t:i:")) != -1) {
    switch (option) {
      case 'u':
        if (!take_address(optarg)) {
          return usage("-u needs HOST:PORT");
        }
        break;
      case 't':
        tty = optarg;
        break;
      case 'i':
        client_id = optarg;
        break;
      default:
        return usage("unknown option");
    }
  }
  if ((tty == NULL) == (port == NULL) || optind < count) {
    return usage("one of -u and -t is needed");
  }
  if (strlen(client_id) > APP_ID_MAX) {
    return usage("a client id has at most 23 octets");
  }
  const struct sigaction action = {.sa_handler = on_signal};
  (void)sigaction(SIGTERM, &action, NULL);
  (void)sigaction(SIGINT, &action, NULL);
  board_start();
  app_start(client_id, board_transport(), board_millis());
  while (!ends) {
    board_wait(app_step(board_millis()));
  }
  app_leave();
  uint32_t until = board_millis() + LEAVE_MILLIS;
  while (!app_is_gone() && (int32_t)(until - board_millis()) > 0) {
    uint32_t millis = app_step(board_millis());
    board_wait(millis < 50 ? millis : 50);
  }
  return 0;
}
