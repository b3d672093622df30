package dev.mqttsn.serial;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.Retry;
import dev.mqttsn.serial.framing.Framings;
import java.util.Map;

/**
 * One serial port as a link.
 *
 * @param port best a name under {@code /dev/serial/by-id}, which stays when the adapter is plugged
 *     in again; it need not exist yet
 * @param baud of the UART, 8N1; USB and pseudo-terminals ignore it
 * @param framing one of {@link Framings#names}
 * @param framingOptions of that framing, as in {@code mode=1}; mostly empty
 * @param maxMessageOctets the largest message that a node of this link is sent
 * @param bitRate of the air in bit/s, by which what is sent is paced; 0 where the port paces itself
 * @param dutyCycle the share of an hour that may be spent sending, 0.01 for 1 %; needs a bit rate;
 *     0 for no limit
 * @param queueLimit how many messages may wait to be sent
 * @param retry how messages to nodes of this link are repeated
 * @param advertiseIntervalMillis T_ADV; 0 for no ADVERTISE, which costs air time
 */
public record SerialConfig(
    String port,
    int baud,
    String framing,
    Map<String, String> framingOptions,
    int maxMessageOctets,
    int bitRate,
    double dutyCycle,
    int queueLimit,
    Retry retry,
    long advertiseIntervalMillis) {
  public static final int DEFAULT_BAUD = 115_200;
  public static final int DEFAULT_QUEUE_LIMIT = 256;
  private static final int MAX_MESSAGE_OCTETS = 65_535;

  /** Refuses with an IllegalArgumentException whose message is one sentence for the operator. */
  public SerialConfig {
    if (port.isBlank()) {
      throw new IllegalArgumentException("a serial link needs the name of its port");
    }
    Framings.check(framing, framingOptions);
    framingOptions = Map.copyOf(framingOptions);
    within("baud", baud, 50, 12_000_000);
    within("max-message", maxMessageOctets, 2, MAX_MESSAGE_OCTETS);
    within("bit-rate", bitRate, 0, Integer.MAX_VALUE);
    within("queue", queueLimit, 1, 65_536);
    if (!(dutyCycle >= 0 && dutyCycle <= 1)) {
      throw new IllegalArgumentException("duty-cycle " + dutyCycle + " is not in 0..1");
    }
    if (dutyCycle > 0 && bitRate == 0) {
      throw new IllegalArgumentException("duty-cycle needs a bit-rate to know the time on air");
    }
  }

  /** A port with the defaults: 115,200 baud, the framing's usual message size, no pacing. */
  public static SerialConfig of(String port, String framing, Map<String, String> framingOptions) {
    return new SerialConfig(
        port,
        DEFAULT_BAUD,
        framing,
        framingOptions,
        Framings.defaultMaxMessageOctets(framing),
        0,
        0,
        DEFAULT_QUEUE_LIMIT);
  }

  /** A port with the default repetition and no ADVERTISE. */
  public SerialConfig(
      String port,
      int baud,
      String framing,
      Map<String, String> framingOptions,
      int maxMessageOctets,
      int bitRate,
      double dutyCycle,
      int queueLimit) {
    this(
        port,
        baud,
        framing,
        framingOptions,
        maxMessageOctets,
        bitRate,
        dutyCycle,
        queueLimit,
        Retry.DEFAULT,
        0);
  }

  /** The same port, with what its network decides. */
  public SerialConfig with(Retry newRetry, long newAdvertiseIntervalMillis) {
    return new SerialConfig(
        port,
        baud,
        framing,
        framingOptions,
        maxMessageOctets,
        bitRate,
        dutyCycle,
        queueLimit,
        newRetry,
        newAdvertiseIntervalMillis);
  }

  /** The link as the core knows it. */
  public Link link() {
    return new Link("serial " + port, maxMessageOctets, retry, advertiseIntervalMillis);
  }

  private static void within(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not in " + min + ".." + max);
    }
  }
}
