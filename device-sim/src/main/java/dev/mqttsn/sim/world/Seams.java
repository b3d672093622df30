package dev.mqttsn.sim.world;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.wire.Frame;
import java.util.function.Consumer;

/**
 * The places between the parts of the system where a test puts a defect, to prove that the checkers
 * find it. Each passes on what comes; a defect passes on something else, twice or nothing.
 */
interface Seams {
  /** No defect. */
  Seams NONE = new Seams() {};

  /** From the shard to the bridge; {@code tell} says to the shard what the bridge has not said. */
  default void command(
      BrokerCommand command, Consumer<BrokerCommand> next, Consumer<BrokerEvent> tell) {
    next.accept(command);
  }

  /** From the bridge to the shard; {@code order} tells the bridge what the shard has not. */
  default void event(BrokerEvent event, Consumer<BrokerEvent> next, Consumer<BrokerCommand> order) {
    next.accept(event);
  }

  /** From the shard to a node. */
  default void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
    next.accept(frame);
  }

  /** From a node to the shard. */
  default void frameUp(NodeAddress from, Frame frame, Consumer<Frame> next) {
    next.accept(frame);
  }

  /** From the bridge to the broker. */
  default void packetUp(String clientId, Packet packet, Consumer<Packet> next) {
    next.accept(packet);
  }

  /** From the broker to the bridge. */
  default void packetDown(String clientId, Packet packet, Consumer<Packet> next) {
    next.accept(packet);
  }

  /** From the shard to the disk; the sequence is confirmed whatever is passed on. */
  default void store(StoredChange change, Consumer<StoredChange> next) {
    next.accept(change);
  }
}
