package dev.mqttsn.gateway;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The datagrams of the recordings, as seeds for what wants single messages. */
public final class RecordedDatagrams {
  private static final int SHORT_FORM_MAX = 255;

  private RecordedDatagrams() {}

  /** One datagram of each type, flags, length form and envelope. */
  public static List<byte[]> distinctShapes() {
    try {
      Set<List<Integer>> shapes = new HashSet<>();
      return Recording.all().stream()
          .flatMap(recording -> recording.lines().stream())
          .filter(Recording.Datagram.class::isInstance)
          .map(Recording.Datagram.class::cast)
          .filter(datagram -> shapes.add(shape(datagram)))
          .map(Recording.Datagram::octets)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Integer> shape(Recording.Datagram datagram) {
    Octets message = datagram.message();
    boolean longForm = message.at(0) == 1;
    int typeAt = longForm ? 3 : 1;
    int flags = message.length() > typeAt + 1 ? message.at(typeAt + 1) : 0;
    int large = message.length() > SHORT_FORM_MAX ? 1 : 0;
    return List.of(message.at(typeAt), flags, large, datagram.nodeId().length());
  }
}
