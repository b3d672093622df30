package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.ReturnCode;

/** What the protocol says, as people read it. */
final class Words {
  private Words() {}

  static String of(ReturnCode code) {
    return switch (code) {
      case ACCEPTED -> "accepted";
      case CONGESTION -> "congestion (1): the broker cannot be reached, or a limit is reached";
      case INVALID_TOPIC_ID -> "invalid topic id (2): the gateway does not know it";
      case NOT_SUPPORTED -> "not supported (3): the gateway or the broker does not allow it";
    };
  }

  /** A frame in one line, octets in hexadecimal digits. */
  static String of(Frame frame) {
    String record = frame.toString();
    String fields = record.substring(record.indexOf('[') + 1, record.length() - 1);
    return frame.type() + (fields.isEmpty() ? "" : " (" + fields + ")");
  }
}
