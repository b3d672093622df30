package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Octets;
import java.io.ByteArrayOutputStream;

/** Messages on the standard output, octet by octet as they came. */
final class MessagePrinter {
  private final Console console;
  private final boolean withTopic;
  private final boolean withEndOfLine;

  MessagePrinter(Console console, boolean withTopic, boolean withEndOfLine) {
    this.console = console;
    this.withTopic = withTopic;
    this.withEndOfLine = withEndOfLine;
  }

  void print(Message message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (withTopic) {
      out.writeBytes(Octets.utf8(name(message.topic()) + " ").array());
    }
    boolean absent = withTopic && message.payload().isEmpty();
    out.writeBytes(absent ? Octets.utf8("(null)").array() : message.payload().array());
    if (withEndOfLine) {
      out.write('\n');
    }
    console.result(out.toByteArray());
  }

  /** Without blanks, so that a line can be cut at its first one. */
  private static String name(Topic topic) {
    return topic instanceof Topic.Predefined predefined
        ? "predefined:" + predefined.id()
        : topic.toString();
  }
}
