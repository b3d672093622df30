package dev.mqttsn.session;

/**
 * Supervises a client by what it announced: its keep-alive while active, its sleep duration while
 * asleep, each with the tolerance of MQTT-SN 1.2 7.2. Any message restarts it (6.14).
 */
final class KeepAlive {
  static final long NEVER = Long.MAX_VALUE;
  private static final int SHORT_SECONDS = 60;

  private int keepAliveSeconds;
  private int sleepSeconds;
  private boolean sleeping;
  private long heardAtMillis;

  void activate(long nowMillis, int seconds) {
    keepAliveSeconds = seconds;
    sleeping = false;
    heardAtMillis = nowMillis;
  }

  void sleep(long nowMillis, int seconds) {
    sleepSeconds = seconds;
    sleeping = true;
    heardAtMillis = nowMillis;
  }

  int keepAliveSeconds() {
    return keepAliveSeconds;
  }

  int sleepSeconds() {
    return sleepSeconds;
  }

  /** Starts the same sleep again, after an awake phase. */
  void sleepAgain(long nowMillis) {
    heardAtMillis = nowMillis;
  }

  void heard(long nowMillis) {
    heardAtMillis = nowMillis;
  }

  /** When the client is lost unless it is heard before; never with a keep-alive of 0. */
  long deadline() {
    int seconds = sleeping ? sleepSeconds : keepAliveSeconds;
    return seconds == 0 ? NEVER : heardAtMillis + withTolerance(seconds);
  }

  /** Half as much again up to 60 s, a tenth above; in milliseconds. */
  static long withTolerance(int seconds) {
    return seconds <= SHORT_SECONDS ? seconds * 1_500L : seconds * 1_100L;
  }
}
