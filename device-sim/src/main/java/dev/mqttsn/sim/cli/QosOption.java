package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Qos;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** QoS as people write it: -1, 0, 1 or 2. */
final class QosOption implements ITypeConverter<Qos> {
  @Override
  public Qos convert(String text) {
    return switch (text) {
      case "-1", "3" -> Qos.MINUS_ONE;
      case "0" -> Qos.AT_MOST_ONCE;
      case "1" -> Qos.AT_LEAST_ONCE;
      case "2" -> Qos.EXACTLY_ONCE;
      default -> throw new TypeConversionException("'" + text + "' is not -1, 0, 1 or 2");
    };
  }
}
