package dev.mqttsn.sim.world;

import dev.mqttsn.wire.Frame;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What happens, line by line with its time; the same for the same seed, octet by octet. */
final class Trace {
  private static final int SECONDS_PER_HOUR = 3_600;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MILLIS = 1_000;

  private final VirtualClock clock;

  /** Null for no trace. */
  private final Consumer<String> sink;

  Trace(VirtualClock clock, Consumer<String> sink) {
    this.clock = clock;
    this.sink = sink;
  }

  /** The text is made only where there is somebody to read it. */
  void line(Supplier<String> text) {
    if (sink != null) {
      sink.accept(time(clock.now()) + " " + text.get());
    }
  }

  /** From one to another. */
  void frame(String from, String to, Frame frame, String fate) {
    line(() -> from + " > " + to + " " + Words.of(frame) + fate);
  }

  static String time(long millis) {
    long seconds = millis / MILLIS;
    StringBuilder text = new StringBuilder(16);
    text.append(seconds / SECONDS_PER_HOUR).append(':');
    twoDigits(text, seconds / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE);
    text.append(':');
    twoDigits(text, seconds % SECONDS_PER_MINUTE);
    text.append('.');
    long rest = millis % MILLIS;
    text.append(rest / 100);
    twoDigits(text, rest % 100);
    return text.toString();
  }

  private static void twoDigits(StringBuilder text, long number) {
    text.append(number / 10).append(number % 10);
  }
}
