package dev.mqttsn.serial;

import dev.mqttsn.serial.framing.Framing;
import dev.mqttsn.serial.framing.Framings;
import dev.mqttsn.serial.framing.Incoming;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.Malformed;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Guesses a framing from octets that were heard: the one that leaves least of them unexplained. */
final class FramingGuess {
  private static final int MAX_MESSAGE_OCTETS = 1_024;

  /** What one framing makes of the octets. */
  private static final class Hearing {
    private final Framing framing;
    private int messages;
    private int explained;

    Hearing(Framing framing) {
      this.framing = framing;
    }

    void take(List<Incoming> heard) {
      for (Incoming incoming : heard) {
        if (incoming instanceof Incoming.Message message
            && isWellFormed(ByteBuffer.wrap(message.message().array()))) {
          messages++;
          explained += message.message().length();
        } else if (incoming instanceof Incoming.TxStatus) {
          messages++;
        } else if (incoming instanceof Incoming.Damaged damaged) {
          explained -= damaged.octets();
        }
      }
    }
  }

  private final Map<String, Hearing> hearings = new LinkedHashMap<>();

  FramingGuess() {
    // those with a check first: where two explain the same, the stricter one is right
    add("slip-crc", "slip-crc", Map.of());
    add("cobs", "cobs", Map.of());
    add("xbee", "xbee", Map.of());
    add("xbee, mode=1", "xbee", Map.of("mode", "1"));
    add("loralink", "loralink", Map.of());
    add("slip", "slip", Map.of());
    add("length", "length", Map.of());
  }

  private void add(String shown, String name, Map<String, String> options) {
    hearings.put(shown, new Hearing(Framings.create(name, options, MAX_MESSAGE_OCTETS)));
  }

  private static boolean isWellFormed(ByteBuffer message) {
    ByteBuffer inner = message;
    if (Encapsulation.isEncapsulated(message)) {
      Encapsulation envelope = Encapsulation.open(message);
      if (envelope == null) {
        return false;
      }
      inner = envelope.message();
    }
    return !(FrameDecoder.decode(inner) instanceof Malformed);
  }

  void feed(byte[] octets, int length, long nowMillis) {
    for (Hearing hearing : hearings.values()) {
      hearing.take(hearing.framing.feed(octets, 0, length, nowMillis));
    }
  }

  void idle(long nowMillis) {
    for (Hearing hearing : hearings.values()) {
      hearing.take(hearing.framing.idle(nowMillis));
    }
  }

  /** Empty where no framing makes sense of what was heard. */
  Optional<String> best() {
    String best = null;
    int most = Integer.MIN_VALUE;
    for (Map.Entry<String, Hearing> entry : hearings.entrySet()) {
      Hearing hearing = entry.getValue();
      if (hearing.messages > 0 && hearing.explained > most) {
        best = entry.getKey();
        most = hearing.explained;
      }
    }
    return Optional.ofNullable(best);
  }
}
