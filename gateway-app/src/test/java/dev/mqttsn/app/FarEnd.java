package dev.mqttsn.app;

import dev.mqttsn.serial.framing.Framing;
import dev.mqttsn.serial.framing.Framings;
import dev.mqttsn.serial.framing.Incoming;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What stands at the other end of a line: a node or forwarder, or a modem with nodes. */
interface FarEnd {
  int MAX_MESSAGE_OCTETS = 255;

  /**
   * A message of the gateway.
   *
   * @param to empty on a line without addresses
   * @param answer what the modem tells when it has delivered the message; empty without a modem
   */
  record Heard(Octets to, Octets message, Octets answer) {}

  /** The octets by which a node's message reaches the gateway. */
  byte[] write(Octets from, byte[] message);

  List<Heard> hear(byte[] octets, int count);

  /** The address that means every node. */
  Octets broadcast();

  /** The framing as an option of the gateway names it, with its mode: {@code xbee,mode=1}. */
  static FarEnd of(String framing) {
    return switch (framing) {
      case "xbee" -> new XBeeEnd(true);
      case "xbee,mode=1" -> new XBeeEnd(false);
      case "loralink" -> new LoRaLinkEnd();
      default -> plain(framing);
    };
  }

  /** Such lines look the same from both ends. */
  private static FarEnd plain(String name) {
    Framing framing = Framings.create(name, Map.of(), MAX_MESSAGE_OCTETS);
    return new FarEnd() {
      @Override
      public byte[] write(Octets from, byte[] message) {
        return framing.encode(Octets.EMPTY, message, 0);
      }

      @Override
      public List<Heard> hear(byte[] octets, int count) {
        List<Heard> heard = new ArrayList<>();
        long nowMillis = System.nanoTime() / 1_000_000;
        for (Incoming incoming : framing.feed(octets, 0, count, nowMillis)) {
          if (incoming instanceof Incoming.Message message) {
            heard.add(new Heard(Octets.EMPTY, message.message(), Octets.EMPTY));
          }
        }
        return heard;
      }

      @Override
      public Octets broadcast() {
        return Octets.EMPTY;
      }
    };
  }
}
