package dev.mqttsn.sim.cli;

import java.util.Locale;
import java.util.LongSummaryStatistics;

/** Connects, sends PINGREQ after PINGREQ and measures. */
final class PingRun extends ClientRun {
  private static final double NANOS_PER_MILLI = 1e6;

  private final int count;
  private final long intervalMillis;
  private final LongSummaryStatistics roundTripNanos = new LongSummaryStatistics();
  private int sent;
  private long askedNanos;
  private boolean waiting;

  PingRun(GatewayOptions gateway, Console console, int count, long intervalMillis) {
    super(gateway, console);
    this.count = count;
    this.intervalMillis = intervalMillis;
  }

  @Override
  void begin() {
    askedNanos = System.nanoTime();
    super.begin();
  }

  @Override
  public void onConnected(long nowMillis) {
    super.onConnected(nowMillis);
    console().line("connected to " + gateway().name() + ": time=" + millis(elapsedNanos()));
    ping();
  }

  private void ping() {
    sent++;
    waiting = true;
    askedNanos = System.nanoTime();
    device().act((node, now) -> node.ping(now));
  }

  private long elapsedNanos() {
    return System.nanoTime() - askedNanos;
  }

  /** A ping for the keep-alive, in a long pause, is none of ours. */
  @Override
  public void onPong(long nowMillis) {
    if (!waiting) {
      return;
    }
    waiting = false;
    long nanos = elapsedNanos();
    roundTripNanos.accept(nanos);
    console()
        .line("PINGRESP from " + gateway().name() + ": seq=" + sent + " time=" + millis(nanos));
    if (sent == count) {
      device().act((node, now) -> node.disconnect(now));
    } else {
      loop().after(intervalMillis, this::ping);
    }
  }

  @Override
  public void onDisconnected(long nowMillis) {
    tellSummary();
    finish(0);
  }

  @Override
  public void onLost(long nowMillis, String reason) {
    super.onLost(nowMillis, reason);
    tellSummary();
  }

  private void tellSummary() {
    if (sent > 0) {
      String times =
          roundTripNanos.getCount() == 0
              ? ""
              : ", min/avg/max %s / %s / %s"
                  .formatted(
                      millis(roundTripNanos.getMin()),
                      millis(Math.round(roundTripNanos.getAverage())),
                      millis(roundTripNanos.getMax()));
      console().line(sent + " sent, " + roundTripNanos.getCount() + " answered" + times);
    }
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLI);
  }
}
