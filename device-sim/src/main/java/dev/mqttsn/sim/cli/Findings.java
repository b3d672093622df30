package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** The gateways found so far, each told once. */
final class Findings {
  private final Console console;
  private final int enough;
  private final Set<String> told = new HashSet<>();

  Findings(Console console, int enough) {
    this.console = console;
    this.enough = enough;
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  boolean isEnough() {
    return told.size() >= enough;
  }

  /** Takes what was heard; what is no word about a gateway does not matter. */
  void hear(String from, ByteBuffer message, long afterMillis) {
    if (FrameDecoder.decode(message) instanceof Frame frame) {
      String what = about(frame, from, afterMillis);
      if (!what.isEmpty() && told.add(from + " " + gatewayId(frame))) {
        console.line(what);
      }
    }
  }

  private static String about(Frame frame, String from, long afterMillis) {
    if (frame instanceof Frame.GwInfo info) {
      String teller = info.gwAdd().isEmpty() ? "" : " (a node tells of it: " + info.gwAdd() + ")";
      return "gateway %d at %s: GWINFO after %d ms%s"
          .formatted(info.gwId(), from, afterMillis, teller);
    }
    if (frame instanceof Frame.Advertise advertise) {
      return "gateway %d at %s: ADVERTISE, every %d s"
          .formatted(advertise.gwId(), from, advertise.durationSeconds());
    }
    return "";
  }

  private static int gatewayId(Frame frame) {
    return frame instanceof Frame.GwInfo info ? info.gwId() : ((Frame.Advertise) frame).gwId();
  }
}
