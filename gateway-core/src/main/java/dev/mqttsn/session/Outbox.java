package dev.mqttsn.session;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import java.util.ArrayDeque;

/** What the core wants done, in order. Filled by the rules, emptied by the driver. */
public final class Outbox {
  private final ArrayDeque<Effect> effects = new ArrayDeque<>();

  public void send(NodeAddress to, Frame frame) {
    effects.add(new Effect.SendFrame(to, frame));
  }

  /** Sends inside a forwarder's envelope that asks for a broadcast of this radius, 0 to 3. */
  public void send(NodeAddress to, Frame frame, int radius) {
    effects.add(new Effect.SendFrame(to, frame, radius));
  }

  public void broadcast(Link link, Frame frame, int radius) {
    effects.add(new Effect.Broadcast(link, frame, radius));
  }

  public void command(BrokerCommand command) {
    effects.add(new Effect.Command(command));
  }

  /** The next effect, or null where there is none. */
  public Effect poll() {
    return effects.poll();
  }
}
