package dev.mqttsn.app.replay;

import dev.mqttsn.wire.Qos;
import java.util.List;

/**
 * A message on its way to one client, in each way in which a broker may deliver it: where filters
 * overlap, some take the highest QoS and some that of the filter that they find first.
 *
 * @param ways at least one, that of the highest QoS first
 * @param fromOutside whether only what the capture shows tells its QoS
 */
record Outgoing(List<Message> ways, boolean fromOutside) {
  static Outgoing of(Message message) {
    return new Outgoing(List.of(message), false);
  }

  /** To one who was subscribed before the message came. */
  static Outgoing forwarded(Message message, List<Qos> granted, boolean fromOutside) {
    List<Message> ways = granted.stream().map(message::forwarded).distinct().toList();
    return new Outgoing(ways, fromOutside);
  }

  Message usual() {
    return ways.get(0);
  }

  /** In the way of the lowest QoS, which is all that is sure. */
  Message least() {
    return ways.get(ways.size() - 1);
  }

  /** The message as it was shown, if that can be. */
  Message like(Message shown) {
    return fromOutside || ways.contains(shown) ? shown : usual();
  }
}
