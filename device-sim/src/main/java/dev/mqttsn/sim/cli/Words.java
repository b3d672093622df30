package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.ReturnCode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;

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

  /** A frame with its fields in one line. */
  static String of(Frame frame) {
    String fields =
        Arrays.stream(frame.getClass().getRecordComponents())
            .map(component -> component.getName() + "=" + value(frame, component))
            .collect(Collectors.joining(", "));
    return frame.type() + (fields.isEmpty() ? "" : " (" + fields + ")");
  }

  private static Object value(Frame frame, RecordComponent component) {
    try {
      Object value = component.getAccessor().invoke(frame);
      return value instanceof Octets octets ? text(octets) : value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Text in quotes where it is plain, else hexadecimal digits. */
  private static String text(Octets octets) {
    String text = octets.text();
    boolean plain = text != null && text.codePoints().noneMatch(Character::isISOControl);
    return plain ? "'" + text + "'" : "0x" + octets;
  }
}
