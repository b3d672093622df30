package dev.mqttsn.sim.impair;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the options say; a text that says nothing is an IllegalArgumentException that tells why. */
final class ImpairText {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)\\s*%?");
  private static final Pattern DELAY =
      Pattern.compile("(\\d{1,9})\\s*(ms|s)(?:\\.\\.(\\d{1,9})\\s*(ms|s))?");
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final long MAX_DELAY_MILLIS = 600_000;
  private static final int MAX_PORT = 65_535;
  private static final double ALL = 100;

  private ImpairText() {}

  /** From the shortest to the longest. */
  record Delay(long minMillis, long maxMillis) {}

  static double percent(String text) {
    Matcher matcher = PERCENT.matcher(text.strip());
    if (matcher.matches()) {
      double percent = Double.parseDouble(matcher.group(1));
      if (percent <= ALL) {
        return percent;
      }
    }
    throw new IllegalArgumentException("is a share from 0% to 100%, not '" + text + "'");
  }

  static Delay delay(String text) {
    Matcher matcher = DELAY.matcher(text.strip());
    if (matcher.matches()) {
      long min = millis(matcher.group(1), matcher.group(2));
      long max = matcher.group(3) == null ? min : millis(matcher.group(3), matcher.group(4));
      if (min <= max && max <= MAX_DELAY_MILLIS) {
        return new Delay(min, max);
      }
    }
    throw new IllegalArgumentException(
        "is a time or a range as 50ms or 10ms..80ms, up to 600s, not '" + text + "'");
  }

  private static long millis(String number, String unit) {
    return Long.parseLong(number) * (unit.equals("s") ? MILLIS_PER_SECOND : 1);
  }

  static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is a whole number, not '" + text + "'", e);
    }
  }

  /** HOST:PORT, an IPv6 address in brackets. */
  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    int port = port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0 || (host.indexOf(':') >= 0 && !bracketed)) {
      throw new IllegalArgumentException(
          "is HOST:PORT, as 127.0.0.1:1883 or [::1]:1883, not '" + text + "'");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("names a host that is not known: '" + host + "'");
    }
    return address;
  }

  private static int port(String digits) {
    try {
      int port = Integer.parseInt(digits);
      return port <= MAX_PORT ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
