package dev.mqttsn.app.replay;

import dev.mqttsn.wire.Qos;
import java.util.List;

/**
 * A message on its way to one client, in each way in which a broker may deliver it: where filters
 * overlap, some take the highest QoS and some that of the filter that they find first.
 *
 * @param ways at least one, that of the highest QoS first
 */
record Outgoing(List<Message> ways) {
  static Outgoing of(Message message) {
    return new Outgoing(List.of(message));
  }

  /** To one who was subscribed before the message came. */
  static Outgoing forwarded(Message message, List<Qos> granted) {
    return new Outgoing(granted.stream().map(message::forwarded).distinct().toList());
  }

  Message usual() {
    return ways.get(0);
  }

  /** The message as it was shown, if that is a way. */
  Message like(Message shown) {
    return ways.contains(shown) ? shown : usual();
  }
}
