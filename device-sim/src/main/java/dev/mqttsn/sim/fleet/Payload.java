package dev.mqttsn.sim.fleet;

import dev.mqttsn.wire.Octets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every message of a fleet carries, so that it is known again wherever it arrives.
 *
 * @param run tells this run from earlier ones whose messages may still be about
 * @param number counts from 1 in each flow
 */
record Payload(String run, String node, int number) {
  private static final Pattern FORM =
      Pattern.compile("\\{\"run\":\"(\\w+)\",\"node\":\"([\\w.-]+)\",\"n\":(\\d{1,9})[,}].*");

  /**
   * The message's octets.
   *
   * @param field what else it says, as in {@code temperature}
   * @param minOctets blanks fill it up to there
   */
  Octets encode(String field, double value, int minOctets) {
    String text =
        String.format(
            Locale.ROOT,
            "{\"run\":\"%s\",\"node\":\"%s\",\"n\":%d,\"%s\":%.2f}",
            run,
            node,
            number,
            field,
            value);
    return Octets.utf8(text + " ".repeat(Math.max(0, minOctets - text.length())));
  }

  /** Empty where it is nothing that a fleet would send. */
  static Optional<Payload> decode(Octets message) {
    String text = message.text();
    Matcher matcher = FORM.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(
            new Payload(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }
}
