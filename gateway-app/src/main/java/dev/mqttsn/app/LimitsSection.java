package dev.mqttsn.app;

import dev.mqttsn.gateway.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The file's {@code limits}. */
final class LimitsSection {
  private static final int MANY = 1_000_000;

  private static final int STORED_MESSAGES = 10_000;
  private static final long STORED_OCTETS = 16L << 20;

  private LimitsSection() {}

  /** What holds where the operator says nothing: a buffer may be larger on the disk. */
  static Limits usual(boolean durable) {
    return durable ? Limits.DEFAULT.withBuffer(STORED_MESSAGES, STORED_OCTETS) : Limits.DEFAULT;
  }

  static Limits read(YamlMap limits, boolean durable) throws ConfigException {
    Limits plain = usual(durable);
    Limits read =
        new Limits(
            limits.integer("clients", 1, MANY, plain.clients()),
            limits.integer("topics-per-client", 1, 65_534, plain.topicsPerClient()),
            limits.integer("filters-per-client", 1, 65_535, plain.filtersPerClient()),
            limits.integer("pending-up", 1, 65_535, plain.pendingUp()),
            limits.integer("buffer-messages", 1, MANY, plain.bufferedMessages()),
            limits.number("buffer-size", 1, 1L << 40, plain.bufferedOctets()),
            limits.number("buffer-total", 1, 1L << 40, plain.bufferedOctetsTotal()),
            limits.integer("client-id-length", 1, 65_535, plain.clientIdOctets()),
            limits.millis("session-lifetime", 1_000, plain.sessionLifetimeMillis()),
            limits.integer("strangers-per-second", 1, MANY, plain.strangersPerSecond()),
            limits.integer("strangers-burst", 1, MANY, plain.strangersBurst()),
            overflow(limits));
    limits.rejectUnknown();
    return read;
  }

  private static Limits.Overflow overflow(YamlMap limits) throws ConfigException {
    String text = limits.text("overflow", word(Limits.DEFAULT.overflow()));
    List<Limits.Overflow> policies = Arrays.asList(Limits.Overflow.values());
    for (Limits.Overflow policy : policies) {
      if (word(policy).equals(text)) {
        return policy;
      }
    }
    throw new ConfigException(
        limits.origin("overflow"),
        "'"
            + text
            + "' must be one of "
            + policies.stream().map(LimitsSection::word).collect(Collectors.joining(", ")));
  }

  private static String word(Limits.Overflow policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
